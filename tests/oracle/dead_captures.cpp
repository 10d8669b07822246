// Variables that contexts keep though nothing alive can use them, for the oracle test: a JSON
// object a line.
//
//     dead_captures FILE
#include <cstdio>

#include <fmt/format.h>

#include "graph/load.hpp"
#include "scripts/scope_uses.hpp"

int main(int argc, char** argv) {
  using namespace heapdiff;
  if (argc != 2) {
    fmt::print(stderr, "usage: dead_captures FILE\n");
    return 2;
  }
  const Result<graph::Heap> heap = graph::load_heap(argv[1]);
  if (!heap) {
    fmt::print(stderr, "{}", format_error(heap.error()));
    return 2;
  }
  const scripts::ScopeUses uses(*heap);
  std::string rows;
  for (const scripts::DeadCapture& dead : uses.find_dead_captures(*heap)) {
    // Names in that program need no escapes.
    rows +=
        fmt::format(R"({}{{"context":{},"variable":"{}","value":{}}})", rows.empty() ? "" : ",\n",
                    heap->nodes.ids[dead.context], heap->strings[heap->edges.name(dead.edge)],
                    heap->nodes.ids[heap->edges.target(dead.edge)]);
  }
  fmt::print("[{}]\n", rows);
}
