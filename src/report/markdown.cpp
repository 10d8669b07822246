#include <fmt/format.h>

#include <map>

#include "base/printable.hpp"
#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/gate_words.hpp"
#include "report/selection.hpp"
#include "report/suspects.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

/// GitHub takes 65,536 characters in a comment; what others put around it has room, too.
constexpr std::size_t markdown_bytes_max = 60'000;
constexpr std::size_t bytes_for_what_was_cut = 500;

/// Text that GitHub and GitLab show as it is: no markup, no HTML, and nobody is mentioned.
std::string markdown(std::string_view text) {
  constexpr std::string_view markup = "\\`*_{}[]|~!";
  constexpr const char* zero_width_space = "&#8203;";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '@' || c == '#') {  // a person or a team; an issue
      out += c;
      out += zero_width_space;
    } else {
      if (markup.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

struct MarkdownSection {
  std::string text;
  const char* what;  ///< it is, for those who do not get it
};

void add_item(std::string& text, const char* title, const std::string& words) {
  if (!words.empty()) text += fmt::format("- **{}** {}\n", title, markdown(words));
}

std::string suspect_section(const Diff& diff, const Gate& gate, std::size_t index,
                            const RenderOptions& options) {
  const Suspect& suspect = diff.suspects[index];
  return '\n' + suspect_as_markdown(suspect_in_words(diff, suspect, options), suspect,
                                    standing_in_words(diff, gate, index, options.units));
}

std::string list_section(const char* title, const std::vector<std::string>& lines) {
  std::string text = fmt::format("\n{}\n\n", title);
  for (const std::string& line : lines)
    text += fmt::format("- {}\n", markdown(base::printable(line)));
  return text;
}

std::string table_section(const Diff& diff, const RenderOptions& options) {
  const Selection selection = select(diff, options);
  const bool has_retained = diff.has_retained_sizes();
  std::string text = fmt::format("\n<details><summary>{} of {} classes</summary>\n\n",
                                 selection.shown.size(), diff.classes.size());
  text +=
      "| class | objects before | after | objects | size | retained |\n"
      "|:--|--:|--:|--:|--:|--:|\n";
  const auto add_row = [&](const std::string& label, const ClassChange& change, bool is_sum) {
    text += fmt::format(
        "| {} | {} | {} | {} | {} | {} |\n", markdown(label), format_count(change.before.count),
        format_count(change.after.count), format_count_delta(change.count_delta()),
        format_byte_delta(change.size_delta(), options.units),
        has_retained && !is_sum ? format_byte_delta(change.retained_delta(), options.units) : "");
  };
  for (const std::size_t i : selection.shown) {
    const ClassChange& change = diff.classes[i];
    add_row(class_label(shown(change.name), change.place), change, false);
  }
  if (!selection.others.empty()) {
    add_row(others_label(selection.others.size()), sum_of(diff, selection.others), true);
  }
  return text + "\n</details>\n";
}

std::vector<std::string> notes_of(const Diff& diff, const Gate& gate, UnitSystem units) {
  std::vector<std::string> notes;
  for (const Side* side : {&diff.before, &diff.after}) {
    if (side->damage) notes.push_back(side->file + ": " + describe(*side->damage));
  }
  notes.insert(notes.end(), diff.notes.begin(), diff.notes.end());
  const std::vector<std::string> of_gate = notes_in_words(diff, gate, units);
  notes.insert(notes.end(), of_gate.begin(), of_gate.end());
  return notes;
}

/// All sections, as far as there is room; those that have none are told of in the last line.
std::string joined(std::string text, const std::vector<MarkdownSection>& sections) {
  std::map<std::string, std::size_t> cut;
  for (const MarkdownSection& section : sections) {
    if (text.size() + section.text.size() + bytes_for_what_was_cut <= markdown_bytes_max) {
      text += section.text;
    } else {
      ++cut[section.what];
    }
  }
  if (cut.empty()) return text;
  text += fmt::format("\nCut at {} bytes; not shown:", format_count(markdown_bytes_max));
  const char* separator = " ";
  for (const auto& [what, count] : cut) {
    text += fmt::format("{}{} ({})", separator, what, count);
    separator = ", ";
  }
  return text + "\n";
}

}  // namespace

std::string suspect_as_markdown(const SuspectInWords& words, const Suspect& suspect,
                                const std::string& standing) {
  std::string text = fmt::format("### {}. {}: {} ({})\n\n", suspect.rank, markdown(words.shape),
                                 markdown(words.holder), name_of(suspect.confidence));
  add_item(text, "grew", words.figures);
  add_item(text, "holds", words.holds);
  add_item(text, "where", words.where);
  add_item(text, "made by", words.made_by);
  add_item(text, "path", words.path);
  add_item(text, "also in", words.also);
  for (const std::string& reason : words.because) add_item(text, "because", reason);
  for (const std::string& sentence : words.advice) add_item(text, "advice", sentence);
  add_item(text, "standing", standing);
  return text;
}

std::string as_markdown(const Diff& diff, const RenderOptions& options) {
  const Gate gate = gate_of(diff, options);
  std::vector<MarkdownSection> sections;
  if (const auto failures = failures_in_words(diff, gate, options.units); !failures.empty()) {
    sections.push_back({list_section("**Failed:**", failures), "failures"});
  }
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    if (diff.suspects[i].confidence == Suspicion::weak || is_accepted(gate.suspects[i])) continue;
    sections.push_back({suspect_section(diff, gate, i, options), "suspects"});
  }
  if (const auto notes = notes_of(diff, gate, options.units); !notes.empty()) {
    sections.push_back({list_section("Notes:", notes), "notes"});
  }
  if (!options.only_suspects)
    sections.push_back({table_section(diff, options), "table of classes"});
  return joined(fmt::format("**heapdiff**: {}\n", headline(diff, gate, options.units)), sections);
}

}  // namespace heapdiff::report
