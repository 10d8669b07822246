#include "cli/help.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/printable.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t usage_width = 31;
constexpr std::size_t option_width = 26;
/// Whatever the terminal has: hardly one has less.
constexpr std::size_t help_width = 80;

/// The text in lines of a help, the first of which begins in that column, as do the others.
std::string wrapped(const std::string& text, std::size_t column) {
  return base::wrap_words(text, help_width - column, column) + '\n';
}

/// Each line of `text`, indented.
std::string indented(std::string_view text, std::size_t columns) {
  std::string result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    result += std::string(columns, ' ').append(text.substr(0, end)) + '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

/// "heapdiff find FILE PATTERN". The word `diff` is left out, as one would.
std::string usage_line(const CommandSpec& command) {
  const bool is_named = command.kind != CommandKind::diff && !command.name.empty();
  return fmt::format("heapdiff {}{}{}", is_named ? command.name : "", is_named ? " " : "",
                     arguments_in_words(command));
}

std::string help_of_option(const OptionSpec& option) {
  const std::string head =
      fmt::format("  {}{}{}{}", option.letter == 0 ? "    " : fmt::format("-{}, ", option.letter),
                  option.name, option.value_name.empty() ? "" : " ", option.value_name);
  const std::string choices = choices_in_words(option);
  const std::string text =
      fmt::format("{}{}{}{}", option.summary, choices.empty() ? "" : ": ", choices, option.details);
  // What leaves no room between it and its text has the text below it.
  const bool has_room = head.size() < option_width;
  return head + (has_room ? "" : "\n") +
         std::string(option_width - (has_room ? head.size() : 0), ' ') +
         wrapped(text, option_width);
}

std::string_view help_of_operand(const Argument* operand) {
  if (operand == nullptr) return "";
  switch (operand->kind) {
    case ArgumentKind::class_name:
      return "NAME is the whole name of a class, or an expression between slashes.\n\n";
    case ArgumentKind::part_of_name:
      return "PATTERN is a part of it, or an expression between slashes.\n\n";
    case ArgumentKind::object_id:
    case ArgumentKind::snapshot:
      break;
  }
  return "";
}

/// What the help of the program has and that of a command has not: all commands.
std::string list_of_commands() {
  std::string text;
  for (const CommandSpec& command : command_specs()) {
    text += fmt::format("  {:<{}}{}", usage_line(command), usage_width,
                        wrapped(std::string(command.summary), usage_width + 2));
  }
  return text +
         fmt::format("  {:<{}}{}\n", "heapdiff help COMMAND", usage_width,
                     "how to use one of these") +
         '\n' +
         wrapped(
             "Snapshots of one process, or of two runs of one program. They may be plain, gzip "
             "or zstd; one of them may be - for standard input. Options may stand anywhere.",
             0);
}

}  // namespace

std::string choices_in_words(const OptionSpec& option) {
  std::string text;
  const auto& choices = option.value.choices;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    text += i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
    text += choices[i].word;
    const std::string_view note = choices[i].note;
    if (i == 0) text += fmt::format(" ({}{}default)", note, note.empty() ? "" : "; ");
    if (i > 0 && !note.empty()) text += fmt::format(" ({})", note);
  }
  return text;
}

std::string arguments_in_words(const CommandSpec& command) {
  std::string text;
  for (const Argument& argument : command.arguments) {
    if (!text.empty()) text += ' ';
    const bool is_optional = argument.count == ArgumentCount::optional;
    text += fmt::format("{}{}{}{}", is_optional ? "[" : "", argument.name, is_optional ? "]" : "",
                        argument.count == ArgumentCount::one_or_more ? "…" : "");
  }
  return text;
}

std::string help_of(const CommandSpec& command, std::string_view shell_commands) {
  const bool is_of_program = command.kind == CommandKind::diff;
  const std::string about = command.about.empty()
                                ? fmt::format("One snapshot: {}.", command.summary)
                                : std::string(command.about);
  std::string text = wrapped(about, 0) + '\n';
  text += is_of_program ? list_of_commands() : fmt::format("  {} [options]\n", usage_line(command));
  text += '\n';
  text += help_of_operand(command.operand());
  if (!shell_commands.empty()) text += fmt::format("Commands\n{}\n", shell_commands);
  text += "Examples\n" + indented(command.examples, 2) + "\nOptions\n";
  for (const OptionSpec* option : options_of(command.kind)) text += help_of_option(*option);
  if (is_of_program) {
    text += "\nExit status: 0 done, 1 a --fail-on rule was crossed, 2 trouble. See heapdiff(1).\n";
  }
  return text;
}

std::string usage_text() {
  const CommandSpec& diff = command_of(CommandKind::diff);
  const CommandSpec& dump = command_of(CommandKind::dump);
  std::string text;
  for (const auto& [words, what] : {
           std::pair(usage_line(diff), diff.summary),
           std::pair(usage_line(dump), dump.summary),
           std::pair(std::string("heapdiff help"), std::string_view("all commands and options")),
       }) {
    text += fmt::format("{}{:<23}{}", text.empty() ? "" : "\n        ", words, what);
  }
  return text;
}

std::string version_text() {
  constexpr std::string_view version = HEAPDIFF_VERSION, commit = HEAPDIFF_COMMIT;
  return fmt::format("heapdiff {}{}\n", version,
                     commit.empty() ? "" : fmt::format(" (commit {})", commit));
}

}  // namespace heapdiff::cli
