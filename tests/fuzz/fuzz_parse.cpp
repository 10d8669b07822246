// Any bytes at all → a report or an error, through the same doors as `heapdiff summary`.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/allocation_stacks.hpp"
#include "analysis/explain_paths.hpp"
#include "analysis/summarise.hpp"
#include "fuzz/laws.hpp"
#include "fuzz/ways.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

RenderOptions as_json() {
  RenderOptions options;
  options.format = Format::json;
  return options;
}

void require_well_formed(const Error& error) {
  require(!error.message.empty(), "an error has a message");
  require(format_error(error).ends_with("\n"), "an error's printed form is whole lines");
}

void check_summary(const analysis::Analysis& analysed, const Summary& summary) {
  Bytes size;
  std::uint64_t count = 0;
  for (const ClassSummary& row : summary.classes) {
    size += row.size;
    count += row.count;
    require(row.size <= row.retained, "a class retains at least itself");
    require(row.retained <= summary.size, "a class retains at most the heap");
  }
  require(size == summary.size, "classes add up to the heap");
  require(count == analysed.reduced.side.objects, "classes count every object");
}

void check_stacks(const graph::Heap& heap) {
  std::vector<NodeIndex> nodes;
  for (const NodeIndex node : heap.nodes.all()) nodes.push_back(node);
  const auto common = analysis::most_common_stack(heap, nodes);
  require(!common || (!common->frames.empty() && common->frames.size() <= analysis::frames_max),
          "a stack has frames");
  require(!common || (common->count <= common->known && common->known <= nodes.size()),
          "a stack made no more nodes than there are");
}

std::string report(graph::Heap heap) {
  heap.notes.clear();  // a pipe may have one more than a file
  check_stacks(heap);
  const analysis::Analysis analysed = analysis::analyse(std::move(heap));
  const Summary summary = analysis::summarise(analysed);
  check_summary(analysed, summary);
  require(!render(summary, {}).empty(), "a report is never empty");

  const ObjectId last = analysed.heap.id(NodeIndex(analysed.preorder[analysed.reduced.size() - 1]));
  const auto paths = analysis::explain_paths(analysed, std::span(&last, 1));
  require(paths.has_value(), "an id of the heap is found");
  require(!render(PathsReport{{"fuzz", {}, {}, {}}, *paths}, {}).empty(), "a path is never empty");
  return render(summary, as_json()) + render(PathsReport{{"fuzz", {}, {}, {}}, *paths}, as_json());
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);

  auto pipe = input::piped_text_source(bytes, "fuzz");
  if (!pipe) {
    require_well_formed(pipe.error());
    return 0;
  }
  Result<graph::Heap> piped = graph::load_heap(**pipe);
  if (!piped) require_well_formed(piped.error());
  fuzz::Dice dice(bytes);
  auto same_pipe = input::piped_text_source(bytes, "fuzz");
  Result<graph::Heap> other = fuzz::load_in_some_way(std::move(*same_pipe), dice);
  fuzz::require_same(piped, other);
  if (bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x28\xB5\x2F\xFD")) {  // packed
    if (piped) {
      require(report(std::move(*piped)) == report(std::move(*other)),
              "every way of reading gives one report");
    }
    return 0;
  }
  // Read again from any offset: sections in another order take another way.
  const auto file = input::text_source(bytes, "fuzz");
  Result<graph::Heap> loaded = graph::load_heap(*file);
  dice.roll(2);  // another way than the pipe's
  fuzz::require_same(loaded, fuzz::load_in_some_way(input::text_source(bytes, "fuzz"), dice));
  if (!loaded) require_well_formed(loaded.error());
  require(loaded.has_value() == piped.has_value(), "a file reads if and only if its pipe does");
  if (loaded) {
    const std::string expected = report(std::move(*loaded));
    require(report(std::move(*piped)) == expected, "a file and its pipe give one report");
    require(report(std::move(*other)) == expected, "every way of reading gives one report");
  }
  return 0;
}
