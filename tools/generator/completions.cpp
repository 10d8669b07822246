#include "completions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "cli/command_table.hpp"
#include "cli/option_table.hpp"

namespace {

using namespace heapdiff::cli;

constexpr const char* origin =
    "# Written by tools/generate from the tables in src/cli: change those.\n";

/// `help` is no command of the table: it stands for an option.
constexpr std::string_view summary_of_help = "how to use a command";

using Names = std::vector<std::string>;

std::string joined(const Names& names, std::string_view separator) {
  return fmt::format("{}", fmt::join(names, separator));
}

/// "-o", "--output"
Names names_of(const OptionSpec& option) {
  Names names;
  if (option.letter != 0) names.push_back(fmt::format("-{}", option.letter));
  names.emplace_back(option.name);
  return names;
}

/// Of all options whose value is the next word.
Names names_with_value() {
  Names names;
  for (const OptionSpec& option : option_specs()) {
    for (const std::string& name : names_of(option)) {
      const bool is_known = std::find(names.begin(), names.end(), name) != names.end();
      if (!option.value_name.empty() && !is_known) names.push_back(name);
    }
  }
  return names;
}

Names choices_of(const OptionSpec& option) {
  Names words;
  for (const ChoiceSpec& choice : option.value.choices) words.emplace_back(choice.word);
  return words;
}

Names commands() {
  Names names;
  for (const CommandSpec& command : command_specs()) {
    if (!command.name.empty()) names.emplace_back(command.name);
  }
  return names;
}

Names commands_of(const OptionSpec& option) {
  Names names;
  for (const CommandSpec& command : command_specs()) {
    if (!command.name.empty() && option.commands.has(command.kind)) {
      names.emplace_back(command.name);
    }
  }
  return names;
}

bool is_for_all(const OptionSpec& option) { return commands_of(option) == commands(); }

/// In single quotes, as shells read them.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') result += "'\\'";
    result += c;
  }
  return result + "'";
}

/// "KEY" and "@ID" as "key" and "id".
std::string value_of(const OptionSpec& option) {
  std::string name;
  for (const char c : option.value_name) {
    if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
  }
  return name;
}

// bash

/// Names of commands that are completed alike, and how: neighbours share an arm of a case.
struct Arm {
  Names commands;
  std::string text;
};

void add(std::vector<Arm>& arms, std::string_view command, const std::string& text) {
  if (arms.empty() || arms.back().text != text) arms.push_back({{}, text});
  arms.back().commands.emplace_back(command);
}

/// The option of a diff that has the same name; null where there is none.
const OptionSpec* of_diff(const OptionSpec& option) {
  for (const OptionSpec* other : options_of(CommandKind::diff)) {
    if (other->name == option.name) return other;
  }
  return nullptr;
}

/// What completes the value of an option, as an arm of a case over "option/command". Where no
/// command is named, it is that of a diff. Empty for an option that is completed as that of a diff
/// is.
std::string bash_value(const OptionSpec& option) {
  const OptionSpec* common = of_diff(option);
  const bool is_special = common != nullptr && common != &option;
  if (is_special && choices_of(*common) == choices_of(option)) return "";
  Names patterns;
  for (const std::string& name : names_of(option)) {
    if (!is_special) patterns.push_back(name + "/*");
    for (const std::string& command : is_special ? commands_of(option) : Names()) {
      patterns.push_back(fmt::format("{}/{}", name, command));
    }
  }
  std::string action = "return";
  if (option.completion == Completion::file) action = "_heapdiff_files; return";
  if (!option.value.choices.empty()) {
    action = fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\")); return",
                         joined(choices_of(option), " "));
  }
  return fmt::format("    {}) {} ;;\n", joined(patterns, " | "), action);
}

}  // namespace

