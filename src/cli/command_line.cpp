#include "cli/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <span>
#include <thread>

#include "base/nearest.hpp"
#include "base/printable.hpp"
#include "cli/command_table.hpp"
#include "cli/config.hpp"
#include "cli/help.hpp"
#include "cli/operands.hpp"
#include "cli/option_table.hpp"
#include "cli/shell.hpp"

namespace heapdiff::cli {
namespace {

using Words = std::vector<std::string>;

tl::unexpected<Error> usage(std::string message, std::string hint) {
  return fail({ErrorKind::usage, "", std::move(message), std::nullopt, std::move(hint)});
}

/// A command line as one would type it in a shell.
std::string typed(std::span<const char* const> words) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
  std::string line = "heapdiff";
  for (const std::string_view word : words) {
    line += ' ';
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
      line += word;
      continue;
    }
    line += '\'';
    for (const char c : word) {
      if (c == '\'') line += "'\\'";
      line += c;
    }
    line += '\'';
  }
  return line;
}

/// "heapdiff find"
std::string name_of(const CommandSpec& command) {
  const bool is_named = command.kind != CommandKind::diff && !command.name.empty();
  return is_named ? fmt::format("heapdiff {}", command.name) : "heapdiff";
}

std::string hint_of(const CommandSpec& command) {
  return fmt::format("see {} --help", name_of(command));
}

/// Is the next word the value of this option? So it is of "--top", "-o" and "-qo", and not of
/// "--top=5" and "-ofile".
bool takes_next_word(std::string_view word) {
  if (word.starts_with("--")) {
    const OptionSpec* option = find_option(word);
    return option != nullptr && !option->value_name.empty();
  }
  for (std::size_t i = 1; i < word.size(); ++i) {
    const OptionSpec* option = find_option(std::string{'-', word[i]});
    if (option == nullptr) return false;
    if (!option->value_name.empty()) return i + 1 == word.size();
  }
  return false;
}

/// Takes the name of the command out of `words`: the first one that is neither an option nor the
/// value of one. Null where that is a file, as of a diff.
const CommandSpec* take_command(Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--" || word == "-") return nullptr;
    if (!word.starts_with('-')) {
      const CommandSpec* command = find_command(word);
      if (command != nullptr) words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
      return command;
    }
    if (takes_next_word(word)) ++i;
  }
  return nullptr;
}

/// The names of the commands that have an option.
std::vector<std::string_view> commands_with(std::string_view option) {
  std::vector<std::string_view> names;
  for (const CommandSpec& command : command_specs()) {
    for (const OptionSpec* spec : options_of(command.kind)) {
      if (spec->name == option && !command.name.empty()) names.push_back(command.name);
    }
  }
  return names;
}

/// A CLI11 application for one command. CLI11 would let a subcommand's name win anywhere among the
/// files, so it knows of no subcommands.
class Parser {
 public:
  /// `command_line`: all of it, for reports that name it.
  Parser(const CommandSpec& command, std::string command_line)
      : command_(command), app_("", name_of(command)) {
    app_.set_help_flag("");
    options_.command_line = std::move(command_line);
    options_.threads = std::max(std::thread::hardware_concurrency(), 1u);
    const std::vector<const OptionSpec*> specs = options_of(command.kind);
    for (const OptionSpec* spec : specs) {
      const std::string names = spec->letter == 0 ? std::string(spec->name)
                                                  : fmt::format("-{},{}", spec->letter, spec->name);
      spec->value.add(app_, names, options_);
    }
    for (const OptionSpec* spec : specs) {
      CLI::Option* option = app_.get_option(std::string(spec->name));
      if (!spec->needs.empty()) option->needs(app_.get_option(std::string(spec->needs)));
      if (!spec->excludes.empty()) option->excludes(app_.get_option(std::string(spec->excludes)));
    }
    app_.add_option("files", words_);
  }
  Parser(const Parser&) = delete;  // the application writes to members
  Parser& operator=(const Parser&) = delete;

