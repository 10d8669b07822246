#include "report/suspects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <vector>

#include "base/printable.hpp"
#include "report/shape_words.hpp"
#include "report/suspect_words.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t told_max = 5;
constexpr std::size_t hints_max = 3;
constexpr std::size_t frames_told_max = 3;
constexpr std::size_t lines_indent = 11;  // after the titles of a suspect's lines

std::string holder_label(const Holder& holder) {
  std::string label = holder.name.empty() ? fmt::format("({})", name_of(holder.kind))
                                          : shown(name_in_words(holder.name));
  if (!holder.event.empty()) label += fmt::format(" → '{}'", shown(holder.event, 30));
  return label;
}

std::string element_label(const Element& element) {
  if (!element.is_function()) return shown(class_in_words(element));
  return element.class_name.empty() ? "anonymous function"
                                    : fmt::format("{}()", shown(element.class_name));
}

/// What suspects are part of.
struct Whole {
  std::int64_t bytes;
  bool is_growth;                    ///< between two snapshots; else a single one's heap
  std::optional<std::uint64_t> ops;  ///< of the growth
};

Whole whole_of(const Triage& triage) {
  const Bytes heap = triage.suspects_from.empty() ? triage.summary.size : triage.heap_of_suspects;
  return {static_cast<std::int64_t>(heap.value), false, {}};
}

class Screen {
 public:
  Screen(const std::vector<Suspect>& suspects, const Whole& whole, const RenderOptions& options,
         const Style& style)
      : whole_(whole), options_(options), style_(style) {
    for (const Suspect& suspect : suspects) {
      (suspect.confidence == Suspicion::weak ? hints_ : sure_).push_back(&suspect);
    }
  }

  /// `for_none` is printed if no suspect is certain: a title, and its lines.
  void tell_all(const std::string& title_for_none, const std::function<void()>& details = {}) {
    for (std::size_t i = 0; i < std::min(sure_.size(), told_max); ++i) tell(*sure_[i]);
    if (sure_.size() > told_max) {
      text_ += fmt::format("{} more suspects: --format json has them\n\n", sure_.size() - told_max);
    }
    if (sure_.empty()) {
      text_ += style_.bold(title_for_none) + '\n';
      if (details) details();
      text_ += '\n';
    }
    for (std::size_t i = 0; i < std::min(hints_.size(), hints_max); ++i) hint(*hints_[i]);
  }

  /// What no suspect explains, and why it is no suspect; without the sum if that was printed.
  void account(const Remainder& remainder, bool is_told) {
    std::vector<std::string> engine;
    if (remainder.code.value != 0) {
      engine.push_back(fmt::format("{} compiled code", delta(remainder.code)));
    }
    if (remainder.engine.value != 0) {
      engine.push_back(fmt::format("{} hidden classes and feedback", delta(remainder.engine)));
    }
    if (!engine.empty()) {
      text_ += base::wrap_words(fmt::format("not counted  {} (V8 internals; normal during warm-up)",
                                            fmt::join(engine, ", ")),
                                options_.width, 13) +
               '\n';
    }
    if (is_told) {
      text_ += '\n';
      return;
    }
    const ByteDelta rest = remainder.size - remainder.code - remainder.engine;
    const std::int64_t count = remainder.count - remainder.engine_count;
    const bool is_all = sure_.empty() && hints_.empty();
    text_ += fmt::format("{}  {} in {} object{}\n\n", is_all ? "the rest   " : "unexplained",
                         delta(rest), format_count_delta(count), std::abs(count) == 1 ? "" : "s");
  }

  void tell(const UnnamedGrowth::Accumulation& found) {
    line("alike", accumulation_in_words(found, whole_.is_growth, options_.units));
  }

  /// What is known of growth that nothing names.
  void tell(const UnnamedGrowth& unnamed) {
    for (const FactInWords& fact : unnamed_in_words(unnamed, options_)) {
      line(fact.title.c_str(), fact.words);
    }
  }

