// Any bytes, as a damaged file → what is there, or an error; and once more with their end cut off.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analysis/explain_paths.hpp"
#include "analysis/node_rows.hpp"
#include "analysis/summarise.hpp"
#include "fuzz/laws.hpp"
#include "fuzz/ways.hpp"
#include "graph/borrow_names.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

Result<graph::Heap> salvage(std::string_view bytes) {
  const auto file = input::text_source(bytes, "fuzz");
  return graph::load_heap(*file, 1, {parse::Texts::whole(), true});
}

std::string report(graph::Heap heap) {
  const auto damage = heap.damage;
  const bool has_all_edges = heap.has_all_edges();
  const analysis::Analysis analysed = analysis::analyse(std::move(heap));
  const Summary summary = analysis::summarise(analysed);
  Bytes size;
  for (const ClassSummary& row : summary.classes) size += row.size;
  require(size == summary.size, "classes add up to what was read");
  require(summary.has_retained_sizes() == has_all_edges, "what takes all edges is told with them");
  const ObjectId last = analysed.heap.id(NodeIndex(analysed.preorder[analysed.reduced.size() - 1]));
  const auto paths = analysis::explain_paths(analysed, std::span(&last, 1));
  require(paths.has_value(), "an id of the heap is found");
  RenderOptions as_json;
  as_json.format = Format::json;
  return render(summary, {}) + render(summary, as_json) +
         render(PathsReport{{"fuzz", damage, {}, {}}, *paths}, {}) +
         render(PathsReport{{"fuzz", damage, {}, {}}, *paths}, as_json);
}

/// What is left of a whole file knows no other names than the file, whoever tells them.
void check_cut(const graph::Heap& whole, std::string_view bytes) {
  Result<graph::Heap> part = salvage(bytes);
  if (!part || !part->damage) return;
  require(part->nodes.size() <= whole.nodes.size(), "a part is no larger than the whole");
  (void)graph::borrow_names(*part, whole);
  for (const NodeIndex node : part->nodes.all()) {
    require(part->nodes.ids[node] == whole.nodes.ids[node], "a part is a prefix");
    const std::string_view name = part->raw_name(node);
    require(name == whole.raw_name(node) || name.starts_with("(name lost #"),
            "a name is the true one, or lost");
  }
  report(std::move(*part));
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::Dice dice(bytes);

  const auto file = input::text_source(bytes, "fuzz");
  const Result<graph::Heap> strict = graph::load_heap(*file);
  Result<graph::Heap> salvaged = salvage(bytes);
  fuzz::require_same(salvaged,
                     fuzz::load_in_some_way(input::text_source(bytes, "fuzz"), dice, true));
  if (strict) {
    require(salvaged.has_value() && !salvaged->damage, "a whole file has no damage");
    fuzz::require_same(*strict, *salvaged);
    check_cut(*strict, bytes.substr(0, dice.roll(size + 1)));
  }
  if (salvaged) require(!report(std::move(*salvaged)).empty(), "a report is never empty");
  return 0;
}
