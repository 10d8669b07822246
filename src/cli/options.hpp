#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cli/query_commands.hpp"
#include "cli/terminal.hpp"
#include "diff/limits.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/render.hpp"
#include "model/name_pattern.hpp"

namespace heapdiff::cli {

/// What every command has.
struct CommonOptions {
  std::string output;
  ColorMode color = ColorMode::automatic;
  Verbosity verbosity = Verbosity::normal;
  unsigned threads = 1;
  std::optional<std::uint64_t> memory_max;  ///< 0: none
  UnitSystem units = UnitSystem::decimal;
  bool no_strings = false;  ///< values of strings are not to be shown
  bool salvage = false;     ///< read what damaged files still hold
  std::string names_from;   ///< a whole snapshot of the process, for names that are lost; or empty
};

struct TableOptions {
  Format format = Format::text;
  std::optional<std::size_t> top;  ///< 0: all
  std::optional<model::NamePattern> filter;
};

struct DiffCommand {
  CommonOptions common;
  TableOptions table;
  std::string before, after;
  SortKey sort = SortKey::size;
  GroupBy group_by = GroupBy::class_name;
  std::size_t chains_max = 3;
  std::vector<diff::Limit> limits;
  std::optional<std::uint64_t> ops;
  bool all = false;  ///< rows of the engine, too
  bool no_advice = false;
  bool force = false;
};

/// One snapshot where a diff would have two.
struct TriageCommand {
  CommonOptions common;
  TableOptions table;
  std::string file;
  bool no_advice = false;
};

struct SummaryCommand {
  CommonOptions common;
  TableOptions table;
  std::string file;
};

struct PathCommand {
  CommonOptions common;
  Format format = Format::text;
  std::string file;
  std::vector<ObjectId> ids;
  std::vector<ObjectId> ignored;
};

inline constexpr std::size_t query_rows_max = 10'000;

/// A query about one snapshot.
struct QueryCommand {
  CommonOptions common;
  Format format = Format::text;
  std::optional<std::size_t> top;  ///< from 1 to `query_rows_max`
  std::string file;
  Question question;
  std::vector<ObjectId> ignored;
};

/// Many queries about one snapshot, or two.
struct ShellCommand {
  CommonOptions common;
  Format format = Format::text;
  std::optional<std::size_t> top;  ///< as above
  std::vector<std::string> files;
};

struct NodesCommand {
  CommonOptions common;
  bool is_csv = false;
  std::string file;
};

/// Text that was asked for instead of work: help, or the version.
struct Answer {
  std::string text;
};

using Command = std::variant<DiffCommand, TriageCommand, SummaryCommand, PathCommand, NodesCommand,
                             QueryCommand, ShellCommand, Answer>;

/// Errors: usage. Only argv[1] is looked at for the name of a command, so that a file may be called
/// "summary" anywhere else.
[[nodiscard]] Result<Command> parse_command_line(int argc, const char* const* argv);

}  // namespace heapdiff::cli
