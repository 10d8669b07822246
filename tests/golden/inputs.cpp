#include "golden/inputs.hpp"

#include <fmt/format.h>

#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ takeOrder() ─context▶ variable orders ─▶ Map ─table▶ (array) ─▶ Order ─items▶ Array
//      └▶ cache ─▶ Cache ─▶ Page
Heap shop(int order_count, int page_count, std::uint64_t log_size) {
  Heap heap;
  heap.closure("takeOrder", 64)
      .at(7, 11, 20)
      .script("takeOrder", "file:///app/orders.js")
      .node("system / Context", 40)
      .node("Map", 32)
      .array("table", 1024)
      .node("Cache", 24)
      .at(7, 2, 8)
      .node("Log", log_size)
      .edge("root", "takeOrder")
      .edge("root", "Cache", "cache")
      .edge("root", "Log", "log")
      .internal("takeOrder", "system / Context", "context")
      .context("system / Context", "Map", "orders")
      .internal("Map", "table", "table");
  for (int i = 0; i < order_count; ++i) {
    const std::string order = fmt::format("Order#{}", i);
    const std::string items = fmt::format("Array#{}", i);
    heap.node(order, 48).id(1001 + 20 * static_cast<std::uint32_t>(i)).at(7, 8, 4);
    heap.node(items, 16);
    heap.internal("table", order, fmt::format("{}", 2 * i + 1)).edge(order, items, "items");
  }
  for (int i = 0; i < page_count; ++i) {
    const std::string page = fmt::format("Page#{}", i);
    heap.node(page, 200).id(50001 + 2 * static_cast<std::uint32_t>(i));
    heap.edge("Cache", page, fmt::format("/pages/{}", i));
  }
  return heap;
}

// Names that a report must not print as they are.
Heap strange() {
  return Heap()
      .node("evil\x1b[2Jname", 100)
      .named("evil\x1b[2Jname")
      .node("two\nlines, \"quoted\"", 90)
      .node("\u202Ereversed", 80)
      .node("中文の名前", 70)
      .node(
          "AnExtraordinarilyLongClassNameThatNoTerminalInTheWorldShowsWithoutCuttingIt"
          "SomewhereInTheMiddle",
          60)
      .edge("root", "evil\x1b[2Jname", "a")
      .edge("root", "中文の名前", "b");
}

}  // namespace

std::vector<GoldenInput> golden_inputs() {
  return {{"before.heapsnapshot", shop(2, 3, 500).json()},
          {"after.heapsnapshot", shop(40, 2, 4500).extra_native_bytes(2048).json()},
          {"strange.heapsnapshot", strange().json()},
          {"summary", shop(1, 1, 100).json()}};
}

}  // namespace heapdiff::test
