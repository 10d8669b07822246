#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heapdiff {

/// Where source maps, which lead from generated scripts to what developers wrote, are looked for.
struct SourceMapOptions {
  /// Maps, and folders in which maps lie. Each map that is named has to be one of a script in the
  /// snapshot.
  std::vector<std::string> paths = {};
  /// The same for one side of a diff: two builds have two maps.
  std::vector<std::string> before_paths = {}, after_paths = {};
  /// Folders in which the generated scripts lie, for the names of their variables.
  std::vector<std::string> script_folders = {};
  /// Are maps used at all: those named, and those found beside the scripts?
  bool enabled = true;
};

/// The map that was used for a script of a snapshot.
struct SourceMapUse {
  enum class FoundBy {
    name,      ///< a file or a folder that the user named, by the script's name
    url,       ///< the script's `sourceMappingURL`
    debug_id,  ///< the id that script and map share
    beside,    ///< a file beside the script
    data_url,  ///< the script holds its map itself
  };
  std::string script;
  std::string map;  ///< its path; empty if the script holds it
  FoundBy found_by = FoundBy::name;
  std::uint64_t places = 0;   ///< functions and classes whose places were looked up
  std::uint64_t unfound = 0;  ///< of these: where the map has nothing
  std::string problem;        ///< why it was not used after all; empty if it was
};

[[nodiscard]] const char* name_of(SourceMapUse::FoundBy found_by);  ///< "debug-id"

}  // namespace heapdiff
