#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/export.hpp"
#include "heapdiff/gate.hpp"
#include "heapdiff/name_pattern.hpp"
#include "heapdiff/nodes.hpp"
#include "heapdiff/reading.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff::cli {

inline constexpr std::size_t query_rows_max = 10'000;

/// A report of a diff besides, or instead of, the one that --format is for.
struct ReportSpec {
  Format format = Format::text;
  std::string file;  ///< empty: standard output
};

enum class TablesFormat { sqlite, ndjson };

/// The options of a command line. A command looks at those that are for it, which
/// `option_specs` knows.
struct Options : ReadOptions {
  // Reports.
  std::string output;  ///< a path; empty: standard output
  Format format = Format::text;
  std::vector<ReportSpec> reports;
  NodesFormat nodes_format = NodesFormat::ndjson;
  TablesFormat tables_format = TablesFormat::sqlite;
  Compression compression = Compression::none;
  std::vector<ExportLabel> labels;
  UnitSystem units = UnitSystem::decimal;
  ColorMode color = ColorMode::automatic;
  std::optional<std::size_t> top;  ///< rows; 0: all, except in answers, if it is at least 1
  std::optional<NamePattern> filter;

  // Diffs.
  SortKey sort = SortKey::size;
  GroupBy group_by = GroupBy::class_name;
  std::size_t chains_max = 3;
  std::optional<std::uint64_t> ops;
  std::vector<Rule> rules;
  std::vector<Exemption> exemptions;
  std::string config;  ///< empty: found from the working directory
  bool no_config = false;
  std::string profile;         ///< of the configuration; empty: none
  std::string suppressions;    ///< a file; empty: none
  std::string baseline;        ///< a file of known leaks; empty: none
  std::string write_baseline;  ///< where to write one; empty: nowhere
  bool strict_baseline = false;
  std::string source_root;  ///< empty: found from the working directory
  bool all = false;         ///< rows of the engine, too
  bool no_advice = false;
  bool open = false;         ///< the page, in a browser
  std::string command_line;  ///< as one would type it
  bool force = false;

  // Reading and computing.
  bool make_indexes = false;
  std::vector<ObjectId> ignored;  ///< objects whose references hold nothing
  Verbosity verbosity = Verbosity::normal;

  // Text instead of work.
  bool help = false;
  bool version = false;
};

}  // namespace heapdiff::cli
