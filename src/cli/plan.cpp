#include "cli/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include "graph/load.hpp"
#include "report/units.hpp"

namespace heapdiff::cli {
namespace {

using graph::Extent;

// The program itself, its buffers, and what pages of two megabytes round up to.
constexpr std::uint64_t base_bytes = 24'000'000;

// What is alive at once, in bytes a node and an edge; tests/bench/README.md has what was measured.
// The graph: 18 and 8. While it is searched, 20 and 4 more; a reduction is 16 a node.
struct Price {
  double node, edge;
};
constexpr Price price_of_graph{18, 8};
constexpr Price price_of_reduction{16, 0};
constexpr Price price_of_reducing{34, 8.3};    // graph and search, columns going as they are read
constexpr Price price_of_analysing{58, 12.3};  // graph and search, nothing gone
constexpr Price price_of_answers{82, 12.3};    // analysed, with sums, distances, paths, copies
constexpr Price price_of_chains{46, 8.3};      // graph and paths
constexpr Price price_of_summary{28, 8.3};     // graph, distances and classes
constexpr Price price_of_lean_summary{22, 8.3};

std::uint64_t cost(const Extent& of, const Price& price) {
  return static_cast<std::uint64_t>(static_cast<double>(of.nodes) * price.node +
                                    static_cast<double>(of.edges) * price.edge);
}

/// Which stack each node has; the stacks themselves are no longer than their text.
std::uint64_t cost_of_stacks(const Extent& of) {
  return of.has_allocation_stacks ? 4 * of.nodes : 0;
}

/// The strings: what the numbers leave of the file. Where that is much, it is values, of which only
/// the starts are kept. And allocation stacks, which live no longer.
std::uint64_t cost_of_strings_and_stacks(const Extent& of) {
  constexpr std::uint64_t whole_bytes = parse::Texts::cut().cut_above, cut_bytes_a_node = 16;
  // As V8 writes them; an id and a target have about as many digits as the number of nodes.
  const std::uint64_t digits = fmt::formatted_size("{}", of.nodes);
  const std::uint64_t numbers = of.nodes * (18 + digits) + of.edges * (8 + digits);
  const std::uint64_t whole =
      of.text_bytes ? *of.text_bytes - std::min(*of.text_bytes, numbers) : of.nodes * 4;
  return std::min(whole, whole_bytes + cut_bytes_a_node * of.nodes) + cost_of_stacks(of);
}

std::uint64_t fast_peak(const Extent& before, const Extent& after) {
  const std::uint64_t strings =
      cost_of_strings_and_stacks(before) + cost_of_strings_and_stacks(after);
  // While the after side is read the before side is searched; then the after side is.
  const std::uint64_t reading = cost(before, price_of_reducing) + cost(after, price_of_graph);
  const std::uint64_t analysing =
      cost(before, price_of_reduction) + cost(after, price_of_analysing);
  return base_bytes + strings + std::max(reading, analysing);
}

std::uint64_t lean_peak(const Extent& before, const Extent& after) {
  return base_bytes +
         std::max({cost_of_strings_and_stacks(before) + cost(before, price_of_reducing),
                   cost_of_strings_and_stacks(after) + cost(before, price_of_reduction) +
                       cost(after, price_of_reducing),
                   cost_of_strings_and_stacks(after) + cost(after, price_of_chains)});
}

std::uint64_t single_peak(const Extent& of, const Price& price) {
  return base_bytes + cost_of_strings_and_stacks(of) + cost(of, price);
}

bool fits(std::uint64_t peak, const MemoryLimit& limit) {
  return !limit.bytes || peak <= *limit.bytes;
}

tl::unexpected<Error> does_not_fit(const std::string& file, std::uint64_t needed,
                                   const MemoryLimit& limit) {
  const auto shown = [](std::uint64_t bytes) {
    return report::format_bytes({bytes}, UnitSystem::decimal);
  };
  return fail(
      {ErrorKind::limit, file,
       fmt::format("{}needs about {} of memory, but {} allows {}", file.empty() ? "the diff " : "",
                   shown(needed), limit.said_by, shown(*limit.bytes)),
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
  // "max", and what version 1 says instead: the largest multiple of a page.
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

MemoryLimit memory_limit(std::optional<std::uint64_t> asked_for) {
  if (asked_for == std::uint64_t{0}) return {};
  if (asked_for) return {asked_for, "--max-memory"};
  return {control_group_limit(), "the control group"};
}

Result<Plan> plan_diff(const std::string& before, const std::string& after, unsigned threads,
                       const MemoryLimit& limit) {
  const Plan plan{Plan::Kind::fast, threads, std::nullopt, limit};
  const std::optional<Extent> extent_before = graph::peek(before);
  const std::optional<Extent> extent_after = graph::peek(after);
  if (!extent_before || !extent_after) return plan;
  return choose(plan, "", fast_peak(*extent_before, *extent_after),
                lean_peak(*extent_before, *extent_after));
}

Result<Plan> plan_summary(const std::string& file, unsigned threads, const MemoryLimit& limit) {
  const Plan plan{Plan::Kind::fast, threads, std::nullopt, limit};
  const std::optional<Extent> extent = graph::peek(file);
  if (!extent) return plan;
  return choose(plan, file, single_peak(*extent, price_of_summary),
                single_peak(*extent, price_of_lean_summary));
}

Result<Plan> plan_single(const std::string& file, unsigned threads, const MemoryLimit& limit) {
  const Plan plan{Plan::Kind::fast, threads, std::nullopt, limit};
  const std::optional<Extent> extent = graph::peek(file);
  if (!extent) return plan;
  return choose(plan, file, single_peak(*extent, price_of_answers), std::nullopt);
}

std::string describe(const Plan& plan, UnitSystem units) {
  const auto shown = [&](std::uint64_t bytes) { return report::format_bytes({bytes}, units); };
  std::string text =
      fmt::format("plan: {}, {} thread{}, ", plan.kind == Plan::Kind::fast ? "fast" : "lean",
                  plan.threads, plan.threads == 1 ? "" : "s");
  text += plan.needed ? fmt::format("about {} of memory", shown(*plan.needed))
                      : std::string("memory unknown before reading");
  text += plan.limit.bytes
              ? fmt::format("; the limit is {} ({})", shown(*plan.limit.bytes), plan.limit.said_by)
              : std::string("; no limit");
  return text;
}

}  // namespace heapdiff::cli