  std::string text() { return std::move(text_); }

  [[nodiscard]] SuspectInWords in_words(const Suspect& s) const {
    SuspectInWords words{title_of(s.shape),
                         holder_label(s.holder),
                         figures_of(s),
                         what_it_holds(s),
                         where_it_is(s),
                         {},
                         {},
                         {},
                         {},
                         {}};
    if (s.element.allocated) words.made_by = stack_in_words(*s.element.allocated);
    // The engine's own lists of timers lead nowhere.
    const bool is_plumbing = s.shape == LeakShape::timers && !s.holder.is_users;
    if (!s.path.empty() && !is_plumbing) words.path = chain_in_words(s.path);
    for (const Name& other : s.holder.also) {
      if (!words.also.empty()) words.also += ", ";
      words.also += shown(name_in_words(other));
    }
    for (const Reason& reason : s.reasons) {
      words.because.push_back(base::printable(reason_in_words(reason)));
    }
    if (!options_.advice) return words;
    for (const std::string& sentence : advice_for(s)) {
      words.advice.push_back(base::printable(sentence));
    }
    return words;
  }

  [[nodiscard]] std::string hint_of(const Suspect& s) const {
    std::string words =
        fmt::format("{} in {}, {}", counted_elements(s), holder_label(s.holder), held_in_words(s));
    if (!s.reasons.empty()) words += ": " + reason_in_words(s.reasons.back());
    return words;
  }

  void tell(const Suspect& s) {
    const SuspectInWords words = in_words(s);
    const std::string confidence = name_of(s.confidence);
    const std::string title =
        fmt::format("{}  {}  {}", s.rank, words.shape, style_.bold(words.holder));
    const std::size_t used =
        base::display_width(fmt::format("{}  {}  {}", s.rank, words.shape, words.holder));
    const std::size_t needed =
        used + 2 + base::display_width(words.figures) + 2 + confidence.size();
    if (needed <= options_.width) {
      text_ +=
          title + "  " + words.figures + std::string(options_.width - needed + 2, ' ') + confidence;
    } else {
      text_ += title;
      if (used + 2 + confidence.size() <= options_.width) {
        text_ += std::string(options_.width - used - confidence.size(), ' ') + confidence;
      }
      text_ += "\n   " + words.figures;
    }
    text_ += '\n';
    line("holds", words.holds);
    if (!words.where.empty()) line("where", words.where);
    if (!words.made_by.empty()) line("made by", words.made_by);
    if (!words.path.empty()) line("path", words.path);
    if (!words.also.empty()) line("also in", words.also);
    lines("because", words.because);
    lines("advice", words.advice);
    text_ += '\n';
  }

 private:
  [[nodiscard]] std::string share_of_whole(const Suspect& suspect) const {
    if (whole_.bytes <= 0 || suspect.size.value > whole_.bytes) return "";
    return fmt::format(
        ", {:.0f} % of the {}",
        100.0 * static_cast<double>(suspect.size.value) / static_cast<double>(whole_.bytes),
        whole_.is_growth ? "growth" : "heap");
  }

  [[nodiscard]] std::string held_in_words(const Suspect& s) const {
    if (whole_.is_growth) return delta(s.size);
    return bytes({static_cast<std::uint64_t>(std::max<std::int64_t>(s.size.value, 0))});
  }

  /// "+5,000 entries  +1.3 MB retained, 81 % of the growth"
  [[nodiscard]] std::string figures_of(const Suspect& s) const {
    const std::int64_t entries =
        static_cast<std::int64_t>(s.entries_after) - static_cast<std::int64_t>(s.entries_before);
    if (whole_.is_growth) {
      const std::string more = entries == 0
                                   ? ""
                                   : fmt::format("{} entr{}  ", format_count_delta(entries),
                                                 std::abs(entries) == 1 ? "y" : "ies");
      return fmt::format("{}{} retained{}", more, held_in_words(s), share_of_whole(s));
    }
    return fmt::format("{} entr{}  {} retained{}", format_count(s.entries_after),
                       s.entries_after == 1 ? "y" : "ies", held_in_words(s), share_of_whole(s));
  }

