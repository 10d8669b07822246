#include "cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/printable.hpp"
#include "cli/help.hpp"
#include "cli/option_parser.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t ops_max = 1'000'000'000'000'000;

Result<Command> parse_diff(const std::vector<std::string>& arguments) {
  DiffCommand command;
  OptionParser parser("heapdiff");
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
    for (const char* option :
         {"--sort", "--group-by", "--chains", "--ops", "--all", "--fail-on", "--force"}) {
      if (parser.app().count(option) == 0) continue;
      return usage(fmt::format("{} takes two snapshots, and one was given", option), parser.hint());
    }
    if (Result<void> fine = parser.finish_table(command.table); !fine) return fail(fine.error());
    return TriageCommand{std::move(command.common), std::move(command.table), files[0],
                         command.no_advice};
  }
  if (Result<void> fine = parser.expect_files(files, 2, "two snapshots, BEFORE and AFTER"); !fine) {
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
  OptionParser parser("heapdiff summary");
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_table(command.table);
  std::vector<std::string> files;
  const Result<bool> help = parser.parse(arguments, files);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_summary()};
  if (Result<void> fine = parser.expect_files(files, 1, "one snapshot"); !fine)
    return fail(fine.error());
  command.file = files[0];
  if (Result<void> fine = parser.finish_table(command.table); !fine) return fail(fine.error());
  return command;
}

/// With the way out that a command line has.
tl::unexpected<Error> usage_of(const Error& error, const OptionParser& parser) {
  return usage(error.message, parser.hint());
}

void add_ignore(OptionParser& parser, std::vector<std::string>& words) {
  parser.app()
      .add_option("--ignore", words)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

Result<std::vector<ObjectId>> parse_ids(std::span<const std::string> words,
                                        const OptionParser& parser) {
  std::vector<ObjectId> ids;
  for (const std::string& word : words) {
    const Result<ObjectId> id = parse_object_id(word);
    if (!id) return usage_of(id.error(), parser);
    ids.push_back(*id);
  }
  return ids;
}

Result<Command> parse_path(const std::vector<std::string>& arguments) {
  PathCommand command;
  OptionParser parser("heapdiff path");
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_format(command.format);
  std::vector<std::string> words, ignored_words;
  add_ignore(parser, ignored_words);
  const Result<bool> help = parser.parse(arguments, words);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_path()};
  if (words.size() < 2)
    return usage("expected a snapshot and at least one object id", parser.hint());
  command.file = words[0];
  Result<std::vector<ObjectId>> ids = parse_ids(std::span(words).subspan(1), parser);
  if (!ids) return fail(ids.error());
  command.ids = std::move(*ids);
  Result<std::vector<ObjectId>> ignored = parse_ids(ignored_words, parser);
  if (!ignored) return fail(ignored.error());
  command.ignored = std::move(*ignored);
  return command;
}

Result<Command> parse_nodes(const std::vector<std::string>& arguments) {
  NodesCommand command;
  OptionParser parser("heapdiff nodes");
  parser.add_common(command.common);
  parser.add_choice<bool>("--format", command.is_csv, {{"ndjson", false}, {"csv", true}});
  std::vector<std::string> files;
  const Result<bool> help = parser.parse(arguments, files);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_nodes()};
  if (Result<void> fine = parser.expect_files(files, 1, "one snapshot"); !fine)
    return fail(fine.error());
  command.file = files[0];
  return command;
}

Result<Command> parse_query(const Query& query, const std::vector<std::string>& arguments) {
  QueryCommand command;
  OptionParser parser(fmt::format("heapdiff {}", query.name));
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_format(command.format);
  parser.add_number("--top", command.top, 1, query_rows_max);
  std::vector<std::string> words, ignored_words;
  add_ignore(parser, ignored_words);
  const Result<bool> help = parser.parse(arguments, words);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_query(query)};
  const bool has_operand = query.operand != Operand::none;
  if (words.size() != (has_operand ? 2u : 1u)) {
    return usage(has_operand ? fmt::format("expected a snapshot and {}, got {} of these",
                                           query.operand_name, words.size())
                             : fmt::format("expected one snapshot, got {}", words.size()),
                 parser.hint());
  }
  command.file = words[0];
  Result<Question> question = ask(query, has_operand ? words[1] : "");
  if (!question) return usage_of(question.error(), parser);
  command.question = std::move(*question);
  Result<std::vector<ObjectId>> ignored = parse_ids(ignored_words, parser);
  if (!ignored) return fail(ignored.error());
  command.ignored = std::move(*ignored);
  return command;
}

Result<Command> parse_shell(const std::vector<std::string>& arguments) {
  ShellCommand command;
  OptionParser parser("heapdiff shell");
  parser.add_common(command.common);
  parser.add_units(command.common);
  parser.add_format(command.format);
  parser.add_number("--top", command.top, 1, query_rows_max);
  const Result<bool> help = parser.parse(arguments, command.files);
  if (!help) return fail(help.error());
  if (*help) return Answer{help_of_shell()};
  if (command.files.empty() || command.files.size() > 2) {
    return usage(fmt::format("expected one snapshot or two, got {}", command.files.size()),
                 parser.hint());
  }
  if (std::count(command.files.begin(), command.files.end(), "-") > 0) {
    return usage("commands come from standard input, so that no snapshot can", parser.hint());
  }
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
                                                          {"nodes", parse_nodes},
                                                          {"shell", parse_shell}};
  const auto command = commands.find(arguments[0]);
  const Query* query = find_query(arguments[0]);
  if (command == commands.end() && query == nullptr) return parse_diff(arguments);
  arguments.erase(arguments.begin());
  return command != commands.end() ? command->second(arguments) : parse_query(*query, arguments);
}

}  // namespace heapdiff::cli
