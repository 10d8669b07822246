#include "leaks/judging/confidence.hpp"

#include <algorithm>

#include "diff/compare.hpp"

namespace heapdiff::leaks {
namespace {

// What each of these does when it is moved, on all corpora: tests/corpus/README.md, "What the
// thresholds do".
constexpr std::uint64_t before_min = 16;
// In percent of the earlier ones.
constexpr std::uint64_t survive_nearly_all = 95, survive_most = 80, survive_few = 50;
constexpr double share_of_all = 0.5;
constexpr int points_of_strong = 3, points_of_likely = 1;
constexpr std::int64_t net_min = 100;
constexpr std::int64_t lump_bytes_min = 65536;
constexpr double share_of_strong = 0.3, share_of_likely = 0.1;  // of a single snapshot
constexpr std::uint64_t many = 100;

bool is_users(const std::optional<Place>& place) { return place && !is_built_in(place->owner); }

/// Do the items represent something that a program has registered?
bool is_registered(LeakShape shape) {
  switch (shape) {
    case LeakShape::event_listeners:
    case LeakShape::dom_listeners:
    case LeakShape::timers:
    case LeakShape::pending_promises:
    case LeakShape::async_context:
    case LeakShape::subscription_store:
    case LeakShape::finalization_registry:
    case LeakShape::promise_reactions:
    case LeakShape::promise_chain:
      return true;
    default:
      return false;
  }
}

/// Does it belong to the program, rather than to what the engine and libraries keep anyway?
bool is_somebodys(const Suspect& suspect, const Evidence& evidence, const std::string& item_class) {
  const bool has_users_name = suspect.holder.is_users || is_users(suspect.element.location);
  // Modules that were loaded when they were needed, and strings that compiling made.
  if (suspect.shape == LeakShape::module_cache) return evidence.loaded_once_share < share_of_most;
  const bool is_text = item_class.starts_with("(") && item_class.ends_with("string)");
  if (!has_users_name && (is_text || suspect.shape == LeakShape::unknown)) return false;
  if (suspect.holder.name.empty() && !suspect.element.location) return false;
  // Functions that the engine made, as when a part of its library is used for the first time.
  const bool is_function = suspect.element.is_function() || item_class == "Function";
  if (is_function && !is_users(suspect.element.location) && !is_registered(suspect.shape)) {
    return false;
  }
  // Scopes and records of the engine that belong to no code.
  const bool is_record = suspect.element.class_name.starts_with("system / ");
  return !is_record || is_registered(suspect.shape);
}

/// How much speaks for a leak. In 174 of 174 leaking containers of known programs all earlier
/// members were still there, in caches that replace their entries a third at most; in between are
/// leaks beside others of their class that come and go. So survival counts most, and no single
/// figure decides: three points are strong, one is likely.
int weigh(const Population& earlier, std::int64_t net, double share_of_growth, bool is_in_step) {
  int points = 0;
  if (earlier.before >= before_min) {
    const std::uint64_t percent = earlier.survived * 100 / earlier.before;
    points += percent >= survive_nearly_all ? 2 : percent >= survive_most ? 1 : 0;
    points -= percent < survive_few ? 2 : 0;
  }
  const bool has_doubled = earlier.before > 0 && net >= static_cast<std::int64_t>(earlier.before);
  points += net >= net_min || has_doubled ? 1 : 0;
  points += share_of_growth >= share_of_all ? 1 : 0;
  points += is_in_step ? 1 : 0;
  return points;
}

/// By how many of the earlier ones are still alive, how many came, what part of all growth they
/// are, and whether they keep step with the operations.
void judge_growth(Suspect& suspect, const Grounds& grounds, std::optional<std::uint64_t> ops) {
  const Accumulation& found = grounds.found;
  const Population& earlier = grounds.earlier;
  const auto because = [&](Reason reason) { suspect.reasons.push_back(std::move(reason)); };
  const bool has_users_name = suspect.holder.is_users || is_users(suspect.element.location) ||
                              (suspect.holder.location_means == Holder::Meaning::listener &&
                               suspect.holder.location.has_value());
  const bool has_few = earlier.before < before_min;
  if (!has_few) {
    because({Reason::Kind::survivors, earlier.survived, earlier.before});
  }
  const auto gone = static_cast<std::int64_t>(found.before_count - found.survivor_count);
  const std::int64_t net = static_cast<std::int64_t>(found.items.size()) - gone;
  const bool is_in_step =
      ops && diff::find_ops_factor(static_cast<std::int64_t>(suspect.new_count), *ops).has_value();
  // A pool of Node's own, too, has handles that no code of the program leads to; but it does not
  // grow by so many an operation.
  const bool is_handle_of_ops = suspect.shape == LeakShape::native_handles && is_in_step;
  const bool is_known = has_users_name || is_registered(suspect.shape) || is_handle_of_ops;
  const bool survive = has_few || earlier.survived * 100 >= earlier.before * survive_few;
  if (survive && !is_known) {
    because({Reason::Kind::unnamed});
  } else if (survive && found.is_container_new && found.kept_count == 0) {
    because({Reason::Kind::new_container});
    if (is_in_step) suspect.confidence = Suspicion::likely;
  } else if (survive) {
    const int points = weigh(earlier, net, grounds.share_of_growth, is_in_step);
    const bool can_be_strong = !has_few && has_users_name;
    if (points >= points_of_strong && can_be_strong) {
      suspect.confidence = Suspicion::strong;
    } else if (points >= points_of_likely) {
      suspect.confidence = Suspicion::likely;
    }
    if (suspect.confidence != Suspicion::strong) {
      if (has_few) because({Reason::Kind::few_before});
      if (!has_users_name) because({Reason::Kind::unnamed});
    }
  }
  if (survive && is_in_step) because({Reason::Kind::in_step});
}

/// By how much of the heap it is: nothing is known of how it came about. Is it worth reporting?
bool judge_share(Suspect& suspect, Bytes kept) {
  const double share = static_cast<double>(suspect.size.value) /
                       static_cast<double>(std::max<std::uint64_t>(kept.value, 1));
  suspect.reasons.push_back(
      {Reason::Kind::share,
       static_cast<std::uint64_t>(std::max<std::int64_t>(suspect.size.value, 0)), kept.value});
  const bool has_users_name = suspect.holder.is_users || is_users(suspect.element.location);
  if (!has_users_name && !is_registered(suspect.shape)) {
    suspect.reasons.push_back({Reason::Kind::unnamed});
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

bool judge_suspect(Suspect& suspect, const Grounds& grounds, const SuspectOptions& options) {
  const Accumulation& found = grounds.found;
  suspect.confidence = Suspicion::weak;
  const bool is_store = found.pattern == Pattern::lump && found.items.empty();
  const bool is_numbers = suspect.element.kind == Element::Kind::number;
  const bool is_references = is_store && !is_numbers && suspect.new_count >= items_min;
  if (is_numbers) {
    suspect.reasons.push_back({Reason::Kind::numbers});
    if (!suspect.holder.is_users) return false;
  } else if (is_references) {
    suspect.reasons.push_back({Reason::Kind::same_objects});
    if (!suspect.holder.is_users && !is_users(suspect.element.location)) return false;
  } else if (found.pattern == Pattern::lump) {
    suspect.reasons.push_back({Reason::Kind::one_object});
    const bool is_told = found.growth.bytes >= lump_bytes_min &&
                         (suspect.holder.is_users || is_users(suspect.element.location));
    if (!is_told) return false;
  } else if (!is_somebodys(suspect, grounds.evidence, grounds.item_class)) {
    return false;
  }
  if (options.kept) return judge_share(suspect, *options.kept);
  if (is_numbers) {
    suspect.confidence = Suspicion::likely;
  } else if (is_references) {
    const bool is_many = suspect.new_count >= static_cast<std::uint64_t>(net_min);
    const bool is_known = suspect.entries_before >= before_min && is_many;
    suspect.confidence = is_known ? Suspicion::strong : Suspicion::likely;
  } else if (found.pattern != Pattern::lump) {
    judge_growth(suspect, grounds, options.ops);
  }
  return true;
}

}  // namespace heapdiff::leaks
