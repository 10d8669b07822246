#include "api/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "graph/load.hpp"
#include "report/words.hpp"

namespace heapdiff {
namespace api {
namespace {

using graph::Extent;

/// What is alive at once, in bytes a node, an edge and so on. The weights are not what columns are
/// wide: they were fitted to the peaks of 15 pairs of many proportions, so a forecast is no
/// less than the peak, and 3 % more where it can be; tests/bench/README.md has the method and the
/// results. What they do not know: holes between ids, and how many objects suspects are about.
struct Price {
  std::uint64_t base = 0;  ///< the program itself, its buffers, and what pages round up to
  double node = 0, edge = 0;
  double kept = 0;     ///< a byte of strings that are kept
  double dropped = 0;  ///< a byte of strings that are read before their values are cut
  double string = 0;   ///< a string, beside its bytes
};

/// What one snapshot has.
struct Amounts {
  double nodes = 0, edges = 0, kept = 0, dropped = 0, strings = 0;
};

// Where all is read once, the before side is searched while the after side is read; then the after
// side is searched beside the reduction of the other, and the two are compared.
constexpr Price fast_reading_before{12'600'000, 34.0, 9.2, 1.44, 0.36};
constexpr Price fast_reading_after{0, 22.9, 7.7, 1.5, 0};
constexpr Price fast_comparing_before{16'000'000, 21.1, 0, 1.47, 0.36};
constexpr Price fast_comparing_after{0, 52.7, 11.85, 1, 1.16};
// The same on one thread, one thing after the other.
constexpr Price alone_reading_before{6'000'000, 35.0, 9.55, 0.75, 2.5};
constexpr Price alone_comparing_before{9'390'000, 23.5, 0, 0, 0.66};
constexpr Price alone_comparing_after{0, 36.7, 13.0, 1.38, 0.73};
// One graph at a time, without recycled pages: what is dropped of strings is gone when it is
// searched.
constexpr Price lean_searching_before{6'000'000, 28.1, 8.92, 1};
constexpr Price lean_reading_before{14'000'000, 3.5, 7.9, 1.15, 1.15};
constexpr Price lean_reduced_before{0, 17.3};
constexpr Price lean_searching_after{13'750'000, 29.75, 7.9, 1};
constexpr Price lean_reduced_while_reading{0, 4.1};
constexpr Price lean_reading_after{12'080'000, 35.2, 8.52, 1.12, 1.12};
constexpr Price lean_following{8'690'000, 0, 9.82, 1};

constexpr Price summary_analysing{6'830'000, 27.0, 8.82, 1.06, 0, 6.1};
constexpr Price summary_reading{11'150'000, 27.8, 7.95, 1, 1};
constexpr Price lean_summary_analysing{12'050'000, 39.4, 3.8, 1};
constexpr Price lean_summary_reading{10'080'000, 25.8, 8.04, 1.02, 1.02};

constexpr Price single_reading{9'100'000, 3.6, 13.0, 1.13, 1.13};

Price price_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::lookup:
      return {12'900'000, 54.0, 10.95, 1.06};
    case Purpose::path:
      return {11'000'000, 50.0, 10.5, 1.06};
    case Purpose::values:
      return {14'200'000, 41.5, 11.5, 1.03};
    case Purpose::classes:
      return {10'470'000, 74.7, 10.8, 1.08};
    case Purpose::biggest:
      return {10'230'000, 69.1, 11.0, 1.1};
    case Purpose::triage:
      return {8'460'000, 69.7, 12.25, 1, 0, 32.1};
    case Purpose::anything:
      return {6'520'000, 58.3, 13.3, 1, 0, 75.7};
  }
  return {};
}

/// Of more threads than two, each: its stack and buffers.
constexpr std::uint64_t thread_bytes = 400'000;

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
  constexpr std::uint64_t cut_above = parse::Texts::cut().cut_above;
  const bool is_cut = !keeps_values && text > cut_above;
  const std::uint64_t kept = is_cut ? starts : text;
  amounts.strings = static_cast<double>(count);
  amounts.kept = static_cast<double>(kept + count * sizeof(std::uint64_t)) + stacks_of(of, numbers);
  amounts.dropped = is_cut ? static_cast<double>(std::max(cut_above, kept) - kept) : 0;
  return amounts;
}

std::uint64_t cost(const Amounts& of, const Price& price) {
  return price.base + static_cast<std::uint64_t>(of.nodes * price.node + of.edges * price.edge +
                                                 of.kept * price.kept + of.dropped * price.dropped +
                                                 of.strings * price.string);
}

