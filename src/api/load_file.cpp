#include "api/load_file.hpp"

#include <fmt/format.h>

#include "graph/borrow_names.hpp"
#include "report/loan_words.hpp"

namespace heapdiff::api {

Result<graph::Heap> load_file(const std::string& path, const ReadOptions& options,
                              const Watch& watch, parse::Texts texts, const std::string& sibling) {
  Result<graph::Heap> heap =
      graph::load_heap(path, options.threads, watch, {texts, options.salvage});
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

}  // namespace heapdiff::api
