#include "manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "cli/command_table.hpp"
#include "cli/option_table.hpp"

namespace {

using namespace heapdiff::cli;

struct GroupSpec {
  OptionGroup group;
  std::string_view title;
  std::string_view in_synopsis;  ///< stands for all of them; empty: each by itself
};

constexpr std::array groups{
    GroupSpec{OptionGroup::diff, "Options of a diff", ""},
    GroupSpec{OptionGroup::table, "Table options", "table options"},
    GroupSpec{OptionGroup::query, "Query options", "query options"},
    GroupSpec{OptionGroup::nodes, "Options of nodes", ""},
    GroupSpec{OptionGroup::tables, "Options of export", ""},
    GroupSpec{OptionGroup::index, "Options of index", ""},
    GroupSpec{OptionGroup::report, "Report options", "report options"},
    GroupSpec{OptionGroup::common, "Common options", "common options"},
};

/// "KEY" as mdoc has it: "Ar key"; "@ID" as "Pf @ Ar id".
std::string placeholder(std::string_view name) {
  const bool is_id = name.starts_with('@');
  std::string word(name.substr(is_id ? 1 : 0));
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return fmt::format("{}Ar {}", is_id ? "Pf @ " : "", word);
}

std::string placeholder(const Argument& argument) {
  const std::string word = placeholder(argument.name);
  if (argument.count == ArgumentCount::optional) return "Op " + word;
  return argument.count == ArgumentCount::one_or_more ? word + " ..." : word;
}

/// " Ar before after": what stands behind a command in one line.
std::string arguments_in_line(const CommandSpec& command) {
  std::string text;
  for (const Argument& argument : command.arguments) text += ' ' + placeholder(argument);
  return text;
}

/// "Fl o , Fl Fl output Ar file"
std::string head_of(const OptionSpec& option) {
  return fmt::format("{}Fl Fl {}{}{}",
                     option.letter == 0 ? "" : fmt::format("Fl {} , ", option.letter),
                     option.name.substr(2), option.value_name.empty() ? "" : " ",
                     option.value_name.empty() ? "" : placeholder(option.value_name));
}

std::vector<const OptionSpec*> options_in(OptionGroup group) {
  std::vector<const OptionSpec*> found;
  for (const OptionSpec& option : option_specs()) {
    if (option.group == group) found.push_back(&option);
  }
  return found;
}

/// A group in the synopsis of a command: by its name where the command has all of it.
std::string options_in_synopsis(const GroupSpec& group, CommandKind kind) {
  const std::vector<const OptionSpec*> options = options_in(group.group);
  const auto is_for = [&](const OptionSpec* option) { return option->commands.has(kind); };
  if (!group.in_synopsis.empty() && std::all_of(options.begin(), options.end(), is_for)) {
    return fmt::format(".Op Ar {}\n", group.in_synopsis);
  }
  std::string text;
  for (const OptionSpec* option : options) {
    if (!is_for(option)) continue;
    text += fmt::format(".Op Fl Fl {}{}{}{}\n", option->name.substr(2),
                        option->value_name.empty() ? "" : " ",
                        option->value_name.empty() ? "" : placeholder(option->value_name),
                        option->value.is_repeatable ? " ..." : "");
  }
  return text;
}

std::string synopsis() {
  std::string text;
  const auto commands = command_specs();
  for (std::size_t i = 0; i < commands.size();) {
    const CommandSpec& command = commands[i];
    // Neighbours that are called alike share a line.
    std::string names(command.name);
    const std::string arguments = arguments_in_line(command);
    for (++i; i < commands.size() && commands[i].kind == command.kind &&
              arguments_in_line(commands[i]) == arguments;
         ++i) {
      names += fmt::format(" | {}", commands[i].name);
    }
    text += ".Nm\n";
    if (command.kind == CommandKind::diff) {
      text += fmt::format(".Op Cm {}\n", names);
    } else if (!names.empty()) {
      text += fmt::format(".Cm {}\n", names);
    }
    for (const Argument& argument : command.arguments) {
      text += fmt::format(".{}\n", placeholder(argument));
    }
    for (const GroupSpec& group : groups) text += options_in_synopsis(group, command.kind);
  }
  return text;
}

std::string list_of_commands() {
  std::string text = ".Bl -tag -width Ds\n";
  for (const CommandSpec& command : command_specs()) {
    const std::string name = command.kind == CommandKind::diff
                                 ? fmt::format(" Oo Cm {} Oc", command.name)
                             : command.name.empty() ? ""
                                                    : fmt::format(" Cm {}", command.name);
    text += fmt::format(".It Nm{}{}\n{}", name, arguments_in_line(command), command.manual);
  }
  return text + ".El\n";
}

std::string list_of_options() {
  std::string text;
  for (const GroupSpec& group : groups) {
    text += fmt::format(".Ss {}\n.Bl -tag -width Ds\n", group.title);
    for (const OptionSpec* option : options_in(group.group)) {
      text += fmt::format(".It {}\n{}", head_of(*option), option->manual);
    }
    text += ".El\n";
  }
  return text;
}

struct Part {
  std::string_view name;
  std::string (*write)();
};
constexpr std::array parts{Part{"synopsis", synopsis}, Part{"commands", list_of_commands},
                           Part{"options", list_of_options}};

}  // namespace

std::string with_generated_parts(std::string_view manual) {
  std::string result(manual);
  for (const Part& part : parts) {
    const std::string begin = fmt::format(".\\\" Begin: {}", part.name);
    const std::string end = fmt::format(".\\\" End: {}\n", part.name);
    const std::size_t head = result.find(begin);
    const std::size_t first = head == std::string::npos ? head : result.find('\n', head);
    const std::size_t last = first == std::string::npos ? first : result.find(end, first);
    if (last == std::string::npos) {
      throw std::runtime_error(
          fmt::format("the manual has no lines {} and {}", begin, end.substr(0, end.size() - 1)));
    }
    result.replace(first + 1, last - first - 1, part.write());
  }
  return result;
}
