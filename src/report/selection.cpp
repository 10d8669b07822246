#include "report/selection.hpp"

namespace heapdiff::report {
namespace {

template <class Rows, class IsWorthShowing>
Selection select_rows(const Rows& rows, const RenderOptions& options, IsWorthShowing&& is_worth) {
  Selection selection;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool has_room = !options.top || selection.shown.size() < *options.top;
    const bool passes = !options.filter || options.filter(rows[i].name);
    (has_room && passes && is_worth(rows[i]) ? selection.shown : selection.others).push_back(i);
  }
  return selection;
}

}  // namespace

Selection select(const Diff& diff, const RenderOptions& options) {
  return select_rows(diff.classes, options,
                     [](const ClassChange& change) { return !change.is_unchanged(); });
}

Selection select(const Summary& summary, const RenderOptions& options) {
  return select_rows(summary.classes, options, [](const ClassSummary&) { return true; });
}

void add_to(ClassChange& total, const ClassChange& change) {
  total.before.count += change.before.count;
  total.before.size += change.before.size;
  total.after.count += change.after.count;
  total.after.size += change.after.size;
  total.added += change.added;
  total.deleted += change.deleted;
  total.allocated += change.allocated;
  total.freed += change.freed;
  total.resized += change.resized;
}

ClassChange sum_of(const Diff& diff, const std::vector<std::size_t>& rows) {
  ClassChange total;
  for (const std::size_t i : rows) add_to(total, diff.classes[i]);
  return total;
}

}  // namespace heapdiff::report
