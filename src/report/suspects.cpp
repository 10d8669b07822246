#include "report/suspects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "base/printable.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t told_max = 5;
constexpr std::size_t hints_max = 3;
constexpr std::size_t frames_told_max = 3;
constexpr std::size_t name_width_max = 60;
constexpr std::size_t indent = 11;  // behind the titles of a suspect's lines

std::string shown(const std::string& name, std::size_t width = name_width_max) {
  return base::cut_to_width(base::printable(name), width);
}

const char* shape_in_words(LeakShape shape) {
  static constexpr std::array words{"unbounded Map",
                                    "unbounded Set",
                                    "unbounded Array",
                                    "object used as a dictionary",
                                    "accidental global",
                                    "listeners never removed",
                                    "timers never cleared",
                                    "closures that capture much",
                                    "shared scope",
                                    "chain of closures",
                                    "promises that never settle",
                                    "async context",
                                    "buffers off the heap",
                                    "WeakMap keys kept elsewhere",
                                    "duplicate strings",
                                    "slices of large strings",
                                    "string that only grows",
                                    "list that only grows",
                                    "detached DOM",
                                    "DOM listeners never removed",
                                    "subscriptions never ended",
                                    "growth of no known shape"};
  static_assert(words.size() == static_cast<std::size_t>(LeakShape::unknown) + 1);
  return words[static_cast<std::size_t>(shape)];
}

std::string holder_label(const Holder& holder) {
  std::string label = holder.name.empty() ? fmt::format("({})", holder.kind) : shown(holder.name);
  if (!holder.event.empty()) label += fmt::format(" → '{}'", shown(holder.event, 30));
  return label;
}

std::string element_label(const Element& element) {
  if (!element.is_function) return shown(element.class_name);
  return element.class_name.empty() ? "anonymous function"
                                    : fmt::format("{}()", shown(element.class_name));
}

std::string share_of_growth(const Suspect& suspect, const Diff& diff) {
  const std::int64_t whole = diff.size_delta().value;
  if (whole <= 0 || suspect.size.value > whole) return "";
  return fmt::format(", {:.0f} % of the growth",
                     100.0 * static_cast<double>(suspect.size.value) / static_cast<double>(whole));
}

class Screen {
 public:
  Screen(const Diff& diff, const RenderOptions& options, const Style& style)
      : diff_(diff), options_(options), style_(style) {}

