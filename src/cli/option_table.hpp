#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_table.hpp"
#include "cli/options.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace heapdiff::cli {

/// One of a few words that an option takes.
struct ChoiceSpec {
  std::string_view word;
  std::string_view note = {};  ///< after it in help
};

enum class Completion { none, file };

/// What an option takes, and where that goes.
struct OptionValue {
  std::vector<ChoiceSpec> choices = {};  ///< the first is the default; empty: any word
  bool is_repeatable = false;
  /// Adds it to a parser that writes to `options`, which must outlive the parser.
  std::function<CLI::Option*(CLI::App&, const std::string& names, Options& options)> add = {};
};

/// The sections of heapdiff(1), in their order.
enum class OptionGroup { diff, table, query, nodes, tables, index, report, common };

/// An option, as users see it. Parsing, help, heapdiff(1) and the completions follow from the table
/// of these; `tools/generate` writes the files. What commands take differently (as --top) has a row
/// for each way.
struct OptionSpec {
  std::string_view name;             ///< "--top"
  char letter = 0;                   ///< 'o' for -o
  std::string_view value_name = {};  ///< "N"; empty for a flag
  OptionGroup group = OptionGroup::common;
  CommandKinds commands;
  OptionValue value;
  Completion completion = Completion::none;
  std::string_view needs = {};     ///< the option without which it means nothing
  std::string_view excludes = {};  ///< the option that it contradicts
  std::string_view summary;        ///< what it does, in help and completions
  std::string_view details = {};   ///< follows the summary, and its choices, in help; in lines
  std::string_view manual;         ///< mdoc
};

/// In the order of help.
[[nodiscard]] std::span<const OptionSpec> option_specs();
/// The options of a command.
[[nodiscard]] std::vector<const OptionSpec*> options_of(CommandKind command);

/// `name` is "--top" or "-o"; null where no command has it. All rows of one name are flags, or
/// none.
[[nodiscard]] const OptionSpec* find_option(std::string_view name);

}  // namespace heapdiff::cli
