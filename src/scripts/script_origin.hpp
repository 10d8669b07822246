#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "heapdiff/types.hpp"

namespace heapdiff::scripts {

/// Decides whose a script is by its name: one rule, for suspects, rows, groups and words.
///
/// Names with a scheme of a runtime ("node:events") are that runtime's, and names of V8's
/// extensions the engine's, in every snapshot. What lies below `node_modules` is a library's. Node
/// up to version 14 has no scheme: there "internal/util.js", and names of its public modules such
/// as "events.js", are Node's. A snapshot shows that it is of such a Node by a name that begins
/// with "internal/", while none begins with "node:". All other names are the program's: a bare
/// "server.js" is what a bundler, a test runner or `vm.Script` called it.
class ScriptOrigin {
 public:
  ScriptOrigin() = default;
  /// Learns one of a snapshot's names. All should be learnt before the first query.
  void learn(std::string_view name);
  /// Learns a file that a source map leads to. It is in no snapshot, and says nothing of whose a
  /// runtime's scripts are.
  void learn_original(std::string_view file);
  /// Learns one that its source map lists as not the program's own.
  void learn_library(std::string_view file);
  /// All names are learnt: finds out what they have in common. O(names · log names).
  void settle();

  [[nodiscard]] ScriptOwner owner_of(std::string_view name) const;

  /// A script's name as people look for it. Of a package: its name and the path in it,
  /// "express/lib/router.js"; where a snapshot has several copies of the package, from the
  /// outermost `node_modules` on. Of the program's own: relative to the folder that these have in
  /// common. So it depends on the snapshot alone, and not on where it is read, which is often
  /// another machine. A few scripts in other folders (one in four at most) keep their whole
  /// path. Scripts of the runtime, and names that are no paths, have no shorter one.
  /// REQUIRES: settled.
  [[nodiscard]] std::string_view short_name(std::string_view name) const;

 private:
  bool has_internal_ = false, has_scheme_ = false;
  std::set<std::string, std::less<>> names_, libraries_;
  std::string root_;  // of the program's own scripts; empty where they have none
  std::set<std::string, std::less<>> packages_with_copies_;
};

/// Does the name locate the script: an absolute path, or a URL? Others are what a
/// program called its own evals.
[[nodiscard]] bool is_path_or_url(std::string_view name);

/// The npm package that a script is of, by the innermost `node_modules` in its path: "express",
/// "@scope/name". Empty if it is of none.
[[nodiscard]] std::string_view package_of_script(std::string_view name);

/// The folder of a script's path or URL; the name itself if it has none.
[[nodiscard]] std::string_view folder_of_script(std::string_view name);

}  // namespace heapdiff::scripts
