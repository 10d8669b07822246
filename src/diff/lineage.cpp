#include "diff/lineage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "diff/lineage_words.hpp"
#include "scripts/script_origin.hpp"

namespace heapdiff::diff {
namespace {

using model::Fingerprint;

constexpr std::uint64_t objects_agreeing_min_percent = 97;
constexpr std::uint64_t telling_agreeing_min_percent = 98;  // strings, places
constexpr std::uint64_t surely_agreeing_min_percent = 99;
// Of the places of functions and classes: one version of the engine shares all but what it compiles
// when needed; one program likewise.
constexpr std::uint64_t engine_places_min_percent = 90;
constexpr std::uint64_t program_places_min_percent = 90;
// A script is known by a closure of it that is alive, and modules are loaded when they are needed.
constexpr std::uint64_t scripts_shared_min_percent = 90;
constexpr std::uint64_t lost_min = 16;  // fewer give no order
// Of neighbours in the engine's table of strings. Chance gives 50 %, and of so many hardly ever
// more than 53 (six standard deviations); a table of twice the size keeps 75 %, of four times 62 %.
constexpr std::uint64_t neighbours_min = 1000;
constexpr std::uint64_t neighbours_min_percent = 58;
// In one process at least the engine's own objects survive, which are thousands.
constexpr std::uint64_t marks_min = 1000;
constexpr std::uint64_t ids_shared_min_percent = 1;

bool is_share(std::uint64_t part, std::uint64_t whole, std::uint64_t percent_min) {
  return part * 100 >= whole * percent_min;
}

bool is_below(const Agreement& found, std::uint64_t percent_min) {
  return found.shared >= agreement_min && !is_share(found.agreeing, found.shared, percent_min);
}

template <class Visit>
void for_each_shared(const std::vector<Fingerprint::Mark>& before,
                     const std::vector<Fingerprint::Mark>& after, Visit&& visit) {
  auto b = before.begin();
  for (const Fingerprint::Mark& mark : after) {
    while (b != before.end() && b->id < mark.id) ++b;
    if (b == before.end()) return;
    if (b->id == mark.id) visit(*b, mark);
  }
}

void count(Agreement& agreement, bool agrees) {
  ++agreement.shared;
  agreement.agreeing += agrees ? 1 : 0;
}

/// What the class tables of a snapshot reveal about its scripts.
struct Scripts {
  using Names = std::set<std::string_view>;
  using Places = std::set<std::tuple<std::string_view, std::uint32_t, std::uint32_t>>;

  Names program;   ///< found at a path or URL, but for packages
  Names packages;  ///< below node_modules
  Names made;      ///< what evals were called
  Names entries;   ///< of Node: what a main thread or a worker starts with
  Places program_places, engine_places;

  explicit Scripts(const model::ClassTable& table) {
    scripts::ScriptOrigin origin;
    const auto count = static_cast<std::uint32_t>(table.place_count());
    Names generated;  // what a source map leads from: builds have names of their own for it
    for (std::uint32_t i = 0; i < count; ++i) {
      origin.learn(table.file(i));
      if (const auto from = table.mapped_from(i)) generated.insert(from->file);
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string_view name = table.file(i);
      if (name.empty() || generated.contains(name)) continue;
      const ScriptOwner owner = origin.owner_of(name);
      const bool is_of_engine = is_built_in(owner);
      const model::ScriptPlace& at = table.place(i);
      (is_of_engine ? engine_places : program_places).emplace(name, at.line, at.column);
      if (is_of_engine) {
        if (name.find("internal/main/") != std::string_view::npos) entries.insert(name);
      } else if (!scripts::is_path_or_url(name) && !table.mapped_from(i)) {
        made.insert(name);
      } else {
        (owner == ScriptOwner::library ? packages : program).insert(name);
      }
    }
  }