  /// Errors: usage.
  [[nodiscard]] Result<void> parse(Words words) {
    std::reverse(words.begin(), words.end());  // CLI11 takes them from the back
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ExtrasError&) {
      return refuse_extra(app_.remaining().front());
    } catch (const CLI::ArgumentMismatch& error) {
      const std::string_view what = error.what();
      const std::string name(what.substr(0, what.find(':')));
      const std::size_t count = app_.count(name);
      return usage(count > 1 ? fmt::format("{} is given {} times, and takes one value", name, count)
                             : fmt::format("{} requires a value", name),
                   hint_of(command_));
    } catch (const CLI::ValidationError& error) {
      return usage(error.what(), hint_of(command_));  // our validators' words
    } catch (const CLI::ParseError& error) {
      return usage(base::printable(error.what()), hint_of(command_));
    }
    return {};
  }

  /// An option that was given, but is not for another kind of command; null if there is none.
  [[nodiscard]] const OptionSpec* find_given_not_for(CommandKind other) const {
    for (const OptionSpec* spec : options_of(command_.kind)) {
      if (!spec->commands.has(other) && app_.count(std::string(spec->name)) > 0) return spec;
    }
    return nullptr;
  }

  [[nodiscard]] bool is_given(const std::string& option) const { return app_.count(option) > 0; }
  [[nodiscard]] Options& options() { return options_; }
  [[nodiscard]] Words& words() { return words_; }  ///< that are no options

 private:
  [[nodiscard]] tl::unexpected<Error> refuse_extra(const std::string& extra) const {
    const std::string_view name = std::string_view(extra).substr(0, extra.find('='));
    if (find_option(name) != nullptr) {
      const std::vector<std::string_view> others = commands_with(name);
      const std::string hint =
          others.size() > 3 ? hint_of(command_)
                            : fmt::format("{} {} it; {}", fmt::join(others, " and "),
                                          others.size() == 1 ? "has" : "have", hint_of(command_));
      return usage(fmt::format("{} has no option {}", command_.name, name), hint);
    }
    std::vector<std::string_view> names;
    for (const OptionSpec* spec : options_of(command_.kind)) names.push_back(spec->name);
    const std::string_view meant = base::nearest_name(name, names, 3);
    return usage(fmt::format("there is no option {}", base::printable(extra)),
                 meant.empty() ? hint_of(command_) : fmt::format("did you mean {}?", meant));
  }

  const CommandSpec& command_;
  Options options_;
  Words words_;
  CLI::App app_;
};

/// Are there as many words as the command takes, and at most one of them standard input?
Result<void> check_words(const CommandSpec& command, const Words& words) {
  std::size_t least = 0, most = 0;
  for (const Argument& argument : command.arguments) {
    least += argument.count == ArgumentCount::optional ? 0 : 1;
    most = argument.count == ArgumentCount::one_or_more ? SIZE_MAX : most + 1;
  }
  if (words.size() < least || words.size() > most) {
    return usage(fmt::format("expected {}, got {} argument{}", command.expects, words.size(),
                             words.size() == 1 ? "" : "s"),
                 hint_of(command));
  }
  std::size_t from_stdin = 0;
  for (std::size_t i = 0; i < std::min(words.size(), command.arguments.size()); ++i) {
    from_stdin += command.arguments[i].kind == ArgumentKind::snapshot && words[i] == "-" ? 1 : 0;
  }
  if (from_stdin > 1) {
    return usage("standard input can be read only once: one of the files must be a path",
                 hint_of(command));
  }
  return {};
}

/// The command, or other word, that a word nearly is; empty if none comes near.
std::string_view nearest_command(const std::string& word,
                                 std::vector<std::string_view> names = {}) {
  for (const CommandSpec& command : command_specs()) {
    if (!command.name.empty()) names.push_back(command.name);
  }
  const std::size_t edits_max = word.size() / 3;
  return base::nearest_name(word, names, edits_max);
}

/// The command that a word nearly is; empty if it is one or a file, or no command comes near.
std::string_view meant_command(const std::string& word) {
  std::error_code ignored;
  if (find_command(word) != nullptr || std::filesystem::exists(word, ignored)) return "";
  return nearest_command(word, {"help"});
}

/// `heapdiff help` and `heapdiff help COMMAND` are other words for --help, unless there is a file
/// of that name.
Result<void> take_help(Words& words) {
  std::error_code ignored;
  if (words.empty() || words[0] != "help" || std::filesystem::exists("help", ignored)) return {};
  if (words.size() > 2) {
    return usage(fmt::format("help takes one command, got {} arguments", words.size() - 1),
                 "see heapdiff --help");
  }
  if (words.size() == 2 && find_command(words[1]) == nullptr && !words[1].starts_with('-')) {
    const std::string_view meant = nearest_command(words[1]);
    return usage(
        fmt::format("there is no command {}", base::printable(words[1])),
        meant.empty() ? "heapdiff help lists them" : fmt::format("did you mean {}?", meant));
  }
  words.erase(words.begin());
  words.emplace_back("--help");
  return {};
}

