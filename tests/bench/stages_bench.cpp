// What each stage of the way from bytes to a report costs, on one snapshot: HEAPDIFF_BENCH_FILE in
// the environment, or a small one of the test data.
//
//     HEAPDIFF_BENCH_FILE=big.heapsnapshot stages_bench --benchmark_repetitions=5
//
// bytes_per_second counts the bytes of the decompressed file (or section); bytes_per_node is what
// the result of the stage takes.

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "analysis/class_names.hpp"
#include "analysis/depth_first.hpp"
#include "analysis/distances.hpp"
#include "analysis/dominator_tree.hpp"
#include "analysis/dominators.hpp"
#include "analysis/reduce.hpp"
#include "analysis/retaining_paths.hpp"
#include "analysis/shallow_sizes.hpp"
#include "analysis/summarise.hpp"
#include "base/pages.hpp"
#include "graph/load.hpp"
#include "leaks/compare.hpp"
#include "parse/byte_reader.hpp"
#include "parse/decode.hpp"
#include "parse/decoders.hpp"
#include "parse/parse.hpp"
#include "parse/strings.hpp"
#include "support/lengauer_tarjan.hpp"

namespace heapdiff {
namespace {

using graph::Heap;

[[noreturn]] void stop(const Error& error) {
  fmt::print(stderr, "{}", format_error(error));
  std::exit(2);
}

template <class T>
T value_of(Result<T> result) {
  if (!result) stop(result.error());
  return std::move(*result);
}

template <class T>
T value_of(parse::Partial<T> part) {
  if (part.error) stop(*part.error);
  return std::move(part.value);
}

std::string read_all(input::Source& source) {
  std::string text;
  for (;;) {
    constexpr std::size_t piece = std::size_t{4} << 20;
    const std::size_t size = text.size();
    text.resize(size + piece);
    const std::size_t got = value_of(source.read(std::span(text).subspan(size)));
    text.resize(size + got);
    if (got == 0) return text;
  }
}

/// The file, decompressed and in memory, so that stages are measured and not the disk.
const std::string& file_text() {
  static const std::string text = [] {
    const char* path = std::getenv("HEAPDIFF_BENCH_FILE");
    return read_all(
        *value_of(input::open_source(path != nullptr ? path
                                                     : HEAPDIFF_SOURCE_DIR
                                         "/testdata/pairs/unbounded-map.after.heapsnapshot.gz")));
  }();
  return text;
}

Heap load() {
  const auto source = input::text_source(file_text(), "bench");
  return value_of(graph::load_heap(*source));
}

/// One heap for the stages that only look at it: as it is when dominators are found.
const Heap& shared_heap() {
  static const Heap heap = [] {
    Heap loaded = load();
    graph::propagate_detachedness(loaded);
    return loaded;
  }();
  return heap;
}

const graph::RetainingEdges& shared_retains() {
  static const graph::RetainingEdges retains(shared_heap());
  return retains;
}

/// What stands between the brackets of a section's array, from behind the `[` on. Sections in
/// V8's order are assumed, as in all files that V8 writes.
std::string_view section(const std::string& key) {
  const std::string& text = file_text();
  // From the end for the last section, since strings may hold the words.
  const std::size_t at = text.find("\"" + key + "\":");
  const std::size_t start = text.find('[', at) + 1;
  const std::size_t end = key == "strings" ? text.rfind(']') + 1 : text.find(']', start) + 1;
  return std::string_view(text).substr(start, end - start);
}

const parse::Schema& shared_schema() {
  static const parse::Schema schema = [] {
    const auto source = input::text_source(file_text(), "bench");
    return value_of(parse::parse_snapshot(*source)).schema;
  }();
  return schema;
}

void count(benchmark::State& state, std::size_t bytes_read, std::size_t bytes_of_result) {
  const auto nodes = static_cast<double>(shared_heap().nodes.size());
  if (bytes_read > 0) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes_read));
  }
  if (bytes_of_result > 0) {
    state.counters["bytes_per_node"] = static_cast<double>(bytes_of_result) / nodes;
  }
  state.counters["time_per_node"] = benchmark::Counter(
      nodes, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

std::size_t bytes_of(const graph::Nodes& nodes) {
  return nodes.size() * std::size_t{17} + 4 + nodes.detachedness.size();
}

template <class T>
std::size_t bytes_of(const base::Column<T>& column) {
  return column.size() * sizeof(T);
}

std::size_t bytes_of(const analysis::FlowGraph& flow) {
  return bytes_of(flow.parents) + flow.has_others.capacity() / 8 + bytes_of(flow.first_other) +
         bytes_of(flow.others);
}

analysis::FlowGraph copy_of(const analysis::FlowGraph& flow) {
  const auto copy = [](const base::Column<std::uint32_t>& column) {
    base::Column<std::uint32_t> result;
    result.append(column.data(), column.size());
    return result;
  };
  return {copy(flow.parents), flow.has_others.copy(), copy(flow.first_other), copy(flow.others)};
}

const analysis::FlowGraph& shared_flow() {
  static const analysis::FlowGraph flow =
      analysis::search_depth_first(shared_heap(), shared_retains()).flow;
  return flow;
}

void parse_nodes(benchmark::State& state) {
  const std::string_view text = section("nodes");
  for (auto _ : state) {
    const auto source = input::text_source(text, "nodes");
    parse::ByteReader reader(*source);
    benchmark::DoNotOptimize(value_of(parse::decode_nodes(reader, shared_schema())).ids.data());
  }
  count(state, text.size(), bytes_of(shared_heap().nodes));
}

void parse_edges(benchmark::State& state) {
  const std::string_view text = section("edges");
  for (auto _ : state) {
    const auto source = input::text_source(text, "edges");
    parse::ByteReader reader(*source);
    benchmark::DoNotOptimize(
        value_of(parse::decode_edges(reader, shared_schema(), shared_heap().nodes.size(),
                                     shared_heap().edges.labels.layout()))
            .targets.size());
  }
  count(state, text.size(), shared_heap().edges.size() * std::size_t{6});
}

/// The chunks of a section, cut as the parser cuts them.
std::vector<parse::Chunk> chunks_of(std::string_view text, std::size_t width) {
  const auto source = input::text_source(text, "bench");
  parse::ByteReader reader(*source);
  parse::ChunkReader cutter(reader, width);
  std::vector<parse::Chunk> chunks;
  while (auto chunk = cutter.next(UINT64_MAX)) chunks.push_back(std::move(*chunk));
  return chunks;
}

/// Decodes record by record: what the vector code is held against.
template <class Decoder>
struct RecordByRecord : Decoder {
  using Decoder::Decoder;
  static bool take_batch(const parse::RecordBatch&) { return false; }
};

/// The simplest loop there is: digits until a byte that is none, no checks.
const char* read_plainly(const char* p, std::uint32_t& value) {
  value = 0;
  while (*p >= '0' && *p <= '9') value = value * 10 + static_cast<std::uint32_t>(*p++ - '0');
  while (*p == ',' || *p == '\n') ++p;
  return p;
}

template <class Decoder>
void decode_all(const std::vector<parse::Chunk>& chunks, const parse::SectionName& section,
                Decoder& decoder) {
  for (const parse::Chunk& chunk : chunks) {
    benchmark::DoNotOptimize(value_of(parse::decode_chunk(chunk, "bench", section, decoder)));
  }
}

/// Decoding alone: text in memory, columns whose pages are there already.
template <class Decoder>
void decode_nodes_warm(benchmark::State& state) {
  const std::string_view text = section("nodes");
  const parse::Schema& schema = shared_schema();
  const parse::SectionName name{"nodes", "node", schema.node, schema.node_count};
  const auto chunks = chunks_of(text, schema.node.width());
  auto columns = [&] {
    const auto source = input::text_source(text, "nodes");
    parse::ByteReader reader(*source);
    return value_of(parse::decode_nodes(reader, schema));
  }();
  for (auto _ : state) {
    Decoder decoder("bench", name, schema);
    decoder.write_to(columns);
    decode_all(chunks, name, decoder);
  }
  count(state, text.size(), 0);
}

void decode_nodes_warm_plain(benchmark::State& state) {
  const std::string_view text = section("nodes");
  const parse::Schema& schema = shared_schema();
  const auto chunks = chunks_of(text, schema.node.width());
  const std::size_t width = schema.node.width();
  const std::size_t nodes = shared_heap().nodes.size();
  base::Column<NodeType> types(nodes + 1);
  base::Column<std::uint32_t> names(nodes + 1), ids(nodes + 1), sizes(nodes + 1), edges(nodes + 1);
  base::Column<Detachedness> detachedness(nodes + 1);
  std::vector<std::uint32_t> values(width);
  const auto& at = schema.node_at;
  for (auto _ : state) {
    std::size_t node = 0;
    for (const parse::Chunk& chunk : chunks) {
      for (const char* p = chunk.begin; p < chunk.end && *p != ']'; ++node) {
        for (std::size_t field = 0; field < width; ++field) p = read_plainly(p, values[field]);
        types[node] = static_cast<NodeType>(values[at.type]);
        names[node] = values[at.name];
        ids[node] = values[at.id];
        sizes[node] = values[at.self_size];
        edges[node] = values[at.edge_count];
        if (at.detachedness) {
          detachedness[node] = static_cast<Detachedness>(values[*at.detachedness]);
        }
      }
    }
    benchmark::DoNotOptimize(ids.data());
    benchmark::ClobberMemory();
  }
  count(state, text.size(), 0);
}

template <class Decoder>
void decode_edges_warm(benchmark::State& state) {
  const std::string_view text = section("edges");
  const parse::Schema& schema = shared_schema();
  const parse::SectionName name{"edges", "edge", schema.edge, schema.edge_count};
  const auto chunks = chunks_of(text, schema.edge.width());
  parse::EdgeRows rows(shared_heap().nodes.size(), shared_heap().edges.labels.layout());
  rows.targets.resize_for_overwrite(shared_heap().edges.size() + 1);
  rows.labels.resize_for_overwrite(shared_heap().edges.size() + 1);
  for (auto _ : state) {
    Decoder decoder("bench", name, schema, rows);
    decode_all(chunks, name, decoder);
  }
  count(state, text.size(), 0);
}

void decode_edges_warm_plain(benchmark::State& state) {
  const std::string_view text = section("edges");
  const parse::Schema& schema = shared_schema();
  const auto chunks = chunks_of(text, schema.edge.width());
  const auto width = static_cast<std::uint32_t>(schema.node.width());
  base::Column<std::uint32_t> targets(shared_heap().edges.size() + 1);
  base::Column<std::uint32_t> labels(shared_heap().edges.size() + 1);
  for (auto _ : state) {
    std::size_t edge = 0;
    for (const parse::Chunk& chunk : chunks) {
      for (const char* p = chunk.begin; p < chunk.end && *p != ']'; ++edge) {
        std::uint32_t type = 0, name = 0, to_node = 0;
        p = read_plainly(p, type);
        p = read_plainly(p, name);
        p = read_plainly(p, to_node);
        targets[edge] = to_node / width;
        labels[edge] = type << 28 | name;
      }
    }
    benchmark::DoNotOptimize(targets.data());
    benchmark::ClobberMemory();
  }
  count(state, text.size(), 0);
}

void parse_strings(benchmark::State& state) {
  const std::string_view text = section("strings");
  for (auto _ : state) {
    const auto source = input::text_source(text, "strings");
    parse::ByteReader reader(*source);
    benchmark::DoNotOptimize(value_of(parse::read_strings(reader)).texts.size());
  }
  count(state, text.size(), shared_heap().strings.text_bytes() + 8 * shared_heap().strings.size());
}

void parse_whole_file(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(load().nodes.ids.data());
  const Heap& heap = shared_heap();
  count(state, file_text().size(),
        bytes_of(heap.nodes) + 8 * std::size_t{heap.edges.size()} + heap.strings.text_bytes() +
            9 * heap.strings.size() + 16 * heap.locations.all().size());
}

void find_retaining_edges(benchmark::State& state) {
  for (auto _ : state) {
    const graph::RetainingEdges retains(shared_heap());
    benchmark::DoNotOptimize(retains[EdgeIndex(0u)]);
  }
  count(state, 0, shared_heap().edges.size() / 8);
}

/// One bare search: what everything up to retained sizes is held against.
void search_depth_first_alone(benchmark::State& state) {
  const Heap& heap = shared_heap();
  const graph::RetainingEdges& retains = shared_retains();
  for (auto _ : state) {
    base::Column<std::uint8_t> is_met(heap.nodes.size(), 0);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> open;  // next edge, last edge
    std::uint32_t met = 0;
    const auto enter = [&](NodeIndex node) {
      is_met[node.value] = 1;
      ++met;
      open.emplace_back(heap.nodes.first_edges[node.value], heap.nodes.first_edges[node.value + 1]);
    };
    enter(heap.root);
    while (!open.empty()) {
      auto& [next, last] = open.back();
      if (next == last) {
        open.pop_back();
        continue;
      }
      const EdgeIndex edge(next++);
      if (!retains[edge]) continue;
      const NodeIndex target = heap.edges.target(edge);
      if (is_met[target.value] == 0) enter(target);
    }
    benchmark::DoNotOptimize(met);
  }
  count(state, 0, 0);
}

void sum_retained_sizes(benchmark::State& state) {
  const auto tree =
      analysis::build_dominator_tree(analysis::search_depth_first(shared_heap(), shared_retains()));
  for (auto _ : state) {
    const auto sums = analysis::prefix_sums(tree.size(), [&](std::uint32_t position) {
      return shared_heap().nodes.self_sizes[tree.nodes[position]];
    });
    benchmark::DoNotOptimize(sums.data());
  }
  count(state, 0, 8 * std::size_t{shared_heap().nodes.size()});
}

void search_depth_first_and_reverse_edges(benchmark::State& state) {
  for (auto _ : state) {
    const auto order = analysis::search_depth_first(shared_heap(), shared_retains());
    benchmark::DoNotOptimize(order.numbers.data());
  }
  count(state, 0, bytes_of(shared_flow()) + 4 * std::size_t{shared_heap().nodes.size()});
}

void find_dominators_semi_nca(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    analysis::FlowGraph flow = copy_of(shared_flow());
    state.ResumeTiming();
    benchmark::DoNotOptimize(analysis::find_dominators(std::move(flow)).data());
  }
  count(state, 0, bytes_of(shared_flow().parents));
}

