#include "graph/load.hpp"

#include "parse/parse.hpp"

namespace heapdiff::graph {

namespace {

/// `phase` is that of decoding.
Result<Heap> load(input::Source& source, unsigned threads, base::Phase& phase) {
  Result<parse::Columns> columns = parse::parse_snapshot(source, threads);
  if (!columns) return fail(columns.error());
  phase.next("graph");
  return build_heap(std::move(*columns), source.name());
}

}  // namespace

Result<Heap> load_heap(input::Source& source, unsigned threads) {
  base::Phase unwatched({}, "decode");
  return load(source, threads, unwatched);
}

Result<Heap> load_heap(const std::string& path, unsigned threads, const base::Watch& watch) {
  base::Phase phase(watch, "decode");
  const Result<std::unique_ptr<input::Source>> source = input::open_source(path, threads, watch);
  if (!source) return fail(source.error());
  return load(**source, threads, phase);
}

}  // namespace heapdiff::graph