/// An error of words, with the way out that a command line has.
tl::unexpected<Error> usage_of(const Error& error, const CommandSpec& command) {
  return usage(error.message, hint_of(command));
}

/// Can each report have a place of its own?
Result<void> check_reports(const Options& options, const CommandSpec& command) {
  std::vector<std::string> files;
  const auto is_taken = [&](const std::string& file) {
    const std::string normal = std::filesystem::path(file).lexically_normal().string();
    if (std::find(files.begin(), files.end(), normal) != files.end()) return true;
    files.push_back(normal);
    return false;
  };
  if (!options.output.empty() && options.output != "-") is_taken(options.output);
  std::size_t to_stdout = 0;
  for (const ReportSpec& report : options.reports) {
    if (report.file.empty()) {
      ++to_stdout;
    } else if (is_taken(report.file)) {
      return usage(fmt::format("two reports go to {}", base::printable(report.file)),
                   hint_of(command));
    }
  }
  if (to_stdout > 1) {
    return usage("two reports go to standard output", "--report FORMAT=FILE names a file");
  }
  if (options.open) {
    bool has_page =
        options.format == Format::html && !options.output.empty() && options.output != "-";
    for (const ReportSpec& report : options.reports) {
      has_page = has_page || (report.format == Format::html && !report.file.empty());
    }
    if (!has_page) {
      return usage("--open shows an html report, and none goes to a file",
                   "add --report html=FILE");
    }
  }
  return {};
}

/// Does such a report exist of one snapshot, or of a trend?
Result<void> check_formats(const Options& options, CommandKind kind, const CommandSpec& command) {
  for (const ReportSpec& report : options.reports) {
    const bool is_of_all = report.format == Format::text || report.format == Format::json ||
                           report.format == Format::html;
    if (is_of_all || (kind == CommandKind::trend && report.format == Format::csv)) continue;
    return usage(kind == CommandKind::trend
                     ? "--report: of a trend there are text, json, csv and html"
                     : "--report: of one snapshot there are text, json and html",
                 hint_of(command));
  }
  return {};
}

Result<Command> to_diff(Parser& parser, const CommandSpec& command) {
  Words& words = parser.words();
  if (words.size() == 1) {
    if (const OptionSpec* option = parser.find_given_not_for(CommandKind::dump)) {
      return usage(fmt::format("{} takes two snapshots, and one was given", option->name),
                   hint_of(command));
    }
    if (Result<void> fine = check_formats(parser.options(), CommandKind::dump, command); !fine) {
      return fail(fine.error());
    }
    if (Result<void> fine = check_reports(parser.options(), command); !fine) {
      return fail(fine.error());
    }
    return TriageCommand{std::move(parser.options()), std::move(words[0])};
  }
  if (Result<void> fine = check_words(command, words); !fine) return fail(fine.error());
  if (Result<void> fine = check_reports(parser.options(), command); !fine) {
    return fail(fine.error());
  }
  return DiffCommand{std::move(parser.options()), std::move(words[0]), std::move(words[1])};
}

Result<Command> to_trend(Parser& parser, const CommandSpec& command) {
  Words& words = parser.words();
  if (std::count(words.begin(), words.end(), "-") > 0) {
    return usage("a trend reads files twice, so they cannot be standard input", hint_of(command));
  }
  if (Result<void> fine = check_formats(parser.options(), command.kind, command); !fine) {
    return fail(fine.error());
  }
  if (Result<void> fine = check_reports(parser.options(), command); !fine) {
    return fail(fine.error());
  }
  return TrendCommand{std::move(parser.options()), std::move(words)};
}

/// A diff or a trend.
Result<Command> to_judged(Parser& parser, const CommandSpec& command) {
  return command.kind == CommandKind::trend ? to_trend(parser, command) : to_diff(parser, command);
}

/// The same, with what its configuration says: options that the command line does not give, and
/// more rules and exemptions.
Result<Command> to_configured(Parser& given, Words words, const CommandSpec& command) {
  Result<std::optional<Config>> config = load_config(given.options());
  if (!config) return fail(config.error());
  if (!*config) return to_judged(given, command);
  const Result<Words> defaults = words_of(
      **config, command.kind, [&](const std::string& option) { return given.is_given(option); });
  if (!defaults) return fail(defaults.error());
  Parser parser(command, given.options().command_line);
  words.insert(words.begin(), defaults->begin(), defaults->end());
  if (Result<void> parsed = parser.parse(std::move(words)); !parsed) {
    Error error = parsed.error();
    error.path = (*config)->file;
    for (const Config::Default& entry : (*config)->options) {
      if (!error.message.starts_with(fmt::format("--{}:", entry.option))) continue;
      error.message = fmt::format("{}: {}", entry.place, error.message);
    }
    return fail(std::move(error));
  }
  Options& options = parser.options();
  options.config = (*config)->file;
  options.rules.insert(options.rules.begin(), (*config)->rules.begin(), (*config)->rules.end());
  options.exemptions = (*config)->exemptions;
  return to_judged(parser, command);
}

