#include "leaks/growth/elements.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "analysis/allocation_stacks.hpp"
#include "analysis/roles.hpp"
#include "base/bits.hpp"
#include "graph/properties.hpp"
#include "leaks/holders/collections.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;
using model::Role;
using Row = model::RowIndex::Row;

// What at least this share of the items contains is what accumulates.
constexpr double content_share_min = 0.4;
constexpr std::size_t stores_deep_max = 3;

struct Callee {
  NodeIndex function;
  std::uint64_t count = 0;
};

/// The function that most of the items are made to call.
std::optional<Callee> called_by(const Heap& heap, const scripts::ScriptNames& scripts,
                                const std::vector<NodeIndex>& items) {
  std::map<std::tuple<std::string_view, std::string, std::uint32_t, std::uint32_t>, Callee>
      functions;
  for (const NodeIndex item : items) {
    const auto function = function_behind(heap, item);
    if (!function) continue;
    const auto place = scripts.place_of(heap, *function);
    const std::string_view name = heap.raw_name(*function);
    Callee& called = place ? functions[{name, place->file, place->line, place->column}]
                           : functions[{name, "", 0, 0}];
    if (called.count++ == 0) called.function = *function;
  }
  std::optional<Callee> best;
  std::uint64_t all = 0;
  for (const auto& [key, called] : functions) {
    all += called.count;
    if (!best || called.count > best->count) best = called;
  }
  // Of reactions only some have a function: each wait makes several.
  const bool is_most = best && best->count * 2 >= all && best->count >= items_min;
  return is_most ? best : std::nullopt;
}

bool is_users(const Row& row) { return row.place && !is_built_in(row.place->owner); }

/// Records of the engine and general containers are less informative than their contents.
bool is_general(const std::string& name) {
  static constexpr std::array<std::string_view, 11> general{"Array",
                                                            "Map",
                                                            "Set",
                                                            "Promise",
                                                            "Generator",
                                                            "Function",
                                                            "system / Context",
                                                            "(system)",
                                                            "(array)",
                                                            "Object",
                                                            "AsyncContextFrame"};
  return std::find(general.begin(), general.end(), name) != general.end() ||
         name.starts_with("system / ");
}

/// "system / PromiseReaction" → "PromiseReaction".
std::string record_name(std::string_view name) {
  constexpr std::string_view prefix = "system / ";
  if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  return std::string(name.substr(0, name.find(" / ")));
}

/// Is the item made to call a function?
bool is_record_of_call(const Heap& heap, NodeIndex item) {
  static constexpr std::array<std::string_view, 4> records{"Timeout", "Immediate", "Listener",
                                                           "Generator"};
  const std::string_view name = heap.raw_name(item);
  return heap.nodes.types[item] == NodeType::closure || heap.name_word(item) == Word::user_record ||
         heap.nodes.types[item] == NodeType::native ||
         std::find(records.begin(), records.end(), name) != records.end();
}

/// Of a row of functions without a name the one that a minifier dropped, if a source map knows it.
std::string name_of_row(const scripts::ScriptNames& scripts, const Row& row) {
  const bool may_be_dropped = row.is_function && row.name == "()" && row.place;
  if (!may_be_dropped || !row.place->generated) return row.name;
  return scripts.name_at(*row.place->generated, "") + "()";
}

/// Of a suspended call the name of the function that is suspended, which has the same place.
std::string function_name(const Heap& heap, const scripts::ScriptNames& scripts,
                          NodeIndex function) {
  std::string name = scripts.name_of(heap, function);
  const parse::Location* place = heap.locations.find(function);
  if (heap.nodes.types[function] == NodeType::closure || place == nullptr) return name;
  for (const parse::Location& other : heap.locations.all()) {
    const bool is_there = other.script_id == place->script_id && other.line == place->line &&
                          other.column == place->column;
    if (is_there && heap.nodes.types[NodeIndex(other.node)] == NodeType::closure) {
      return scripts.name_of(heap, NodeIndex(other.node));
    }
  }
  return name == "Generator" ? std::string() : name;
}

/// Timers of many durations have a list each: all timers in them.
std::vector<NodeIndex> timers_in(const Heap& heap, const std::vector<NodeIndex>& lists) {
  std::vector<NodeIndex> timers;
  std::unordered_set<std::uint32_t> seen;
  for (const NodeIndex list : lists) {
    seen.insert(list.value);
    for (auto next = graph::property(heap, list, "_idleNext");
         next && seen.insert(next->value).second;
         next = graph::property(heap, *next, "_idleNext")) {
      timers.push_back(*next);
    }
  }
  return timers.empty() ? lists : timers;
}