  std::string compose() {
    std::vector<const Suspect*> sure, hints;
    for (const Suspect& suspect : diff_.suspects) {
      (suspect.confidence == Suspicion::weak ? hints : sure).push_back(&suspect);
    }
    for (std::size_t i = 0; i < std::min(sure.size(), told_max); ++i) tell(*sure[i]);
    if (sure.size() > told_max) {
      text_ += fmt::format("{} more suspects: --format json has them\n\n", sure.size() - told_max);
    }
    if (sure.empty()) text_ += style_.bold("no growth that looks like a leak") + "\n\n";
    for (std::size_t i = 0; i < std::min(hints.size(), hints_max); ++i) hint(*hints[i]);
    account(sure, hints);
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string bytes(Bytes value) const { return format_bytes(value, options_.units); }
  [[nodiscard]] std::string delta(ByteDelta value) const {
    return format_byte_delta(value, options_.units);
  }

  /// "   holds   …", continued below the text.
  void line(const char* title, const std::string& words) {
    text_ +=
        style_.dim(fmt::format("   {:<8}", title)) +
        wrap_words(words, options_.width > indent + 20 ? options_.width - indent : 20, indent) +
        '\n';
  }

  void tell(const Suspect& s) {
    const std::string figures =
        fmt::format("{} entries  {} retained{}",
                    format_count_delta(static_cast<std::int64_t>(s.entries_after) -
                                       static_cast<std::int64_t>(s.entries_before)),
                    delta(s.retained), share_of_growth(s, diff_));
    const std::string confidence = name_of(s.confidence);
    const std::string title = fmt::format("{}  {}  {}", s.rank, shape_in_words(s.shape),
                                          style_.bold(holder_label(s.holder)));
    const std::size_t used = base::display_width(
        fmt::format("{}  {}  {}", s.rank, shape_in_words(s.shape), holder_label(s.holder)));
    const std::size_t needed = used + 2 + base::display_width(figures) + 2 + confidence.size();
    if (needed <= options_.width) {
      text_ += title + "  " + figures + std::string(options_.width - needed + 2, ' ') + confidence;
    } else {
      text_ += title;
      if (used + 2 + confidence.size() <= options_.width) {
        text_ += std::string(options_.width - used - confidence.size(), ' ') + confidence;
      }
      text_ += "\n   " + figures;
    }
    text_ += '\n';
    line("holds", what_it_holds(s));
    if (const std::string where = where_it_is(s); !where.empty()) line("where", where);
    if (s.element.allocated) line("made by", stack_in_words(*s.element.allocated));
    // The engine's own lists of timers lead nowhere.
    const bool is_plumbing = s.shape == LeakShape::timers && !s.holder.is_users;
    if (!s.path.empty() && !is_plumbing) line("path", chain_in_words(s.path));
    if (!s.holder.also.empty()) {
      std::string also;
      for (const std::string& other : s.holder.also) {
        if (!also.empty()) also += ", ";
        also += shown(other);
      }
      line("also in", also);
    }
    for (std::size_t i = 0; i < s.reasons.size(); ++i) {
      line(i == 0 ? "because" : "", s.reasons[i]);
    }
    for (std::size_t i = 0; i < s.advice.size(); ++i) {
      line(i == 0 ? "advice" : "", base::printable(s.advice[i]));
    }
    text_ += '\n';
  }

  [[nodiscard]] std::string what_it_holds(const Suspect& s) const {
    std::string text =
        fmt::format("{} new {}", format_count(s.new_count), element_label(s.element));
    if (s.element.location) text += fmt::format(" ({})", place_in_short(*s.element.location));
    if (s.new_count > 0 && s.element.retained.value > 0) {
      text += fmt::format(", {} each", bytes({s.element.retained.value / s.new_count}));
      if (s.element.size.value > 0 && s.element.size != s.element.retained) {
        text += fmt::format(" ({} shallow)", bytes({s.element.size.value / s.new_count}));
      }
    }
    if (diff_.ops) {
      text +=
          fmt::format(", {} an operation",
                      format_count_per_op(static_cast<std::int64_t>(s.new_count), *diff_.ops, 2));
    }
    if (s.off_heap.value > 0) {
      text += fmt::format("; {} of it outside the JavaScript heap",
                          bytes({static_cast<std::uint64_t>(s.off_heap.value)}));
    }
    if (const std::string payload = payload_in_words(s.element); !payload.empty()) {
      text += "; most bytes in " + payload;
    }
    return text;
  }

  /// The names on the way to an element's bytes: "rows", "session.history".
  [[nodiscard]] static std::string payload_in_words(const Element& element) {
    std::string text;
    for (const std::string& step : element.payload) {
      const bool is_plumbing = step == "[]" || step.empty() || step == "context" ||
                               step == "elements" || step == "table" || step == "properties" ||
                               step == "_onTimeout" || step[0] == '<';
      if (is_plumbing) continue;
      if (!text.empty()) text += '.';
      text += shown(step, 30);
    }
    return text;
  }

  /// The innermost functions of the user's; Node's own where there are no others.
  [[nodiscard]] static std::string stack_in_words(const AllocationStack& stack) {
    const auto is_users = [](const StackFrame& frame) {
      return frame.place && !frame.place->file.starts_with("node:");
    };
    const auto users = std::find_if(stack.frames.begin(), stack.frames.end(), is_users);
    auto frame = users != stack.frames.end() ? users : stack.frames.begin();
    std::string text;
    for (std::size_t i = 0; i < frames_told_max && frame != stack.frames.end(); ++i, ++frame) {
      if (!text.empty()) text += " ‹ ";
      text += frame->function.empty() ? "(anonymous)" : shown(frame->function) + "()";
      if (frame->place) text += fmt::format(" {}", place_in_short(*frame->place));
    }
    return text + fmt::format("; {} of {} with a recorded stack", format_count(stack.count),
                              format_count(stack.known));
  }

  [[nodiscard]] static std::string where_it_is(const Suspect& s) {
    const Holder& holder = s.holder;
    if (s.shape == LeakShape::timers && !holder.is_users)
      return "";  // the callback's place is said
    const std::string file = holder.file.empty()
                                 ? std::string()
                                 : shown(holder.file.substr(holder.file.find_last_of("/\\") + 1));
    if (!holder.location) {
      return file.empty() ? "" : fmt::format("module {}", file);
    }
    std::string place = place_in_short(*holder.location);
    const std::string scope =
        holder.function.empty() ? std::string() : fmt::format(" in {}", shown(holder.function));
    switch (holder.location_means) {
      case Holder::Meaning::declaration:
        return fmt::format("declared{} at {}", scope, place);
      case Holder::Meaning::scope:
        return fmt::format("a variable{}, {}", scope, place);
      case Holder::Meaning::captured_by:
        return fmt::format("captured by the function at {}", place);
      case Holder::Meaning::class_of_holder:
        return fmt::format("a static of the class at {}", place);
    }
    return place;
  }

  void hint(const Suspect& s) {
    std::string words =
        fmt::format("{} new {} in {}, {}", format_count(s.new_count), element_label(s.element),
                    holder_label(s.holder), delta(s.retained));
    if (!s.reasons.empty()) words += ": " + s.reasons.back();
    line("perhaps", words);
    text_ += '\n';
  }

  /// What no suspect explains, and why it is no suspect.
  void account(const std::vector<const Suspect*>& sure, const std::vector<const Suspect*>& hints) {
    const Remainder& remainder = diff_.remainder;
    std::vector<std::string> engine;
    if (remainder.code.value != 0) {
      engine.push_back(fmt::format("{} compiled code", delta(remainder.code)));
    }
    if (remainder.engine.value != 0) {
      engine.push_back(fmt::format("{} hidden classes and feedback", delta(remainder.engine)));
    }
    if (!engine.empty()) {
      text_ += wrap_words(fmt::format("not counted  {} (the engine's own: a program that warms up)",
                                      fmt::join(engine, ", ")),
                          options_.width, 13) +
               '\n';
    }
    const ByteDelta rest = remainder.size - remainder.code - remainder.engine;
    const std::int64_t count = remainder.count - remainder.engine_count;
    const bool is_all = sure.empty() && hints.empty();
    text_ += fmt::format("{}  {} in {} object{}{}\n\n", is_all ? "the rest   " : "unexplained",
                         delta(rest), format_count_delta(count), std::abs(count) == 1 ? "" : "s",
                         is_all && rest.value > 0 ? ", nowhere many alike" : "");
  }

  const Diff& diff_;
  const RenderOptions& options_;
  const Style& style_;
  std::string text_;
};

}  // namespace

std::string suspects_as_text(const Diff& diff, const RenderOptions& options, const Style& style) {
  if (!diff.has_suspects) return "";
  return Screen(diff, options, style).compose();
}

}  // namespace heapdiff::report