  /// The names that distinguish programs best, of those that one of two has.
  static Names Scripts::*telling(const Scripts& a, const Scripts& b) {
    for (const auto names : {&Scripts::program, &Scripts::packages}) {
      if (!(a.*names).empty() || !(b.*names).empty()) return names;
    }
    return &Scripts::made;
  }
};

template <class Set>
std::uint64_t count_shared(const Set& a, const Set& b) {
  std::uint64_t shared = 0;
  for (const auto& item : a) shared += b.contains(item) ? 1 : 0;
  return shared;
}

/// Is the smaller set part of the larger?
template <class Set>
bool are_mostly_shared(const Set& a, const Set& b, std::uint64_t percent_min) {
  return is_share(count_shared(a, b), std::min(a.size(), b.size()), percent_min);
}

/// How many texts that both engines' tables hold follow the same neighbour in both. In one
/// process all do; three of four where the table has doubled its size in between, 5 of 8 where it
/// has four times that. Another process hashes by another seed: half of them, by chance.
Agreement compare_order(const Fingerprint& before, const Fingerprint& after) {
  // A hash of two texts is no evidence.
  constexpr std::uint32_t several = 0xFFFFFFFF;
  std::unordered_map<std::uint32_t, std::uint32_t> place_of;
  for (std::uint32_t i = 0; i < after.interned.size(); ++i) {
    const auto [found, is_new] = place_of.try_emplace(after.interned[i], i);
    if (!is_new) found->second = several;
  }
  Agreement order;
  std::optional<std::uint32_t> last;
  for (const std::uint32_t hash : before.interned) {
    const auto found = place_of.find(hash);
    if (found == place_of.end() || found->second == several) continue;
    if (last) count(order, *last < found->second);
    last = found->second;
  }
  return order;
}

/// Has one hash seed made both tables?
bool is_one_table(const Agreement& order) {
  return order.shared >= neighbours_min &&
         is_share(order.agreeing, order.shared, neighbours_min_percent);
}

/// Have both snapshots objects enough to share some, and next to none of their ids in common? In
/// one process the engine's own objects survive.
bool has_nothing_shared(const Lineage& lineage, const Fingerprint& before,
                        const Fingerprint& after) {
  const std::uint64_t least = std::min(before.marks.size(), after.marks.size());
  return least >= marks_min && !is_share(lineage.objects.shared, least, ids_shared_min_percent);
}

/// `is_unshared`: see `has_nothing_shared`.
void judge_programs(Lineage& lineage, const model::Outline& before, const model::Outline& after,
                    bool is_unshared) {
  using Programs = Lineage::Programs;
  lineage.basis = is_unshared ? Lineage::Basis::no_shared_ids : Lineage::Basis::agreement;
  const auto decide = [&](Relation relation, Confidence confidence, Programs why) {
    lineage.relation = relation;
    lineage.confidence = confidence;
    lineage.programs = why;
  };
  const Scripts b(before.table), a(after.table);
  const auto names = Scripts::telling(b, a);
  auto& [of_before, of_after, shared] = lineage.scripts;
  of_before = (b.*names).size();
  of_after = (a.*names).size();
  shared = count_shared(b.*names, a.*names);

  const bool is_engine_known =
      std::min(b.engine_places.size(), a.engine_places.size()) >= agreement_min;
  if (before.fingerprint.meta_hash != after.fingerprint.meta_hash ||
      (is_engine_known &&
       !are_mostly_shared(b.engine_places, a.engine_places, engine_places_min_percent))) {
    return decide(Relation::unrelated, Confidence::certain, Programs::other_engine);
  }
  if (!b.entries.empty() && !a.entries.empty() && count_shared(b.entries, a.entries) == 0) {
    lineage.entry_before = *b.entries.begin();
    lineage.entry_after = *a.entries.begin();
    return decide(Relation::unrelated, Confidence::certain, Programs::other_entry);
  }
  if (of_before + of_after == 0) {
    return decide(is_unshared ? Relation::renumbered : Relation::unrelated, Confidence::undecided,
                  Programs::no_script_known);
  }
  if (shared == 0 || !is_share(shared, std::min(of_before, of_after), scripts_shared_min_percent)) {
    return decide(Relation::unrelated, shared == 0 ? Confidence::certain : Confidence::likely,
                  Programs::by_scripts);
  }
  const Agreement order = compare_order(before.fingerprint, after.fingerprint);
  if (is_one_table(order) || is_unshared) {
    if (is_one_table(order)) lineage.table_order = order;
    return decide(Relation::renumbered, Confidence::likely, Programs::by_scripts);
  }
  // A name such as /app/server.js may belong to two programs, or two versions of one.
  const bool is_certain =
      shared == std::max(of_before, of_after) &&
      are_mostly_shared(b.program_places, a.program_places, program_places_min_percent);
  decide(Relation::rerun, is_certain ? Confidence::certain : Confidence::likely,
         Programs::by_scripts);
}

}  // namespace

Lineage find_lineage(const model::Outline& before, const model::Outline& after) {
  Lineage lineage;
  for (const model::Outline* side : {&before, &after}) {
    if (!side->unusable_ids) continue;
    lineage.relation = Relation::renumbered;
    lineage.basis = Lineage::Basis::unusable_ids;
    lineage.unusable_ids = side->unusable_ids;
    return lineage;
  }
  const Fingerprint &of_before = before.fingerprint, &of_after = after.fingerprint;
  lineage.sampled_before = of_before.marks.size();
  lineage.sampled_after = of_after.marks.size();
  for_each_shared(of_before.marks, of_after.marks, [&](const auto& b, const auto& a) {
    const bool agrees = b.hash == a.hash;
    count(lineage.objects, agrees);
    if (b.is_text || a.is_text) count(lineage.texts, agrees);
  });
  for_each_shared(of_before.places, of_after.places,
                  [&](const auto& b, const auto& a) { count(lineage.places, b.hash == a.hash); });
  const bool is_unshared = has_nothing_shared(lineage, of_before, of_after);
  if (is_unshared || is_below(lineage.objects, objects_agreeing_min_percent) ||
      is_below(lineage.texts, telling_agreeing_min_percent) ||
      is_below(lineage.places, telling_agreeing_min_percent)) {
    judge_programs(lineage, before, after, is_unshared);
    return lineage;
  }
  if (lineage.texts.shared < agreement_min) {
    lineage.basis = Lineage::Basis::few_texts;
    return lineage;
  }
  const bool is_certain = !is_below(lineage.texts, surely_agreeing_min_percent) &&
                          !is_below(lineage.places, surely_agreeing_min_percent);
  lineage.confidence = is_certain ? Confidence::certain : Confidence::likely;
  lineage.basis = Lineage::Basis::agreement;
  return lineage;
}

void judge_order(Lineage& lineage) {
  if (lineage.confidence == Confidence::undecided) return;
  const auto& [gained, gained_below, lost, lost_above] = *lineage.order;
  const bool is_reversed = lost >= lost_min &&
                           is_share(lost_above, lost, surely_agreeing_min_percent) &&
                           is_share(gained_below, gained, surely_agreeing_min_percent);
  if (is_reversed) {
    lineage.relation = Relation::reversed;
    return;
  }
  // Objects of one process come in order, so a mixture speaks against it.
  if (!is_share(gained - gained_below, gained, surely_agreeing_min_percent)) {
    lineage.confidence = Confidence::likely;
  }
}

namespace {

std::string reversal_in_words(const Lineage& lineage) {
  if (!lineage.order) return "its largest object id is smaller, and ids of a process only rise";
  return fmt::format(
      "of {} objects that only that one has, {} are numbered above all that are here",
      lineage.order->lost, lineage.order->lost_above);
}

}  // namespace

Result<void> check_lineage(const Lineage& lineage, const Side& before, const Side& after) {
  switch (lineage.relation) {
    case Relation::same_process:
    case Relation::rerun:
    case Relation::renumbered:
      return {};
    case Relation::reversed:
      return fail({ErrorKind::mismatch,
                   after.file,
                   fmt::format("was taken before {}: {}", before.file, reversal_in_words(lineage)),
                   std::nullopt,
                   "give the earlier snapshot first",
                   {{WayOut::Kind::force}}});
    case Relation::unrelated:
      break;
  }
  return fail(
      {ErrorKind::mismatch,
       after.file,
       fmt::format(
           "this is neither a later snapshot of the process of {} nor of another run of its "
           "program: of {} objects with an id that both have, only {} are of the same type "
           "and name, and {} of {} strings; {}",
           before.file, lineage.objects.shared, lineage.objects.agreeing, lineage.texts.agreeing,
           lineage.texts.shared, programs_in_words(lineage)),
       std::nullopt,
       "take both snapshots in one run, or in two runs of one program",
       {{WayOut::Kind::force}}});
}

}  // namespace heapdiff::diff
