#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "analysis/retaining_paths.hpp"
#include "graph/heap.hpp"
#include "parse/edge_labels.hpp"

namespace heapdiff::index {

// What the elements of a column have to satisfy for analyses to be safe on them, whoever wrote the
// file. A rule sees a column in pieces, in order, while each is in the cache: `see(piece)`; then it
// is asked for the column as a whole: `holds(all)`. No rule recurses.

/// How much longer it takes to hold a column to a rule than to read it.
template <class Rule>
[[nodiscard]] constexpr std::size_t effort_of() {
  if constexpr (requires { Rule::effort; }) {
    return Rule::effort;
  } else {
    return 1;
  }
}

struct Anything {
  template <class T>
  void see(std::span<const T> /*piece*/) {}
  template <class T>
  [[nodiscard]] bool holds(std::span<const T> /*all*/) const {
    return true;
  }
};

/// Indices and enumerators: each is smaller than the limit.
struct Below {
  std::uint64_t limit;
  bool is_kept = true;

  template <class T>
  void see(std::span<const T> piece) {
    if (piece.empty()) return;
    T largest{};
    for (const T value : piece) largest = std::max(largest, value);
    is_kept = is_kept && number(largest) < limit;
  }
  template <class T>
  [[nodiscard]] bool holds(std::span<const T> /*all*/) const {
    return is_kept;
  }

 private:
  template <class T>
  static std::uint64_t number(T value) {
    if constexpr (requires { value.value; }) {
      return value.value;
    } else {
      return static_cast<std::uint64_t>(value);
    }
  }
};

/// The same, or `none`.
struct BelowOrNone {
  std::uint32_t limit, none;
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    for (const std::uint32_t value : piece) is_kept = is_kept && (value < limit || value == none);
  }
  [[nodiscard]] bool holds(std::span<const std::uint32_t> /*all*/) const { return is_kept; }
};

/// Where lists begin that stand one after the other: from 0 to the number of all their elements.
struct Borders {
  std::uint64_t elements;
  std::uint64_t last = 0;
  bool is_kept = true;

  template <class T>
  void see(std::span<const T> piece) {
    for (const T border : piece) {
      is_kept = is_kept && border >= last;
      last = border;
    }
  }
  template <class T>
  [[nodiscard]] bool holds(std::span<const T> all) const {
    return is_kept && last == elements && !all.empty() && all.front() == 0;
  }
};

struct Ascending {
  std::uint64_t next = 0;
  bool is_kept = true;

  void see(std::span<const std::uint64_t> piece) {
    for (const std::uint64_t value : piece) {
      is_kept = is_kept && value >= next && value + 1 != 0;
      next = value + 1;
    }
  }
  [[nodiscard]] bool holds(std::span<const std::uint64_t> /*all*/) const { return is_kept; }
};

/// Entries of `Nodes::ids`: those from the first wide one on are places in `wide_ids`.
struct IdKeys {
  std::uint32_t first_wide;
  std::uint64_t wide_count;
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    if (wide_count == 0) return;
    for (const std::uint32_t key : piece) {
      is_kept = is_kept && (key < first_wide || key - first_wide < wide_count);
    }
  }
  [[nodiscard]] bool holds(std::span<const std::uint32_t> /*all*/) const { return is_kept; }
};

/// The large ones are in the table beside, and the sum of all is no more than a signed number
/// holds.
template <class Table>
struct Sizes {
  const Table& large;
  std::uint64_t sum = 0;
  std::size_t next = 0;
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    constexpr std::uint64_t sum_max = INT64_MAX;
    for (const std::uint32_t small : piece) {
      std::uint64_t size = small;
      if (small == base::SizeColumn::overflow) {
        const auto found = large.find(next);
        is_kept = is_kept && found != large.end();
        size = found != large.end() ? found->second : 0;
      }
      ++next;
      is_kept = is_kept && size <= sum_max - sum;
      sum += is_kept ? size : 0;
    }
  }
  [[nodiscard]] bool holds(std::span<const std::uint32_t> /*all*/) const { return is_kept; }
};
template <class Table>
Sizes(const Table&) -> Sizes<Table>;

/// Types and names of edges: names are strings, or numbers, of which the large ones are in the
/// table beside.
struct Labels {
  const parse::EdgeLabels::Escaped& escaped;  ///< ascending
  parse::LabelLayout layout;
  std::uint64_t strings;
  std::uint32_t next = 0;
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    for (const std::uint32_t label : piece) {
      const bool is_plain = !layout.is_escaped(label) && (has_numeric_name(layout.type_of(label)) ||
                                                          layout.name_in(label) < strings);
      if (!is_plain) is_kept = is_kept && is_right(label);
      ++next;
    }
  }
  [[nodiscard]] bool holds(std::span<const std::uint32_t> /*all*/) const { return is_kept; }

 private:
  [[nodiscard]] bool is_right(std::uint32_t label) const {
    if (!layout.is_escaped(label)) return false;
    const auto found =
        std::lower_bound(escaped.begin(), escaped.end(), std::pair(next, std::uint32_t{0}));
    if (found == escaped.end() || found->first != next) return false;
    return has_numeric_name(layout.type_of(label)) || found->second < strings;
  }
};

/// A rule for the numbers of a column whose bytes are seen. They are looked at when all are there.
template <class Rule>
struct Narrow {
  const base::NarrowColumn& column;
  Rule rule;
  static constexpr std::size_t effort = 2 * effort_of<Rule>();

