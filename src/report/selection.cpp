#include "report/selection.hpp"

#include <algorithm>

namespace heapdiff::report {
namespace {

template <class Rows, class IsSummed, class IsWorthShowing>
Selection select_rows(const Rows& rows, const RenderOptions& options, IsSummed&& is_summed,
                      IsWorthShowing&& is_worth) {
  Selection selection;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (is_summed(rows[i])) {
      selection.engine.push_back(i);
      continue;
    }
    const bool has_room = !options.top || selection.shown.size() < *options.top;
    const bool passes = !options.filter || options.filter(rows[i].name);
    (has_room && passes && is_worth(rows[i]) ? selection.shown : selection.others).push_back(i);
  }
  return selection;
}

/// A few objects gone, as many and as large ones in their place: any process has dozens of these.
bool is_mere_turnover(const ClassChange& change) {
  constexpr std::uint64_t few = 16;
  return change.count_delta() == 0 && change.size_delta().value == 0 &&
         change.retained_delta().value == 0 && change.added < few;
}

}  // namespace

Selection select(const Diff& diff, const RenderOptions& options) {
  const bool is_screen = options.format == Format::text && !options.all_rows && !options.filter;
  const auto is_worth = [&](const ClassChange& change) {
    return !change.is_unchanged() && !(is_screen && is_mere_turnover(change));
  };
  // A line for the engine only if it has something to show.
  const bool has_engine_line =
      is_screen &&
      std::any_of(diff.classes.begin(), diff.classes.end(), [&](const ClassChange& change) {
        return change.is_engine && !change.is_unchanged();
      });
  return select_rows(
      diff.classes, options,
      [&](const ClassChange& change) { return has_engine_line && change.is_engine; }, is_worth);
}

Selection select(const Summary& summary, const RenderOptions& options) {
  return select_rows(
      summary.classes, options, [](const ClassSummary&) { return false; },
      [](const ClassSummary&) { return true; });
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

ClassChange sum_of(const Diff& diff) {
  ClassChange total;
  for (const ClassChange& change : diff.classes) add_to(total, change);
  return total;
}

ClassChange sum_of(const Diff& diff, const std::vector<std::size_t>& rows) {
  ClassChange total;
  for (const std::size_t i : rows) add_to(total, diff.classes[i]);
  return total;
}

}  // namespace heapdiff::report