std::uint64_t cost_of_threads(unsigned threads) {
  return thread_bytes * (std::max(threads, 2u) - 2);
}

std::uint64_t fast_peak(const Amounts& before, const Amounts& after, unsigned threads) {
  if (threads == 1) {
    return std::max(cost(before, alone_reading_before),
                    cost(before, alone_comparing_before) + cost(after, alone_comparing_after));
  }
  return cost_of_threads(threads) +
         std::max(cost(before, fast_reading_before) + cost(after, fast_reading_after),
                  cost(before, fast_comparing_before) + cost(after, fast_comparing_after));
}

/// Columns of a small heap are no pages of two megabytes, to which others round up.
std::uint64_t spared_by_small(const Amounts& largest) {
  return static_cast<std::uint64_t>(std::max(0.0, 3'500'000 - 30 * largest.nodes));
}

std::uint64_t lean_peak(const Amounts& before, const Amounts& after, unsigned threads) {
  return cost_of_threads(threads) - spared_by_small(before.nodes > after.nodes ? before : after) +
         std::max({cost(before, lean_searching_before), cost(before, lean_reading_before),
                   cost(before, lean_reduced_before) + cost(after, lean_searching_after),
                   cost(before, lean_reduced_while_reading) + cost(after, lean_reading_after),
                   cost(after, lean_following)});
}

std::uint64_t single_peak(const Amounts& of, const Price& analysing, const Price& reading,
                          unsigned threads) {
  return cost_of_threads(threads) + std::max(cost(of, analysing), cost(of, reading));
}

bool fits(std::uint64_t peak, const MemoryLimit& limit) {
  return !limit.bytes || peak <= *limit.bytes;
}

tl::unexpected<Error> does_not_fit(const std::string& file, std::uint64_t needed,
                                   const MemoryLimit& limit) {
  const auto shown = [](std::uint64_t bytes) { return format_bytes({bytes}, UnitSystem::decimal); };
  return fail(
      {ErrorKind::limit, file,
       fmt::format("{}needs about {} of memory, but {} allows {}", file.empty() ? "the diff " : "",
                   shown(needed), report::name_of(limit.source), shown(*limit.bytes)),
       std::nullopt,
       fmt::format("--max-memory {}M lets it try; --max-memory 0 takes what there is",
                   needed / (1 << 20) + 1)});
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
  static Monitor nobody;  // has no state
  return monitor != nullptr ? *monitor : nobody;
}

MemoryLimit memory_limit(std::optional<std::uint64_t> asked_for) {
  if (asked_for == std::uint64_t{0}) return {};
  if (asked_for) return {asked_for, MemoryLimit::Source::options};
  return {control_group_limit(), MemoryLimit::Source::control_group};
}

Result<Plan> plan_diff(const std::string& before, const std::string& after, unsigned threads,
                       const MemoryLimit& limit) {
  const Plan plan{Plan::Kind::fast, threads, std::nullopt, limit};
  const std::optional<Extent> extent_before = graph::peek(before);
  const std::optional<Extent> extent_after = graph::peek(after);
  if (!extent_before || !extent_after) return plan;
  const Amounts of_before = amounts_of(*extent_before), of_after = amounts_of(*extent_after);
  return choose(plan, "", fast_peak(of_before, of_after, threads),
                lean_peak(of_before, of_after, threads));
}

Result<Plan> plan_summary(const std::string& file, unsigned threads, const MemoryLimit& limit) {
  const Plan plan{Plan::Kind::fast, threads, std::nullopt, limit};
  const std::optional<Extent> extent = graph::peek(file);
  if (!extent) return plan;
  const Amounts amounts = amounts_of(*extent);
  const std::uint64_t fast = single_peak(amounts, summary_analysing, summary_reading, threads);
  const std::uint64_t lean = single_peak(amounts, lean_summary_analysing, lean_summary_reading, 1) -
                             spared_by_small(amounts);
  return choose(plan, file, fast, std::min(fast, lean));
}

Result<Plan> plan_single(const std::string& file, Purpose purpose, unsigned threads,
                         const MemoryLimit& limit) {
  const Plan plan{Plan::Kind::fast, threads, std::nullopt, limit};
  const std::optional<Extent> extent = graph::peek(file);
  if (!extent) return plan;
  const Amounts amounts = amounts_of(*extent, keeps_values(purpose));
  return choose(plan, file, single_peak(amounts, price_of(purpose), single_reading, threads),
                std::nullopt);
}

}  // namespace api

}  // namespace heapdiff
