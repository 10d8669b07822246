#include "diff/lineage.hpp"

#include <fmt/format.h>

namespace heapdiff::diff {
namespace {

constexpr std::uint64_t shared_min = 100;  // fewer say nothing
constexpr std::uint64_t objects_agreeing_min_percent = 97;
constexpr std::uint64_t texts_agreeing_min_percent = 98;

bool is_below(std::uint64_t part, std::uint64_t whole, std::uint64_t percent_min) {
  return whole >= shared_min && part * 100 < whole * percent_min;
}

}  // namespace

Agreement compare_fingerprints(const model::Fingerprint& before, const model::Fingerprint& after) {
  Agreement agreement;
  auto b = before.marks.begin();
  for (const auto& mark : after.marks) {
    while (b != before.marks.end() && b->id < mark.id) ++b;
    if (b == before.marks.end()) break;
    if (b->id != mark.id) continue;
    const bool agrees = b->hash == mark.hash;
    ++agreement.shared;
    agreement.agreeing += agrees ? 1 : 0;
    if (!b->is_text && !mark.is_text) continue;
    ++agreement.shared_texts;
    agreement.agreeing_texts += agrees ? 1 : 0;
  }
  return agreement;
}

Result<void> check_lineage(const model::Reduced& before, const model::Reduced& after) {
  const Agreement found = compare_fingerprints(before.fingerprint, after.fingerprint);
  const bool are_apart =
      is_below(found.agreeing, found.shared, objects_agreeing_min_percent) ||
      is_below(found.agreeing_texts, found.shared_texts, texts_agreeing_min_percent);
  if (!are_apart) return {};
  return fail(
      {ErrorKind::mismatch, after.side.file,
       fmt::format("this is no later snapshot of the process of {}: of {} objects with an id "
                   "that both have, only {} are of the same type and name, and {} of {} strings",
                   before.side.file, found.shared, found.agreeing, found.agreeing_texts,
                   found.shared_texts),
       std::nullopt,
       "objects can be followed by id within one process only; take both snapshots in one "
       "run, or see what --force makes of it"});
}

}  // namespace heapdiff::diff
