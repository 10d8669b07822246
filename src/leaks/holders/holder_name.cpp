#include "leaks/holders/holder_name.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/identifier.hpp"
#include "graph/properties.hpp"
#include "graph/values.hpp"
#include "leaks/holders/collections.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;

constexpr std::size_t key_text_max = 40;
// An object with more properties is no scope and no list's owner.
constexpr std::size_t slots_max = 500;

/// The text of a key, where the value beside it is held in a table.
std::string key_before(const Heap& heap, const InEdge& slot) {
  if (slot.edge.value == heap.nodes.first_edges[slot.source.value]) return {};
  const EdgeIndex before(slot.edge.value - 1);
  const auto number = graph::slot_number(heap, slot.edge);
  if (!number || *number == 0 || graph::slot_number(heap, before) != *number - 1) return {};
  const NodeIndex key = heap.edges.target(before);
  if (heap.nodes.types[key] != NodeType::string) return {};
  const std::string_view text = heap.raw_name(key);
  const bool is_told = text.size() <= key_text_max && !heap.hides_values;
  return is_told ? graph::shown_value(heap, text) : std::string();
}

bool is_table_slot(const Heap& heap, const InEdge& in) {
  return heap.edges.type(in.edge) == EdgeType::internal &&
         heap.nodes.types[in.source] == NodeType::array &&
         graph::slot_number(heap, in.edge).has_value();
}

