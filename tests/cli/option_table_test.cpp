#include "cli/option_table.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>

#include "base/printable.hpp"
#include "cli/command_table.hpp"
#include "cli/help.hpp"
#include "support/program.hpp"

namespace heapdiff::cli {
namespace {

using test::Outcome;
using test::run_heapdiff;
using test::TemporaryDirectory;
using testing::HasSubstr;

/// The kinds that are called by a name.
std::vector<CommandKind> kinds() {
  std::vector<CommandKind> found;
  for (const CommandSpec& command : command_specs()) {
    if (!command.name.empty()) found.push_back(command.kind);
  }
  return found;
}

TEST(OptionTable, NamesAndLettersAreUniqueInACommand) {
  for (const CommandKind kind : kinds()) {
    std::set<std::string_view> names;
    std::set<char> letters;
    for (const OptionSpec* option : options_of(kind)) {
      EXPECT_TRUE(option->name.starts_with("--")) << option->name;
      EXPECT_TRUE(names.insert(option->name).second) << option->name;
      EXPECT_TRUE(option->letter == 0 || letters.insert(option->letter).second) << option->name;
    }
  }
}

// `save`, `index` and `export` write files of their own kinds, and no report.
TEST(OptionTable, EveryCommandHasAReportInJson) {
  for (const CommandKind kind : kinds()) {
    const bool writes_a_file =
        kind == CommandKind::save || kind == CommandKind::index || kind == CommandKind::tables;
    if (writes_a_file) continue;
    std::vector<std::string_view> formats;
    for (const OptionSpec* option : options_of(kind)) {
      if (option->name != "--format") continue;
      for (const ChoiceSpec& choice : option->value.choices) formats.push_back(choice.word);
    }
    EXPECT_THAT(formats, testing::Contains("json")) << command_of(kind).name;
  }
}

TEST(Help, FitsInEightyColumns) {
  for (const CommandSpec& command : command_specs()) {
    if (command.name.empty()) continue;
    const Outcome help = run_heapdiff({"help", std::string(command.name)});
    EXPECT_EQ(help.status, 0) << help.err;
    std::istringstream lines(help.out);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(base::display_width(line), 80u) << line;
    }
  }
}

// What stands before the command is read without knowing it.
TEST(OptionTable, OptionsOfOneNameAllTakeAValueOrNone) {
  for (const OptionSpec& option : option_specs()) {
    EXPECT_EQ(find_option(option.name)->value_name.empty(), option.value_name.empty())
        << option.name;
  }
}

TEST(OptionTable, NeededAndExcludedOptionsAreOnesOfTheSameCommands) {
  for (const OptionSpec& option : option_specs()) {
    for (const std::string_view other : {option.needs, option.excludes}) {
      if (other.empty()) continue;
      ASSERT_NE(find_option(other), nullptr) << other;
      for (const CommandKind kind : kinds()) {
        EXPECT_TRUE(!option.commands.has(kind) || find_option(other)->commands.has(kind)) << other;
      }
    }
  }
}

TEST(OptionTable, TheManualNamesEveryChoice) {
  for (const OptionSpec& option : option_specs()) {
    EXPECT_TRUE(option.manual.ends_with('\n')) << option.name;
    for (const ChoiceSpec& choice : option.value.choices) {
      EXPECT_THAT(std::string(option.manual), HasSubstr(fmt::format("Cm {}", choice.word)));
    }
  }
}

TEST(CommandTable, EachCommandHasAllItsTexts) {
  for (const CommandSpec& command : command_specs()) {
    EXPECT_FALSE(command.summary.empty()) << command.name;
    EXPECT_TRUE(command.manual.ends_with('\n')) << command.name;
    if (command.name.empty()) continue;
    EXPECT_FALSE(command.expects.empty()) << command.name;
    EXPECT_TRUE(command.examples.ends_with('\n')) << command.name;
    EXPECT_EQ(find_command(command.name), &command);
  }
}

TEST(Help, FitsInAHundredColumns) {
  for (const CommandSpec& command : command_specs()) {
    if (command.name.empty()) continue;
    std::istringstream lines(help_of(command));
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(base::display_width(line), 100u) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
    }
  }
}

TEST(Help, LeavesRoomBetweenAnOptionAndItsText) {
  for (const CommandSpec& command : command_specs()) {
    const std::string help = help_of(command);
    for (const OptionSpec& option : option_specs()) {
      if (option.value_name.empty()) continue;
      const std::string head = fmt::format(" {} {}", option.name, option.value_name);
      const std::size_t at = help.find(head);
      if (at == std::string::npos) continue;
      const char behind = help.at(at + head.size());
      EXPECT_TRUE(behind == ' ' || behind == '\n') << help.substr(at, 60);
    }
  }
}

TEST(Help, IsThatOfTheCommandWhereverTheOptionStands) {
  for (const CommandSpec& command : command_specs()) {
    if (command.name.empty()) continue;
    const std::string name(command.name);
    const Outcome after = run_heapdiff({name, "--help"});
    EXPECT_EQ(after.status, 0);
    EXPECT_EQ(run_heapdiff({"-q", "--help", name}).out, after.out);
    EXPECT_EQ(run_heapdiff({"--color", "never", name, "-h"}).out, after.out);
    EXPECT_THAT(after.out, HasSubstr(arguments_in_words(command)));
  }
}

// Were a command without what it does in the program, this would crash.
TEST(CommandTable, EachCommandRuns) {
  for (const CommandSpec& command : command_specs()) {
    if (command.name.empty()) continue;
    std::vector<std::string> words{std::string(command.name)};
    for (const Argument& argument : command.arguments) {
      words.push_back(argument.kind == ArgumentKind::snapshot ? "missing.heapsnapshot" : "1");
    }
    const TemporaryDirectory directory;
    if (command.name == "export") {  // which has to go somewhere
      words.insert(words.end(), {"-o", (directory.path() / "heap.sqlite").string()});
    }
    const Outcome outcome = run_heapdiff(words);
    EXPECT_EQ(outcome.status, 2) << command.name;
    EXPECT_THAT(outcome.err, HasSubstr("missing.heapsnapshot: No such file")) << command.name;
  }
}

}  // namespace
}  // namespace heapdiff::cli
