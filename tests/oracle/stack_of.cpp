// The stack that made most objects of a class, as JSON: what the stacks test asks of the library.
//
//     stack_of FILE CLASS

#include <cstdio>

#include <fmt/format.h>

#include "analysis/allocation_stacks.hpp"
#include "graph/load.hpp"

int main(int argc, char** argv) {
  using namespace heapdiff;
  if (argc != 3) {
    fmt::print(stderr, "usage: stack_of FILE CLASS\n");
    return 2;
  }
  const Result<graph::Heap> heap = graph::load_heap(argv[1]);
  if (!heap) {
    fmt::print(stderr, "{}", format_error(heap.error()));
    return 2;
  }
  std::vector<NodeIndex> nodes;
  for (const NodeIndex node : heap->nodes.all()) {
    if (heap->nodes.types[node] == NodeType::object && heap->raw_name(node) == argv[2]) {
      nodes.push_back(node);
    }
  }
  const auto common = analysis::most_common_stack(*heap, nodes);
  if (!common) {
    fmt::print("null\n");
    return 0;
  }
  std::string frames;
  for (const StackFrame& frame : common->frames) {
    const Place place = frame.place.value_or(Place{});
    // Names in that program need no escapes.
    frames += fmt::format(R"({}{{"function":"{}","file":"{}","line":{},"column":{}}})",
                          frames.empty() ? "" : ",", frame.function, place.file, place.line,
                          place.column);
  }
  fmt::print("{{\"count\":{},\"known\":{},\"frames\":[{}]}}\n", common->count, common->known,
             frames);
}
