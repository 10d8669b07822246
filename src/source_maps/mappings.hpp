#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"

namespace heapdiff::source_maps {

/// A place in a generated text and what it was made of. Lines and columns count from 0, columns in
/// UTF-16 units.
struct Segment {
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  std::uint32_t column = 0;     ///< in the generated line
  std::uint32_t source = none;  ///< index into the map's sources; none: made of nothing
  std::uint32_t original_line = 0, original_column = 0;
  std::uint32_t name = none;  ///< index into the map's names

  [[nodiscard]] bool has_source() const { return source != none; }
  [[nodiscard]] bool has_name() const { return name != none; }
  friend bool operator==(const Segment&, const Segment&) = default;
};

/// The text `mappings` of a source map (ECMA-426): lines end in `;`, segments in `,`, and each
/// segment has one, four or five base64 VLQs that count from the segment before. Every 64 segments
/// the state is kept, so that a lookup decodes 64 segments at most. Memory: less than half of the
/// text. The text has to outlive this.
class Mappings {
 public:
  /// Reads all of it once. Errors: malformed (a segment of no form, a number beyond 32 bits, a
  /// negative place, a source or name that is not there), with the line and the segment, counted
  /// from 1; limit (a very long line out of order).
  [[nodiscard]] static Result<Mappings> index(std::string_view text, std::uint32_t sources,
                                              std::uint32_t names);

  /// The last segment at or before a column of a line; of several at the very column the first, as
  /// browsers do it. Nothing where the line has none so far left.
  [[nodiscard]] std::optional<Segment> find(std::uint32_t line, std::uint32_t column) const;

  [[nodiscard]] std::uint32_t lines() const { return lines_; }
  [[nodiscard]] std::uint64_t segments() const { return segments_; }

 private:
  /// The state behind a segment: where decoding can go on.
  struct Checkpoint {
    std::uint32_t offset, line, column;
    std::uint32_t source, original_line, original_column, name;
    std::uint8_t fields;  ///< of the segment before; 0: at the end of a run of empty lines
  };

  class Decoder;

  std::string_view text_;
  std::vector<Checkpoint> checkpoints_;
  std::vector<std::uint32_t> unsorted_;  // lines whose columns go back somewhere; ascending
  std::uint32_t lines_ = 0;
  std::uint64_t segments_ = 0;
};

}  // namespace heapdiff::source_maps
