#pragma once

#include <vector>

#include "base/name_table.hpp"
#include "graph/heap.hpp"
#include "model/class_table.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::analysis {

/// The lists of properties that plain objects have, as the file writes them: string indices of
/// names. Of long ones, which objects that are used as dictionaries have, the start.
struct PropertyLists {
  base::SequenceTable<std::uint32_t> lists;
  std::vector<std::uint32_t> counts;  ///< of objects, by list
  std::uint64_t objects = 0;          ///< all plain ones
};

struct Classes {
  base::IndexedColumn<NodeIndex, ClassIndex> class_of;
  model::ClassTable table;
  PropertyLists properties;
};

/// The class of every node by DevTools' rules, but that contexts of all scopes are one class
/// (`calculateObjectNames`, `classKeyInternal`): raw names for objects and natives, cut at the
/// first space for DOM elements; "Function", "RegExp",
/// "(compiled code)", "(system)" and "(type)" for the rest. O(nodes), and the properties of plain
/// objects.
[[nodiscard]] Classes classify(const graph::Heap& heap, const scripts::ScriptNames& scripts);

/// Shape names that many plain objects share (`inferInterfaceDefinitions`): candidates are lists of
/// properties in file order, kept while at least two and one in a thousand plain objects have them;
/// the most frequent first. `properties` is what `classify` found.
[[nodiscard]] std::vector<model::InterfaceDefinition> infer_interfaces(
    const graph::Heap& heap, const PropertyLists& properties);

}  // namespace heapdiff::analysis