/// Does the name suggest that functions are kept to be called on events?
bool names_listeners(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  static constexpr std::array<std::string_view, 7> words{
      "listener", "handler", "event", "callback", "subscri", "observer", "hook"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

/// Is each value a list of functions, or a function?
bool holds_lists_only(const Heap& heap, NodeIndex object) {
  std::size_t lists = 0;
  for (const EdgeIndex edge : heap.nodes.edges_of(object)) {
    const EdgeType type = heap.edges.type(edge);
    if (type != EdgeType::property || heap.edge_word(edge) == Word::proto) continue;
    const NodeIndex value = heap.edges.target(edge);
    const Collection kind = collection_kind(heap, value);
    const bool is_list = kind == Collection::array || kind == Collection::set ||
                         heap.nodes.types[value] == NodeType::closure;
    if (!is_list) return false;
    ++lists;
  }
  return lists > 0;
}

/// The event whose listeners the holder keeps, where it is a list in somebody's table of lists: a
/// Map from texts to lists, or an object of lists whose name says what it is for. `skipped` is how
/// many edges of the way lead up to the table.
std::string event_of_table(const Heap& heap, const NamePath& way, std::size_t& skipped) {
  if (way.edges.size() < 2) return {};
  const InEdge& first = way.edges[0];
  const NodeIndex list = heap.edges.target(first.edge);
  const Collection kind = collection_kind(heap, list);
  if (kind != Collection::array && kind != Collection::set) return {};
  if (is_table_slot(heap, first) && way.edges.size() >= 3) {
    std::string key = key_before(heap, first);
    skipped = 2;
    return key;
  }
  if (heap.edges.type(first.edge) != EdgeType::property) return {};
  if (heap.raw_name(first.source) != "Object" || !holds_lists_only(heap, first.source)) return {};
  const std::string table = graph::edge_text(heap, way.edges[1].edge);
  if (!names_listeners(table)) return {};
  skipped = 1;
  return graph::edge_text(heap, first.edge);
}

/// Names from the top down.
class Composer {
 public:
  Composer(const Heap& heap, const scripts::ScriptNames& scripts, const NamePath& way)
      : heap_(heap), scripts_(scripts), way_(way) {}

  HolderName compose() {
    const NameOrigin& end = way_.end;
    if (end.kind == NameOrigin::Kind::none || way_.edges.empty()) return {};
    std::size_t stop = 0;  // edges below it belong to the event
    const NodeIndex holder = heap_.edges.target(way_.edges[0].edge);
    if (holds_functions(holder)) made_.event = event_of_table(heap_, way_, stop);
    if (made_.event.empty()) stop = 0;
    made_.name = end.name;
    std::size_t i = way_.edges.size();
    if (!end.is_object) --i;  // that edge is the name
    while (i-- > stop) {
      if (!step(i)) break;
    }
    return std::move(made_);
  }

 private:
  [[nodiscard]] bool holds_functions(NodeIndex list) const {
    std::size_t functions = 0;
    std::size_t others = 0;
    for (const EdgeIndex edge : heap_.nodes.edges_of(list)) {
      const EdgeType type = heap_.edges.type(edge);
      NodeIndex target = heap_.edges.target(edge);
      if (type == EdgeType::element) {
        ++(heap_.nodes.types[target] == NodeType::closure ? functions : others);
      } else if (type == EdgeType::internal && heap_.edge_word(edge) == Word::table) {
        for (const EdgeIndex slot : heap_.nodes.edges_of(target)) {
          const NodeType member = heap_.nodes.types[heap_.edges.target(slot)];
          if (member == NodeType::closure) ++functions;
          if (member == NodeType::object) ++others;
        }
      }
    }
    return functions > others;
  }

  /// Does the way go down from an EventTarget's table over its lists of listeners alone?
  [[nodiscard]] bool leads_to_listeners(std::size_t table) const {
    for (std::size_t i = table; i-- > 0;) {
      const InEdge& in = way_.edges[i];
      const EdgeType type = heap_.edges.type(in.edge);
      const bool is_link =
          type == EdgeType::property && (graph::edge_text(heap_, in.edge) == "next" ||
                                         graph::edge_text(heap_, in.edge) == "root");
      if (type != EdgeType::internal && !is_link) return false;
    }
    return true;
  }

  void add(NameStep step, bool is_entry) {
    made_.name.push_back(std::move(step));
    made_.is_entry = is_entry;
  }

  /// Adds what one edge contributes; false if the rest is the event.
  bool step(std::size_t i) {
    const InEdge& in = way_.edges[i];
    const std::string edge = graph::edge_text(heap_, in.edge);
    switch (heap_.edges.type(in.edge)) {
      case EdgeType::property:
        if (edge == "_events" && i <= 1) {
          // The table itself, or a list in it; what lies further down, behind a listener, is
          // something that the listener keeps.
          made_.is_event_table = i == 0;
          if (i > 0) made_.event = graph::edge_text(heap_, way_.edges[i - 1].edge);
          return false;
        }
        if (edge == "<symbol kEvents>" && leads_to_listeners(i)) {
          for (std::size_t j = i; j-- > 0 && made_.event.empty();) {
            if (is_table_slot(heap_, way_.edges[j])) {
              made_.event = key_before(heap_, way_.edges[j]);
            }
          }
          made_.is_event_table = made_.event.empty();
          return false;
        }
        add(property_step(heap_, scripts_.property_name(heap_, in.source, edge)),
            !base::is_property_name(edge));
        return true;
      case EdgeType::element:
        // Between a browser's own nodes, numbers have no meaning.
        if (heap_.nodes.types[in.source] == NodeType::native) return true;
        add({NameStep::Kind::element}, true);
        return true;
      case EdgeType::internal:
        if (is_table_slot(heap_, in)) {
          std::string key = key_before(heap_, in);
          const auto kind = key.empty() ? NameStep::Kind::any_entry : NameStep::Kind::entry;
          add({kind, std::move(key)}, true);
        } else if (heap_.edge_word(in.edge) == Word::weak_map_pair) {
          const auto key = way_.keys.find(in.edge.value);
          add(key == way_.keys.end() ? NameStep{NameStep::Kind::any_entry}
                                     : NameStep{NameStep::Kind::entry_of, key->second},
              true);
        }
        return true;
      default:
        return true;
    }
  }

  const Heap& heap_;
  const scripts::ScriptNames& scripts_;
  const NamePath& way_;
  HolderName made_;
};

}  // namespace

HolderName name_holder(const Heap& heap, const scripts::ScriptNames& scripts, const NamePath& way) {
  return Composer(heap, scripts, way).compose();
}

NameStep property_step(const Heap& heap, std::string_view property) {
  if (base::is_property_name(property)) {
    return {NameStep::Kind::property, std::string(property)};
  }
  // Keys are values: `["127.0.0.1:80:"]`.
  if (property.size() > key_text_max || heap.hides_values) return {NameStep::Kind::any_key};
  return {NameStep::Kind::key, std::string(property)};
}

Name collection_of_entries(Name name) {
  const auto is_entry = [](const NameStep& step) {
    return step.kind != NameStep::Kind::variable && step.kind != NameStep::Kind::property;
  };
  name.erase(std::find_if(name.begin(), name.end(), is_entry), name.end());
  return name;
}

Name without_keys(Name name) {
  for (NameStep& step : name) {
    if (step.kind == NameStep::Kind::key) step = {NameStep::Kind::any_key};
    if (step.kind == NameStep::Kind::entry) step = {NameStep::Kind::any_entry};
  }
  return name;
}

std::optional<Slot> slot_towards(const Heap& heap, const NameSearch& names, NodeIndex holder,
                                 const Accumulation& found) {
  const bool is_scope = heap.name_word(holder) == Word::system_context;
  if (heap.nodes.edges_of(holder).size() > slots_max) return std::nullopt;
  const auto items_end =
      found.items.begin() + static_cast<std::ptrdiff_t>(std::min(found.items.size(), slots_max));
  const auto is_like_items = [&](NodeIndex target) {
    if (found.items.empty()) return false;
    const NodeIndex item = found.items.front();
    if (heap.nodes.types[target] != heap.nodes.types[item]) return false;
    if (heap.nodes.types[item] == NodeType::closure) {
      return heap.internal_child(target, Word::shared) == heap.internal_child(item, Word::shared);
    }
    return is_string_like(heap.nodes.types[item]) || heap.raw_name(target) == heap.raw_name(item);
  };
  std::optional<Slot> best;
  int best_rank = 0;
  bool is_ambiguous = false;
  for (const EdgeIndex edge : heap.nodes.edges_of(holder)) {
    std::optional<NameStep> step;
    if (is_scope) {
      step = names.variable_name(holder, edge);
    } else if (heap.edges.type(edge) == EdgeType::property && heap.edge_word(edge) != Word::proto) {
      step = property_step(
          heap, names.scripts().property_name(heap, holder, graph::edge_text(heap, edge)));
    }
    if (!step) continue;
    const NodeIndex target = heap.edges.target(edge);
    const bool is_first =
        (!found.way.empty() && target == found.way.front()) || found.first == target;
    const bool is_item = std::find(found.items.begin(), items_end, target) != items_end;
    const int rank = is_first ? 4 : is_item ? 3 : target == found.point ? 2 : is_like_items(target);
    if (rank == 0) continue;
    is_ambiguous = rank == best_rank || (rank < best_rank && is_ambiguous);
    if (rank > best_rank) {
      best_rank = rank;
      best = Slot{std::move(*step), edge};
    }
  }
  return is_ambiguous && !is_scope ? std::nullopt : best;
}

}  // namespace heapdiff::leaks
