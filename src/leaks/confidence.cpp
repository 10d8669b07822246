#include "leaks/confidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "diff/compare.hpp"
#include "leaks/lookup.hpp"

namespace heapdiff::leaks {
namespace {

constexpr std::uint64_t before_min = 16;
constexpr std::uint64_t survival_min_percent = 95;
constexpr std::int64_t net_min = 100;
constexpr std::int64_t lump_bytes_min = 65536;
constexpr double share_of_strong = 0.3, share_of_likely = 0.1;  // of a single snapshot
constexpr std::uint64_t many = 100;

bool is_users(const std::optional<Place>& place) { return place && !is_built_in(place->owner); }

/// Do the items stand for something that a program has registered?
bool is_registered(LeakShape shape) {
  switch (shape) {
    case LeakShape::event_listeners:
    case LeakShape::dom_listeners:
    case LeakShape::timers:
    case LeakShape::pending_promises:
    case LeakShape::async_context:
    case LeakShape::subscription_store:
      return true;
    default:
      return false;
  }
}

/// Is it somebody's, and no part of the engine's or the libraries' usual furniture?
bool is_somebodys(const Suspect& suspect, const std::string& item_class) {
  const bool has_users_name = suspect.holder.is_users || is_users(suspect.element.location);
  // Modules that were loaded meanwhile, and strings that compiling made.
  const bool is_text = item_class.starts_with("(") && item_class.ends_with("string)");
  if (item_class == "Module" || item_class == "ModuleWrap") return false;
  if (!has_users_name && (is_text || suspect.shape == LeakShape::unknown)) return false;
  if (suspect.holder.name.empty() && !suspect.element.location) return false;
  // Functions that the engine made, as when a part of its library is used for the first time.
  const bool is_function = suspect.element.is_function || item_class == "Function";
  if (is_function && !is_users(suspect.element.location) && !is_registered(suspect.shape)) {
    return false;
  }
  // Scopes and records of the engine that nobody's code is behind.
  const bool is_record = suspect.element.class_name.starts_with("system / ");
  return !is_record || is_registered(suspect.shape);
}

/// By how many of the earlier ones are still there, and how many came.
void judge_growth(Suspect& suspect, const Accumulation& found, std::optional<std::uint64_t> ops) {
  const auto because = [&](std::string reason) { suspect.reasons.push_back(std::move(reason)); };
  const bool has_users_name = suspect.holder.is_users || is_users(suspect.element.location);
  const auto gone = static_cast<std::int64_t>(found.before_count - found.survivor_count);
  const std::int64_t net = static_cast<std::int64_t>(found.items.size()) - gone;
  const std::uint64_t before = found.before_count;
  const bool survive = found.survivor_count * 100 >= before * survival_min_percent;
  if (before >= before_min) {
    because(fmt::format("{} of {} earlier ones are still there", found.survivor_count, before));
  }
  if (!survive) return;
  if (!has_users_name && !is_registered(suspect.shape)) {
    because("nothing of the program's own names it");
  } else if (found.is_container_new && found.kept_count == 0) {
    because("appeared between the snapshots: a table that is built once looks the same");
  } else if (before >= before_min && (net >= net_min || net >= static_cast<std::int64_t>(before)) &&
             has_users_name) {
    suspect.confidence = Suspicion::strong;
  } else {
    suspect.confidence = Suspicion::likely;
    if (before < before_min) because("few or none were there before");
    if (!has_users_name) because("nothing of the program's own names it");
  }
  if (ops && diff::find_ops_factor(static_cast<std::int64_t>(suspect.new_count), *ops)) {
    because("grows in step with the operations");
    const bool is_known = has_users_name || is_registered(suspect.shape);
    if (is_known && suspect.confidence == Suspicion::weak) {
      suspect.confidence = Suspicion::likely;
    }
  }
}

/// By how much of the heap it is: nothing is known of how it came about. Is it worth telling?
bool judge_share(Suspect& suspect, Bytes kept) {
  const double share = static_cast<double>(suspect.size.value) /
                       static_cast<double>(std::max<std::uint64_t>(kept.value, 1));
  suspect.reasons.push_back(
      fmt::format("{:.0f} % of what the program keeps", 100.0 * std::min(share, 1.0)));
  const bool has_users_name = suspect.holder.is_users || is_users(suspect.element.location);
  if (!has_users_name && !is_registered(suspect.shape)) {
    suspect.reasons.emplace_back("nothing of the program's own names it");
    return share >= share_of_likely;
  }
  if (share >= share_of_strong && suspect.new_count >= many) {
    suspect.confidence = Suspicion::strong;
  } else if (share >= share_of_likely) {
    suspect.confidence = Suspicion::likely;
  }
  return true;
}

}  // namespace

bool judge_suspect(Suspect& suspect, const Accumulation& found, const std::string& item_class,
                   const SuspectOptions& options) {
  suspect.confidence = Suspicion::weak;
  const bool is_numbers = found.pattern == Pattern::lump && found.items.empty() &&
                          suspect.element.class_name == "(number)";
  if (is_numbers) {
    suspect.reasons.emplace_back(
        "numbers are no objects: counted by the bytes of the array, spare room included");
    if (!suspect.holder.is_users) return false;
  } else if (found.pattern == Pattern::lump) {
    suspect.reasons.emplace_back("one large object, not many alike");
    const bool is_told = found.growth.bytes >= lump_bytes_min &&
                         (suspect.holder.is_users || is_users(suspect.element.location));
    if (!is_told) return false;
  } else if (!is_somebodys(suspect, item_class)) {
    return false;
  }
  if (options.kept) return judge_share(suspect, *options.kept);
  if (is_numbers) {
    suspect.confidence = Suspicion::likely;
  } else if (found.pattern != Pattern::lump) {
    judge_growth(suspect, found, options.ops);
  }
  return true;
}

}  // namespace heapdiff::leaks
