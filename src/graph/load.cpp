#include "graph/load.hpp"

#include "parse/parse.hpp"

namespace heapdiff::graph {

Result<Heap> load_heap(input::Source& source, unsigned threads) {
  Result<parse::Columns> columns = parse::parse_snapshot(source, threads);
  if (!columns) return fail(columns.error());
  return build_heap(std::move(*columns), source.name());
}

Result<Heap> load_heap(const std::string& path, unsigned threads) {
  const Result<std::unique_ptr<input::Source>> source = input::open_source(path);
  if (!source) return fail(source.error());
  return load_heap(**source, threads);
}

}  // namespace heapdiff::graph
