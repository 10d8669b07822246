#include "leaks/holders/runtime_records.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "graph/properties.hpp"

namespace heapdiff::leaks {

bool is_timer_record(std::string_view name) {
  return name == "Timeout" || name == "Immediate" || name == "TimersList" ||
         name == "ImmediateList" || name == "DOMTimer";
}

std::optional<NodeIndex> timer_list_of(const graph::Heap& heap, const Accumulation& found) {
  if (found.items.empty() || heap.raw_name(found.items.front()) != "Timeout") return std::nullopt;
  // A few others may have been set meanwhile.
  const std::size_t most = found.items.size() - found.items.size() / 10;
  const std::size_t ring_max = found.items.size() + found.before_count + found.kept_count;
  for (const NodeIndex item : {found.items.front(), found.items[found.items.size() / 2]}) {
    auto list = graph::property(heap, item, "_idleNext");
    for (std::size_t i = 0; list && heap.raw_name(*list) != "TimersList" && i <= ring_max; ++i) {
      list = graph::property(heap, *list, "_idleNext");
    }
    if (!list || heap.raw_name(*list) != "TimersList") continue;
    std::size_t size = 0;
    for (auto at = graph::property(heap, *list, "_idleNext"); at && *at != *list && size < most;
         at = graph::property(heap, *at, "_idleNext")) {
      ++size;
    }
    if (size == most) return list;
  }
  return std::nullopt;
}

NameStep timers_step(const graph::Heap& heap, const Retainers& retainers, NodeIndex list) {
  std::optional<std::uint32_t> milliseconds;
  if (heap.raw_name(list) == "TimersList") {
    for (const InEdge& in : retainers.of(list)) {
      if (heap.edges.type(in.edge) == EdgeType::element) {
        milliseconds = std::max(milliseconds.value_or(0), heap.edges.name(in.edge));
      }
    }
  }
  return {NameStep::Kind::timers, milliseconds ? std::to_string(*milliseconds) : std::string()};
}

std::optional<NodeIndex> async_storage_of(const graph::Heap& heap, NodeIndex resource) {
  for (const EdgeIndex edge : heap.nodes.edges_of(resource)) {
    const NodeIndex frame = heap.edges.target(edge);
    if (heap.raw_name(frame) != "AsyncContextFrame") continue;
    const auto table = graph::internal(heap, frame, "table");
    if (!table) continue;
    for (const EdgeIndex entry : heap.nodes.edges_of(*table)) {
      const NodeIndex key = heap.edges.target(entry);
      if (heap.raw_name(key) == "AsyncLocalStorage") return key;
    }
  }
  const auto map = graph::internal(heap, resource, "map");
  const auto descriptors = map ? graph::internal(heap, *map, "descriptors") : std::nullopt;
  if (!descriptors) return std::nullopt;
  for (const NodeIndex node : heap.nodes.all()) {
    if (heap.nodes.types[node] != NodeType::object || heap.raw_name(node) != "AsyncLocalStorage") {
      continue;
    }
    const auto symbol = graph::property(heap, node, "kResourceStore");
    if (!symbol) continue;
    for (const EdgeIndex edge : heap.nodes.edges_of(*descriptors)) {
      if (heap.edges.target(edge) == *symbol) return node;
    }
  }
  return std::nullopt;
}

bool is_filled_by_node(const Name& name) {
  static constexpr std::array<std::string_view, 7> members{
      "allowedNodeEnvironmentFlags", "binding", "config", "features", "moduleLoadList", "release",
      "versions"};
  return name.size() >= 2 && name[0].kind == NameStep::Kind::variable && name[0].text == "process" &&
         name[1].kind == NameStep::Kind::property &&
         std::find(members.begin(), members.end(), name[1].text) != members.end();
}

}  // namespace heapdiff::leaks
