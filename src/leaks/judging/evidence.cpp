#include "leaks/judging/evidence.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "graph/properties.hpp"
#include "leaks/growth/elements.hpp"
#include "leaks/holders/modules.hpp"
#include "parse/texts.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;

constexpr std::size_t framework_samples = 8;
constexpr std::size_t framework_nodes_max = 400;
constexpr std::size_t record_steps_max = 6;
constexpr std::size_t native_nodes_max = 24;
constexpr std::size_t linked_max = 4;
constexpr std::size_t linked_edges_max = 256;

std::vector<PayloadStep> steps_of(const Heap& heap, const std::vector<NodeIndex>& way) {
  std::vector<PayloadStep> steps;
  for (std::size_t i = 1; i < way.size(); ++i) {
    const NodeIndex at = way[i - 1];
    const NodeIndex next = way[i];
    PayloadStep step{"", EdgeType::unknown, next};
    for (const EdgeIndex edge : heap.nodes.edges_of(at)) {
      const EdgeType type = heap.edges.type(edge);
      if (heap.edges.target(edge) != next || type == EdgeType::weak) continue;
      // A property is more informative than the slot of the store beside it.
      const bool is_better = step.edge.empty() || type == EdgeType::property;
      if (is_better) step = {graph::edge_text(heap, edge), type, next};
    }
    const bool is_slot = !step.edge.empty() && step.edge_type != EdgeType::property &&
                         std::all_of(step.edge.begin(), step.edge.end(),
                                     [](char c) { return c >= '0' && c <= '9'; });
    if (is_slot) step.edge = "[]";
    steps.push_back(std::move(step));
  }
  return steps;
}

/// What strings of one content have in common. A string of which only the start was kept may be any
/// other.
std::string content_key(const Heap& heap, NodeIndex text) {
  const std::string_view kept = heap.raw_name(text);
  constexpr std::size_t code_point_max = 4;
  const bool is_cut = heap.are_values_cut && kept.size() + code_point_max > parse::value_bytes_kept;
  return is_cut ? std::to_string(text.value) : std::string(kept);
}

bool is_component(const Heap& heap, NodeIndex node) {
  if (heap.nodes.types[node] != NodeType::object) return false;
  // React's fibers keep the names of their properties even where the class's name is minified.
  if (heap.raw_name(node) == "FiberNode" ||
      (graph::property(heap, node, "memoizedState") && graph::property(heap, node, "stateNode"))) {
    return true;
  }
  // Preact's virtual nodes and components have short private names.
  return graph::property(heap, node, "__k") && graph::property(heap, node, "__c") &&
         graph::property(heap, node, "__v");
}

/// Is there a component of a framework near the object, a few steps down?
bool leads_to_component(const Heap& heap, NodeIndex start) {
  std::unordered_set<std::uint32_t> seen{start.value};
  std::vector<NodeIndex> pending{start};
  for (std::size_t i = 0; i < pending.size() && pending.size() < framework_nodes_max; ++i) {
    if (is_component(heap, pending[i])) return true;
    const NodeType type = heap.nodes.types[pending[i]];
    if (type == NodeType::code || type == NodeType::object_shape || type == NodeType::native) {
      continue;
    }
    for (const EdgeIndex edge : heap.nodes.edges_of(pending[i])) {
      if (heap.edges.type(edge) == EdgeType::weak) continue;
      switch (heap.edge_word(edge)) {
        case Word::proto:
        case Word::map:
        case Word::shared:
        case Word::code:
        case Word::feedback_cell:
        case Word::previous:
        case Word::constructor:
          continue;
        default:
          break;
      }
      const NodeIndex target = heap.edges.target(edge);
      if (seen.insert(target.value).second) pending.push_back(target);
    }
  }
  return false;
}

using Linked = std::unordered_set<std::uint32_t>;

/// Others of its class that an object holds, by its own edges or in an Array of its own: a few,
/// which distinguishes a list from a tree. An Array of a million Arrays is no fork to be followed.
Linked linked_by(const Heap& heap, NodeIndex node, const diff::ComparedNodes& nodes) {
  Linked linked;
  std::size_t edges_left = linked_edges_max;
  const auto visit = [&](NodeIndex source) {
    for (const EdgeIndex edge : heap.nodes.edges_of(source)) {
      if (edges_left-- == 0 || linked.size() == linked_max) {
        edges_left = 0;
        return;
      }
      const NodeIndex target = heap.edges.target(edge);
      const bool is_link = heap.edges.type(edge) != EdgeType::weak && target != node &&
                           nodes.rows[target] == nodes.rows[node] &&
                           heap.edge_word(edge) != Word::proto;
      if (is_link) linked.insert(target.value);
    }
  };
  visit(node);
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    if (edges_left == 0) break;
    const NodeIndex target = heap.edges.target(edge);
    const bool is_array = heap.edges.type(edge) == EdgeType::property &&
                          heap.nodes.types[target] == NodeType::object &&
                          heap.raw_name(target) == "Array";
    if (is_array) visit(target);
  }
  return linked;
}

