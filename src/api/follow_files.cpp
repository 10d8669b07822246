#include <fmt/format.h>

#include "api/saved_files.hpp"
#include "base/checked.hpp"
#include "heapdiff/files.hpp"
#include "trend/follow.hpp"

namespace heapdiff {
namespace {

using trend::Point;

/// Of the objects that the first step made, those that a later snapshot has: ids of a process only
/// rise.
class FirstStep {
 public:
  /// By class, of a snapshot whose ids tell. Even ids, of an embedder's nodes, do not.
  std::vector<std::uint64_t> count(const analysis::Analysis& analysed) const {
    if (points_.empty()) return {};
    const ObjectId above = points_[0].summary.id_max;
    const ObjectId up_to = points_.size() > 1 ? points_[1].summary.id_max : ObjectId{UINT64_MAX};
    const model::Reduction& reduced = analysed.reduced;
    std::vector<std::uint64_t> counts(reduced.table.size(), 0);
    for (std::uint32_t p = 0; p < reduced.size(); ++p) {
      if (reduced.self_sizes[p] == 0) continue;
      const ObjectId id = analysed.heap.id(NodeIndex(analysed.preorder[p]));
      const bool is_of_step = id.value % 2 != 0 && id > above && id <= up_to;
      counts[reduced.classes[p].value] += is_of_step ? 1 : 0;
    }
    return counts;
  }
  explicit FirstStep(const std::vector<Point>& points) : points_(points) {}

 private:
  const std::vector<Point>& points_;
};

/// In words of where it stands: "3 of 6".
std::string side_of(std::size_t i, std::size_t count) {
  return fmt::format("{} of {}", i + 1, count);
}

}  // namespace

Result<Trend> follow_files(const std::vector<std::string>& files, const TrendOptions& options,
                           const ReadOptions& reading, Monitor* monitor) {
  constexpr std::size_t files_min = 3;
  if (files.size() < files_min) {
    return fail({ErrorKind::usage, "",
                 fmt::format("a trend takes three snapshots, and there {} {}",
                             files.size() == 1 ? "is" : "are", files.size()),
                 std::nullopt, "two are compared by: heapdiff BEFORE AFTER"});
  }
  const auto ops_of_whole = base::checked_multiply(options.ops.value_or(0), files.size() - 1);
  if (!ops_of_whole) {
    return fail({ErrorKind::usage, "",
                 fmt::format("{} operations between each two of {} snapshots are more than 2^64",
                             *options.ops, files.size()),
                 std::nullopt, ""});
  }
  Monitor& follows = api::monitor_or_nobody(monitor);
  std::vector<Point> points;
  const FirstStep first_step(points);
  for (std::size_t i = 0; i < files.size(); ++i) {
    Point point;
    point.is_saved = api::is_saved_file(files[i]);
    const std::string side = side_of(i, files.size());
    Result<saved::SavedSummary> summary =
        point.is_saved ? api::read_saved(files[i])
                       : api::summarise(files[i], reading, follows, side,
                                        [&](const analysis::Analysis& analysed) {
                                          point.born_first = first_step.count(analysed);
                                        });
    if (!summary) return fail(summary.error());
    point.summary = std::move(*summary);
    if (i > 0) {
      point.shares_ids = trend::is_one_process(points.front().summary, point.summary);
      const Result<void> order = trend::check_order(points.back().summary, point.summary, options);
      if (!order) return fail(order.error());
    }
    points.push_back(std::move(point));
  }
  DiffOptions diffing;
  diffing.force = options.force;
  diffing.threads = reading.threads;
  diffing.pictures = reading.pictures;
  if (options.ops) diffing.ops = *ops_of_whole;
  const bool has_graphs = !points.front().is_saved && !points.back().is_saved;
  Result<Diff> whole = has_graphs
                           ? compare_files(files.front(), files.back(), diffing, reading, monitor)
                           : saved::compare(points.front().summary, points.back().summary, diffing);
  if (!whole) return fail(whole.error());
  return trend::follow(points, std::move(*whole), options);
}

}  // namespace heapdiff
