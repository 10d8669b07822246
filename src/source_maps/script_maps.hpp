#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"
#include "heapdiff/source_maps.hpp"
#include "source_maps/map_files.hpp"
#include "source_maps/source_map.hpp"

namespace heapdiff::source_maps {

/// What a snapshot says of one of its scripts.
struct Script {
  std::uint32_t id = 0;
  std::string name;  ///< a path or a URL, mostly
  std::string text;  ///< as far as the snapshot has it
  bool is_text_whole = false;
  std::string map_url;   ///< its `sourceMappingURL`, perhaps cut; empty if unknown
  std::string debug_id;  ///< empty if unknown
  bool is_package = false;
};

/// A file that was compiled into a script.
struct OriginalFile {
  std::string name;
  bool is_ignored = false;  ///< by all maps that have it
};

/// A place in what developers wrote.
struct OriginalPlace {
  std::string_view file;               ///< one of the ScriptMap's
  std::uint32_t line = 0, column = 0;  ///< from 0
  std::uint32_t source = 0;            ///< in the script's map
  std::string name;                    ///< of what stands there, where the map has one
  bool is_ignored = false, is_exact = false;
  std::uint32_t generated_column = 0;  ///< of the segment that says so, in the line asked for
};

/// The map of one script.
class ScriptMap {
 public:
  ScriptMap(std::shared_ptr<const SourceMap> map, const Script& script);

  [[nodiscard]] std::optional<OriginalPlace> find(std::uint32_t line, std::uint32_t column) const;
  [[nodiscard]] const SourceMap& map() const { return *map_; }
  /// By index of the map's sources: as reports show them.
  [[nodiscard]] const std::vector<std::string>& files() const { return files_; }

 private:
  std::shared_ptr<const SourceMap> map_;  // scripts of one text share it
  std::vector<std::string> files_;
};

/// Finds the maps of a snapshot's scripts and reads them. Those of packages, of which there may be
/// hundreds, are read when they are first needed, the program's own at once. Safe to use from
/// several threads once `resolve` has returned.
class ScriptMaps {
 public:
  explicit ScriptMaps(SourceMapOptions options,
                      std::shared_ptr<MapFiles> files = std::make_shared<MapFiles>())
      : options_(std::move(options)), files_(std::move(files)) {}

  /// Looks for the maps of scripts. Errors: those of the files that the user named, among them that
  /// one fits no script. What is wrong with a map that was found otherwise becomes a note.
  [[nodiscard]] Result<void> resolve(const std::vector<Script>& scripts);

  /// Was any map found?
  [[nodiscard]] bool has_any() const;

  /// The map of a script; null if there is none.
  [[nodiscard]] const ScriptMap* of(std::uint32_t script_id);

  /// The whole text of a script that has a map, from the snapshot or from the disk, if what stands
  /// there begins with what the snapshot has. Null if it is not to be had.
  [[nodiscard]] std::shared_ptr<const ScriptText> text_of(std::uint32_t script_id);

  /// A function of a script was looked up: did the map have something for it?
  void count(std::uint32_t script_id, bool is_found);

  /// The original files of the maps that are read.
  [[nodiscard]] std::vector<OriginalFile> files() const;

  /// Is a name nowhere in the original texts, though the maps hold these? Then a minifier made it.
  [[nodiscard]] bool is_made_up(std::string_view name) const;

  /// Which maps were used, by the script's name.
  [[nodiscard]] std::vector<SourceMapUse> uses() const;

 private:
  struct Entry {
    Script script;
    SourceMapUse use;  // `map` is the path; empty for one that is in the script
    std::string inline_url;
    bool is_named = false;  // by the user
    bool is_read = false;
    std::unique_ptr<ScriptMap> map;
    bool is_text_known = false;
    std::shared_ptr<const ScriptText> text;
  };

  [[nodiscard]] Result<void> list_named(const std::vector<Script>& scripts);
  [[nodiscard]] std::string named_map_of(const Script& script, SourceMapUse::FoundBy& found_by);
  [[nodiscard]] static bool has_debug_id(const std::string& path, const std::string& debug_id);
  void find_map(Entry& entry);
  [[nodiscard]] Result<void> read(Entry& entry);
  [[nodiscard]] bool text_fits(const Script& script, const std::string& path) const;
  [[nodiscard]] std::string find_text(const Script& script) const;

  SourceMapOptions options_;
  std::shared_ptr<MapFiles> files_;
  struct Named {
    std::string path;
    bool is_from_folder = false, is_used = false;
    std::shared_ptr<const SourceMap> map = {};  // of a file that was named itself
  };
  std::optional<std::vector<Named>> named_;  // nothing: not listed yet
  std::map<std::uint32_t, Entry> entries_;   // by script id
  mutable std::mutex mutex_;
};

/// The name of an original source as reports show it: `source` as the map has it, relative to the
/// script that the map is of, since maps lie beside their scripts where the program runs. A
/// bundler's scheme and namespace ("webpack://app/./src/a.ts") are left out, and what is relative
/// to nothing begins with "./".
[[nodiscard]] std::string resolve_source(std::string_view source, std::string_view script,
                                         std::string_view map_url);

/// The bytes of "data:application/json;charset=utf-8;base64,…"; nothing if it is cut or no such
/// URL.
[[nodiscard]] std::optional<std::string> decode_data_url(std::string_view url);

/// What follows the last "//# NAME=" of a text, up to the end of the line; empty if there is none.
[[nodiscard]] std::string_view trailing_comment(std::string_view text, std::string_view name);

}  // namespace heapdiff::source_maps
