#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"

namespace heapdiff::source_maps {

/// The text `scopes` of a source map (ECMA-426, the proposal "Scopes"): the scopes of the sources
/// with their variables, and the ranges of the generated text with what those variables are called
/// there. Names are indices into the map's `names`. Lines and columns count from 0.
class Scopes {
 public:
  /// Errors: malformed, with the item, counted from 1.
  [[nodiscard]] static Result<Scopes> read(std::string_view text, std::uint32_t names);

  /// What stands for each variable of a scope in a range: pairs of names, the variable's and that
  /// of the expression that has its value.
  struct Binding {
    std::uint32_t variable, value;
  };

  /// The bindings that hold in the function whose range is the innermost at a place: those of its
  /// blocks, too, and then those of the ranges around it, the nearest first.
  [[nodiscard]] std::vector<Binding> bindings_at(std::uint32_t line, std::uint32_t column) const;

  /// The name of the function whose range is the innermost at a place.
  [[nodiscard]] std::optional<std::uint32_t> function_at(std::uint32_t line,
                                                         std::uint32_t column) const;

 private:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  struct Place {
    std::uint32_t line = 0, column = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Scope {
    std::uint32_t name = none;
    std::vector<std::uint32_t> variables;
  };
  struct Range {
    Place start, end;
    std::uint32_t parent = none;
    std::uint32_t scope = none;
    bool is_function = false;
    std::vector<Binding> bindings;  // `variable` is first an index into the scope's variables
  };
  class Reader;

  [[nodiscard]] std::uint32_t innermost(Place place) const;

  std::vector<Scope> scopes_;
  std::vector<Range> ranges_;  // a range before those within it
};

}  // namespace heapdiff::source_maps