void find_dominators_lengauer_tarjan(benchmark::State& state) {
  const analysis::FlowGraph& flow = shared_flow();
  for (auto _ : state) {
    benchmark::DoNotOptimize(test::find_dominators_lengauer_tarjan(flow).data());
  }
  count(state, 0, bytes_of(flow.parents));
}

void build_dominator_tree(benchmark::State& state) {
  for (auto _ : state) {
    const auto tree = analysis::build_dominator_tree(
        analysis::search_depth_first(shared_heap(), shared_retains()));
    benchmark::DoNotOptimize(tree.nodes.data());
  }
  count(state, 0, 8 * std::size_t{shared_heap().nodes.size()});
}

void fold_sizes(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Heap heap = load();
    graph::propagate_detachedness(heap);
    state.ResumeTiming();
    analysis::fold_shallow_sizes(heap);
  }
  count(state, 0, 0);
}

void measure_distances(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(analysis::measure_distances(shared_heap()).data());
  }
  count(state, 0, 4 * std::size_t{shared_heap().nodes.size()});
}

void classify(benchmark::State& state) {
  const scripts::ScriptNames scripts(shared_heap());
  for (auto _ : state) {
    benchmark::DoNotOptimize(analysis::classify(shared_heap(), scripts).class_of.data());
  }
  count(state, 0, 4 * std::size_t{shared_heap().nodes.size()});
}

