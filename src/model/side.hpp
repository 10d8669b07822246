#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/column.hpp"
#include "base/size_column.hpp"
#include "heapdiff/diff.hpp"
#include "model/class_table.hpp"
#include "model/role.hpp"

namespace heapdiff::model {

/// What distinguishes two processes, and two programs. Some thousand objects are chosen by id
/// alone, so two snapshots choose the same ids, with a hash of what each is.
struct Fingerprint {
  struct Mark {
    std::uint32_t id;
    std::uint32_t hash;  ///< of type and name
    bool is_text;        ///< a string of six or more characters
  };
  std::vector<Mark> marks;   ///< ascending by id
  std::vector<Mark> places;  ///< the same for objects with a place: a hash of script id and place
  std::uint64_t meta_hash = 0;  ///< see `parse::Schema`
  /// Hashes of texts that the engine keeps once each, in the order of its table: by a hash of its
  /// own, whose seed differs from process to process.
  std::vector<std::uint32_t> interned;
};

/// How many elements an Array holds, each over an edge: objects that are there already can be added
/// to it without anything new.
struct ArrayLength {
  std::uint32_t id;
  std::uint32_t elements;
};
/// Shorter ones cannot grow by much.
inline constexpr std::uint32_t array_length_told = 16;

/// As `graph::SpentSize`, by position.
struct SpentSize {
  std::uint32_t owner;
  std::uint64_t bytes;
};

/// What is known of a snapshot without its nodes: its classes, and how to tell whose it is.
struct Outline {
  Side side;
  ClassTable table;
  Fingerprint fingerprint;
  std::optional<Lineage::UnusableIds> unusable_ids;  ///< nothing where ids may follow objects
  std::vector<std::string> notes;
};

/// What a diff needs of one snapshot when its graph is gone: 17 bytes a node, in the preorder of
/// the dominator tree, and its outline.
struct Reduction : Outline {
  base::Column<std::uint32_t> ids;
  base::SizeColumn self_sizes;       ///< folded
  base::Column<std::uint32_t> ends;  ///< end of the dominated subtree
  base::Column<ClassIndex> classes;  ///< in the outline's table
  base::Column<Role> roles;
  std::vector<ArrayLength> array_lengths;  ///< ascending by id
  std::vector<SpentSize> spent_sizes;      ///< ascending by owner

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ends.size()); }

  /// The folded size without what waits to be dropped: no growth of the program's.
  [[nodiscard]] std::uint64_t kept_size(std::uint32_t position) const {
    if (spent_sizes.empty()) return self_sizes[position];
    const auto found =
        std::lower_bound(spent_sizes.begin(), spent_sizes.end(), position,
                         [](const SpentSize& s, std::uint32_t owner) { return s.owner < owner; });
    const bool has_spent = found != spent_sizes.end() && found->owner == position;
    return self_sizes[position] - (has_spent ? found->bytes : 0);
  }

  /// Frees what is as long as the heap has nodes.
  void clear_columns() {
    ids.clear();
    self_sizes = {};
    ends.clear();
    classes.clear();
    roles.clear();
  }
};

/// Calls `visit` with the positions that an object holds in the dominator tree, looking through
/// the stores that belong to it; the engine's records are left out, whoever owns them.
template <class Visit>
void for_each_held(const Reduction& side, const base::Column<Role>& roles, std::uint32_t position,
                   Visit&& visit) {
  for (std::uint32_t p = position + 1; p < side.ends[position];) {
    const bool is_store = roles[p] == Role::store;
    if (!is_store && roles[p] != Role::engine && roles[p] != Role::owned) visit(p);
    p = is_store ? p + 1 : side.ends[p];
  }
}

}  // namespace heapdiff::model
