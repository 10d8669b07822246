#include "trend/follow.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "diff/compare.hpp"
#include "diff/lineage.hpp"
#include "model/engine_classes.hpp"
#include "model/row_index.hpp"
#include "trend/course.hpp"

namespace heapdiff::trend {
namespace {

using saved::SavedSummary;

/// What has changed by less is flat: as for a diff.
constexpr auto change_min = static_cast<double>(diff::growth_bytes_min);

/// Judges a series whose sizes are all known from some point on; before that it was too small to be
/// on record.
void judge(Series& series, const TrendOptions& options) {
  std::vector<double> values;
  values.reserve(series.sizes.size());
  for (const std::optional<std::uint64_t>& size : series.sizes) {
    values.push_back(static_cast<double>(size.value_or(0)));
  }
  series.course = judge_course(values, change_min);
  series.slope = fit_slope(values);
  if (!options.ops) return;
  const auto ops = static_cast<double>(*options.ops);
  series.slope_per_op =
      Slope{series.slope->value / ops, series.slope->low / ops, series.slope->high / ops};
}

/// Classes of all points in one table of rows.
class Rows {
 public:
  Rows(std::span<const Point> points, bool is_one_process)
      : points_(points),
        index_(is_one_process ? model::RowIndex::ScriptKey::id : model::RowIndex::ScriptKey::file) {
    for (const Point& point : points) index_.learn(point.summary.table);
    for (const Point& point : points) {
      rows_of_.push_back(
          index_.add(point.summary.table,
                     model::name_classes(point.summary.table, points.back().summary.interfaces)));
    }
  }

  std::vector<Series> series() const {
    const std::size_t count = index_.rows().size();
    std::vector<Series> all(count);
    for (std::size_t row = 0; row < count; ++row) {
      all[row].name = index_.rows()[row].name;
      all[row].place = index_.rows()[row].place;
      all[row].is_engine = !all[row].place && model::is_engine_class(all[row].name);
    }
    for (std::size_t p = 0; p < points_.size(); ++p) {
      const auto populations = model::count_rows(points_[p].summary.tree, rows_of_[p], count);
      for (std::size_t row = 0; row < count; ++row) {
        all[row].counts.emplace_back(populations[row].count);
        all[row].sizes.emplace_back(populations[row].size.value);
      }
    }
    const std::vector<std::uint64_t> born = sum_born(1), alive = sum_born(points_.size() - 1);
    if (!born.empty() && !alive.empty()) {
      for (std::size_t row = 0; row < count; ++row) {
        all[row].born_first = born[row];
        all[row].alive_last = alive[row];
      }
    }
    return all;
  }

 private:
  std::vector<std::uint64_t> sum_born(std::size_t point) const {
    const std::vector<std::uint64_t>& by_class = points_[point].born_first;
    if (by_class.empty() || !points_[point].shares_ids) return {};
    std::vector<std::uint64_t> sums(index_.rows().size(), 0);
    for (std::size_t i = 0; i < by_class.size(); ++i) sums[rows_of_[point][i]] += by_class[i];
    return sums;
  }

  std::span<const Point> points_;
  model::RowIndex index_;
  std::vector<std::vector<std::uint32_t>> rows_of_;
};

Series heap_series(std::span<const Point> points) {
  Series series;
  series.name = "the heap";
  for (const Point& point : points) {
    series.counts.emplace_back(point.summary.side.objects);
    series.sizes.emplace_back(point.summary.side.size.value);
  }
  return series;
}

/// The collection that a suspect is about: of the last point, by the holder's id, or by its name
/// where ids are unknown.
const leaks::NamedCollection* find_collection(const Suspect& suspect, const SavedSummary& last) {
  const std::uint64_t key = leaks::collection_key(suspect.holder);
  const auto found = std::find_if(
      last.collections.begin(), last.collections.end(), [&](const leaks::NamedCollection& named) {
        return (named.holder.id.value != 0 && named.holder.id == suspect.holder.id) ||
               named.key == key;
      });
  return found == last.collections.end() ? nullptr : &*found;
}

Series holder_series(const leaks::NamedCollection& collection, std::span<const Point> points) {
  Series series;
  for (const Point& point : points) {
    const auto& named = point.summary.collections;
    const auto found = std::find_if(
        named.begin(), named.end(),
        [&](const leaks::NamedCollection& other) { return other.key == collection.key; });
    const bool is_known = found != named.end();
    series.counts.push_back(is_known ? std::optional(found->entries) : std::nullopt);
    series.sizes.push_back(is_known ? std::optional(static_cast<std::uint64_t>(found->retained))
                                    : std::nullopt);
  }
  return series;
}

const Series* find_class(const Element& element, const std::vector<Series>& classes) {
  const Series* found = nullptr;
  for (const Series& series : classes) {
    if (series.name != element.class_name) continue;
    if (series.place == element.location) return &series;
    if (found == nullptr) found = &series;
  }
  return found;
}

}  // namespace

bool is_one_process(const model::Outline& a, const model::Outline& b) {
  const Lineage lineage = diff::find_lineage(a, b);
  return lineage.relation == Relation::same_process && lineage.confidence != Confidence::undecided;
}

Result<void> check_order(const SavedSummary& earlier, const SavedSummary& later,
                         const TrendOptions& options) {
  DiffOptions diffing;
  diffing.force = options.force;
  const auto related = diff::relate_classes(earlier.classes(), later.classes(), diffing);
  if (!related) return fail(related.error());
  return {};
}

Trend follow(std::span<const Point> points, Diff whole, const TrendOptions& options) {
  Trend trend;
  trend.ops = options.ops;
  for (const Point& point : points) {
    trend.points.push_back({point.summary.side, point.is_saved});
    const bool is_told = &point == &points.front() || &point == &points.back();
    for (const std::string& note : point.summary.notes) {
      if (!is_told) whole.notes.push_back(point.summary.side.file + ": " + note);
    }
  }
  const bool are_one_process = std::all_of(points.begin(), points.end(),
                                           [](const Point& point) { return point.shares_ids; });
  trend.heap = heap_series(points);
  judge(trend.heap, options);
  std::vector<Series> classes = Rows(points, are_one_process).series();
  for (Series& series : classes) judge(series, options);
  for (const Suspect& suspect : whole.suspects) {
    Trend::OfSuspect of;
    if (const auto* collection = find_collection(suspect, points.back().summary)) {
      of.is_of_holder = true;
      of.series = holder_series(*collection, points);
      judge(of.series, options);
    } else if (const Series* of_class = find_class(suspect.element, classes)) {
      of.series = *of_class;
    }
    if (const Series* of_class = find_class(suspect.element, classes)) {
      of.series.born_first = of_class->born_first;
      of.series.alive_last = of_class->alive_last;
    }
    trend.suspects.push_back(std::move(of));
  }
  std::erase_if(classes, [](const Series& series) {
    return std::all_of(series.sizes.begin(), series.sizes.end(),
                       [&](const auto& size) { return size == series.sizes.front(); });
  });
  std::sort(classes.begin(), classes.end(), [](const Series& a, const Series& b) {
    const auto rank = [](const Series& series) {
      const Place place = series.place.value_or(Place{});
      return std::tuple(-series.growth(), series.name, place.file, place.line, place.column);
    };
    return rank(a) < rank(b);
  });
  trend.classes = std::move(classes);
  trend.whole = std::move(whole);
  return trend;
}

}  // namespace heapdiff::trend