Result<Command> to_path(Parser& parser, const CommandSpec& command) {
  PathCommand path{std::move(parser.options()), std::move(parser.words()[0]), {}};
  for (const std::string& word : std::span(parser.words()).subspan(1)) {
    const Result<ObjectId> id = parse_object_id(word);
    if (!id) return usage_of(id.error(), command);
    path.ids.push_back(*id);
  }
  return path;
}

Result<Command> to_query(Parser& parser, const CommandSpec& command) {
  Words& words = parser.words();
  Result<Question> question =
      ask(*find_query(command.name), command.operand() != nullptr ? words[1] : "");
  if (!question) return usage_of(question.error(), command);
  return QueryCommand{std::move(parser.options()), std::move(words[0]), std::move(*question)};
}

Result<Command> to_export(Parser& parser, const CommandSpec& command) {
  Options& options = parser.options();
  if (options.output.empty() || options.output == "-") {
    return usage("an export goes to a file or a folder",
                 "-o heap.sqlite; or -o DIR --format ndjson");
  }
  if (options.compression != Compression::none && options.tables_format != TablesFormat::ndjson) {
    return usage("--compress is for --format ndjson", hint_of(command));
  }
  for (std::size_t i = 0; i < options.labels.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (options.labels[i].name != options.labels[j].name) continue;
      return usage(fmt::format("two labels are called {}", options.labels[i].name),
                   hint_of(command));
    }
  }
  return ExportCommand{std::move(options), std::move(parser.words()[0])};
}

Result<Command> to_shell(Parser& parser, const CommandSpec& command) {
  Words& words = parser.words();
  if (std::count(words.begin(), words.end(), "-") > 0) {
    return usage("the shell reads commands from standard input, so snapshots must be files",
                 hint_of(command));
  }
  return ShellCommand{std::move(parser.options()), std::move(words)};
}

}  // namespace

Result<Command> parse_command_line(int argc, const char* const* argv) {
  Words words(argv + 1, argv + argc);
  if (words.empty()) return usage("expected one snapshot, two, or a command", usage_text());
  if (Result<void> fine = take_help(words); !fine) return fail(fine.error());
  const CommandSpec* named = take_command(words);
  const CommandSpec& command = named != nullptr ? *named : command_of(CommandKind::diff);
  Parser parser(command, typed(std::span(argv + 1, argv + argc)));
  if (Result<void> parsed = parser.parse(words); !parsed) return fail(parsed.error());
  if (parser.options().help) {
    const bool is_shell = command.kind == CommandKind::shell;
    return Answer{help_of(command, is_shell ? help_of_shell_commands() : "")};
  }
  if (parser.options().version) return Answer{version_text()};
  if (named == nullptr && !parser.words().empty()) {
    const std::string& first = parser.words().front();
    if (const std::string_view meant = meant_command(first); !meant.empty()) {
      return usage(fmt::format("there is no file and no command {}", base::printable(first)),
                   fmt::format("did you mean {}?", meant));
    }
  }
  if (command.kind == CommandKind::diff) {
    return parser.words().size() < 2 ? to_diff(parser, command)
                                     : to_configured(parser, std::move(words), command);
  }
  if (Result<void> fine = check_words(command, parser.words()); !fine) return fail(fine.error());
  switch (command.kind) {
    case CommandKind::path:
      return to_path(parser, command);
    case CommandKind::query:
      return to_query(parser, command);
    case CommandKind::shell:
      return to_shell(parser, command);
    case CommandKind::trend:
      return to_configured(parser, std::move(words), command);
    case CommandKind::save:
      return SaveCommand{std::move(parser.options()), std::move(parser.words()[0])};
    case CommandKind::index:
      return IndexCommand{std::move(parser.options()), std::move(parser.words()[0])};
    case CommandKind::nodes:
      return NodesCommand{std::move(parser.options()), std::move(parser.words()[0])};
    case CommandKind::tables:
      return to_export(parser, command);
    case CommandKind::summary:
    case CommandKind::diff:
    case CommandKind::dump:
      break;
  }
  return SummaryCommand{std::move(parser.options()), std::move(parser.words()[0])};
}

}  // namespace heapdiff::cli
