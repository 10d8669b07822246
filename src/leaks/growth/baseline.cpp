#include "leaks/growth/baseline.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "analysis/dominator_tree.hpp"
#include "diff/growth.hpp"
#include "leaks/growth/accumulation.hpp"

namespace heapdiff::leaks {
namespace {

using diff::nobody;
using model::Reduction;
using model::Role;

constexpr std::uint64_t share_min = 100;     // a hundredth of what the program keeps
constexpr std::uint64_t outlier_times = 16;  // larger than so many usual ones is no item

class Marker {
 public:
  Marker(const Reduction& side, std::span<const std::uint32_t> rows, std::size_t row_count)
      : side_(side),
        rows_(rows),
        row_count_(row_count),
        piled_up_(side.size(), 0),
        holders_(side.size(), 0) {
    add_up_rest();
    kept_ = {sums_[side.size()]};
    threshold_ =
        std::max(static_cast<std::uint64_t>(diff::growth_bytes_min), kept_.value / share_min);
  }

  /// What is below one container is distinguished from the lists and trees that lead to it.
  void mark() {
    mark_groups();
    add_up_rest();
    mark_lists();
    mark_single_objects();
  }

  [[nodiscard]] Baseline result() const {
    Baseline result;
    result.kept = kept_;
    base::Column<std::uint32_t>& partners = result.pairs.partners;
    partners.resize_for_overwrite(side_.size());
    std::uint32_t kept = 0;
    for (std::uint32_t p = 0; p < side_.size(); ++p) {
      partners[p] = is_gone(p) ? nobody : kept++;
    }
    result.pairs.survivors = base::Bits(kept);
    for (std::uint32_t at = 0; at < kept; ++at) result.pairs.survivors.set(at);
    Reduction& before = result.before;
    before.ends = base::Column<std::uint32_t>::for_overwrite(kept);
    before.classes = base::Column<ClassIndex>::for_overwrite(kept);
    before.roles = base::Column<Role>::for_overwrite(kept);
    before.self_sizes.resize_for_overwrite(kept);
    // What accumulated goes with all below it, so a subtree ends at the next node that is kept.
    std::uint32_t next = kept;
    std::vector<std::uint32_t> next_kept(side_.size() + 1, kept);
    for (std::uint32_t p = side_.size(); p-- > 0;) {
      if (partners[p] != nobody) next = partners[p];
      next_kept[p] = next;
    }
    for (std::uint32_t p = 0; p < side_.size(); ++p) {
      const std::uint32_t at = partners[p];
      if (at == nobody) continue;
      before.ends[at] = next_kept[side_.ends[p]];
      before.classes[at] = side_.classes[p];
      before.roles[at] = side_.roles[p];
      before.self_sizes.init(at, side_.kept_size(p));
    }
    return result;
  }

 private:
  void add_up_rest() {
    sums_ = analysis::prefix_sums(side_.size(), [&](std::uint32_t p) {
      return side_.roles[p] == Role::engine || is_gone(p) ? 0 : side_.kept_size(p);
    });
  }

  [[nodiscard]] bool is_gone(std::uint32_t position) const { return piled_up_[position] != 0; }
  [[nodiscard]] std::uint64_t retained(std::uint32_t position) const {
    return sums_[side_.ends[position]] - sums_[position];
  }
  [[nodiscard]] bool is_large(std::uint64_t bytes) const { return bytes >= threshold_; }
  [[nodiscard]] std::uint32_t row_of(std::uint32_t position) const {
    return rows_[side_.classes[position].value];
  }

  /// A marked object is marked with all below it, so nothing is marked twice.
  void mark_subtree(std::uint32_t position) {
    for (std::uint32_t p = position; p < side_.ends[position];) {
      if (is_gone(p)) {
        p = side_.ends[p];
      } else {
        piled_up_[p++] = 1;
      }
    }
  }