void infer_interfaces(benchmark::State& state) {
  const scripts::ScriptNames scripts(shared_heap());
  const analysis::Classes classes = analysis::classify(shared_heap(), scripts);
  for (auto _ : state) {
    benchmark::DoNotOptimize(analysis::infer_interfaces(shared_heap(), classes.properties).size());
  }
  count(state, 0, 0);
}

void find_retaining_paths(benchmark::State& state) {
  for (auto _ : state) {
    const auto paths = analysis::find_retaining_paths(shared_heap(), shared_retains());
    benchmark::DoNotOptimize(paths.empty());
  }
  count(state, 0,
        analysis::RetainingPaths::column_for(shared_heap().edges.size()).width() *
            std::size_t{shared_heap().nodes.size()});
}

void reduce_loaded_heap(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    Heap heap = load();
    state.ResumeTiming();
    benchmark::DoNotOptimize(analysis::reduce(std::move(heap)).ids.data());
  }
  count(state, 0, 16 * std::size_t{shared_heap().nodes.size()});
}

void load_analyse_and_summarise(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(analysis::summarise(analysis::analyse(load())).classes.data());
  }
  count(state, file_text().size(), 0);
}

void compare_with_itself(benchmark::State& state) {
  const model::Reduction before = analysis::reduce(load());
  const analysis::Analysis after = analysis::analyse(load());
  for (auto _ : state) {
    benchmark::DoNotOptimize(value_of(leaks::compare(before, after, {})).classes.data());
  }
  count(state, 0, 0);
}

