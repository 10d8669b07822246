#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "base/bits.hpp"
#include "base/printable.hpp"
#include "base/string_pool.hpp"
#include "parse/columns.hpp"

namespace heapdiff::parse {

/// How much of the strings' text is kept. The text of a heap's own strings, its values, can be most
/// of a file, and reports never show it. What names anything else, another node or an edge, is kept
/// whole: rules read every byte of it.
struct Texts {
  /// Values are cut once all texts together are longer than this.
  std::uint64_t cut_above = std::numeric_limits<std::uint64_t>::max();

  static constexpr Texts whole() { return {}; }
  /// Below the default, looking for names costs time and spares little.
  static constexpr Texts cut(std::uint64_t above = std::uint64_t{32} << 20) { return {above}; }
};

/// What is kept of a value that is cut: at most so many bytes, up to where a code point ends.
/// Longer than every word of the vocabulary, so none is made or lost by a cut.
inline constexpr std::size_t value_bytes_kept = 64;

[[nodiscard]] inline std::string_view start_of_value(std::string_view text) {
  return base::cut_to_bytes(text, value_bytes_kept);
}

/// Which strings are names: of nodes that are no strings themselves, of edges, or of functions on
/// allocation stacks and their scripts. One bit a string.
class Names {
 public:
  Names() = default;
  /// O(elements), and a bit for each name that they have at most, whatever the names are.
  explicit Names(const Columns& columns);

  [[nodiscard]] bool contains(std::size_t string) const {
    return string >= are_names_.capacity() || are_names_[string];
  }

 private:
  base::Bits are_names_;  // strings beyond them count as names
};

/// Cuts every text that is no name, in place. O(bytes of what is kept + strings).
void cut_values(base::StringPool& texts, const Names& names);

}  // namespace heapdiff::parse
