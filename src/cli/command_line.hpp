#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/options.hpp"
#include "cli/query_commands.hpp"

namespace heapdiff::cli {

struct DiffCommand {
  Options options;
  std::string before, after;
};

/// One snapshot where a diff would have two.
struct TriageCommand {
  Options options;
  std::string file;
};

/// Snapshots, folders and patterns.
struct TrendCommand {
  Options options;
  std::vector<std::string> files;
};

struct SummaryCommand {
  Options options;
  std::string file;
};

struct SaveCommand {
  Options options;
  std::string file;
};

struct IndexCommand {
  Options options;
  std::string file;
};

struct PathCommand {
  Options options;
  std::string file;
  std::vector<ObjectId> ids;
};

struct NodesCommand {
  Options options;
  std::string file;
};

struct ExportCommand {
  Options options;
  std::string file;
};

/// A query about one snapshot.
struct QueryCommand {
  Options options;
  std::string file;
  Question question;
};

/// Many queries about one snapshot, or two.
struct ShellCommand {
  Options options;
  std::vector<std::string> files;
};

/// Text that was asked for instead of work: help, or the version.
struct Answer {
  std::string text;
};

using Command = std::variant<DiffCommand, TriageCommand, TrendCommand, SummaryCommand, SaveCommand,
                             IndexCommand, PathCommand, NodesCommand, ExportCommand, QueryCommand,
                             ShellCommand, Answer>;

/// The files that a command reads, as they were named: folders and patterns, too.
template <class AnyCommand>
[[nodiscard]] std::vector<std::string> snapshots_of(const AnyCommand& command) {
  if constexpr (requires { command.before; }) {
    return {command.before, command.after};
  } else if constexpr (requires { command.files; }) {
    return command.files;
  } else {
    return {command.file};
  }
}

/// The first word that is neither an option nor an option's value may name a command; a file that
/// is called like one can stand anywhere else. Errors: usage.
[[nodiscard]] Result<Command> parse_command_line(int argc, const char* const* argv);

}  // namespace heapdiff::cli
