#include "diff/lineage_words.hpp"

#include <fmt/format.h>

#include "diff/lineage.hpp"

namespace heapdiff::diff {
namespace {

/// "399 of 8931 strings", where there are enough to count.
void append_agreement(std::string& text, const Agreement& found, const char* what) {
  if (found.shared < agreement_min) return;
  if (!text.empty()) text += ", ";
  text += fmt::format("{} of {} {}", found.agreeing, found.shared, what);
}

std::string ids_in_words(const Lineage& lineage) {
  switch (lineage.basis) {
    case Lineage::Basis::few_texts:
      return fmt::format("only {} strings share an id", lineage.texts.shared);
    case Lineage::Basis::unusable_ids:
      return hindrance_in_words(lineage);
    case Lineage::Basis::no_shared_ids:
      return fmt::format("of {} and {} objects, {} have an id that is in both",
                         lineage.sampled_before, lineage.sampled_after, lineage.objects.shared);
    case Lineage::Basis::agreement:
      break;
  }
  std::string text;
  append_agreement(text, lineage.objects, "objects");
  append_agreement(text, lineage.texts, "strings");
  append_agreement(text, lineage.places, "places in the source");
  return "of those that share an id, the same are " + text;
}

std::string order_in_words(const Lineage& lineage) {
  const auto& [gained, gained_below, lost, lost_above] = *lineage.order;
  if (lineage.relation == Relation::reversed) {
    return fmt::format(
        "of {} objects that only the first has, {} are numbered above all of the "
        "second, and of {} that only the second has, {} below the last of the first",
        lost, lost_above, gained, gained_below);
  }
  return fmt::format(
      "of {} objects that only the second has, {} are numbered above all of the first", gained,
      gained - gained_below);
}

}  // namespace

std::string evidence_in_words(const Lineage& lineage) {
  std::string text = ids_in_words(lineage);
  if (const std::string programs = programs_in_words(lineage); !programs.empty()) {
    text += "; " + programs;
  }
  if (lineage.order && lineage.confidence != Confidence::undecided) {
    text += "; " + order_in_words(lineage);
  }
  return text;
}

std::string hindrance_in_words(const Lineage& lineage) {
  if (lineage.relation != Relation::renumbered) return "";
  if (const auto& ids = lineage.unusable_ids) {
    return ids->twice
               ? fmt::format("in {} nodes {} and {} both have the id {}", ids->file,
                             ids->twice->first.value, ids->twice->second.value, ids->id.value)
               : fmt::format("in {} ids are addresses, such as {}", ids->file, ids->id.value);
  }
  return lineage.programs == Lineage::Programs::no_script_known
             ? "ids of the one are not in the other"
             : "another inspector session, or another run of the program";
}

std::string programs_in_words(const Lineage& lineage) {
  switch (lineage.programs) {
    case Lineage::Programs::not_compared:
      return "";
    case Lineage::Programs::other_engine:
      return "the files are of different versions of the engine";
    case Lineage::Programs::other_entry:
      return fmt::format("one began with {}, the other with {}", lineage.entry_before,
                         lineage.entry_after);
    case Lineage::Programs::no_script_known:
      return "no script of a program is known";
    case Lineage::Programs::by_scripts:
      break;
  }
  const auto& [before, after, shared] = lineage.scripts;
  std::string text = fmt::format("of their programs' {} and {} scripts, {} {} in both", before,
                                 after, shared, shared == 1 ? "is" : "are");
  if (const Agreement& order = lineage.table_order; order.shared > 0) {
    text += fmt::format(
        "; of {} neighbours in the engine's table of strings, {} stand in one order, "
        "as they do in one process",
        order.shared, order.agreeing);
  }
  return text;
}

}  // namespace heapdiff::diff
