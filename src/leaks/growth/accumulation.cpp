#include "leaks/growth/accumulation.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "diff/match.hpp"

namespace heapdiff::leaks {
namespace {

using diff::GrowthPoint;
using diff::nobody;
using model::Reduction;
using model::Role;

constexpr std::size_t points_max = 64;
constexpr std::size_t parts_min = 8;  // points of one kind that are reported together
constexpr std::size_t steps_max = 60;
constexpr std::size_t chain_repeats = 6;
constexpr std::size_t payload_samples = 48;
constexpr std::size_t payload_steps = 16;
constexpr std::size_t contents_max = 24;

/// What a container holds of one row.
struct Group {
  std::uint32_t row = 0;
  Role role = Role::value;
  std::vector<std::uint32_t> fresh;    // new members, after positions
  diff::Amount amount;                 // what is new: they and all below them
  std::uint32_t heaviest = nobody;     // of the new ones
  std::int64_t heaviest_bytes = 0;     // new below it
  std::uint64_t kept = 0;              // members that were there before, anywhere
  std::uint32_t top = 0;               // of a list or tree: its owner
  std::optional<std::uint32_t> first;  // of a chain: the new object next to the point
  std::uint64_t before = 0, survived = 0;

  [[nodiscard]] std::int64_t net() const {
    return static_cast<std::int64_t>(fresh.size()) - static_cast<std::int64_t>(before - survived);
  }
};

}  // namespace

class AccumulationSearch::Finder {
 public:
  explicit Finder(const Sides& sides)
      : sides_(sides),
        before_(sides.before),
        after_(sides.after),
        roles_before_(sides.roles.before),
        roles_(sides.roles.after),
        survives_(sides.pairs.survivors),
        counts_(sides.row_count),
        count_bytes_(sides.row_count),
        heap_net_(sides.row_count),
        heap_new_(sides.row_count),
        heap_before_(sides.row_count),
        heap_survived_(sides.row_count) {
    for (std::uint32_t p = 0; p < after_.size(); ++p) {
      ++heap_net_[row_of(p)];
      heap_new_[row_of(p)] += is_new(p) ? 1 : 0;
    }
    for (std::uint32_t p = 0; p < before_.size(); ++p) {
      const std::uint32_t row = row_before(p);
      --heap_net_[row];
      ++heap_before_[row];
      heap_survived_[row] += survives_[p] ? 1 : 0;
    }
  }

  Accumulations run(const diff::Growth& growth) {
    dominators_ = find_dominators();  // not while growth is attributed, which takes as much
    const std::vector<GrowthPoint> points = gather_alike(growth.points);
    const std::size_t count = std::min(points_max, points.size());
    for (std::size_t i = 0; i < count; ++i) look_into(points[i]);
    add_nested();
    for (const auto& [piece, point] : pieces_) {
      add_everywhere(point, piece.second, Pattern::spread);
    }
    return {std::move(found_), std::move(heap_net_)};
  }

 private:
  [[nodiscard]] base::Column<std::uint32_t> find_dominators() const {
    auto dominators = base::Column<std::uint32_t>::for_overwrite(after_.size());
    std::vector<std::uint32_t> open;
    for (std::uint32_t p = 0; p < after_.size(); ++p) {
      while (!open.empty() && after_.ends[open.back()] <= p) open.pop_back();
      dominators[p] = open.empty() ? 0 : open.back();
      if (after_.ends[p] > p + 1) open.push_back(p);
    }
    return dominators;
  }

  /// The object that a position belongs to: past the stores that hold it.
  [[nodiscard]] std::uint32_t owner_of(std::uint32_t position) const {
    std::uint32_t at = dominators_[position];
    while (roles_[at] == Role::store && at != 0) at = dominators_[at];
    return at;
  }

