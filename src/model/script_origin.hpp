#pragma once

#include <span>
#include <string>
#include <string_view>

#include "heapdiff/types.hpp"

namespace heapdiff::model {

/// Tells whose a script is by its name: the one rule, for suspects, rows, groups and words alike.
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
  /// Has a look at one of a snapshot's names. All should be learnt before any is asked for.
  void learn(std::string_view name);

  [[nodiscard]] ScriptOwner owner_of(std::string_view name) const;

 private:
  bool has_internal_ = false, has_scheme_ = false;
};

/// Does the name say where the script was found: an absolute path, or a URL? Others are what a
/// program called its own evals.
[[nodiscard]] bool is_path_or_url(std::string_view name);

/// The npm package that a script is of, by the innermost `node_modules` in its path: "express",
/// "@scope/name". Empty where it is of none.
[[nodiscard]] std::string_view package_of_script(std::string_view name);

/// The folder of a script's path or URL; the name itself where it has none.
[[nodiscard]] std::string_view folder_of_script(std::string_view name);

}  // namespace heapdiff::model
