// Changes of an index → an error, or an index that analyses are safe on. The input is a list of
// changes: which section, which element, and its new value. Checksums are made right again.

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "fuzz/laws.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "index/path_reader.hpp"
#include "leaks/compare.hpp"
#include "query/triage.hpp"
#include "support/indexes.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

/// A closure, its script and scope, a list of objects, a detached node and a large size.
constexpr std::string_view snapshot = R"json({"snapshot":{"meta":{
"node_fields":["type","name","id","self_size","edge_count","detachedness"],
"node_types":[["hidden","array","string","object","code","closure","regexp","number","native","synthetic"],"string","number","number","number","number"],
"edge_fields":["type","name_or_index","to_node"],
"edge_types":[["context","element","property","internal","hidden","shortcut","weak"],"string_or_number","node"],
"location_fields":["object_index","script_id","line","column"]},
"node_count":9,"edge_count":14,"trace_function_count":0},
"nodes":[9,0,1,0,3,0, 5,1,3,64,3,0, 4,2,5,16,2,0, 4,3,7,0,0,0, 3,4,9,32,2,0, 1,5,11,5000000000,2,0,
3,6,13,40,1,0, 3,6,15,40,1,0, 8,7,17,24,0,2],
"edges":[5,8,6, 1,1,6, 1,2,48, 3,9,12, 0,10,24, 3,15,24, 3,12,18, 3,16,18, 2,10,30, 3,11,18,
1,0,36, 1,300000000,42, 2,13,42, 6,14,24],
"trace_function_infos":[],"trace_tree":[],"samples":[],"locations":[6,7,3,4],
"strings":["","main","system / SharedFunctionInfo / main","system / Script / /app/app.js",
"system / Context","(object elements)","Item","Detached <div>","global","shared","items",
"scope_info","script","next","weak","context","name_or_scope_info"]})json";

const std::string& whole_index() {
  static const std::string bytes = [] {
    const auto source = input::text_source(snapshot, "whole");
    Result<graph::Heap> heap = graph::load_heap(*source);
    require(heap.has_value(), "the snapshot can be read");
    return test::index_bytes(std::move(*heap));
  }();
  return bytes;
}

/// The same file each time: an index is opened by its path.
const std::string& path_of_index() {
  static const std::string path = "/tmp/heapdiff-fuzz-index-" + std::to_string(getpid());
  return path;
}

void write_index(const std::string& bytes) {
  std::FILE* file = std::fopen(path_of_index().c_str(), "wb");
  require(file != nullptr, "the index can be written");
  require(std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size(), "it is written whole");
  require(std::fclose(file) == 0, "it is closed");
}

std::string json_of(const Report& report) {
  RenderOptions rendering;
  rendering.format = Format::json;
  return render(report, rendering);
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  struct Change {
    std::uint8_t section, element;
    std::uint8_t value[8];
  };
  static_assert(sizeof(Change) == 10);
  std::string bytes = whole_index();
  const std::vector<test::IndexSection> sections = test::sections_of(bytes);
  for (; size >= sizeof(Change); data += sizeof(Change), size -= sizeof(Change)) {
    Change change{};
    std::memcpy(&change, data, sizeof change);
    const test::IndexSection& section = sections[change.section % sections.size()];
    if (section.count == 0) continue;
    const std::size_t element = change.element % static_cast<std::size_t>(section.count);
    std::memcpy(bytes.data() + section.offset + element * section.element_bytes, change.value,
                std::min<std::size_t>(section.element_bytes, sizeof change.value));
  }
  test::reseal(bytes);
  write_index(bytes);
  Result<analysis::Analysis> read = test::read_index(path_of_index());
  Result<analysis::Analysis> before = test::read_index(path_of_index());
  for (const std::uint64_t id : {1u, 5u, 9u, 13u, 17u}) {
    Result<index::IndexFile> file = index::IndexFile::open(path_of_index());
    const ObjectId ids[] = {{id}};
    if (file) static_cast<void>(index::read_paths(std::move(*file), "x", ids, false));
  }
  require(read.has_value() == before.has_value(), "an index is read alike twice");
  unlink(path_of_index().c_str());
  if (!read) return 0;
  DiffOptions options;
  options.force = true;
  const Result<Diff> diff = leaks::compare(std::move(before->reduced), *read, options);
  require(diff.has_value(), "a forced comparison is never refused");
  require(!json_of(*diff).empty(), "a report is never empty");
  query::Session session(std::move(*read));
  require(!json_of(query::triage(session, {1, true})).empty(), "a report is never empty");
  for (const NodeIndex node : session.heap().nodes.all()) {
    static_cast<void>(session.describe(node));
    static_cast<void>(session.path_of(node, 50));
  }
  return 0;
}
