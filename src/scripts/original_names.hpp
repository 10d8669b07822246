#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "source_maps/script_maps.hpp"

namespace heapdiff::scripts {

using source_maps::ScriptText;
using source_maps::TextPlace;

/// What developers wrote in place of generated code, by the source maps of a heap's scripts. Places
/// count from 0. May be asked by several threads at once; every answer is worked out once.
class OriginalNames {
 public:
  explicit OriginalNames(std::shared_ptr<source_maps::ScriptMaps> maps) : maps_(std::move(maps)) {}

  struct Origin {
    std::string file;
    TextPlace place;
    bool is_ignored = false;  ///< does the map say that it is not the program's own?
    /// Does the map have something for the function itself? Else a bundler put it around what
    /// developers wrote, as far as the generated text is known.
    bool is_written = true;
  };

  /// Where a function or class of a script comes from; nothing without a map, and where it has
  /// nothing.
  [[nodiscard]] std::optional<Origin> origin_of(std::uint32_t script, TextPlace function);

  /// What the function or class at a place is called. In this order: by the map's scopes; by what
  /// the map has for the identifier that declares it, which the generated text shows or, without
  /// that, stands right before the parameters; by the declaration in the original text, if the map
  /// holds that. For an identifier the map has a name, of which the original text may know better.
  /// Nothing where `generated` is its name, as far as is known.
  [[nodiscard]] std::optional<std::string> name_of_function(std::uint32_t script,
                                                            TextPlace function,
                                                            std::string_view generated);

  /// What a private property, "#t", of objects of the class at a place is called.
  [[nodiscard]] std::optional<std::string> private_name_of(std::uint32_t script,
                                                           TextPlace class_place,
                                                           std::string_view generated);

  struct Variable {
    std::string name;
    std::optional<Origin> declared;
    TextPlace generated;  ///< where the script declares it
  };

  /// Of whose scope a variable is: that of a function, or one around it.
  enum class Scope { own, around };

  /// What a variable is called, and where it is declared: by the map's scopes, else by the map's
  /// name for its declaration in the generated text. Without a function the variable is one of the
  /// script's own. Nothing where neither is known.
  [[nodiscard]] std::optional<Variable> variable_of(std::uint32_t script,
                                                    std::optional<TextPlace> function, Scope scope,
                                                    std::string_view generated);


 private:
  using PlaceKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>;
  using FunctionKey = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string>;
  using VariableKey =
      std::tuple<std::uint32_t, bool, std::uint32_t, std::uint32_t, Scope, std::string>;

  [[nodiscard]] std::optional<std::string> find_name(const source_maps::ScriptMap& map,
                                                     std::uint32_t script, TextPlace function,
                                                     std::string_view generated);
  [[nodiscard]] std::optional<std::string> name_at(const source_maps::ScriptMap& map,
                                                   TextPlace identifier);
  [[nodiscard]] const ScriptText* generated_text(std::uint32_t script);
  [[nodiscard]] const ScriptText* original_text(const source_maps::ScriptMap& map,
                                                std::uint32_t source);

  std::shared_ptr<source_maps::ScriptMaps> maps_;
  std::mutex mutex_;
  std::map<PlaceKey, std::optional<Origin>> origins_;
  std::map<FunctionKey, std::optional<std::string>> functions_;
  std::map<VariableKey, std::optional<Variable>> variables_;
  std::map<std::uint32_t, std::shared_ptr<const ScriptText>> generated_;  // null: not to be had
  std::map<std::pair<const source_maps::SourceMap*, std::uint32_t>,
           std::unique_ptr<const ScriptText>>
      originals_;
};

}  // namespace heapdiff::scripts
