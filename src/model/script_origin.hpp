#pragma once

#include <span>
#include <string>
#include <string_view>

namespace heapdiff::model {

/// Tells the engine's own scripts from those of a program, by their names.
class ScriptOrigin {
 public:
  ScriptOrigin() = default;
  /// Has a look at a snapshot's names: Node 12 and 14 call their own scripts "internal/util" and,
  /// without a folder, "events.js", which later versions leave to programs.
  void learn(std::string_view name);

  [[nodiscard]] bool is_of_engine(std::string_view name) const;

 private:
  bool are_bare_names_of_engine_ = false;
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