  [[nodiscard]] std::string bytes(Bytes value) const { return format_bytes(value, options_.units); }
  [[nodiscard]] std::string delta(ByteDelta value) const {
    return format_byte_delta(value, options_.units);
  }

  /// "   holds   …", continued below the text.
  void line(const char* title, const std::string& words) {
    text_ += style_.dim(fmt::format("   {:<8}", title)) +
             base::wrap_words(
                 words, options_.width > lines_indent + 20 ? options_.width - lines_indent : 20,
                 lines_indent) +
             '\n';
  }

  void lines(const char* title, const std::vector<std::string>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) line(i == 0 ? title : "", all[i]);
  }

  /// "5,000 new Order"; of what has grown without new objects, "Map, grown in place".
  [[nodiscard]] std::string counted_elements(const Suspect& s) const {
    if (s.new_count == 0) {
      return element_label(s.element) +
             (whole_.is_growth ? ", grown in place" : ", large by itself");
    }
    return fmt::format("{}{} {}", format_count(s.new_count), whole_.is_growth ? " new" : "",
                       element_label(s.element));
  }

  [[nodiscard]] std::string what_it_holds(const Suspect& s) const {
    std::string text = counted_elements(s);
    if (s.element.location) text += fmt::format(" ({})", place_in_short(*s.element.location));
    // What they retain is at least what they are, whatever they share.
    const Bytes retained = std::max(s.element.retained, s.element.size);
    if (s.new_count > 0 && retained.value > 0) {
      text += fmt::format(", {} each", bytes({retained.value / s.new_count}));
      if (s.element.size.value > 0 && s.element.size != retained) {
        text += fmt::format(" ({} shallow)", bytes({s.element.size.value / s.new_count}));
      }
    }
    if (whole_.ops && s.new_count > 0) {
      text +=
          fmt::format(", {} an operation",
                      format_count_per_op(static_cast<std::int64_t>(s.new_count), *whole_.ops, 2));
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
    for (const Element::PayloadStep& step : element.payload) {
      // Not the program's code, nor a place in it.
      const std::string& name = step.edge;
      const bool is_nameless =
          name.empty() || name == "_onTimeout" || name == "this" || name[0] == '<';
      if (!step.is_written || is_nameless) continue;
      if (!text.empty()) text += '.';
      text += shown(name, 30);
    }
    return text;
  }

  /// The innermost functions of the user's; Node's own if there are no others.
  [[nodiscard]] static std::string stack_in_words(const AllocationStack& stack) {
    const auto is_users = [](const StackFrame& frame) {
      return frame.place && !is_built_in(frame.place->owner);
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
      return "";  // the callback's place is printed
    const std::string file =
        holder.file.empty() ? std::string() : file_in_short(holder.short_file, holder.file);
    if (!holder.location) {
      return file.empty() ? "" : fmt::format("module {}", file);
    }
    std::string place = place_in_short(*holder.location);
    if (const auto& generated = holder.location->generated) {
      const std::string& script = generated->file;
      place += fmt::format(" ({}:{}:{})", shown(script.substr(script.find_last_of('/') + 1)),
                           generated->line, generated->column);
    }
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
      case Holder::Meaning::listener:
        return fmt::format("the function at {} is among what listens", place);
    }
    return place;
  }

  void hint(const Suspect& s) {
    line("perhaps", hint_of(s));
    text_ += '\n';
  }

  std::vector<const Suspect*> sure_, hints_;
  Whole whole_;
  const RenderOptions& options_;
  const Style& style_;
  std::string text_;
};

}  // namespace