/// Is it a fork of a tree, rather than a member of a list? Links that are answered count once: a
/// list linked both ways has two of them, a tree's fork with a link to its parent three.
bool is_fork(const Heap& heap, NodeIndex node, const diff::ComparedNodes& nodes) {
  std::size_t answered = 0;
  std::size_t forward = 0;
  for (const std::uint32_t other : linked_by(heap, node, nodes)) {
    const bool is_answered = linked_by(heap, NodeIndex(other), nodes).contains(node.value);
    ++(is_answered ? answered : forward);
  }
  return forward >= 2 || answered >= 3 || (forward == 1 && answered == 2);
}

bool keeps_async_store(const Heap& heap, NodeIndex node) {
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    if (heap.edges.type(edge) == EdgeType::property) {
      const std::string_view name = heap.string(heap.edges.name(edge));
      if (name == "<symbol kResourceStore>") return true;
    }
    const NodeIndex target = heap.edges.target(edge);
    if (heap.nodes.types[target] == NodeType::object &&
        heap.raw_name(target) == "AsyncContextFrame" && heap.edges.type(edge) != EdgeType::weak) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool is_listed_timer(const Heap& heap, NodeIndex timer) {
  const std::string_view name = heap.raw_name(timer);
  if (name != "Timeout" && name != "Immediate") return true;  // a list, or a browser's timer
  for (const char* link : {"_idleNext", "_idlePrev"}) {
    const auto next = graph::property(heap, timer, link);
    if (next && heap.nodes.types[*next] == NodeType::object) return true;
  }
  return false;
}

Evidence gather_evidence(const Heap& heap, const Retainers& retainers, const Accumulation& found,
                         const Owners& owners, const diff::ComparedNodes& nodes) {
  Evidence evidence;
  if (found.items.empty()) return evidence;
  evidence.example = found.items.front();
  evidence.type = heap.nodes.types[evidence.example];

  const std::vector<NodeIndex> sample = sample_of(found.items);
  const auto share = [&](std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  };
  std::size_t weak_keys = 0, slices = 0, async = 0, texts = 0, forked = 0, listed = 0;
  std::unordered_set<std::string> contents;
  for (const NodeIndex item : sample) {
    for (const EdgeIndex edge : heap.nodes.edges_of(item)) {
      if (heap.edge_word(edge) != Word::weak_map_pair) continue;
      ++weak_keys;
      break;
    }
    const NodeType type = heap.nodes.types[item];
    slices += type == NodeType::sliced_string ? 1 : 0;
    async += keeps_async_store(heap, item) ? 1 : 0;
    forked += is_fork(heap, item, nodes) ? 1 : 0;
    listed += is_listed_timer(heap, item) ? 1 : 0;
    if (type == NodeType::string) {
      ++texts;
      contents.insert(content_key(heap, item));
    }
  }

  std::map<std::string, std::pair<std::size_t, std::vector<PayloadStep>>> ways;
  std::size_t payload_slices = 0, payload_texts = 0;
  std::unordered_set<std::string> payload_contents;
  for (const std::vector<NodeIndex>& payload : found.payloads) {
    const std::vector<PayloadStep> steps = steps_of(heap, payload);
    std::string key;
    for (const PayloadStep& step : steps) key += step.edge + '\n';
    auto& way = ways[key];
    ++way.first;
    if (way.second.empty()) way.second = steps;
    if (steps.empty()) continue;
    const bool has_slice = std::any_of(steps.begin(), steps.end(), [&](const PayloadStep& step) {
      return heap.nodes.types[step.node] == NodeType::sliced_string;
    });
    payload_slices += has_slice ? 1 : 0;
    if (heap.nodes.types[steps.back().node] == NodeType::string) {
      ++payload_texts;
      payload_contents.insert(content_key(heap, steps.back().node));
    }
  }
  for (const auto& [key, way] : ways) {
    const double way_share = share(way.first, found.payloads.size());
    if (way_share <= evidence.payload_share) continue;
    evidence.payload_share = way_share;
    evidence.payload = way.second;
  }

  evidence.linked_share = share(owners.held_by_items, owners.sample);
  evidence.weak_key_share = share(weak_keys, sample.size());
  evidence.slice_share =
      std::max(share(slices, sample.size()), share(payload_slices, found.payloads.size()));
  evidence.async_share = share(async, sample.size());
  evidence.forked_share = share(forked, sample.size());
  evidence.listed_share = share(listed, sample.size());
  evidence.handled = owners.handled;
  if (is_module(heap, evidence.example)) {
    evidence.loaded_once_share = share_loaded_once(heap, retainers, sample);
  }
  // Copies: many strings, few contents.
  if (texts * 2 > sample.size()) {
    evidence.copied_share = 1 - share(contents.size(), texts);
  } else if (evidence.type != NodeType::concatenated_string &&
             payload_texts * 10 >= found.payloads.size() * 9) {
    evidence.copied_share = 1 - share(payload_contents.size(), payload_texts);
  }
  std::size_t near_components = 0;
  const std::size_t tries = std::min(framework_samples, sample.size());
  for (std::size_t i = 0; i < tries; ++i) {
    near_components += leads_to_component(heap, sample[i * sample.size() / tries]) ? 1 : 0;
  }
  evidence.framework_share = share(near_components, tries);
  return evidence;
}

std::optional<double> copied_share_of_values(const Heap& heap, NodeIndex collection,
                                             std::int64_t bytes) {
  constexpr std::size_t values_max = 1000;
  std::size_t values = 0;
  std::size_t texts = 0;
  std::size_t all = 0;
  std::size_t text_bytes = 0;
  std::unordered_set<std::string> contents;
  for_each_value(heap, collection, [&](NodeIndex value) {
    ++all;
    if (values == values_max) return;
    ++values;
    if (heap.nodes.types[value] != NodeType::string) return;
    ++texts;
    text_bytes += heap.raw_name(value).size();
    contents.insert(content_key(heap, value));
  });
  if (texts * 2 < values || texts < items_min) return std::nullopt;
  const double whole =
      static_cast<double>(text_bytes) * static_cast<double>(all) / static_cast<double>(values);
  if (whole * 2 < static_cast<double>(bytes)) return 0.0;
  return 1 - static_cast<double>(contents.size()) / static_cast<double>(texts);
}

namespace {

/// A browser's record of a listener or timer: natives, one below the other, and the function below
/// the last.
std::optional<NodeIndex> function_below_natives(const Heap& heap, NodeIndex start) {
  std::vector<NodeIndex> pending{start};
  for (std::size_t i = 0; i < pending.size() && pending.size() < native_nodes_max; ++i) {
    for (const EdgeIndex edge : heap.nodes.edges_of(pending[i])) {
      const EdgeType type = heap.edges.type(edge);
      if (type == EdgeType::weak || type == EdgeType::shortcut) continue;
      const NodeIndex target = heap.edges.target(edge);
      if (heap.nodes.types[target] == NodeType::closure) {
        if (heap.locations.find(target) != nullptr) return target;
      } else if (heap.nodes.types[target] == NodeType::native && !heap.is_global(target)) {
        pending.push_back(target);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<NodeIndex> function_behind(const Heap& heap, NodeIndex node) {
  if (heap.nodes.types[node] == NodeType::native) return function_below_natives(heap, node);
  const auto has_place = [&](NodeIndex n) { return heap.locations.find(n) != nullptr; };
  for (std::size_t step = 0; step < record_steps_max; ++step) {
    if (heap.nodes.types[node] == NodeType::closure) {
      // `once` wraps the function; so does `bind`.
      std::optional<NodeIndex> inner = graph::property(heap, node, "listener");
      if (!inner) inner = graph::internal(heap, node, "bound_function");
      if (!inner) {
        if (has_place(node) && !heap.raw_name(node).empty()) return node;
        // What resumes a suspended function: its scope leads to the generator.
        const auto context = heap.internal_child(node, Word::context);
        const auto generator =
            context ? heap.internal_child(*context, Word::extension) : std::nullopt;
        if (!generator || heap.nodes.types[*generator] != NodeType::object) {
          return has_place(node) ? std::optional(node) : std::nullopt;
        }
        node = *generator;
        continue;
      }
      node = *inner;
      continue;
    }
    if (heap.nodes.types[node] == NodeType::object) {
      std::optional<NodeIndex> inner;
      for (const char* name : {"_onTimeout", "_onImmediate", "listener", "callback", "handler"}) {
        inner = graph::property(heap, node, name);
        if (inner) break;
      }
      if (inner) {
        node = *inner;
        continue;
      }
      // A suspended async function or generator: its place is the function's.
      const bool is_suspended = graph::internal(heap, node, "parameters_and_registers").has_value();
      return is_suspended && has_place(node) ? std::optional(node) : std::nullopt;
    }
    if (heap.name_word(node) == Word::user_record) {
      // A reaction: its handler is a function.
      std::optional<NodeIndex> handler;
      for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
        if (heap.edges.type(edge) == EdgeType::weak) continue;
        if (heap.nodes.types[heap.edges.target(edge)] == NodeType::closure) {
          handler = heap.edges.target(edge);
          break;
        }
      }
      if (!handler) return std::nullopt;
      node = *handler;
      continue;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

bool is_waiting_promise(const graph::Heap& heap, NodeIndex node) {
  // A class of that name in a program or library has a place.
  if (heap.raw_name(node) != "Promise" || heap.locations.find(node) != nullptr) return false;
  const auto state = graph::internal(heap, node, "reactions_or_result");
  return !state || heap.name_word(*state) == Word::user_record ||
         heap.nodes.types[*state] == NodeType::hidden;
}

bool have_suspended_calls(const graph::Heap& heap, const Accumulation& found) {
  std::size_t suspended = 0, functions = 0;
  for (const NodeIndex item : sample_of(found.items)) {
    const auto behind = function_behind(heap, item);
    if (!behind) continue;
    ++(heap.nodes.types[*behind] == NodeType::object ? suspended : functions);
  }
  return suspended > 0 && suspended >= functions;
}

}  // namespace heapdiff::leaks
