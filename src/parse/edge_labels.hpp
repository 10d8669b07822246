#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/masks.hpp"
#include "base/narrow_column.hpp"
#include "heapdiff/types.hpp"

namespace heapdiff::parse {

/// How type and name of an edge share the bits of a label. The highest bit is set for an element,
/// and its index has all others; three bits below are another type, and the rest is its name. So
/// three bytes hold indices to 8 million and 1 million names, and four all that V8 writes.
class LabelLayout {
 public:
  /// REQUIRES: 3 or 4.
  explicit constexpr LabelLayout(unsigned bytes) : bits_(8 * bytes) {}
  /// The one for a file whose nodes have names up to this. Names of edges come after those in V8's
  /// files, and are much fewer.
  [[nodiscard]] static constexpr LabelLayout for_nodes_named_up_to(std::uint64_t largest_name) {
    constexpr unsigned narrow = 3;
    const std::uint64_t margin = largest_name / 4;
    const bool fits = largest_name + margin < LabelLayout(narrow).limit_of(EdgeType::property);
    return LabelLayout(fits ? narrow : 4);
  }

  [[nodiscard]] constexpr unsigned bytes() const { return bits_ / 8; }
  /// Shifts a label so that what is left tells the type: see `type_of_kind`.
  [[nodiscard]] constexpr unsigned name_bits() const { return bits_ - 4; }
  static constexpr unsigned kinds = 16;
  [[nodiscard]] static constexpr EdgeType type_of_kind(std::uint32_t kind) {
    if (kind >= kinds / 2) return EdgeType::element;
    // The place that elements leave free.
    return kind == number(EdgeType::element) ? EdgeType::unknown : static_cast<EdgeType>(kind);
  }
  /// What marks a label as one of the type.
  [[nodiscard]] constexpr std::uint32_t mark_of(EdgeType type) const {
    if (type == EdgeType::element) return std::uint32_t{1} << (bits_ - 1);
    return number(type == EdgeType::unknown ? EdgeType::element : type) << name_bits();
  }
  /// The first name that is too large for a label. It stands for all that are.
  [[nodiscard]] constexpr std::uint32_t limit_of(EdgeType type) const {
    return (std::uint32_t{1} << (type == EdgeType::element ? bits_ - 1 : name_bits())) - 1;
  }

  [[nodiscard]] constexpr std::uint32_t pack(EdgeType type, std::uint32_t name) const {
    return mark_of(type) | std::min(name, limit_of(type));
  }
  [[nodiscard]] constexpr EdgeType type_of(std::uint32_t label) const {
    return type_of_kind(label >> name_bits());
  }
  /// The name, or the limit.
  [[nodiscard]] constexpr std::uint32_t name_in(std::uint32_t label) const {
    return label & limit_of(type_of(label));
  }
  [[nodiscard]] constexpr bool is_escaped(std::uint32_t label) const {
    const std::uint32_t limit = limit_of(type_of(label));
    return (label & limit) == limit;
  }

  friend constexpr bool operator==(LabelLayout, LabelLayout) = default;

 private:
  static constexpr std::uint32_t number(EdgeType type) { return static_cast<std::uint32_t>(type); }

  unsigned bits_;
};

/// Type and name of each edge in three bytes, or in four where there are many names. Names that are
/// too large for that are in a separate table, by edge.
class EdgeLabels {
 public:
  using Escaped = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // edge, name

  /// The label of an edge; a name that it does not hold is kept in `escaped`.
  [[nodiscard]] static std::uint32_t pack(LabelLayout layout, EdgeType type, std::uint32_t name,
                                          std::uint32_t edge, Escaped& escaped) {
    const std::uint32_t label = layout.pack(type, name);
    if (layout.is_escaped(label)) escaped.emplace_back(edge, name);
    return label;
  }

  EdgeLabels() = default;
  /// Of labels packed by the layout of their width, and the names that it escapes, in any order.
  EdgeLabels(base::NarrowColumn packed, Escaped escaped)
      : packed_(std::move(packed)), layout_(packed_.width()), escaped_(std::move(escaped)) {
    std::sort(escaped_.begin(), escaped_.end());
  }

  [[nodiscard]] LabelLayout layout() const { return layout_; }
  [[nodiscard]] EdgeType type(std::size_t edge) const { return layout_.type_of(packed_[edge]); }

  /// A bit for each of up to 64 edges from `first` on: is its type one of `types`, which has a bit
  /// for each type?
  [[nodiscard]] std::uint64_t have_types(std::size_t first, std::size_t count,
                                         std::uint32_t types) const {
    std::uint32_t kinds = 0;
    for (std::uint32_t kind = 0; kind < LabelLayout::kinds; ++kind) {
      const auto type = static_cast<std::uint32_t>(LabelLayout::type_of_kind(kind));
      kinds |= (types >> type & 1) << kind;
    }
    base::NarrowColumn::Window window;
    return base::mask_of_kinds(packed_.window(first, count, window), count, layout_.name_bits(),
                               kinds);
  }

  /// The same: is it of the type, with a name in [name_first, name_last]? Names that are too large
  /// to be packed all count as the first of them.
  [[nodiscard]] std::uint64_t have_names(std::size_t first, std::size_t count, EdgeType type,
                                         std::uint32_t name_first, std::uint32_t name_last) const {
    base::NarrowColumn::Window window;
    return base::mask_of_range(packed_.window(first, count, window), count,
                               layout_.pack(type, name_first), layout_.pack(type, name_last));
  }

  /// A string index, or a number where `has_numeric_name(type(edge))`.
  [[nodiscard]] std::uint32_t name(std::size_t edge) const {
    const std::uint32_t label = packed_[edge];
    return layout_.is_escaped(label) ? escaped_[place_of(edge)].second : layout_.name_in(label);
  }

  /// Gives an edge another name. REQUIRES: one that is not larger than its name now.
  void lower_name(std::size_t edge, std::uint32_t name) {
    const std::uint32_t label = layout_.pack(type(edge), name);
    if (layout_.is_escaped(label)) {
      escaped_[place_of(edge)].second = name;
    } else {
      packed_.set(edge, label);  // its entry in the table is no longer used
    }
  }

  void prefetch(std::size_t edge) const { packed_.prefetch(edge); }
  [[nodiscard]] std::size_t size() const { return packed_.size(); }

  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(packed_, escaped_);
    layout_ = LabelLayout(packed_.width());
  }

 private:
  /// Among the escaped ones.
  [[nodiscard]] std::size_t place_of(std::size_t edge) const {
    const std::pair first(static_cast<std::uint32_t>(edge), std::uint32_t{0});
    return static_cast<std::size_t>(std::lower_bound(escaped_.begin(), escaped_.end(), first) -
                                    escaped_.begin());
  }

  base::NarrowColumn packed_;
  LabelLayout layout_{4};
  Escaped escaped_;  // ascending
};

}  // namespace heapdiff::parse