std::string bash_completion() {
  std::vector<Arm> arms;
  std::string options_of_diff;
  for (const CommandSpec& command : command_specs()) {
    Names names;
    for (const OptionSpec* option : options_of(command.kind)) names.emplace_back(option->name);
    const std::string options = joined(names, " ");
    if (command.kind == CommandKind::diff) {
      options_of_diff = options;
    } else if (!command.name.empty()) {
      add(arms, command.name, options);
    }
  }
  std::string options;
  for (const Arm& arm : arms) {
    options += fmt::format("    {}) options='{}' ;;\n", joined(arm.commands, " | "), arm.text);
  }
  options += fmt::format("    *) options='{}' ;;\n", options_of_diff);

  std::string values, values_of_some;  // what is of some commands comes before what is of all
  for (const OptionSpec& option : option_specs()) {
    if (option.value_name.empty()) continue;
    const OptionSpec* common = of_diff(option);
    (common == nullptr || common == &option ? values : values_of_some) += bash_value(option);
  }
  return fmt::format(
      R"(# bash completion for heapdiff(1).                                       -*- shell-script -*-
{0}
# Of $word, which its caller has.
_heapdiff_files() {{
  compopt -o filenames 2>/dev/null
  local IFS=$'\n'
  COMPREPLY+=($(compgen -f -- "$word"))
}}

_heapdiff() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} command='' options i
  # bash takes --sort=size for three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  # The command is the first word that is neither an option nor the value of one.
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${{COMP_WORDS[i]}} in
      {1})
        [[ ${{COMP_WORDS[i + 1]}} != = ]] || ((++i))
        ((++i)) ;;
      -*) ;;
      *)
        command=${{COMP_WORDS[i]}}
        break ;;
    esac
  done
  case $command in
{2}  esac

  COMPREPLY=()
  case $before/$command in
{3}  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
    return
  fi
  if [[ $command == help ]]; then
    COMPREPLY=($(compgen -W '{4}' -- "$word"))
    return
  fi
  if [[ -z $command ]]; then
    COMPREPLY=($(compgen -W '{4} help' -- "$word"))
  fi
  _heapdiff_files
}}

complete -F _heapdiff heapdiff
)",
      origin, joined(names_with_value(), " | "), options, values_of_some + values,
      joined(commands(), " "));
}

// zsh

namespace {

/// In the explanation of an option, or behind the name of a command.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':') result += '\\';
    result += c;
  }
  return result;
}

/// What cannot stand beside an option: itself, unless it may be repeated, and what it contradicts.
Names excluded_by(const OptionSpec& option) {
  Names names;
  if (option.letter != 0 && !option.value.is_repeatable) names = names_of(option);
  for (const OptionSpec& other : option_specs()) {
    if (other.excludes != option.name && option.excludes != other.name) continue;
    for (const std::string& name : names_of(other)) names.push_back(name);
  }
  return names;
}

std::string zsh_option(const OptionSpec& option) {
  const Names excluded = excluded_by(option);
  const std::string front = option.value.is_repeatable ? "*"
                            : excluded.empty()         ? ""
                                                       : fmt::format("({})", joined(excluded, " "));
  std::string back = fmt::format("[{}]", zsh_text(option.summary));
  if (!option.value_name.empty()) {
    back += fmt::format(":{}:", value_of(option));
    if (option.completion == Completion::file) back += "_files";
    if (!option.value.choices.empty()) back += fmt::format("({})", joined(choices_of(option), " "));
  }
  if (option.letter == 0) return quoted(front + std::string(option.name) + back);
  return fmt::format("{}{{-{},{}}}{}", quoted(front), option.letter, option.name, quoted(back));
}

std::string zsh_argument(const Argument& argument, std::size_t position) {
  std::string name;
  for (const char c : argument.name) {
    if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
  }
  const bool is_file = argument.kind == ArgumentKind::snapshot;
  return fmt::format("'{}:{}:{}'",
                     argument.count == ArgumentCount::one_or_more ? "*" : std::to_string(position),
                     name, is_file ? "_files" : "");
}

/// What completes a command: its arguments, and its options but those that all have. `arguments`
/// stand before them.
std::string zsh_arguments(CommandKind kind, const std::string& arguments) {
  std::string text = "_arguments -S $common " + arguments;
  for (const OptionSpec* option : options_of(kind)) {
    if (!is_for_all(*option)) text += " \\\n      " + zsh_option(*option);
  }
  return text;
}

}  // namespace

