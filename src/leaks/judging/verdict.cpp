#include "leaks/judging/verdict.hpp"

#include <algorithm>

namespace heapdiff::leaks {
namespace {

constexpr std::uint64_t growth_min = 48 * 1024, growth_max = 4 * 1024 * 1024;
constexpr std::uint64_t heap_share = 100;  // one in a hundred
constexpr std::uint64_t earlier_min = 16;  // fewer are no evidence of whether they stay

bool is_sure(const Suspect& suspect) { return suspect.confidence != Suspicion::weak; }

/// How many of the objects that a class had before are still there.
std::uint64_t survivors(const ClassChange& change) {
  return change.before.count - std::min(change.before.count, change.deleted);
}

/// What the program keeps more of it.
ByteDelta own_growth(const ClassChange& change) {
  return change.size_delta() - change.engine_size_delta;
}

const ClassChange* largest_class(const Diff& diff) {
  const auto largest = [&](const auto& is_meant, const auto& size) {
    const ClassChange* found = nullptr;
    for (const ClassChange& change : diff.classes) {
      if (change.is_engine || !is_meant(change) || size(change) <= ByteDelta{0}) continue;
      if (found == nullptr || size(change) > size(*found)) found = &change;
    }
    return found;
  };
  const ClassChange* of_many = largest(
      [](const ClassChange& c) { return c.count_delta() >= static_cast<std::int64_t>(items_min); },
      [&](const ClassChange& c) {
        return diff.has_retained_sizes() ? c.retained_delta() : own_growth(c);
      });
  if (of_many != nullptr) return of_many;
  return largest([](const ClassChange&) { return true; }, own_growth);
}

/// The evidence for and against a leak of the class, and what would decide it.
void weigh(UnnamedGrowth& unnamed, const Diff& diff, const ClassChange* largest) {
  const auto speaks_for = [&](Reason reason) { unnamed.speaks_for.push_back(std::move(reason)); };
  const auto speaks_against = [&](Reason reason) {
    unnamed.speaks_against.push_back(std::move(reason));
  };
  if (!unnamed.in_step.empty()) speaks_for({Reason::Kind::in_step});
  bool is_turnover = false;
  if (largest != nullptr && diff.lineage.can_follow()) {
    const std::uint64_t before = largest->before.count, there = survivors(*largest);
    is_turnover = before >= earlier_min && there * 2 < before;
    const Reason of_earlier{Reason::Kind::survivors, there, before, largest->name};
    if (before < earlier_min) {
      speaks_against({Reason::Kind::built_once});
    } else if (is_turnover) {
      speaks_against(of_earlier);
    } else if (there * 10 >= before * 9) {
      speaks_for(of_earlier);
    }
  }
  if (!unnamed.accumulation) speaks_against({Reason::Kind::nowhere_together});
  for (const Suspect& suspect : diff.suspects) {
    if (is_sure(suspect)) continue;
    // The last is the one that kept it from being surer.
    const auto doubt =
        std::find_if(suspect.reasons.rbegin(), suspect.reasons.rend(),
                     [](const Reason& reason) { return !speaks_for_leak(reason.kind); });
    if (doubt == suspect.reasons.rend()) continue;
    speaks_against(*doubt);
    break;
  }
  unnamed.next = is_turnover ? UnnamedGrowth::Next::at_rest : UnnamedGrowth::Next::after_more_work;
}

}  // namespace

Bytes unnamed_growth_min(Bytes heap_before) {
  return {std::clamp(heap_before.value / heap_share, growth_min, growth_max)};
}

std::optional<UnnamedGrowth::Accumulation> largest_accumulation(
    const graph::Heap& heap, const diff::ComparedNodes& nodes,
    const std::vector<Accumulation>& accumulations, std::span<const model::RowIndex::Row> rows) {
  const Accumulation* largest = nullptr;
  for (const Accumulation& found : accumulations) {
    if (found.items.empty()) continue;
    if (largest == nullptr || found.growth.bytes > largest->growth.bytes) largest = &found;
  }
  if (largest == nullptr) return std::nullopt;
  const NodeIndex container = largest->container;
  return UnnamedGrowth::Accumulation{
      rows[largest->row].name,
      largest->items.size(),
      {largest->growth.bytes},
      container == heap.root ? "(root)" : nodes.class_names[nodes.rows[container]],
      heap.id(container)};
}

void judge(Diff& diff, std::optional<UnnamedGrowth::Accumulation> largest) {
  diff.unnamed.reset();
  diff.verdict.reset();
  if (!diff.has_suspects) return;
  if (std::any_of(diff.suspects.begin(), diff.suspects.end(), is_sure)) {
    diff.verdict = Verdict::leaks;
    return;
  }
  UnnamedGrowth unnamed;
  unnamed.size = diff.size_delta() - diff.remainder.code - diff.remainder.engine;
  unnamed.count = diff.count_delta() - diff.remainder.engine_count;
  // What grew may be hidden in the sum by what went elsewhere.
  ByteDelta grown = unnamed.size;
  for (const Suspect& suspect : diff.suspects) grown = std::max(grown, suspect.size);
  // One, two, three or four objects for each operation are hardly chance. A quarter may be: 76
  // strings more, after 300 operations.
  bool is_marked = false;
  for (const ClassChange& change : diff.classes) {
    is_marked = is_marked || (change.ops_factor && change.ops_factor->denominator == 1);
    if (change.ops_factor && !change.is_engine) unnamed.in_step.push_back(change.name);
    if (!change.is_engine) grown = std::max(grown, own_growth(change));
  }
  // The program's own first.
  for (const ClassChange& change : diff.classes) {
    if (change.ops_factor && change.is_engine) unnamed.in_step.push_back(change.name);
  }
  const auto least = static_cast<std::int64_t>(unnamed_growth_min(diff.before.size).value);
  if (grown.value < least && !is_marked) {
    diff.verdict = Verdict::nothing;
    return;
  }
  diff.verdict = Verdict::unnamed;
  unnamed.accumulation = std::move(largest);
  const ClassChange* change = largest_class(diff);
  if (change != nullptr) {
    unnamed.class_name = change->name;
    unnamed.location = change->place;
    unnamed.class_count = change->count_delta();
    unnamed.class_size = change->size_delta();
    unnamed.class_retained = change->retained_delta();
    if (!change->chains.empty()) unnamed.held = change->chains.front().steps;
  }
  weigh(unnamed, diff, change);
  diff.unnamed = std::move(unnamed);
}

}  // namespace heapdiff::leaks
