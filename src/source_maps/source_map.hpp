#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"
#include "source_maps/mappings.hpp"
#include "source_maps/scopes.hpp"

namespace heapdiff::source_maps {

/// Where a place of a generated text comes from. Lines and columns count from 0.
struct Original {
  std::uint32_t source = 0;  ///< index into `SourceMap::sources`
  std::uint32_t line = 0, column = 0;
  std::string name;         ///< of what stands there, where the map has a name for it
  bool is_ignored = false;  ///< is the source in the map's `ignoreList`?
  bool is_exact = false;    ///< does a segment begin at the very place that was asked for?
  std::uint32_t generated_column = 0;  ///< of the segment
};

/// A source map of version 3 (ECMA-426), with sections or without. Takes as much memory as its
/// text, and less than half of its mappings: names and contents stay as they are in the text, and
/// are decoded when they are asked for.
class SourceMap {
 public:
  static constexpr std::uint64_t file_bytes_max = std::uint64_t{2} << 30;

  /// Errors: malformed (no JSON, no map, mappings that are wrong), limit; without a path.
  [[nodiscard]] static Result<SourceMap> read(std::string text);

  /// Nothing where the place comes from no source.
  [[nodiscard]] std::optional<Original> find(std::uint32_t line, std::uint32_t column) const;

  /// Of all sections, with `sourceRoot` before them; empty where the map has null.
  [[nodiscard]] const std::vector<std::string>& sources() const { return sources_; }
  /// Is a source in the map's `ignoreList`?
  [[nodiscard]] bool is_ignored(std::uint32_t source) const { return ignored_[source]; }
  /// The text of a source; nothing where the map does not hold it.
  [[nodiscard]] std::optional<std::string> content(std::uint32_t source) const;

  [[nodiscard]] bool has_all_contents() const;
  /// Is an identifier somewhere in the texts of the sources?
  [[nodiscard]] bool has_in_contents(std::string_view identifier) const;

  /// The generated file, if the map says which.
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const std::string& debug_id() const { return debug_id_; }
  [[nodiscard]] bool has_names() const;

  /// By the map's scopes, where it has any: the original name of a variable in the scopes of the
  /// function at a place, and the name of that function.
  [[nodiscard]] std::optional<std::string> variable_in_scope(std::uint32_t line,
                                                             std::uint32_t column,
                                                             std::string_view generated) const;
  [[nodiscard]] std::optional<std::string> function_in_scope(std::uint32_t line,
                                                             std::uint32_t column) const;

 private:
  /// A map of its own in the text, and the place in the generated text where it begins.
  struct Part {
    std::uint32_t line = 0, column = 0;
    std::uint32_t first_source = 0, source_count = 0;
    std::vector<std::string_view> names;          // as JSON has them, with quotes
    std::string_view mappings_text, scopes_text;  // the same
    std::optional<Mappings> mappings;             // always there once it is read
    std::optional<Scopes> scopes;
  };
  class Reader;

  /// The part that a place is in; the place is made relative to it.
  [[nodiscard]] const Part* part_at(std::uint32_t& line, std::uint32_t& column) const;

  std::string text_;
  std::vector<std::unique_ptr<std::string>> unescaped_;  // mappings that JSON had escaped
  std::vector<Part> parts_;                              // in the order of the generated text
  std::vector<std::string> sources_;
  std::vector<bool> ignored_;               // by source
  std::vector<std::string_view> contents_;  // by source, as JSON has them; empty: none
  std::string file_, debug_id_;
};

}  // namespace heapdiff::source_maps
