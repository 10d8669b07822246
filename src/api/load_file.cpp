#include "api/load_file.hpp"

#include <fmt/format.h>

#include "graph/borrow_names.hpp"
#include "report/loan_words.hpp"
#include "scripts/list_scripts.hpp"

namespace heapdiff::api {

Result<graph::Heap> read_file(const std::string& path, const ReadOptions& options,
                              const Watch& watch, parse::Texts texts, const std::string& sibling,
                              std::function<void()> has_graph) {
  parse::ReadOptions reading(texts, options.salvage);
  reading.has_graph = std::move(has_graph);
  Result<graph::Heap> heap = graph::load_heap(path, options.threads, watch, reading);
  if (heap) heap->hides_values = options.hide_values;
  if (!heap || !heap->damage || heap->damage->names.lost == 0) return heap;
  const bool is_asked_for = !options.names_from.empty();
  const std::string& lender = is_asked_for ? options.names_from : sibling;
  if (lender.empty() || lender == path || lender == "-") return heap;
  const Phase phase(watch, "names");
  // Names may be texts of its strings, which are needed whole for once.
  const Result<graph::Heap> whole = graph::load_heap(lender, options.threads);
  if (!whole && is_asked_for) return fail(whole.error());
  if (!whole) {
    heap->notes.push_back(fmt::format("no names come from {}: {}", lender, whole.error().message));
    return heap;
  }
  const graph::Loan loan = graph::borrow_names(*heap, *whole);
  heap->notes.push_back(report::loan_in_words(loan, lender));
  return heap;
}

Result<void> take_source_maps(graph::Heap& heap, const ReadOptions& options, const Watch& watch,
                              std::shared_ptr<source_maps::ScriptMaps> maps) {
  if (!options.source_maps.enabled) return {};
  if (!maps) maps = std::make_shared<source_maps::ScriptMaps>(options.source_maps);
  const Phase phase(watch, "source maps");
  if (Result<void> fine = maps->resolve(scripts::list_scripts(heap)); !fine) return fine;
  if (maps->has_any()) heap.source_maps = std::move(maps);
  return {};
}

Result<graph::Heap> load_file(const std::string& path, const ReadOptions& options,
                              const Watch& watch, parse::Texts texts,
                              std::shared_ptr<source_maps::ScriptMaps> maps) {
  Result<graph::Heap> heap = read_file(path, options, watch, texts);
  if (!heap) return heap;
  if (Result<void> fine = take_source_maps(*heap, options, watch, std::move(maps)); !fine) {
    return fail(fine.error());
  }
  return heap;
}

Result<analysis::Analysis> load_analysis(const IndexedFile& file, unsigned threads,
                                         parse::Texts texts, analysis::Paths when) {
  Result<std::optional<analysis::Analysis>> indexed = analysis_from_index(file, threads, texts);
  if (!indexed) return fail(indexed.error());
  if (*indexed) return std::move(**indexed);
  Result<graph::Heap> heap = load_file(file.path, file.options, file.watch, texts, file.maps);
  if (!heap) return fail(heap.error());
  return analysis::analyse(std::move(*heap), threads, file.watch, when);
}

}  // namespace heapdiff::api