std::string zsh_completion() {
  std::string common, described;
  for (const OptionSpec& option : option_specs()) {
    if (is_for_all(option)) common += "  " + zsh_option(option) + '\n';
  }
  std::vector<Arm> arms;
  for (const CommandSpec& command : command_specs()) {
    if (command.name.empty()) continue;
    described += fmt::format("    {}\n",
                             quoted(fmt::format("{}:{}", command.name, zsh_text(command.summary))));
    std::string arguments = "'1:command:'";
    for (std::size_t i = 0; i < command.arguments.size(); ++i) {
      arguments += ' ' + zsh_argument(command.arguments[i], i + 2);
    }
    add(arms, command.name, zsh_arguments(command.kind, arguments));
  }
  arms.push_back({{"help"}, "_arguments -S $common '1:command:' '2:command:_heapdiff_commands'"});
  // Where no command is named, the first word is a file, or becomes a command.
  add(arms, "*",
      zsh_arguments(CommandKind::diff, "'1:snapshot or command:_heapdiff_first' '2:after:_files'"));
  std::string cases;
  for (const Arm& arm : arms) {
    cases += fmt::format("  {})\n    {} ;;\n", joined(arm.commands, " | "), arm.text);
  }
  return fmt::format(R"(#compdef heapdiff
# zsh completion for heapdiff(1).
{0}
_heapdiff_commands() {{
  local -a commands
  commands=(
{1}  )
  _describe -t commands command commands
}}

_heapdiff_first() {{
  local -a help
  help=({5})
  _heapdiff_commands
  _describe -t commands command help
  _files
}}

local -a common
common=(
{2})

# The command is the first word that is neither an option nor the value of one.
local command='' i
for ((i = 2; i < CURRENT; i++)); do
  case $words[i] in
    {3}) ((++i)) ;;
    -*) ;;
    *)
      command=$words[i]
      break ;;
  esac
done

case $command in
{4}esac
)",
                     origin, described, common, joined(names_with_value(), " | "), cases,
                     quoted(fmt::format("help:{}", summary_of_help)));
}

// fish

namespace {

std::string fish_option(const OptionSpec& option) {
  std::string line = "complete -c heapdiff";
  if (!is_for_all(option)) {
    line += fmt::format(" -n '__heapdiff_is {}'", joined(commands_of(option), " "));
  }
  if (option.letter != 0) line += fmt::format(" -s {}", option.letter);
  line += fmt::format(" -l {}", option.name.substr(2));
  if (option.completion == Completion::file) {
    line += " -r -F";
  } else if (!option.value_name.empty()) {
    line += " -x";
  }
  if (!option.value.choices.empty()) {
    line += fmt::format(" -a '{}'", joined(choices_of(option), " "));
  }
  return fmt::format("{} -d {}\n", line, quoted(option.summary));
}

}  // namespace

std::string fish_completion() {
  std::string commands_text, options_text;
  for (const CommandSpec& command : command_specs()) {
    if (command.name.empty()) continue;
    commands_text += fmt::format("complete -c heapdiff -n __heapdiff_needs_command -a {} -d {}\n",
                                 command.name, quoted(command.summary));
  }
  commands_text += fmt::format(
      "complete -c heapdiff -n __heapdiff_needs_command -a help -d {}\n"
      "complete -c heapdiff -n '__heapdiff_is help' -f -a '{}'\n",
      quoted(summary_of_help), joined(commands(), " "));
  for (const OptionSpec& option : option_specs()) options_text += fish_option(option);
  return fmt::format(R"(# fish completion for heapdiff(1).
{0}
# The command: the first word that is neither an option nor the value of one. A file stands for diff;
# nothing is printed where there is no such word yet.
function __heapdiff_command
    set -l words (commandline -opc)
    set -l is_value 0
    for word in $words[2..]
        if test $is_value = 1
            set is_value 0
            continue
        end
        switch $word
            case {1}
                set is_value 1
            case '-*'
            case {2} help
                echo $word
                return
            case '*'
                echo diff
                return
        end
    end
end

function __heapdiff_needs_command
    set -l command (__heapdiff_command)
    test -z "$command"
end

function __heapdiff_is
    set -l command (__heapdiff_command)
    test -n "$command"; or set command diff
    contains -- $command $argv
end

{3}
{4})",
                     origin, joined(names_with_value(), " "), joined(commands(), " "),
                     commands_text, options_text);
}
