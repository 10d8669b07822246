#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/column.hpp"
#include "base/masks.hpp"
#include "heapdiff/types.hpp"

namespace heapdiff::parse {

/// Type and name of each edge in four bytes: four bits of type, 28 of name. Larger names (element
/// indices up to 2^32 − 1 occur; V8 writes 536870912) are in a separate table, by edge.
class EdgeLabels {
 public:
  static constexpr unsigned name_bits = 28;
  static constexpr std::uint32_t escape =
      (1u << name_bits) - 1;  ///< the first name that is too large
  using Escaped = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // edge, name

  /// The packed form; a name that does not fit is kept in `escaped`.
  static std::uint32_t pack(EdgeType type, std::uint32_t name, std::uint32_t edge,
                            Escaped& escaped) {
    if (name >= escape) escaped.emplace_back(edge, name);
    return static_cast<std::uint32_t>(type) << name_bits | std::min(name, escape);
  }

  EdgeLabels() = default;
  /// From what `pack` made; the escaped names may be in any order.
  EdgeLabels(base::Column<std::uint32_t> packed, Escaped escaped)
      : packed_(std::move(packed)), escaped_(std::move(escaped)) {
    std::sort(escaped_.begin(), escaped_.end());
  }

  [[nodiscard]] EdgeType type(std::size_t edge) const {
    return static_cast<EdgeType>(packed_[edge] >> name_bits);
  }

  /// A bit for each of up to 64 edges from `first` on: is its type one of `types`, which has a bit
  /// for each type?
  [[nodiscard]] std::uint64_t have_types(std::size_t first, std::size_t count,
                                         std::uint32_t types) const {
    return base::mask_of_kinds(packed_.data() + first, count, name_bits, types);
  }

  /// The same: is it of the type, with a name in [name_first, name_last]? Names that are too large
  /// to be packed all count as the first of them.
  [[nodiscard]] std::uint64_t have_names(std::size_t first, std::size_t count, EdgeType type,
                                         std::uint32_t name_first, std::uint32_t name_last) const {
    const std::uint32_t type_bits = static_cast<std::uint32_t>(type) << name_bits;
    return base::mask_of_range(packed_.data() + first, count,
                               type_bits | std::min(name_first, escape),
                               type_bits | std::min(name_last, escape));
  }

  /// A string index, or a number where `has_numeric_name(type(edge))`.
  [[nodiscard]] std::uint32_t name(std::size_t edge) const {
    const std::uint32_t name = packed_[edge] & escape;
    return name != escape ? name : escaped_name(edge);
  }

  /// Gives an edge another name. REQUIRES: one that is not larger than its name now.
  void lower_name(std::size_t edge, std::uint32_t name) {
    const std::uint32_t type_bits = packed_[edge] & ~escape;
    if (name >= escape) {
      find_escaped(edge)->second = name;
    } else {
      packed_[edge] = type_bits | name;  // its entry in the table is no longer used
    }
  }

  void prefetch(std::size_t edge) const { __builtin_prefetch(packed_.data() + edge); }
  [[nodiscard]] std::size_t size() const { return packed_.size(); }

  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(packed_, escaped_);
  }

 private:
  [[nodiscard]] std::uint32_t escaped_name(std::size_t edge) const {
    return std::lower_bound(escaped_.begin(), escaped_.end(),
                            std::pair(static_cast<std::uint32_t>(edge), std::uint32_t{0}))
        ->second;
  }
  [[nodiscard]] Escaped::iterator find_escaped(std::size_t edge) {
    return std::lower_bound(escaped_.begin(), escaped_.end(),
                            std::pair(static_cast<std::uint32_t>(edge), std::uint32_t{0}));
  }

  base::Column<std::uint32_t> packed_;
  Escaped escaped_;  // ascending
};

}  // namespace heapdiff::parse
