#include "cli/options.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>
#include <thread>

#include "base/printable.hpp"
#include "cli/help.hpp"

namespace heapdiff::cli {
namespace {

tl::unexpected<Error> usage(std::string message, std::string hint = "see heapdiff --help") {
  return fail({ErrorKind::usage, "", std::move(message), std::nullopt, std::move(hint)});
}

constexpr unsigned threads_max = 64;
constexpr std::size_t ops_max = 1'000'000'000'000'000;

/// Levenshtein's distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string nearest_option(const CLI::App& app, std::string_view unknown) {
  std::string nearest;
  std::size_t least = 4;  // farther away is no typing mistake
  unknown = unknown.substr(0, unknown.find('='));
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      const std::size_t distance = edit_distance(unknown, "--" + name);
      if (distance < least) {
        least = distance;
        nearest = "--" + name;
      }
    }
  }
  return nearest;
}

/// One CLI11 application a command. CLI11 would let a subcommand's name win anywhere among the
/// files, and a vector option swallow them; so there are no subcommands, and no option takes many.
class Parser {
 public:
  explicit Parser(const std::string& name) : app_("", name), name_(name) {
    app_.set_help_flag("");
    app_.add_flag("-h,--help", wants_help_);
    app_.allow_extras(false);
  }

  CLI::App& app() { return app_; }

  /// One of a few words. Messages are ours: CLI11's speak of conversions and sets.
  template <class T>
  void add_choice(const std::string& name, T& value,
                  const std::vector<std::pair<std::string, T>>& choices) {
    app_.add_option_function<std::string>(name, [&value, name, choices](const std::string& word) {
      std::string words;
      for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].first == word) {
          value = choices[i].second;
          return;
        }
        const char* separator = i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
        words += separator + choices[i].first;
      }
      throw CLI::ValidationError(
          fmt::format("{} is {}, not {}", name, words, base::printable(word)));
    });
  }

  /// A whole number in [least, most].
  template <class T>
  void add_number(const std::string& name, T& value, std::size_t least, std::size_t most) {
    app_.add_option_function<std::string>(
        name, [&value, name, least, most](const std::string& word) {
          std::size_t number = 0;
          const char* end = word.data() + word.size();
          const auto [stop, status] = std::from_chars(word.data(), end, number);
          const bool is_number = status == std::errc{} && stop == end;
          if (!is_number || number < least || number > most) {
            const std::string range = most == SIZE_MAX ? fmt::format("from {} on", least)
                                                       : fmt::format("from {} to {}", least, most);
            throw CLI::ValidationError(
                fmt::format("{} is a whole number {}, not {}", name, range, base::printable(word)));
          }
          value = static_cast<T>(number);
        });
  }

  void add_common(CommonOptions& options) {
    app_.add_option("-o,--output", options.output);
    add_choice<ColorMode>("--color", options.color,
                          {{"auto", ColorMode::automatic},
                           {"always", ColorMode::always},
                           {"never", ColorMode::never}});
    CLI::Option* quiet =
        app_.add_flag_callback("-q,--quiet", [&options] { options.verbosity = Verbosity::quiet; });
    CLI::Option* verbose =
        app_.add_flag_callback("--verbose", [&options] { options.verbosity = Verbosity::verbose; });
    quiet->excludes(verbose);
    options.threads = std::max(std::thread::hardware_concurrency(), 1u);
    add_number("--threads", options.threads, 1, threads_max);
    app_.add_option_function<std::string>("--max-memory", [&options](const std::string& word) {
      const std::optional<std::int64_t> size = diff::parse_size(word);
      if (!size || *size < 0) {
        throw CLI::ValidationError(fmt::format(
            "--max-memory is a size such as 512M or 2GiB, not {}", base::printable(word)));
      }
      options.memory_max = static_cast<std::uint64_t>(*size);
    });
  }

  void add_units(CommonOptions& options) {
    add_choice<UnitSystem>("--units", options.units,
                           {{"decimal", UnitSystem::decimal}, {"iec", UnitSystem::iec}});
  }

  void add_format(Format& format) {
    add_choice<Format>("--format", format, {{"text", Format::text}, {"json", Format::json}});
  }

  void add_table(TableOptions& table) {
    app_.add_option("--filter", filter_);
    add_number("--top", top_, 0, SIZE_MAX);
    add_format(table.format);
  }

  /// Errors: usage. Nothing where help was asked for.
  Result<bool> parse(std::vector<std::string> arguments, std::vector<std::string>& files) {
    app_.add_option("files", files);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ExtrasError&) {
      return unexpected();
    } catch (const CLI::ArgumentMismatch& error) {
      const std::string_view what = error.what();
      return usage(fmt::format("{} needs a value behind it",
                               base::printable(what.substr(0, what.find(':')))),
                   hint());
    } catch (const CLI::ExcludesError&) {
      return usage("--quiet and --verbose contradict each other", hint());
    } catch (const CLI::ParseError& error) {
      return usage(base::printable(error.what()), hint());
    }
    return wants_help_;
  }

  Result<void> finish_table(TableOptions& table) {
    table.top = top_;
    if (filter_.empty()) return {};
    Result<model::NamePattern> pattern =
        model::NamePattern::parse(filter_, model::NamePattern::PlainText::is_part_of_name);
    if (!pattern) {
      return usage(
          fmt::format("--filter {}: {}", base::printable(filter_), pattern.error().message),
          hint());
    }
    table.filter = std::move(*pattern);
    return {};
  }

  [[nodiscard]] std::string hint() const { return fmt::format("see {} --help", name_); }

 private:
  Result<bool> unexpected() {
    for (const std::string& extra : app_.remaining()) {
      const std::string nearest = nearest_option(app_, extra);
      return usage(fmt::format("there is no option {}", base::printable(extra)),
                   nearest.empty() ? hint() : fmt::format("did you mean {}?", nearest));
    }
    return usage("an argument was not expected", hint());
  }

  CLI::App app_;
  std::string name_;
  bool wants_help_ = false;
  std::optional<std::size_t> top_;
  std::string filter_;
};