  void see(std::span<const std::uint8_t> /*piece*/) {}
  [[nodiscard]] bool holds(std::span<const std::uint8_t> /*all*/) const {
    Rule of_numbers = rule;
    base::NarrowColumn::Window window;
    base::for_each_word(column.size(), [&](std::size_t first, std::size_t count) {
      of_numbers.see(std::span(column.window(first, count, window), count));
    });
    if constexpr (requires { of_numbers.holds(column); }) {
      return of_numbers.holds(column);
    } else {
      return of_numbers.holds(std::span<const std::uint32_t>());
    }
  }
};

/// Places of nodes, at most one each, in order.
struct Places {
  std::uint32_t nodes;
  std::uint64_t next = 0;
  bool is_kept = true;

  void see(std::span<const parse::Location> piece) {
    for (const parse::Location& location : piece) {
      is_kept = is_kept && location.node >= next && location.node < nodes;
      next = std::uint64_t{location.node} + 1;
    }
  }
  [[nodiscard]] bool holds(std::span<const parse::Location> /*all*/) const { return is_kept; }
};

/// A node that is found by another.
struct NodePair {
  std::uint32_t key, node;
};

/// Ascending by key.
struct NodePairs {
  std::uint32_t nodes;
  std::uint64_t next = 0;
  bool is_kept = true;

  void see(std::span<const NodePair> piece) {
    for (const NodePair& pair : piece) {
      is_kept = is_kept && pair.key >= next && pair.key < nodes && pair.node < nodes;
      next = std::uint64_t{pair.key} + 1;
    }
  }
  [[nodiscard]] bool holds(std::span<const NodePair> /*all*/) const { return is_kept; }
};

/// Of a tree's rows: each caller stands before what it called.
struct Callers {
  std::uint32_t none;
  std::uint32_t next = 0;
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    for (const std::uint32_t caller : piece) {
      is_kept = is_kept && (caller < next || caller == none);
      ++next;
    }
  }
  [[nodiscard]] bool holds(std::span<const std::uint32_t> /*all*/) const { return is_kept; }
};

struct NamedFunctions {
  std::uint64_t strings;
  bool is_kept = true;

  void see(std::span<const parse::TraceFunction> piece) {
    for (const parse::TraceFunction& function : piece) {
      is_kept = is_kept && function.name < strings && function.script_name < strings;
    }
  }
  [[nodiscard]] bool holds(std::span<const parse::TraceFunction> /*all*/) const { return is_kept; }
};

/// The dominator tree's order: every node once, the root first. A bit a node.
struct Preorder {
  std::uint32_t nodes, root;
  std::vector<bool> is_seen = {};
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    is_seen.resize(nodes);
    for (const std::uint32_t node : piece) {
      is_kept = is_kept && node < nodes && !is_seen[node];
      if (is_kept) is_seen[node] = true;
    }
  }
  /// REQUIRES: as many as there are nodes.
  [[nodiscard]] bool holds(std::span<const std::uint32_t> all) const {
    return is_kept && !all.empty() && all.front() == root;
  }
};

/// Ends of subtrees in preorder: each lies within the one around it, and the first has all.
struct Subtrees {
  std::uint32_t nodes;
  std::vector<std::uint32_t> open = {};
  std::uint32_t next = 0;
  bool is_kept = true;

  void see(std::span<const std::uint32_t> piece) {
    for (const std::uint32_t end : piece) {
      while (!open.empty() && open.back() <= next) open.pop_back();
      is_kept = is_kept && end > next && end <= (open.empty() ? nodes : open.back()) &&
                (next == 0) == open.empty();
      if (!is_kept) return;
      if (end > next + 1) open.push_back(end);
      if (next == 0 && open.empty()) open.push_back(end);  // a root alone
      ++next;
    }
  }
  [[nodiscard]] bool holds(std::span<const std::uint32_t> all) const {
    return is_kept && !all.empty() && all.front() == nodes;
  }
};

/// How nodes are reached: over edges, and never round in a circle. 5 bytes a node, and one for 16
/// edges.
struct PathEdges {
  const base::Column<std::uint32_t>& first_edges;  ///< which another rule is about
  std::uint32_t edges;
  static constexpr std::size_t effort = 16;  ///< what it looks at is anywhere

  void see(std::span<const std::uint32_t> /*piece*/) {}
  [[nodiscard]] bool holds(const base::NarrowColumn& all) const {
    constexpr std::uint32_t nobody = 0xFFFFFFFF;
    const std::uint32_t none = all.largest();
    for (const std::uint32_t edge : all) {
      if (edge >= edges && edge != none) return false;
    }
    const std::span<const std::uint32_t> borders(first_edges.data(), first_edges.size());
    if (borders.size() != all.size() + 1 || borders.back() != edges) return false;
    const graph::EdgeSources sources(borders);
    auto holders = base::Column<std::uint32_t>::for_overwrite(all.size());
    for (std::size_t node = 0; node < all.size(); ++node) {
      const std::uint32_t edge = all[node];
      holders[node] = edge == none ? nobody : sources.source_of(borders, EdgeIndex(edge)).value;
    }
    enum class State : std::uint8_t { unknown, on_this_way, fine };
    std::vector<State> states(all.size());
    const auto climb = [&](std::uint32_t node, State from, State to) {
      while (states[node] == from) {
        states[node] = to;
        if (holders[node] == nobody) break;
        node = holders[node];
      }
      return node;
    };
    for (std::uint32_t node = 0; node < all.size(); ++node) {
      if (states[node] != State::unknown) continue;
      const std::uint32_t top = climb(node, State::unknown, State::on_this_way);
      // Mostly, it is fine already; then its own step need not be looked at.
      const bool is_open = states[top] == State::on_this_way;
      if (is_open && holders[top] != nobody) return false;
      climb(node, State::on_this_way, State::fine);
    }
    return true;
  }
};

}  // namespace heapdiff::index