/// Calls `visit` for what an object holds, through its stores; twice where two edges lead there.
template <class Visit>
void for_each_member(const Heap& heap, NodeIndex object, Visit&& visit, std::size_t depth = 0) {
  for (const EdgeIndex edge : heap.nodes.edges_of(object)) {
    const EdgeType type = heap.edges.type(edge);
    if (type == EdgeType::weak || heap.edge_word(edge) == Word::proto) continue;
    const NodeIndex target = heap.edges.target(edge);
    if (analysis::role_of(heap, target) == Role::store && depth < stores_deep_max) {
      for_each_member(heap, target, visit, depth + 1);
    } else {
      visit(object, edge, target);
    }
  }
}

/// Objects that were there already and were added to an Array again.
struct References {
  NodeIndex usual;  ///< what most elements lead to, or an example of it
  std::uint64_t before = 0, after = 0;
};

/// Nothing if the Array grew by numbers, which are in its store without an edge.
std::optional<References> added_references(const Heap& heap,
                                           std::span<const model::ArrayLength> lengths_before,
                                           const Accumulation& found) {
  References added;
  std::unordered_map<std::uint32_t, std::uint64_t> targets;
  for (const EdgeIndex edge : heap.nodes.edges_of(found.container)) {
    if (heap.edges.type(edge) != EdgeType::element) continue;
    ++added.after;
    ++targets[heap.edges.target(edge).value];
  }
  std::uint64_t most = 0;
  for (const auto& [target, count] : targets) {
    const bool is_more = count > most || (count == most && target < added.usual.value);
    if (!is_more) continue;
    most = count;
    added.usual = NodeIndex(target);
  }
  const std::uint32_t id = heap.nodes.ids[found.container];
  const auto before = std::lower_bound(
      lengths_before.begin(), lengths_before.end(), id,
      [](const model::ArrayLength& length, std::uint32_t wanted) { return length.id < wanted; });
  if (before != lengths_before.end() && before->id == id) added.before = before->elements;
  // Half of what has grown may be spare room.
  constexpr std::uint64_t slot_bytes_with_room = 16;
  const std::uint64_t count = added.after - std::min(added.before, added.after);
  const bool is_it = count >= items_min &&
                     count * slot_bytes_with_room >= static_cast<std::uint64_t>(found.growth.bytes);
  return is_it ? std::optional(added) : std::nullopt;
}

void describe_references(const Heap& heap, const scripts::ScriptNames& scripts,
                         const References& added, Elements& result) {
  Element& element = result.element;
  const NodeType type = heap.nodes.types[added.usual];
  if (type == NodeType::closure) element.kind = Element::Kind::function;
  element.class_name = is_string_like(type) ? "(string)" : scripts.name_of(heap, added.usual);
  element.location = scripts.place_of(heap, added.usual);
  result.new_count = added.after - added.before;
  result.before_count = added.before;
}

}  // namespace

Elements describe_elements(const Heap& heap, const scripts::ScriptNames& scripts,
                           std::span<const Row> rows,
                           std::span<const model::ArrayLength> lengths_before,
                           const Accumulation& found, const Evidence& evidence) {
  const auto size = [](std::int64_t bytes) {
    return Bytes{static_cast<std::uint64_t>(std::max<std::int64_t>(0, bytes))};
  };
  Elements result;
  Element& element = result.element;
  const Row& row = rows[found.row];
  element.class_name = name_of_row(scripts, row);
  element.location = row.place;
  element.size = size(found.items_size);
  element.retained = size(found.items_retained);
  for (const PayloadStep& step : evidence.payload) {
    const bool is_written =
        step.edge_type == EdgeType::property || step.edge_type == EdgeType::context;
    element.payload.push_back({step.edge, is_written});
  }
  element.allocated = analysis::most_common_stack(heap, found.items);
  if (element.allocated) {
    for (StackFrame& frame : element.allocated->frames) scripts.map_frame(frame);
  }
  result.new_count = found.items.size();
  if (found.items.empty()) {
    // A survivor that has grown by itself: numbers are in an array's store without nodes.
    const bool is_alone = found.growth.objects <= 1;
    if (is_alone && collection_kind(heap, found.container) == Collection::array) {
      if (const auto added = added_references(heap, lengths_before, found)) {
        describe_references(heap, scripts, *added, result);
        element.retained = element.size = size(found.growth.bytes);
        return result;
      }
      constexpr std::int64_t number_bytes = 8;
      element.kind = Element::Kind::number;
      element.class_name.clear();
      element.retained = element.size = size(found.growth.bytes);
      result.new_count = static_cast<std::uint64_t>(found.growth.bytes / number_bytes);
    }
    return result;
  }
  // The ends of a list are held by its owner as well, and not by the list alone.
  constexpr std::uint64_t ends_max = 2;
  const bool is_list = found.pattern == Pattern::chain || found.pattern == Pattern::spread;
  const bool is_own_class = is_users(row) || row.name.starts_with("{");
  if (is_list && is_own_class && found.new_in_heap <= result.new_count + ends_max) {
    result.new_count = found.new_in_heap;
  }
  if (heap.nodes.types[found.items.front()] == NodeType::hidden) {
    element.class_name = record_name(heap.raw_name(found.items.front()));
  }

  const bool are_lists = row.name == "TimersList";
  const std::vector<NodeIndex> callers = are_lists ? timers_in(heap, found.items) : found.items;
  constexpr double most = 0.5;
  const bool do_call = evidence.listed_share >= most;  // not timers that have run out
  if (do_call && is_record_of_call(heap, callers.front())) {
    if (const auto called = called_by(heap, scripts, callers)) {
      element.class_name = function_name(heap, scripts, called->function);
      element.location = scripts.place_of(heap, called->function);
      element.kind = Element::Kind::function;
      result.new_count = called->count == callers.size() ? std::max(result.new_count, called->count)
                                                         : called->count;
      result.function = called->function;
      return result;
    }
    result.new_count = std::max<std::uint64_t>(result.new_count, callers.size());
  }
  if (!is_general(row.name)) return result;
  const bool is_collection = row.name == "Array" || row.name == "Map" || row.name == "Set";
  for (const Content& content : found.contents) {
    const bool is_common = static_cast<double>(content.count) >=
                           content_share_min * static_cast<double>(result.new_count);
    if (!is_common || !is_users(rows[content.row]) || content.row == found.row) continue;
    // A tuple may hold a function; it is no record of one.
    const Row& of_content = rows[content.row];
    if (is_collection && of_content.is_function) continue;
    element.class_name = name_of_row(scripts, of_content);
    element.location = of_content.place;
    if (of_content.is_function) {
      element.kind = Element::Kind::function;
      element.class_name.resize(element.class_name.size() - std::string_view("()").size());
    }
    result.new_count = content.count;
    break;
  }
  return result;
}