  /// The nearest dominator of all: in preorder, that of the first and the last. O(depth).
  [[nodiscard]] std::uint32_t common_dominator(
      const std::vector<const GrowthPoint*>& points) const {
    const auto [first, last] = std::minmax_element(
        points.begin(), points.end(),
        [](const GrowthPoint* a, const GrowthPoint* b) { return a->position < b->position; });
    std::uint32_t at = (*first)->position;
    while (after_.ends[at] <= (*last)->position) at = dominators_[at];
    return at;
  }

  /// Points of one class whose owners share a class, too, are combined if there are many: the lists
  /// of many durations, the listeners of many sockets, the arrays in a Map.
  [[nodiscard]] std::vector<GrowthPoint> gather_alike(
      const std::vector<GrowthPoint>& points) const {
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<const GrowthPoint*>> by_rows;
    std::vector<GrowthPoint> gathered;
    for (const GrowthPoint& point : points) {
      if (is_scope(point.position) || !point.parts.empty()) {
        gathered.push_back(point);
      } else {
        by_rows[{row_of(point.position), row_of(owner_of(point.position))}].push_back(&point);
      }
    }
    for (const auto& [rows, alike] : by_rows) {
      const std::uint32_t common = common_dominator(alike);
      // Members of one list or tree dominate each other, and are handled elsewhere.
      const bool are_apart = row_of(common) != rows.first && rows.first != rows.second;
      if (alike.size() < parts_min || !are_apart) {
        for (const GrowthPoint* point : alike) gathered.push_back(*point);
        continue;
      }
      GrowthPoint together{common, {}, {}};
      for (const GrowthPoint* point : alike) {
        together.growth += point->growth;
        together.parts.push_back(point->position);
      }
      gathered.push_back(std::move(together));
    }
    std::sort(gathered.begin(), gathered.end(), [](const GrowthPoint& a, const GrowthPoint& b) {
      return a.growth.bytes != b.growth.bytes ? a.growth.bytes > b.growth.bytes
                                              : a.position < b.position;
    });
    return gathered;
  }

  [[nodiscard]] bool is_new(std::uint32_t position) const {
    return sides_.pairs.partners[position] == nobody && position != 0;
  }
  [[nodiscard]] std::uint32_t row_of(std::uint32_t position) const {
    return sides_.row_of_after[after_.classes[position].value];
  }
  [[nodiscard]] std::uint32_t row_before(std::uint32_t position) const {
    return sides_.row_of_before[before_.classes[position].value];
  }
  [[nodiscard]] NodeIndex node(std::uint32_t position) const {
    return NodeIndex(sides_.preorder[position]);
  }
  [[nodiscard]] std::int64_t weight(std::uint32_t position) const {
    return roles_[position] == Role::engine ? 0
                                            : static_cast<std::int64_t>(after_.kept_size(position));
  }

  /// What is new in the subtree of a new object; survivors in it, and what they hold, are not.
  [[nodiscard]] diff::Amount new_below(std::uint32_t position) const {
    diff::Amount sum;
    for (std::uint32_t p = position; p < after_.ends[position];) {
      if (!is_new(p)) {
        p = after_.ends[p];
        continue;
      }
      const std::int64_t bytes = weight(p);
      sum += {bytes, roles_[p] == Role::off_heap ? bytes : 0, bytes != 0 ? 1 : 0};
      ++p;
    }
    return sum;
  }