constexpr auto unit = benchmark::kMillisecond;
BENCHMARK(decode_nodes_warm_plain)->Unit(unit);
BENCHMARK(decode_nodes_warm<RecordByRecord<parse::NodeDecoder>>)->Unit(unit);
BENCHMARK(decode_nodes_warm<parse::NodeDecoder>)->Unit(unit);
BENCHMARK(decode_edges_warm_plain)->Unit(unit);
BENCHMARK(decode_edges_warm<RecordByRecord<parse::EdgeDecoder>>)->Unit(unit);
BENCHMARK(decode_edges_warm<parse::EdgeDecoder>)->Unit(unit);
BENCHMARK(parse_nodes)->Unit(unit);
BENCHMARK(parse_edges)->Unit(unit);
BENCHMARK(parse_strings)->Unit(unit);
BENCHMARK(parse_whole_file)->Unit(unit);
BENCHMARK(find_retaining_edges)->Unit(unit);
BENCHMARK(search_depth_first_alone)->Unit(unit);
BENCHMARK(sum_retained_sizes)->Unit(unit);
BENCHMARK(search_depth_first_and_reverse_edges)->Unit(unit);
BENCHMARK(find_dominators_semi_nca)->Unit(unit);
BENCHMARK(find_dominators_lengauer_tarjan)->Unit(unit);
BENCHMARK(build_dominator_tree)->Unit(unit);
BENCHMARK(fold_sizes)->Unit(unit);
BENCHMARK(measure_distances)->Unit(unit);
BENCHMARK(classify)->Unit(unit);
BENCHMARK(infer_interfaces)->Unit(unit);
BENCHMARK(find_retaining_paths)->Unit(unit);
BENCHMARK(reduce_loaded_heap)->Unit(unit);
BENCHMARK(load_analyse_and_summarise)->Unit(unit);
BENCHMARK(compare_with_itself)->Unit(unit);

}  // namespace
}  // namespace heapdiff

int main(int argc, char** argv) {
  const heapdiff::base::PageRecycling recycling;  // as the program has it
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
