// Any bytes as the "snapshot" section of an otherwise plain file → a schema and a heap, or an
// error.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analysis/summarise.hpp"
#include "fuzz/laws.hpp"
#include "fuzz/ways.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "parse/parse.hpp"
#include "parse/schema.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

// Numbers that many headers accept: as many as several widths divide, and all of them small.
constexpr std::string_view sections =
    ",\n\"nodes\":[9,0,1,0,2,0,0\n,3,1,3,16,1,0,0\n,3,2,5,16,0,0,0\n,3,3,7,16,0,0,0\n,3,2,9,16,0,0,"
    "0\n],"
    "\n\"edges\":[1,0,7\n,1,1,14\n,2,2,21\n],\n\"trace_function_infos\":[0,0,0,0,0,0],"
    "\n\"trace_tree\":[1,0,0,0,[]],\n\"samples\":[],\n\"locations\":[7,1,2,3],"
    "\n\"strings\":[\"\",\"A\",\"B\",\"x\"]}";

/// What the program owes for any counts in a header: nothing that large is ever made.
constexpr std::uint64_t elements_max = sections.size() / 2;

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const Result<parse::Schema> schema = parse::read_schema(header);
  if (schema) {
    require(schema->node.width() > 0 && schema->edge.width() > 0, "an element has fields");
    require(schema->node_at.edge_count < schema->node.width() &&
                schema->node_at.self_size < schema->node.width() &&
                schema->edge_at.to_node < schema->edge.width(),
            "a field is one of its record");
  } else {
    require(!schema.error().message.empty(), "an error has a message");
  }

  const std::string text = "{\"snapshot\":" + std::string(header) + std::string(sections);
  const auto first = input::text_source(text, "fuzz");
  const std::optional<parse::Schema> peeked = parse::peek_schema(*first);
  require(!peeked || peeked->node.width() > 0, "an element has fields");
  const auto file = input::text_source(text, "fuzz");
  Result<graph::Heap> loaded = graph::load_heap(*file);
  fuzz::Dice dice(header);
  fuzz::require_same(loaded, fuzz::load_in_some_way(input::text_source(text, "fuzz"), dice));
  if (!loaded) {
    require(!loaded.error().message.empty(), "an error has a message");
    require(format_error(loaded.error()).ends_with("\n"), "an error's printed form is whole lines");
    return 0;
  }
  // Of another file that the header's own bytes complete, much may be true.
  if (schema) {
    require(
        loaded->nodes.size() <= elements_max + size && loaded->edges.size() <= elements_max + size,
        "a heap is as large as its arrays, whatever its header claims");
  }
  require(!render(analysis::summarise(analysis::analyse(std::move(*loaded))), {}).empty(),
          "a report is never empty");
  return 0;
}