  /// An object below another of its class, with a few records between them at most.
  struct Member {
    std::uint32_t position;
    std::uint32_t upper;    // index of the one above, or of itself
    std::uint32_t topmost;  // index of the one that is below no other
    std::uint64_t link;     // how it hangs on the one above: alike in one list
    std::uint64_t own;      // bytes, without those of members below it
  };

  [[nodiscard]] std::vector<Member> find_members() const {
    struct Open {
      std::uint32_t position, end;
      std::uint32_t above;   // of the same row: an index in `open`, or nobody
      std::uint32_t member;  // index, or nobody
    };
    std::vector<Open> open;
    std::vector<Member> members;
    std::vector<std::uint32_t> nearest(row_count_, nobody);  // by row: an index in `open`
    for (std::uint32_t p = 0; p < side_.size(); ++p) {
      if (is_gone(p)) continue;
      while (!open.empty() && open.back().end <= p) {
        nearest[row_of(open.back().position)] = open.back().above;
        open.pop_back();
      }
      if (side_.roles[p] == Role::engine) continue;
      const std::uint32_t row = row_of(p);
      const std::uint32_t above = nearest[row];
      const auto depth = static_cast<std::uint32_t>(open.size());
      std::uint32_t member = nobody;
      const bool can_be_member = side_.roles[p] == Role::value || side_.roles[p] == Role::text;
      if (can_be_member && above != nobody && depth - above <= links_max + 1) {
        if (open[above].member == nobody) {
          const auto topmost = static_cast<std::uint32_t>(members.size());
          const std::uint32_t position = open[above].position;
          members.push_back({position, topmost, topmost, 0, retained(position)});
          open[above].member = topmost;
        }
        const std::uint32_t upper = open[above].member;
        member = static_cast<std::uint32_t>(members.size());
        members[upper].own -= retained(p);
        const std::uint64_t link =
            std::uint64_t{depth - above} << 32 | (row_of(open.back().position) + 1);
        members.push_back({p, upper, members[upper].topmost, link, retained(p)});
      }
      if (side_.ends[p] == p + 1) continue;
      open.push_back({p, side_.ends[p], above, member});
      nearest[row] = depth;
    }
    return members;
  }

  /// Links of a list, nodes of a tree. What leads there may be of their class, too, as a module's
  /// promise is above those that wait for another: only those that hang on each other alike count.
  void mark_lists() {
    const std::vector<Member> members = find_members();
    struct List {
      std::uint64_t count = 0, bytes = 0, largest = 0;
    };
    std::map<std::pair<std::uint32_t, std::uint64_t>, List> lists;  // by topmost and link
    for (const Member& member : members) {
      List& list = lists[{member.topmost, member.link}];
      ++list.count;
      list.bytes += member.own;
      list.largest = std::max(list.largest, member.own);
    }
    for (const Member& member : members) {
      const List& list = lists[{member.topmost, member.link}];
      if (list.count < items_min || !is_large(list.bytes)) continue;
      // If one member holds most, that one is to be reported.
      if (list.largest * 2 > list.bytes) continue;
      const std::uint32_t upper = members[member.upper].position;
      if (!is_gone(upper)) mark_subtree(upper);
    }
  }

  void mark_groups() {
    for (std::uint32_t p = 0; p < side_.size();) {
      if (is_gone(p) || !is_large(retained(p))) {
        p = side_.ends[p];
        continue;
      }
      if (side_.roles[p] != Role::store && mark_children(p)) holders_[p] = 1;
      ++p;
    }
  }

  /// Those that are large by themselves, but for the slots of what holds many others.
  void mark_single_objects() {
    for (std::uint32_t p = 0; p < side_.size(); ++p) {
      const bool is_own = side_.roles[p] != Role::boundary && side_.roles[p] != Role::engine;
      if (is_own && holders_[p] == 0 && is_large(side_.self_sizes[p])) piled_up_[p] = 1;
    }
  }

  struct Child {
    std::uint32_t row, position;
    std::uint64_t retained;
  };