  /// Adds up what containers hold, by row.
  [[nodiscard]] std::vector<Group> group_children(std::span<const std::uint32_t> containers) const {
    std::vector<Group> groups;
    std::unordered_map<std::uint32_t, std::size_t> by_row;
    const auto group_of = [&](std::uint32_t row, Role role) -> Group& {
      const auto [found, is_first] = by_row.try_emplace(row, groups.size());
      if (is_first) {
        groups.emplace_back();
        groups.back().row = row;
        groups.back().role = role;
      }
      return groups[found->second];
    };
    for (const std::uint32_t container : containers) {
      model::for_each_held(after_, roles_, container, [&](std::uint32_t child) {
        Group& group = group_of(row_of(child), roles_[child]);
        if (!is_new(child)) {
          ++group.kept;
          return;
        }
        group.fresh.push_back(child);
        const diff::Amount amount = new_below(child);
        group.amount += amount;
        if (amount.bytes <= group.heaviest_bytes) return;
        group.heaviest = child;
        group.heaviest_bytes = amount.bytes;
      });
      if (is_new(container)) continue;
      const std::uint32_t partner = sides_.pairs.partners[container];
      if (partner == nobody) continue;
      model::for_each_held(before_, roles_before_, partner, [&](std::uint32_t child) {
        Group& group = group_of(row_before(child), roles_before_[child]);
        ++group.before;
        group.survived += survives_[child] ? 1 : 0;
      });
    }
    return groups;
  }

  /// Can objects of that role accumulate? Stores belong to the object that has them. Node's records
  /// of its objects (synthetic nodes) get new ids in each snapshot, and would always look new.
  [[nodiscard]] static bool can_be_item(Role role) {
    return role != Role::store && role != Role::boundary;
  }

  /// The group that the growth is about: the heaviest of those with enough additional members;
  /// objects are preferred to the texts that are their keys.
  [[nodiscard]] static const Group* choose(const std::vector<Group>& groups) {
    std::size_t most = 0;
    for (const Group& group : groups) most = std::max(most, group.fresh.size());
    const Group* best = nullptr;
    const auto is_object = [&](const Group& group) {
      return group.role != Role::text && group.fresh.size() * 2 >= most;
    };
    for (const Group& group : groups) {
      if (group.net() < static_cast<std::int64_t>(items_min)) continue;
      if (!can_be_item(group.role)) continue;
      const auto rank = [&](const Group& g) {
        return std::tuple(is_object(g), g.amount.bytes, ~std::uint64_t{g.row});
      };
      if (best == nullptr || rank(group) > rank(*best)) best = &group;
    }
    return best;
  }

  void look_into(const GrowthPoint& point) {
    if (!point.parts.empty()) {
      look_into_parts(point);
    } else if (is_scope(point.position)) {
      look_into_scope(point);
    } else {
      descend(point, {});
    }
  }

  [[nodiscard]] bool is_scope(std::uint32_t position) const {
    const Role role = roles_[position];
    return role == Role::boundary || role == Role::context;
  }

  /// A scope or root can hold several accumulations that share nothing else: many alike without a
  /// container of their own, and large objects by different variables.
  void look_into_scope(const GrowthPoint& point) {
    const std::uint32_t containers[] = {point.position};
    std::vector<Group> groups = group_children(containers);
    bool has_any = false;
    while (const Group* chosen = choose(groups)) {
      if (chosen->amount.bytes < diff::growth_bytes_min) break;
      add(point, {}, *chosen, Pattern::fan, chosen->amount);
      groups.erase(groups.begin() + (chosen - groups.data()));
      has_any = true;
    }
    for (const Group& group : groups) {
      if (group.heaviest_bytes < diff::growth_bytes_min) continue;
      for (const std::uint32_t child : group.fresh) {
        const diff::Amount amount = new_below(child);
        if (amount.bytes < diff::growth_bytes_min) continue;
        descend({point.position, amount, {}}, {child});
        has_any = true;
      }
    }
    if (!has_any) add_spread(point, {});
  }

