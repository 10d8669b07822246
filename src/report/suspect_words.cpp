#include "report/suspect_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/words.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t in_step_max = 5;
constexpr std::size_t class_width_max = 40;

/// Of the one where the file tells which it is: `port`; else `(port or agent)`.
std::string variable_in_words(const NameStep& step) {
  if (step.or_else.empty()) return step.text;
  return fmt::format("({} or {})", step.text, fmt::join(step.or_else, " or "));
}

std::string in_step_in_words(const std::vector<std::string>& classes) {
  std::string names;
  for (std::size_t i = 0; i < std::min(classes.size(), in_step_max); ++i) {
    if (i > 0) names += ", ";
    names += shown(classes[i], class_width_max);
  }
  if (classes.size() > in_step_max) {
    names += fmt::format(" and {} more", classes.size() - in_step_max);
  }
  return fmt::format("in step with the operations: {}", names);
}

}  // namespace

std::string name_in_words(const Name& name) {
  std::string words;
  for (const NameStep& step : name) {
    switch (step.kind) {
      case NameStep::Kind::variable:
        words += variable_in_words(step);
        break;
      case NameStep::Kind::property:
        if (!words.empty()) words += '.';
        words += step.text;
        break;
      case NameStep::Kind::key:
        words += fmt::format("[\"{}\"]", step.text);
        break;
      case NameStep::Kind::any_key:
        words += "[…]";
        break;
      case NameStep::Kind::element:
        words += "[]";
        break;
      case NameStep::Kind::entry:
        words += fmt::format(".get(\"{}\")", step.text);
        break;
      case NameStep::Kind::entry_of:
        words += fmt::format(".get({})", step.text);
        break;
      case NameStep::Kind::any_entry:
        words += ".get(…)";
        break;
      case NameStep::Kind::timers:
        words += step.text.empty() ? "timers" : fmt::format("timers of {} ms", step.text);
        break;
      case NameStep::Kind::handle:
        words += step.text;
        break;
    }
  }
  return words;
}

std::string class_in_words(const Element& element) {
  return element.kind == Element::Kind::number ? "(number)" : element.class_name;
}

std::string reason_in_words(const Reason& reason) {
  switch (reason.kind) {
    case Reason::Kind::survivors:
      return reason.text.empty()
                 ? fmt::format("{} of {} earlier ones are still alive", reason.part, reason.whole)
                 : fmt::format("{} of {} earlier {} are still alive", reason.part, reason.whole,
                               shown(reason.text, class_width_max));
    case Reason::Kind::surviving_keys:
      return fmt::format("{} of {} earlier keys are still present", reason.part, reason.whole);
    case Reason::Kind::few_before:
      return "few or none existed before";
    case Reason::Kind::built_once:
      return "few or none existed before: something built once looks the same";
    case Reason::Kind::new_container:
      return "appeared between the snapshots: something built once looks the same";
    case Reason::Kind::unnamed:
      return "no variable or class in your code leads to it";
    case Reason::Kind::in_step:
      return "grows in step with the operations";
    case Reason::Kind::share: {
      const double share = static_cast<double>(reason.part) /
                           static_cast<double>(std::max<std::uint64_t>(reason.whole, 1));
      return fmt::format("{:.0f} % of what your program keeps alive", 100.0 * std::min(share, 1.0));
    }
    case Reason::Kind::numbers:
      return "numbers are not objects: counted from the array's bytes, spare capacity included";
    case Reason::Kind::same_objects:
      return "it holds no new objects: existing ones were added again";
    case Reason::Kind::one_object:
      return "one large object, not many similar ones";
    case Reason::Kind::nowhere_together:
      return "no single container holds many similar new objects";
    case Reason::Kind::another_run:
      return "different runs: holders are matched by name, not object by object";
    case Reason::Kind::renumbered:
      return "ids are not comparable: holders are matched by name, not object by object";
    case Reason::Kind::elsewhere:
      return fmt::format("{}: {} there, {} here", reason.text, reason.whole, reason.part);
  }
  return "";
}

std::string reason_in_words(const Reason& reason, const UnnamedGrowth& unnamed) {
  return reason.kind == Reason::Kind::in_step ? in_step_in_words(unnamed.in_step)
                                              : reason_in_words(reason);
}

std::string next_in_words(UnnamedGrowth::Next next) {
  switch (next) {
    case UnnamedGrowth::Next::after_more_work:
      return "do the same amount of work again, take a third snapshot and compare it with the "
             "second: a leak grows by as much again, something built once does not";
    case UnnamedGrowth::Next::at_rest:
      return "take the second snapshot again when the program is idle: work in progress is gone by "
             "then";
  }
  return "";
}

}  // namespace heapdiff::report