namespace {

/// In a Map's table the value stands in the slot behind its key. Numbers have no edge, so that a
/// key beside one is not seen.
bool is_map_key(const Heap& heap, NodeIndex table, EdgeIndex edge) {
  const EdgeIndex behind(edge.value + 1);
  const auto slot = graph::slot_number(heap, edge);
  return slot && behind.value < heap.nodes.first_edges[table.value + 1] &&
         graph::slot_number(heap, behind) == *slot + 1;
}

}  // namespace

void for_each_value(const Heap& heap, NodeIndex collection,
                    const std::function<void(NodeIndex target)>& visit) {
  const Collection kind = collection_kind(heap, collection);
  for_each_member(heap, collection, [&](NodeIndex source, EdgeIndex edge, NodeIndex target) {
    // The values of a dictionary have properties, its keys only slots of the store.
    const bool is_dictionary = kind == Collection::dictionary || kind == Collection::function;
    if (is_dictionary && source != collection) return;
    if (kind == Collection::map && is_string_like(heap.nodes.types[target]) &&
        is_map_key(heap, source, edge)) {
      return;
    }
    visit(target);
  });
}

bool is_keyed_by_objects(const Heap& heap, NodeIndex collection) {
  const Collection kind = collection_kind(heap, collection);
  if (kind != Collection::map && kind != Collection::set) return false;
  std::size_t keys = 0, objects = 0;
  for_each_member(heap, collection, [&](NodeIndex source, EdgeIndex edge, NodeIndex target) {
    if (kind == Collection::map && !is_map_key(heap, source, edge)) return;
    ++keys;
    const NodeType type = heap.nodes.types[target];
    objects += type == NodeType::object || type == NodeType::closure ? 1 : 0;
  });
  return objects * 2 > keys;
}

Members count_members(const Heap& heap, const scripts::ScriptNames& scripts,
                      const diff::ComparedNodes& nodes, NodeIndex collection, NodeIndex item) {
  const NodeType type = heap.nodes.types[item];
  const bool is_text = is_string_like(type);
  const auto shared =
      type == NodeType::closure ? heap.internal_child(item, Word::shared) : std::nullopt;
  const auto place = shared ? scripts.place_of(heap, item) : std::nullopt;
  const auto is_alike = [&](NodeIndex node) {
    if (is_text) return is_string_like(heap.nodes.types[node]);
    if (nodes.rows[node] != nodes.rows[item]) return false;
    if (!shared || heap.internal_child(node, Word::shared) == shared) return true;
    // The same text, compiled again.
    return place && heap.raw_name(node) == heap.raw_name(item) &&
           scripts.place_of(heap, node) == place;
  };
  base::IndexedBits<NodeIndex> is_counted(heap.nodes.size());
  Members counted;
  for_each_value(heap, collection, [&](NodeIndex target) {
    if (is_counted[target] || !is_alike(target)) return;
    is_counted.set(target);
    ++counted.all;
    counted.fresh += nodes.are_new[target];
  });
  return counted;
}

}  // namespace heapdiff::leaks