  /// Down along new objects to where the growth spreads, from the point or the last of `way`.
  void descend(const GrowthPoint& point, std::vector<std::uint32_t> way) {
    std::vector<std::uint32_t> rows_on_way;
    rows_on_way.reserve(way.size());
    for (const std::uint32_t step : way) rows_on_way.push_back(row_of(step));
    while (way.size() < steps_max) {
      const std::uint32_t containers[] = {way.empty() ? point.position : way.back()};
      const std::vector<Group> groups = group_children(containers);
      const Group* chosen = choose(groups);
      if (chosen != nullptr && !is_dwarfed(*chosen, groups)) {
        if (way.empty() && row_of(point.position) == chosen->row) {
          nested_[{outermost(point.position), chosen->row}].push_back(point);
        } else {
          add(point, way, *chosen, Pattern::fan, point.growth);
        }
        return;
      }
      const std::optional<std::uint32_t> next = heaviest(groups, point.growth.bytes);
      if (!next) break;
      way.push_back(*next);
      rows_on_way.push_back(row_of(*next));
      if (const auto row = repeated(rows_on_way, way)) {
        add_everywhere(point, *row, Pattern::chain, way.front());
        return;
      }
    }
    add_spread(point, way);
  }

  /// The outermost of containers of one class, each of which holds the next, as in a tree of Maps.
  [[nodiscard]] std::uint32_t outermost(std::uint32_t position) const {
    const std::uint32_t row = row_of(position);
    for (std::uint32_t at = position; at != 0;) {
      at = owner_of(at);
      if (row_of(at) != row) break;
      position = at;
    }
    return position;
  }

