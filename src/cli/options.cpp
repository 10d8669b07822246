#include "cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>

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
  OptionParser parser("heapdiff path");
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
