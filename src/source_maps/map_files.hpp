#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "heapdiff/error.hpp"
#include "source_maps/script_text.hpp"
#include "source_maps/source_map.hpp"

namespace heapdiff::source_maps {

/// The files that source maps and scripts are read from, each once: both sides of a diff share
/// them. Safe to use from several threads.
class MapFiles {
 public:
  /// Errors: those of the file, and of the map, with the path.
  [[nodiscard]] Result<std::shared_ptr<const SourceMap>> map(const std::string& path);
  [[nodiscard]] Result<std::shared_ptr<const ScriptText>> script(const std::string& path);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const SourceMap>> maps_;
  std::map<std::string, std::shared_ptr<const ScriptText>> scripts_;
};

[[nodiscard]] bool is_file(const std::string& path);
/// Errors: io; limit, above `SourceMap::file_bytes_max`.
[[nodiscard]] Result<std::string> read_file(const std::string& path);

}  // namespace heapdiff::source_maps