  /// One that grew is reported by itself; a tree of them that grew at several places, once.
  void add_nested() {
    for (const auto& [key, points] : nested_) {
      GrowthPoint together{points.size() == 1 ? points.front().position : key.first, {}, {}};
      std::vector<std::uint32_t> grown;
      for (const GrowthPoint& point : points) {
        together.growth += point.growth;
        grown.push_back(point.position);
      }
      const std::vector<Group> groups = group_children(grown);
      const std::uint32_t row = key.second;
      const auto group =
          std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.row == row; });
      if (points.size() > 1) together.parts = std::move(grown);
      add(together, {}, *group, Pattern::fan, together.growth);
    }
  }

  /// Is it next to nothing beside a single other object, as texts that the later members of a list
  /// share are beside the next member?
  [[nodiscard]] static bool is_dwarfed(const Group& chosen, const std::vector<Group>& groups) {
    constexpr std::int64_t times = 8;
    return std::any_of(groups.begin(), groups.end(), [&](const Group& group) {
      return group.row != chosen.row && group.heaviest_bytes > chosen.amount.bytes * times;
    });
  }

  /// Many containers that have grown a little each: what they hold, taken together.
  void look_into_parts(const GrowthPoint& point) {
    std::vector<Group> groups = group_children(point.parts);
    const Group* chosen = choose(groups);
    if (chosen == nullptr) {
      add_spread(point, {});
    } else if (row_of(point.parts.front()) == chosen->row) {
      // Members of a tree or list that grows at many places: reported once, for its owner.
      const std::uint32_t grown = point.parts.front();
      const auto piece = std::pair(climb(grown, chosen->row).owner, chosen->row);
      pieces_.try_emplace(piece, GrowthPoint{grown, {}, {}}).first->second.growth += point.growth;
    } else {
      add(point, {}, *chosen, Pattern::fan, point.growth);
    }
  }

  /// The new child that holds most, if it is much of the growth.
  [[nodiscard]] static std::optional<std::uint32_t> heaviest(const std::vector<Group>& groups,
                                                             std::int64_t growth) {
    const Group* best = nullptr;
    for (const Group& group : groups) {
      if (best == nullptr || group.heaviest_bytes > best->heaviest_bytes) best = &group;
    }
    const bool is_much =
        best != nullptr && best->heaviest_bytes > 0 && best->heaviest_bytes * 5 >= growth * 2;
    return is_much ? std::optional(best->heaviest) : std::nullopt;
  }

  /// The class of which a chain is made, once one was met often enough on the way down. Scopes
  /// between closures, and other records, are links and no members.
  [[nodiscard]] std::optional<std::uint32_t> repeated(const std::vector<std::uint32_t>& rows,
                                                      const std::vector<std::uint32_t>& way) const {
    const auto last = static_cast<std::size_t>(std::count(rows.begin(), rows.end(), rows.back()));
    if (last < chain_repeats) return std::nullopt;
    std::optional<std::uint32_t> best;
    std::int64_t most = -1;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto count = static_cast<std::size_t>(std::count(rows.begin(), rows.end(), rows[i]));
      if (count * 2 < chain_repeats) continue;
      const bool is_link = roles_[way[i]] == Role::context;
      const std::int64_t bytes =
          is_link ? 0 : static_cast<std::int64_t>(count) * (1 + weight(way[i]));
      if (bytes > most) {
        most = bytes;
        best = rows[i];
      }
    }
    return best;
  }

  /// Everything new of a row below the point, or below what owns a list whose member the point is.
  void add_everywhere(const GrowthPoint& point, std::uint32_t row, Pattern pattern,
                      std::optional<std::uint32_t> first = std::nullopt) {
    Group group;
    group.row = row;
    const std::uint32_t start = climb(point.position, row).owner;
    // What owns everything is no owner: then the point must do. A scope may hold other lists.
    const bool is_owner = roles_[start] != Role::boundary;
    const std::uint32_t top = first && is_scope(point.position) ? *first
                              : is_owner                        ? start
                                                                : point.position;
    group.top = top;
    for (std::uint32_t p = top; p < after_.ends[top]; ++p) {
      if (row_of(p) != row) continue;
      if (is_new(p)) {
        group.fresh.push_back(p);
      } else {
        ++group.kept;
      }
    }
    group.amount = point.growth;
    count_before(group, top);
    group.first = first;
    add(point, {}, group, pattern, point.growth);
  }

  /// How many of a list's or tree's members were there before, and how many of those still are.
  void count_before(Group& group, std::uint32_t top) const {
    const std::uint32_t partner = sides_.pairs.partners[top];
    if (partner == nobody) {
      group.before = group.survived = group.kept;
      return;
    }
    for (std::uint32_t p = partner + 1; p < before_.ends[partner]; ++p) {
      if (row_before(p) != group.row) continue;
      ++group.before;
      group.survived += survives_[p] ? 1 : 0;
    }
  }

  /// No container with many alike in it: the class that most of the new bytes below the point are
  /// of, or the one object that is most of them.
  void add_spread(const GrowthPoint& point, const std::vector<std::uint32_t>& way) {
    std::vector<std::uint32_t> starts = point.parts;
    if (starts.empty()) starts.push_back(point.position);
    std::vector<std::uint32_t> firsts;
    for (const std::uint32_t start : starts) count_new(start, firsts);
    const std::uint32_t best = most_of(firsts, point.growth.bytes);
    const bool is_most = best != nobody;
    for (const std::uint32_t p : firsts) counts_[row_of(p)] = 0, count_bytes_[row_of(p)] = 0;
    if (is_most && point.parts.empty()) {
      add_everywhere(point, best, Pattern::spread);
      return;
    }
    Group group;
    group.row = way.empty() ? row_of(point.position) : row_of(way.back());
    if (!way.empty()) group.fresh.push_back(way.back());
    group.amount = point.growth;
    std::vector<std::uint32_t> above = way;
    if (!above.empty()) above.pop_back();
    add(point, above, group, Pattern::lump, point.growth);
  }

  /// The row that most of the bytes which were counted are of, together with the texts that they
  /// hold; `nobody` if there is none.
  [[nodiscard]] std::uint32_t most_of(const std::vector<std::uint32_t>& firsts,
                                      std::int64_t bytes) const {
    std::uint64_t objects_most = 0;
    std::int64_t text_bytes = 0;
    for (const std::uint32_t p : firsts) {
      const bool is_text = roles_[p] == Role::text;
      if (is_text) text_bytes += count_bytes_[row_of(p)];
      if (roles_[p] == Role::value) objects_most = std::max(objects_most, counts_[row_of(p)]);
    }
    std::uint32_t best = nobody;
    std::int64_t most = 0;
    for (const std::uint32_t p : firsts) {
      const std::uint32_t row = row_of(p);
      if (counts_[row] < items_min || !can_be_item(roles_[p])) continue;
      const bool is_text = roles_[p] == Role::text;
      if (is_text && objects_most * 2 >= counts_[row]) continue;  // theirs
      const std::int64_t own = count_bytes_[row] + (is_text ? 0 : text_bytes);
      if (best == nobody || own > most || (own == most && row < best)) {
        best = row;
        most = own;
      }
    }
    return most * 5 >= bytes * 2 ? best : nobody;
  }

  /// Counts new objects in a subtree by row; `firsts` gets the first of each row that is met.
  void count_new(std::uint32_t position, std::vector<std::uint32_t>& firsts) {
    for (std::uint32_t p = position; p < after_.ends[position];) {
      if (!is_new(p) && p != position) {
        p = after_.ends[p];
        continue;
      }
      count_one(p++, firsts);
    }
  }

  void count_one(std::uint32_t position, std::vector<std::uint32_t>& firsts) {
    const Role role = roles_[position];
    if (!is_new(position) || role == Role::engine || role == Role::owned) return;
    const std::uint32_t row = row_of(position);
    if (counts_[row]++ == 0) firsts.push_back(position);
    count_bytes_[row] += weight(position);
  }

  void add(const GrowthPoint& point, const std::vector<std::uint32_t>& way, const Group& group,
           Pattern pattern, const diff::Amount& growth) {
    if (pattern != Pattern::lump && is_turnover(group)) return;
    Accumulation found;
    found.point = node(point.position);
    for (const std::uint32_t part : point.parts) found.parts.push_back(node(part));
    for (const std::uint32_t step : way) found.way.push_back(node(step));
    found.container = way.empty() ? found.point : found.way.back();
    found.is_container_new = !way.empty();
    // What holds many of its own class is a container of them (an Array of tuples, a Map of Maps),
    // and no member of their list.
    const Climb climbed = pattern == Pattern::fan ? Climb{point.position, point.position}
                                                  : climb(point.position, group.row);
    found.owner = node(climbed.owner);
    found.topmost = climbed.owner != point.position ? node(climbed.member)
                    : group.fresh.empty()           ? found.owner
                                                    : node(group.fresh.front());
    if (group.first) found.first = node(*group.first);
    found.pattern = pattern;
    found.row = group.row;
    for (const std::uint32_t item : group.fresh) {
      found.items.push_back(node(item));
      found.items_size += weight(item);
    }
    found.items_retained = group.amount.bytes;
    found.before_count = group.before;
    found.survivor_count = group.survived;
    found.kept_count = group.kept;
    found.new_in_heap = heap_new_[group.row];
    found.growth = growth;
    describe(found, group, pattern);
    found_.push_back(std::move(found));
  }

  /// As many came as went, elsewhere: an object that two caches share changes its dominator when
  /// one drops it.
  [[nodiscard]] bool is_turnover(const Group& group) const {
    return heap_net_[group.row] * 2 < static_cast<std::int64_t>(group.fresh.size());
  }

  struct Climb {
    std::uint32_t owner, member;
  };

  /// Past the members of a list or tree that was there before, to what dominates the topmost.
  /// Between two members a few records may stand: a reaction between promises, a scope between
  /// functions.
  [[nodiscard]] Climb climb(std::uint32_t position, std::uint32_t row) const {
    Climb climbed{position, position};
    if (row_of(position) != row) return climbed;
    std::size_t links = 0;
    for (std::uint32_t above = position; above != 0 && links <= links_max;) {
      above = dominators_[above];
      if (row_of(above) == row) {
        climbed.member = above;
        links = 0;
      } else {
        ++links;
      }
    }
    climbed.owner = dominators_[climbed.member];
    return climbed;
  }

  void describe(Accumulation& found, const Group& group, Pattern pattern) {
    std::vector<std::uint32_t> firsts;
    if (pattern == Pattern::fan || pattern == Pattern::lump) {
      for (const std::uint32_t item : group.fresh) count_new(item, firsts);
    } else {
      // Members hold each other, and new ones hang on old ones: all that is new below their owner.
      for (std::uint32_t p = group.top; p < after_.ends[group.top]; ++p) count_one(p, firsts);
    }
    for (const std::uint32_t first : firsts) {
      const std::uint32_t row = row_of(first);
      found.contents.push_back(
          {row, counts_[row], count_bytes_[row], heap_before_[row], heap_survived_[row]});
      counts_[row] = 0;
      count_bytes_[row] = 0;
    }
    std::sort(found.contents.begin(), found.contents.end(), [](const Content& a, const Content& b) {
      return a.bytes != b.bytes ? a.bytes > b.bytes : a.row < b.row;
    });
    if (found.contents.size() > contents_max) found.contents.resize(contents_max);
    if (pattern == Pattern::chain) return;  // what most of a member's bytes are is the next member
    const std::size_t stride = std::max<std::size_t>(1, group.fresh.size() / payload_samples);
    for (std::size_t i = 0; i < group.fresh.size(); i += stride) {
      found.payloads.push_back(payload_of(group.fresh[i]));
    }
  }

  /// All bytes below a position, the engine's apart.
  [[nodiscard]] std::int64_t bytes_below(std::uint32_t position) const {
    std::int64_t sum = 0;
    for (std::uint32_t p = position; p < after_.ends[position]; ++p) sum += weight(p);
    return sum;
  }

  [[nodiscard]] std::vector<NodeIndex> payload_of(std::uint32_t item) const {
    // What most of an item's bytes lie below; in a tree that may be nearly everything.
    std::vector<NodeIndex> way{node(item)};
    constexpr std::uint32_t subtree_max = 50'000;
    if (after_.ends[item] - item > subtree_max) return way;
    const std::int64_t whole = bytes_below(item);
    std::uint32_t at = item;
    for (std::size_t step = 0; step < payload_steps; ++step) {
      std::uint32_t best = nobody;
      std::int64_t most = 0;
      for (std::uint32_t p = at + 1; p < after_.ends[at]; p = after_.ends[p]) {
        const std::int64_t bytes = bytes_below(p);
        if (bytes <= most) continue;
        most = bytes;
        best = p;
      }
      if (best == nobody || most * 5 < whole * 2) break;
      way.push_back(node(best));
      at = best;
    }
    return way;
  }

  const Sides sides_;
  const Reduction& before_;
  const Reduction& after_;
  const base::Column<Role>& roles_before_;
  const base::Column<Role>& roles_;
  const base::Bits& survives_;
  base::Column<std::uint32_t> dominators_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::int64_t> count_bytes_;
  std::vector<std::int64_t> heap_net_;   // by row: more objects in the whole heap
  std::vector<std::uint64_t> heap_new_;  // by row: new ones
  std::vector<std::uint64_t> heap_before_, heap_survived_;
  std::vector<Accumulation> found_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, GrowthPoint> pieces_;  // owner, row
  // Containers of containers of one class, grown at several places: by the outermost, and the row.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<GrowthPoint>> nested_;
};

AccumulationSearch::AccumulationSearch(const Sides& sides)
    : finder_(std::make_unique<Finder>(sides)) {}
AccumulationSearch::AccumulationSearch(AccumulationSearch&&) noexcept = default;
AccumulationSearch::~AccumulationSearch() = default;

Accumulations AccumulationSearch::run(const diff::Growth& growth) && {
  if (growth.points.empty()) return {};
  return finder_->run(growth);
}

}  // namespace heapdiff::leaks