Result<void> expect_files(const Parser& parser, const std::vector<std::string>& files,
                          std::size_t count, const char* what) {
  if (files.size() != count) {
    return usage(fmt::format("expected {}, got {}", what, files.size()), parser.hint());
  }
  if (std::count(files.begin(), files.end(), "-") > 1) {
    return usage("standard input can be read only once: one of the files must be a path",
                 parser.hint());
  }
  return {};
}

Result<Command> parse_diff(const std::vector<std::string>& arguments) {
  DiffCommand command;
  Parser parser("heapdiff");
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_table(command.table);
  std::vector<std::string> rules, files;
  bool wants_version = false;
  parser.add_choice<SortKey>(
      "--sort", command.sort,
      {{"size", SortKey::size}, {"count", SortKey::count}, {"retained", SortKey::retained}});
  parser.add_choice<GroupBy>("--group-by", command.group_by,
                             {{"class", GroupBy::class_name},
                              {"place", GroupBy::place},
                              {"script", GroupBy::script},
                              {"package", GroupBy::package}});
  parser.add_number("--chains", command.chains_max, 0, SIZE_MAX);
  parser.add_number("--ops", command.ops, 1, ops_max);
  parser.app().add_flag("--all", command.all);
  parser.app().add_flag("--no-advice", command.no_advice);
  parser.app()
      .add_option("--fail-on", rules)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  parser.app().add_flag("--force", command.force);
  parser.app().add_flag("--version", wants_version);
  const Result<bool> help = parser.parse(arguments, files);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_diff()};
  if (wants_version) return Answer{version_text()};
  if (files.size() == 1) {
    return usage("one snapshot was given, and a diff needs two",
                 fmt::format("for a single one: heapdiff summary {}", base::printable(files[0])));
  }
  if (Result<void> fine = expect_files(parser, files, 2, "two snapshots, BEFORE and AFTER");
      !fine) {
    return fail(fine.error());
  }
  command.before = files[0];
  command.after = files[1];
  if (Result<void> fine = parser.finish_table(command.table); !fine) return fail(fine.error());
  for (const std::string& rule : rules) {
    Result<diff::Limit> limit = diff::parse_limit(rule);
    if (!limit) return fail(limit.error());
    command.limits.push_back(std::move(*limit));
  }
  return command;
}

Result<Command> parse_summary(const std::vector<std::string>& arguments) {
  SummaryCommand command;
  Parser parser("heapdiff summary");
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_table(command.table);
  std::vector<std::string> files;
  const Result<bool> help = parser.parse(arguments, files);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_summary()};
  if (Result<void> fine = expect_files(parser, files, 1, "one snapshot"); !fine)
    return fail(fine.error());
  command.file = files[0];
  if (Result<void> fine = parser.finish_table(command.table); !fine) return fail(fine.error());
  return command;
}

Result<ObjectId> parse_id(std::string_view text) {
  const std::string shown = base::printable(text);
  if (text.starts_with('@')) text.remove_prefix(1);
  ObjectId id;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (status != std::errc{} || end != text.data() + text.size()) {
    return usage(fmt::format("{} is no object id; ids look like @12345", shown),
                 "see heapdiff path --help");
  }
  return id;
}

Result<Command> parse_path(const std::vector<std::string>& arguments) {
  PathCommand command;
  Parser parser("heapdiff path");
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_format(command.format);
  std::vector<std::string> words;
  const Result<bool> help = parser.parse(arguments, words);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_path()};
  if (words.size() < 2)
    return usage("expected a snapshot and at least one object id", parser.hint());
  command.file = words[0];
  for (std::size_t i = 1; i < words.size(); ++i) {
    const Result<ObjectId> id = parse_id(words[i]);
    if (!id) return fail(id.error());
    command.ids.push_back(*id);
  }
  return command;
}

Result<Command> parse_nodes(const std::vector<std::string>& arguments) {
  NodesCommand command;
  Parser parser("heapdiff nodes");
  parser.add_common(command.common);
  parser.add_choice<bool>("--format", command.is_csv, {{"ndjson", false}, {"csv", true}});
  std::vector<std::string> files;
  const Result<bool> help = parser.parse(arguments, files);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_nodes()};
  if (Result<void> fine = expect_files(parser, files, 1, "one snapshot"); !fine)
    return fail(fine.error());
  command.file = files[0];
  return command;
}

}  // namespace

Result<Command> parse_command_line(int argc, const char* const* argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty()) return usage("expected two snapshots, BEFORE and AFTER");
  using Parse = Result<Command> (*)(const std::vector<std::string>&);
  static const std::map<std::string_view, Parse> commands{{"diff", parse_diff},
                                                          {"summary", parse_summary},
                                                          {"path", parse_path},
                                                          {"nodes", parse_nodes}};
  const auto command = commands.find(arguments[0]);
  if (command == commands.end()) return parse_diff(arguments);
  arguments.erase(arguments.begin());
  return command->second(arguments);
}

}  // namespace heapdiff::cli