std::string suspects_as_text(const Diff& diff, const RenderOptions& options, const Style& style) {
  if (!diff.has_suspects) return "";
  Screen screen(diff.suspects, {diff.size_delta().value, true, diff.ops}, options, style);
  if (diff.unnamed) {
    const UnnamedGrowth& unnamed = *diff.unnamed;
    screen.tell_all(
        fmt::format("grew, no holder identified: {} in {} object{}",
                    format_byte_delta(unnamed.size, options.units),
                    format_count_delta(unnamed.count), std::abs(unnamed.count) == 1 ? "" : "s"),
        [&] { screen.tell(unnamed); });
  } else {
    screen.tell_all("no significant growth");
  }
  screen.account(diff.remainder, diff.unnamed && diff.suspects.empty());
  return screen.text();
}

std::string suspects_as_text(const Triage& triage, const RenderOptions& options,
                             const Style& style) {
  Screen screen(triage.suspects, whole_of(triage), options, style);
  const bool is_unnamed = triage.verdict == Verdict::unnamed;
  screen.tell_all(is_unnamed ? "accumulated, no holder identified" : "no significant accumulation",
                  [&] {
                    if (triage.unnamed) screen.tell(*triage.unnamed);
                  });
  return screen.text();
}

SuspectInWords suspect_in_words(const Diff& diff, const Suspect& suspect,
                                const RenderOptions& options) {
  const Style plain;
  return Screen({}, {diff.size_delta().value, true, diff.ops}, options, plain).in_words(suspect);
}

SuspectInWords suspect_in_words(const Triage& triage, const Suspect& suspect,
                                const RenderOptions& options) {
  const Style plain;
  return Screen({}, whole_of(triage), options, plain).in_words(suspect);
}

std::string hint_in_words(const Suspect& suspect, bool is_growth, const RenderOptions& options) {
  const Style plain;
  return Screen({}, {0, is_growth, {}}, options, plain).hint_of(suspect);
}

std::string accumulation_in_words(const UnnamedGrowth::Accumulation& found, bool is_growth,
                                  UnitSystem units) {
  const std::string size =
      is_growth
          ? format_byte_delta(found.size, units)
          : format_bytes({static_cast<std::uint64_t>(std::max<std::int64_t>(found.size.value, 0))},
                         units);
  return fmt::format("{}{} {} below {} @{}, {} with what they hold", format_count(found.count),
                     is_growth ? " new" : "", shown(found.class_name), shown(found.container),
                     found.container_id.value, size);
}

std::vector<FactInWords> unnamed_in_words(const UnnamedGrowth& unnamed,
                                          const RenderOptions& options) {
  std::vector<FactInWords> facts;
  const auto delta = [&](ByteDelta value) { return format_byte_delta(value, options.units); };
  if (!unnamed.class_name.empty()) {
    facts.push_back(
        {"mostly",
         fmt::format("{} {}, {} shallow, {} retained", format_count_delta(unnamed.class_count),
                     class_label(shown(unnamed.class_name), unnamed.location),
                     delta(unnamed.class_size), delta(unnamed.class_retained))});
  }
  if (!unnamed.held.empty()) facts.push_back({"held", chain_in_words(unnamed.held)});
  if (unnamed.accumulation) {
    facts.push_back({"alike", accumulation_in_words(*unnamed.accumulation, true, options.units)});
  }
  const auto add_reasons = [&](const char* title, const std::vector<Reason>& reasons) {
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      facts.push_back({i == 0 ? title : "", base::printable(reason_in_words(reasons[i], unnamed))});
    }
  };
  add_reasons("for", unnamed.speaks_for);
  add_reasons("against", unnamed.speaks_against);
  facts.push_back({"next", next_in_words(unnamed.next)});
  return facts;
}

std::string suspect_as_text(const Diff& diff, const Suspect& suspect,
                            const RenderOptions& options) {
  const Style plain;
  Screen screen({}, {diff.size_delta().value, true, diff.ops}, options, plain);
  screen.tell(suspect);
  return screen.text();
}

}  // namespace heapdiff::report
