#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.hpp"
#include "diff/limits.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/render.hpp"
#include "model/name_pattern.hpp"

namespace heapdiff::cli {

inline constexpr std::size_t query_rows_max = 10'000;

enum class NodesFormat { ndjson, csv };

/// What the options of a command line say. A command looks at those that are for it, which
/// `option_specs` knows.
struct Options {
  // Reports.
  std::string output;  ///< a path; empty: standard output
  Format format = Format::text;
  NodesFormat nodes_format = NodesFormat::ndjson;
  UnitSystem units = UnitSystem::decimal;
  ColorMode color = ColorMode::automatic;
  std::optional<std::size_t> top;  ///< rows; 0: all, except in answers, where it is at least 1
  std::optional<model::NamePattern> filter;
  bool no_strings = false;  ///< values of strings are not to be shown

  // Diffs.
  SortKey sort = SortKey::size;
  GroupBy group_by = GroupBy::class_name;
  std::size_t chains_max = 3;
  std::optional<std::uint64_t> ops;
  std::vector<diff::Limit> limits;
  bool all = false;  ///< rows of the engine, too
  bool no_advice = false;
  bool force = false;

  // Reading and computing.
  std::vector<ObjectId> ignored;  ///< objects whose references hold nothing
  bool salvage = false;           ///< read what damaged files still hold
  std::string names_from;         ///< a whole snapshot of the process, for lost names; or empty
  unsigned threads = 1;
  std::optional<std::uint64_t> memory_max;  ///< bytes; 0: any
  Verbosity verbosity = Verbosity::normal;

  // Text instead of work.
  bool help = false;
  bool version = false;
};

}  // namespace heapdiff::cli
