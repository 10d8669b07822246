#include "graph/load.hpp"

#include <algorithm>
#include <filesystem>

#include "parse/parse.hpp"

namespace heapdiff::graph {

namespace {

/// `phase` is that of decoding.
Result<Heap> load(input::Source& source, unsigned threads, Phase& phase,
                  const parse::ReadOptions& options) {
  Result<parse::Columns> columns = parse::parse_snapshot(source, threads, options);
  if (!columns) return fail(columns.error());
  phase.next("graph");
  return build_heap(std::move(*columns), source.name(), threads);
}

}  // namespace

Result<Heap> load_heap(input::Source& source, unsigned threads, const parse::ReadOptions& options) {
  Phase unwatched({}, "decode");
  return load(source, threads, unwatched, options);
}

Result<Heap> load_heap(const std::string& path, unsigned threads, const Watch& watch,
                       const parse::ReadOptions& options) {
  Phase phase(watch, "decode");
  const Result<std::unique_ptr<input::Source>> source = input::open_source(path, threads, watch);
  if (!source) return fail(source.error());
  return load(**source, threads, phase, options);
}

std::optional<Extent> peek(const std::string& path) {
  std::error_code error;
  if (path == "-" || !std::filesystem::is_regular_file(path, error)) return std::nullopt;
  const std::uint64_t file_bytes = std::filesystem::file_size(path, error);
  const Result<std::unique_ptr<input::Source>> source = input::open_source(path);
  if (error || !source) return std::nullopt;
  const std::optional<parse::Schema> schema = parse::peek_schema(**source);
  if (!schema || !schema->node_count || !schema->edge_count) return std::nullopt;
  // A header may claim anything. A number takes two bytes, and nothing that people compress becomes
  // smaller than a thousandth.
  constexpr std::uint64_t compression_max = 1000;
  const auto text_bytes = (*source)->size();
  const std::uint64_t numbers_max = text_bytes ? *text_bytes / 2 : file_bytes * compression_max / 2;
  const auto bounded = [&](std::uint64_t claimed, std::size_t width) {
    return std::min(claimed, numbers_max / width + 1);
  };
  Extent extent{bounded(*schema->node_count, schema->node.width()),
                bounded(*schema->edge_count, schema->edge.width()),
                text_bytes,
                schema->has_allocation_stacks(),
                std::nullopt,
                std::nullopt};
  // A number takes two bytes or more, so here are still numbers, or strings come too early.
  extent.strings = parse::sample_strings(
      **source, 2 * (extent.nodes * schema->node.width() + extent.edges * schema->edge.width()));
  if (extent.strings) {
    extent.numbers =
        parse::sample_numbers(**source, *schema, extent.nodes, extent.strings->first_byte);
  }
  return extent;
}

}  // namespace heapdiff::graph
