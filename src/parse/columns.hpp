#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/column.hpp"
#include "base/narrow_column.hpp"
#include "base/size_column.hpp"
#include "base/string_pool.hpp"
#include "heapdiff/damage.hpp"
#include "parse/edge_labels.hpp"
#include "parse/schema.hpp"

namespace heapdiff::parse {

/// The largest value of a reference met so far, and where: enough to check a whole column against a
/// table that is read later, and to name an offender.
struct Extreme {
  std::uint64_t value = 0;
  std::uint64_t element = 0;
  std::uint64_t byte = 0;
  bool is_set = false;

  void see(std::uint64_t v, std::uint64_t e, std::uint64_t b) {
    if (is_set && v <= value) return;
    *this = {v, e, b, true};
  }

  /// Of equal values the first in the file, whichever thread met it.
  void merge(const Extreme& other) {
    if (!other.is_set) return;
    const bool is_later = other.value == value && other.element > element;
    if (!is_set || (other.value >= value && !is_later)) *this = other;
  }
};

/// Bytes a node: type 1, name 4, id 4, self size 4, first edge 4, detachedness 0 or 1; 4 more where
/// the file has allocation stacks.
struct NodeColumns {
  base::Column<NodeType> types;
  base::Column<std::uint32_t> names;  ///< string indices
  base::Column<std::uint32_t> ids;    ///< what ids above 32 bits became: see `wide_ids`
  base::SizeColumn self_sizes;
  base::Column<std::uint32_t> first_edges;  ///< n + 1: the edges of node i are [i], [i + 1]
  base::Column<Detachedness> detachedness;  ///< empty where the file has no such field
  base::Column<std::uint32_t> trace_ids;    ///< empty where the file has no allocation stacks
  std::uint64_t self_size_total = 0;        ///< < 2^63
  Extreme largest_name, largest_edge_count;

  /// The largest id that is read: what other tools, which read numbers as JavaScript does, can tell
  /// apart. Addresses, which some producers write for ids, have 47 bits.
  static constexpr std::uint64_t id_max = std::uint64_t{1} << 53;
  /// Ids above 32 bits, each once, ascending. In `ids` stands `first_wide_id` + its place here: ids
  /// keep their order, and files without any, all of V8's, pay nothing.
  base::Column<std::uint64_t> wide_ids;
  std::uint32_t first_wide_id = 0;  ///< above all others; meaningless if there are none

  [[nodiscard]] std::size_t size() const { return types.size(); }
};

/// Bytes an edge: target 3, type and name 3; of large files 4 each.
struct EdgeColumns {
  base::NarrowColumn targets;  ///< node ordinals
  EdgeLabels labels;
  Extreme largest_name;  ///< among names that are string indices

  [[nodiscard]] std::size_t size() const { return targets.size(); }
};

/// A source place: line and column count from 0 here, as in the file.
struct Location {
  std::uint32_t node, script_id, line, column;
};

/// A function that was on the stack when something was allocated. Names are string indices. Line
/// and column count from 1, as in the file; 0 where the engine knows no place.
struct TraceFunction {
  std::uint32_t name, script_name, line, column;
};

struct TraceFunctions {
  base::Column<TraceFunction> rows;
  Extreme largest_name, largest_script_name;
};

/// The tree of allocation stacks, a row for each of its nodes in file order: a caller stands before
/// all that it called. Bytes a row: 12.
struct TraceTree {
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  base::Column<std::uint32_t> ids;        ///< which `NodeColumns::trace_ids` name
  base::Column<std::uint32_t> callers;    ///< rows; `none` for a root
  base::Column<std::uint32_t> functions;  ///< rows of `TraceFunctions`
  Extreme largest_function;

  [[nodiscard]] std::size_t size() const { return ids.size(); }
};

/// A scope of a script's text. Rows are in the order of the text, each after the one around it.
struct ScopeRow {
  std::uint32_t script;     ///< a node
  std::int32_t id;          ///< which only its script's scopes do not share
  std::uint32_t depth;      ///< how many scopes of the script are around it
  std::uint32_t variables;  ///< how many of the next `ScopeTables::variables` are its own
  std::uint32_t uses;       ///< how many of the next `ScopeTables::uses` are its own
};

/// A use of a variable: by its place among those that a scope declares.
struct ScopeUse {
  std::int32_t declaring_scope;
  std::uint32_t slot;
};

/// Which variables that contexts hold the scopes of scripts declare and use, where V8 wrote that.
struct ScopeTables {
  /// In place of a count or index that 32 bits do not hold.
  static constexpr std::uint32_t impossible = std::numeric_limits<std::uint32_t>::max();

  base::Column<ScopeRow> rows;
  base::Column<std::uint32_t> variables;  ///< names, as string indices
  base::Column<ScopeUse> uses;

  [[nodiscard]] bool empty() const { return rows.empty(); }
};

/// A snapshot's sections as columns, each number checked as far as its own section allows.
struct Columns {
  Schema schema;
  NodeColumns nodes;
  EdgeColumns edges;
  base::Column<Location> locations;  ///< in file order
  TraceFunctions trace_functions;    ///< empty, as the tree is, if there are no stacks
  TraceTree trace_tree;
  ScopeTables scopes;  ///< empty where the file has none, or none of use
  base::StringPool strings;
  bool are_values_cut = false;     ///< only the starts of long values were kept: see Texts
  std::vector<std::string> notes;  ///< what was odd, for people
  std::optional<Damage> damage;    ///< of what was salvaged
  /// The file's indices of the last so many of `strings`, which stand for lost ones. Ascending.
  base::Column<std::uint32_t> lost_strings;
};

}  // namespace heapdiff::parse
