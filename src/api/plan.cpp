#include "api/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "base/narrow_column.hpp"
#include "base/parallel.hpp"
#include "graph/load.hpp"
#include "parse/edge_labels.hpp"

namespace heapdiff {
namespace api {
namespace {

using graph::Extent;

/// What is alive at the peak of a phase, in bytes a node, an edge and so on. The phases are those
/// that peaks were met in. Each has the columns that are alive then, so the prices of nodes, edges
/// and locations are near what those are wide, and all were fitted to the peaks of phases in runs
/// on files of many proportions, so that a forecast is no less than the peak and the largest excess
/// is as small as possible; tests/bench/README.md has the method and the results.
struct Price {
  double base = 0;  ///< megabytes: the program itself and its buffers
  double node = 0, edge = 0;
  double string = 0;   ///< of the table of strings, beside its bytes
  double kept = 0;     ///< a byte of strings that are kept
  double dropped = 0;  ///< a byte of strings that are read before their values are cut
  double location = 16;
  double text = 0;       ///< a distinct text among nodes, where texts are compared
  double text_slot = 0;  ///< a byte of the hash table of those
};

/// What one snapshot has. Two things are not known before all is read, and can be guessed no better
/// than this: how many texts are distinct (all, here), and how many edges the search for dominators
/// has to follow backwards (between half and all of those that are not in its tree; 4 bytes each,
/// the prices of `dominators` below are for nearly all). What they do not know either: holes
/// between ids, and how many objects suspects are about.
struct Amounts {
  double nodes = 0, edges = 0, strings = 0, kept = 0, dropped = 0, locations = 0, texts = 0;
  double wider = 0;  ///< bytes of edges in large heaps, beyond the six of each
};

/// Prices are for edges of six bytes: see `parse::EdgeColumns`.
constexpr double edge_bytes = 6;

// 18 bytes a node and 6 an edge are the graph, and one bit an edge says what retains. Dominators
// take 21 bytes a node beside it, and 4 for each edge that is followed backwards.
constexpr Price single_reading{8.88, 17.7, 7.2, 14.6, 1.1, 1.04, 15.3};
constexpr Price single_dominators{10.2, 38.1, 10.3, 15.8, 0.716, 0, 12.1};
constexpr Price whole_dominators{11.4, 37.6, 10.1, 7.04, 0.997, 0, 18.4};  // with all values

/// What answering takes, when the dominators are found: 21 bytes a node beside the graph, and what
/// the answer needs of each: retaining paths 3 (5 while they are searched), positions 4, retained
/// sizes 8, distances 4, groups 4.
std::vector<Price> prices_of(Purpose purpose, unsigned threads) {
  switch (purpose) {
    case Purpose::lookup:
      return {single_dominators, {12.6, 59.7, 6.05, 6.57, 1, 0, 24.9}};
    case Purpose::path:
      return {single_dominators, {9.33, 49.1, 6.04, 7.09, 1.06, 0, 9.85}};
    case Purpose::values:
      return {whole_dominators, {6.5, 48.1, 6.79, 17.1, 1.04, 0, 14.6}};
    case Purpose::classes:
      return {single_dominators, {11.3, 67.1, 7.53, 15.2, 1.16, 0, 23.9}};
    case Purpose::biggest:
      return {single_dominators, {11.1, 70.1, 6.02, 8.2, 0.996, 0, 10.7}};
    case Purpose::duplicates:
      return {whole_dominators, {11, 58.5, 7.27, 11.7, 1.02, 0, 11.9, 29.2, 0.635}};
    case Purpose::triage:
      // With a second thread, texts are compared beside the rest.
      if (threads > 1)
        return {single_dominators, {13, 60.1, 8.1, 12.9, 1.01, 0.129, 12.7, 42.3, 0.712}};
      return {single_dominators,
              {11.8, 61.9, 8.19, 12.8, 1, 0, 17.5, 17.1},
              {11.8, 66.8, 6.54, 10.3, 0.995, 0.0789, 20.8, 33.1, 1.22}};
    case Purpose::anything:
      return {whole_dominators, {11.0, 76.0, 6.3, 9.0, 1.05, 0, 16, 34.0, 1}};
    case Purpose::tables:
      return {whole_dominators, {46.0, 63.0, 7.0, 10.1, 1.05, 0, 21.7}};
    case Purpose::tables_of_names:
      return {single_dominators, {46.0, 63.0, 7.0, 10.1, 1.1, 0.11, 16}};
  }
  return {};
}

constexpr Price summary_analysing{9.3, 28.6, 6, 5.43, 0.633, 0, 11.7};
constexpr Price lean_summary_reading{5.81, 15.8, 7.07, 14.3, 0.831, 1.28, 25.4};
constexpr Price lean_summary_analysing{13, 24, 6.02, 5.48, 0.603, 1.05, 9.6};

/// A phase of a diff: what it takes for each side.
struct PairPrice {
  Price before, after;
};

// Where all is read once, the after side is read while strings of the before side are, and while
// that is reduced; then the after side is searched beside that reduction, and the two are compared.
// Released pages are kept for what comes next, so that what the before side took still counts then.
// In the last phase texts of the after side are read while those of the before side are all there.
constexpr PairPrice fast_phases[] = {
    {{6.85, 28.6, 7.78, 6.66, 0.779, 1.44, 12.9}, {}},
    {{5.37, 15.4, 6.7, 5.49, 0.877, 0.927, 11.8}, {0, 17, 6.42, 0, 0, 0, 0}},
    {{4.51, 12.5, 7.88, 0, 0, 0, 0}, {0, 8.95, 7.05, 6.42, 0.67, 0, 14.2}},
    {{13.2, 7.55, 4.21, 0, 0, 0, 0}, {0, 45.1, 8.31, 3.62, 1.14, 0, 10.7}},
    {{15.2, 19.3, 4.44, 7.36, 0.0845, 1.06, 0.862}, {0, 8.23, 8.37, 55.6, 0.611, 0.28, 3.97}},
    {{9.8, 24.7, 5.25, 3.32, 1.37, 0, 13.6}, {0, 12.1, 4.26, 8.24, 1.13, 1.05, 14}},
};
// The same on one thread, one thing after the other.
constexpr PairPrice alone_phases[] = {
    {{10.2, 26.4, 6.72, 8.88, 0.688, 1.11, 13.7}, {}},
    {{15.8, 7.1, 0, 0, 0.0226, 0.607, 8.08}, {0, 45.3, 9.87, 4.33, 0.66, 0.423, 12.1}},
    {{10.4, 31.3, 3.84, 0, 0.302, 0, 21.4}, {0, 14.7, 5.52, 5.34, 0.923, 0, 16.9}},
    {{9.54, 9.51, 0, 0, 0.375, 0.675, 6.01}, {0, 13.3, 4.88, 10, 0.788, 1.33, 20.2}},
};
// One graph at a time, and released pages are returned: the before side is searched, then the after
// side beside the other's reduction, then the after side is read again to follow objects.
// In one of three runs the texts that are cut wait longer for that, and the peak of the last phase
// is 5 to 9 % higher: the price of what is dropped is for those.
constexpr PairPrice lean_phases[] = {
    {{4.52, 25.2, 6.18, 9.09, 1.45, 0.996, 15.5}, {}},
    {{13.9, 23.3, 0, 0, 0, 0.34, 0}, {0, 21.6, 6.01, 4.9, 1, 0, 14.3}},
    {{4.04, 0, 0, 0, 0.19, 0, 0}, {0, 31.4, 8.77, 12.7, 0.868, 1.33, 18.1}},
};

// What a page takes besides is in none of these: trees merged by class are some ten thousand nodes
// (`leaks::grow_trees`), and a byte a node for a moment, when less is alive than at any peak.
// Measured on a pair of 1 GB: the same peaks with a page and without, fast and lean.

/// How many pages of the program and its libraries are in memory is the machine's affair. The same
/// command on the same file of 51 MB took 69.3 to 70.5 MB where the prices were fitted and 71.5 MB
/// elsewhere, and a forecast should not be less than the peak.
constexpr std::uint64_t program_bytes_elsewhere = 1'000'000;

/// Of more threads than two, each: its stack and buffers.
constexpr std::uint64_t thread_bytes = 400'000;

/// A hash table of Abseil's has a power of two of slots, of which seven of eight may be in use: 4
/// bytes for what is in one, and one to find it by.
double bytes_of_slots(double entries) {
  double slots = 1;
  while (slots * 7 / 8 < entries) slots *= 2;
  return slots * 5;
}

/// Which stack each node has; the stacks themselves are no longer than their text.
double stacks_of(const Extent& of, std::uint64_t numbers) {
  if (!of.has_allocation_stacks) return 0;
  const std::uint64_t behind =
      of.strings ? of.strings->first_byte : of.text_bytes.value_or(numbers);
  return static_cast<double>(4 * of.nodes + behind - std::min(behind, numbers));
}

/// `keeps_values`: of strings not only the starts.
Amounts amounts_of(const Extent& of, bool keeps_values = false) {
  // As V8 writes them; an id and a target have about as many digits as the number of nodes.
  const std::uint64_t digits = fmt::formatted_size("{}", of.nodes);
  const std::uint64_t numbers = of.nodes * (18 + digits) + of.edges * (8 + digits);
  Amounts amounts;
  amounts.nodes = static_cast<double>(of.nodes);
  amounts.edges = static_cast<double>(of.edges);
  std::uint64_t text = 0, starts = 0, count = 0;
  if (of.strings) {
    count = of.strings->count;
    text = of.strings->text_bytes;
    starts = of.strings->starts_bytes;
  } else {
    // What the numbers leave of a file; of a compressed one, what programs have.
    text = of.text_bytes ? *of.text_bytes - std::min(*of.text_bytes, numbers) : of.nodes * 3;
    count = of.nodes / 8;
    starts = std::min(text, count * parse::value_bytes_kept);
  }
  // Where lines do not show it, what programs have.
  const parse::NumbersExtent of_numbers = of.numbers.value_or(
      parse::NumbersExtent{of.nodes / 8, std::min(of.nodes, count + of.nodes / 8)});
  constexpr std::uint64_t cut_above = parse::Texts::cut().cut_above;
  const bool is_cut = !keeps_values && text > cut_above;
  const std::uint64_t kept = is_cut ? starts : text;
  amounts.strings = static_cast<double>(count);
  // Names of nodes are about as many as strings.
  const unsigned bytes_each = base::NarrowColumn::below(of.nodes).width() +
                              parse::LabelLayout::for_nodes_named_up_to(count).bytes();
  amounts.wider = amounts.edges * (bytes_each - edge_bytes);
  amounts.kept = static_cast<double>(kept) + stacks_of(of, numbers);
  amounts.dropped = is_cut ? static_cast<double>(std::max(cut_above, kept) - kept) : 0;
  amounts.locations = static_cast<double>(of_numbers.locations);
  amounts.texts = static_cast<double>(of_numbers.texts);
  return amounts;
}

std::uint64_t cost(const Amounts& of, const Price& price) {
  return static_cast<std::uint64_t>(
      price.base * 1e6 + of.nodes * price.node + of.edges * price.edge + of.strings * price.string +
      of.kept * price.kept + of.dropped * price.dropped + of.locations * price.location +
      of.texts * price.text + bytes_of_slots(of.texts) * price.text_slot +
      of.wider * std::min(1.0, price.edge / edge_bytes));
}

/// What does not depend on the files.
std::uint64_t cost_of_process(unsigned threads) {
  return program_bytes_elsewhere + thread_bytes * (std::max(threads, 2u) - 2);
}

std::uint64_t pair_peak(const Amounts& before, const Amounts& after,
                        std::span<const PairPrice> phases, unsigned threads) {
  std::uint64_t peak = 0;
  for (const PairPrice& phase : phases) {
    peak = std::max(peak, cost(before, phase.before) + cost(after, phase.after));
  }
  return peak + cost_of_process(threads);
}

std::uint64_t single_peak(const Amounts& of, std::span<const Price> phases, unsigned threads) {
  std::uint64_t peak = 0;
  for (const Price& phase : phases) peak = std::max(peak, cost(of, phase));
  return peak + cost_of_process(threads);
}

bool fits(std::uint64_t peak, const MemoryLimit& limit) {
  return !limit.bytes || peak <= *limit.bytes;
}

tl::unexpected<Error> does_not_fit(const std::string& file, std::uint64_t needed,
                                   const MemoryLimit& limit) {
  const auto shown = [](std::uint64_t bytes) { return format_bytes({bytes}, UnitSystem::decimal); };
  return fail(
      {ErrorKind::limit,
       file,
       fmt::format("{}needs about {} of memory, but {} allows {}", file.empty() ? "the diff " : "",
                   shown(needed),
                   limit.source == MemoryLimit::Source::options ? "the limit" : "the control group",
                   shown(*limit.bytes)),
       std::nullopt,
       "",
       {{WayOut::Kind::more_memory, needed}}});
}

std::optional<std::uint64_t> number_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string text;
  std::uint64_t number = 0;
  if (!(file >> text)) return std::nullopt;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  // "max", or in version 1 the largest multiple of a page.
  constexpr std::uint64_t unlimited = std::uint64_t{1} << 60;
  if (status != std::errc{} || end != text.data() + text.size() || number >= unlimited) {
    return std::nullopt;
  }
  return number;
}

/// The least limit of a group and of those around it; `name` is the file that holds one.
void take_least(std::optional<std::uint64_t>& least, const std::filesystem::path& mount,
                std::filesystem::path group, const char* name) {
  for (;; group = group.parent_path()) {
    const auto limit = number_in(mount / group.relative_path() / name);
    if (limit) least = std::min(least.value_or(*limit), *limit);
    if (!group.has_relative_path()) return;
  }
}

std::optional<std::uint64_t> control_group_limit() {
  std::ifstream groups("/proc/self/cgroup");
  std::optional<std::uint64_t> least;
  for (std::string line; std::getline(groups, line);) {  // "number:controllers:/group"
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) take_least(least, "/sys/fs/cgroup", group, "memory.max");
    if (controllers.find("memory") != std::string::npos) {
      take_least(least, "/sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
    }
  }
  return least;
}

/// What the caller allows; without that, the limit of the control group that the process is in, or
/// of the groups around it.
MemoryLimit memory_limit(std::optional<std::uint64_t> asked_for) {
  if (asked_for == std::uint64_t{0}) return {};
  if (asked_for) return {asked_for, MemoryLimit::Source::options};
  return {control_group_limit(), MemoryLimit::Source::control_group};
}

Plan unforeseen(const Means& means) {
  return {Plan::Kind::fast, means.threads, std::nullopt, means.limit};
}

/// Samples of both files of a diff take 8 ms.
bool needs_forecast(const Means& means) { return means.limit.bytes || means.wants_forecast; }

/// The first kind that fits. `file` is what a refusal is about; empty for a diff.
Result<Plan> choose(Plan plan, const std::string& file, std::uint64_t fast,
                    std::optional<std::uint64_t> lean) {
  plan.needed = fast;
  if (!fits(fast, plan.limit)) {
    plan.kind = lean ? Plan::Kind::lean : Plan::Kind::fast;
    plan.needed = lean.value_or(fast);
  }
  if (!fits(*plan.needed, plan.limit)) return does_not_fit(file, *plan.needed, plan.limit);
  return plan;
}

}  // namespace

Monitor& monitor_or_nobody(Monitor* monitor) {
  struct Nobody final : Monitor {
    [[nodiscard]] bool wants_forecast() const override { return false; }
  };
  static Nobody nobody;  // has no state
  return monitor != nullptr ? *monitor : nobody;
}

Means means_of(const ReadOptions& options, const Monitor& monitor) {
  return {options.threads, memory_limit(options.memory_max), monitor.wants_forecast()};
}

Result<Plan> plan_diff(const std::string& before, const std::string& after, const Means& means) {
  const Plan plan = unforeseen(means);
  if (!needs_forecast(means)) return plan;
  const unsigned threads = means.threads;
  auto peeking = base::start(threads, [&] { return graph::peek(before); });
  const std::optional<Extent> extent_after = graph::peek(after);
  const std::optional<Extent> extent_before = peeking.get();
  if (!extent_before || !extent_after) return plan;
  const Amounts of_before = amounts_of(*extent_before), of_after = amounts_of(*extent_after);
  const std::span<const PairPrice> fast =
      threads == 1 ? std::span<const PairPrice>(alone_phases) : fast_phases;
  return choose(plan, "", pair_peak(of_before, of_after, fast, threads),
                pair_peak(of_before, of_after, lean_phases, threads));
}

Result<Plan> plan_summary(const std::string& file, const Means& means) {
  const Plan plan = unforeseen(means);
  if (!needs_forecast(means)) return plan;
  const std::optional<Extent> extent = graph::peek(file);
  if (!extent) return plan;
  const Amounts amounts = amounts_of(*extent);
  const Price fast_phases_of_summary[] = {single_reading, summary_analysing};
  const Price lean_phases_of_summary[] = {lean_summary_reading, lean_summary_analysing};
  const std::uint64_t fast = single_peak(amounts, fast_phases_of_summary, means.threads);
  const std::uint64_t lean = single_peak(amounts, lean_phases_of_summary, 1);
  return choose(plan, file, fast, std::min(fast, lean));
}

Result<Plan> plan_single(const std::string& file, Purpose purpose, const Means& means) {
  const Plan plan = unforeseen(means);
  if (!needs_forecast(means)) return plan;
  const std::optional<Extent> extent = graph::peek(file);
  if (!extent) return plan;
  const Amounts amounts = amounts_of(*extent, keeps_values(purpose));
  std::vector<Price> phases = prices_of(purpose, means.threads);
  phases.push_back(single_reading);
  return choose(plan, file, single_peak(amounts, phases, means.threads), std::nullopt);
}

}  // namespace api

}  // namespace heapdiff