  /// Does it hold many alike, that now are marked?
  bool mark_children(std::uint32_t position) {
    children_.clear();
    model::for_each_held(side_, side_.roles, position, [&](std::uint32_t child) {
      if (!is_gone(child)) children_.push_back({row_of(child), child, retained(child)});
    });
    if (children_.size() < items_min) return false;
    std::sort(children_.begin(), children_.end(), [](const Child& a, const Child& b) {
      return std::tuple(a.row, a.retained, a.position) < std::tuple(b.row, b.retained, b.position);
    });
    // Keys go with the values.
    std::size_t most = 0;
    for_each_group([&](std::span<const Child> usual, std::uint64_t bytes) {
      if (is_large(bytes)) most = std::max(most, usual.size());
    });
    if (most == 0) return false;
    for_each_group([&](std::span<const Child> usual, std::uint64_t bytes) {
      if (!is_large(bytes) && usual.size() * 2 < most) return;
      if (is_large(bytes) && mark_what_they_hold(usual, bytes)) return;
      for (const Child& child : usual) mark_subtree(child.position);
    });
    return true;
  }

  /// A few containers of many alike, as the lists of some tenants in a Map: what they hold has
  /// piled up, and not they. Marks it, if it is so.
  bool mark_what_they_hold(std::span<const Child> containers, std::uint64_t bytes) {
    std::unordered_map<std::uint32_t, std::pair<std::uint64_t, std::uint64_t>> by_row;
    for (const Child& container : containers) {
      model::for_each_held(side_, side_.roles, container.position, [&](std::uint32_t held) {
        if (side_.roles[held] != Role::value) return;
        auto& [count, retained_bytes] = by_row[row_of(held)];
        ++count;
        retained_bytes += retained(held);
      });
    }
    std::uint32_t row = nobody;
    for (const auto& [candidate, sums] : by_row) {
      // More in each than there are containers.
      const bool is_many = sums.first >= std::uint64_t{containers.size()} * containers.size();
      if (is_many && sums.second * 2 > bytes) row = candidate;
    }
    if (row == nobody) return false;
    for (const Child& container : containers) {
      model::for_each_held(side_, side_.roles, container.position, [&](std::uint32_t held) {
        if (row_of(held) == row) mark_subtree(held);
      });
      holders_[container.position] = 1;
    }
    return true;
  }

  /// Calls `visit` for the children of each row, without those that are much larger than most.
  template <class Visit>
  void for_each_group(Visit&& visit) const {
    for (auto first = children_.begin(); first != children_.end();) {
      const auto last = std::find_if(first, children_.end(),
                                     [&](const Child& child) { return child.row != first->row; });
      const auto count = static_cast<std::size_t>(last - first);
      const std::uint64_t usual = (first + static_cast<std::ptrdiff_t>(count / 2))->retained;
      auto end = last;
      while (end != first && (end - 1)->retained > usual * outlier_times &&
             is_large((end - 1)->retained)) {
        --end;
      }
      std::uint64_t bytes = 0;
      for (auto child = first; child != end; ++child) bytes += child->retained;
      if (static_cast<std::size_t>(end - first) >= items_min) visit({first, end}, bytes);
      first = last;
    }
  }

  const Reduction& side_;
  std::span<const std::uint32_t> rows_;
  std::size_t row_count_;
  base::Column<std::uint64_t> sums_;
  base::Column<std::uint8_t> piled_up_;
  base::Column<std::uint8_t> holders_;  // of marked groups
  Bytes kept_;                          // before anything is marked
  std::uint64_t threshold_ = 0;         // bytes from which something is large
  std::vector<Child> children_;         // of the container at hand, by row, then size
};

}  // namespace

Baseline baseline_of(const Reduction& side, std::span<const std::uint32_t> rows,
                     std::size_t row_count) {
  Marker marker(side, rows, row_count);
  marker.mark();
  return marker.result();
}

}  // namespace heapdiff::leaks
