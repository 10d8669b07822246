#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "source_maps/javascript.hpp"

namespace heapdiff::source_maps {

/// A place in a text: line and column from 0, the column in UTF-16 units, as V8 and source maps
/// count.
struct TextPlace {
  std::uint32_t line = 0, column = 0;
  friend bool operator==(const TextPlace&, const TextPlace&) = default;
};

/// A script's text with its lines and tokens: finds where names are declared. Safe to use from
/// several threads. Functions are known
/// by the place that V8 gives them: of the parenthesis before their parameters, of an arrow
/// function's first token, of a class's `class` or, if it has a constructor, of that.
class ScriptText {
 public:
  explicit ScriptText(std::string text);
  // Tokens and lines are of this text.
  ScriptText(const ScriptText&) = delete;
  ScriptText& operator=(const ScriptText&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }
  /// Is a column that of the place itself, or of the word right before it? Without tokens.
  [[nodiscard]] bool is_at_or_before(TextPlace place, std::uint32_t column) const;

  /// O(log lines), and the bytes of 1 kB where the text has characters outside ASCII.
  [[nodiscard]] std::optional<std::uint32_t> offset_of(TextPlace place) const;
  [[nodiscard]] TextPlace place_of(std::uint32_t offset) const;

  /// Where the function or class at a place is given its name: behind `function` or `class`, before
  /// a method's parameters, or before the `=` or `:` of what has no name of its own.
  [[nodiscard]] std::optional<TextPlace> name_of_function(TextPlace function,
                                                          std::string_view name) const;

  /// Where a function, or the script if none is given, declares a variable: as a parameter, by
  /// `var`, `let`, `const`, `function` or `class`, in a pattern, too, but not in functions within
  /// it. Of several the one in the fewest blocks, and then the first.
  [[nodiscard]] std::optional<TextPlace> declaration_of(std::string_view variable,
                                                        std::optional<TextPlace> function) const;

  /// Where the variable is declared that its name means at a function: by the innermost of the
  /// functions around it that declares one, or by the script.
  [[nodiscard]] std::optional<TextPlace> declaration_around(std::string_view variable,
                                                            TextPlace function) const;

  /// Where a variable is declared that only one scope declares, in functions, too, but not as a
  /// parameter; nothing where several do.
  [[nodiscard]] std::optional<TextPlace> only_declaration_of(std::string_view variable) const;

  /// Does a function use a variable that it does not declare itself? What only functions within it
  /// use counts, unless these declare another one. Nothing where the text ends before the function
  /// does, and for classes.
  [[nodiscard]] std::optional<bool> uses(TextPlace function, std::string_view variable) const;

  /// A private name, such as "#rows", and where it is first.
  struct PrivateName {
    std::string_view name;
    TextPlace place;
  };
  /// Those in the body of a class, each once, in the order of the text. The class is the one whose
  /// place this is or else, since maps may be exact to the statement only, the first that begins
  /// behind it in the line, or the innermost around it.
  [[nodiscard]] std::vector<PrivateName> private_names(TextPlace class_place) const;

  /// The identifier that begins at a place; nothing where a keyword does, or anything else.
  [[nodiscard]] std::optional<std::string_view> identifier_at(TextPlace place) const;

  /// What a function or class is called that is declared at a place, by JavaScript's rules: the
  /// name itself, the keyword before it, or the parameters behind it may be there.
  [[nodiscard]] std::optional<std::string_view> name_declared_at(TextPlace place) const;

  /// The same for the only function or class that begins in the rest of a line; nothing where there
  /// are several.
  [[nodiscard]] std::optional<std::string_view> name_declared_behind(TextPlace place) const;

 private:
  /// Tokens of a function, or of the script: parameters, and what follows them up to the end.
  struct Range {
    std::uint32_t begin, body, end;
  };

  [[nodiscard]] const std::vector<Token>& tokens() const;
  [[nodiscard]] std::string_view at(std::uint32_t token) const {
    return text_of(text_, tokens()[token]);
  }
  [[nodiscard]] bool is_word(std::uint32_t token, std::string_view word) const;
  [[nodiscard]] std::optional<std::uint32_t> token_at(TextPlace place) const;
  [[nodiscard]] std::optional<TextPlace> name_right_before(TextPlace function,
                                                           std::string_view name) const;
  [[nodiscard]] std::optional<std::uint32_t> name_before(std::uint32_t token,
                                                         std::string_view name) const;
  [[nodiscard]] std::optional<std::uint32_t> class_around(std::uint32_t token) const;
  [[nodiscard]] std::optional<std::string_view> name_of_value(std::uint32_t token) const;
  [[nodiscard]] std::optional<std::uint32_t> class_near(TextPlace place) const;
  [[nodiscard]] bool begins_function(std::uint32_t token) const;
  [[nodiscard]] std::optional<std::string_view> name_declared_by(std::uint32_t token) const;
  [[nodiscard]] bool is_arrow_function(std::uint32_t token) const;
  [[nodiscard]] bool is_body(std::uint32_t bracket) const;
  [[nodiscard]] Range range_of_function(std::uint32_t token) const;
  [[nodiscard]] std::optional<std::uint32_t> function_around(std::uint32_t token) const;
  struct Declared {
    std::uint32_t token;
    std::size_t blocks;  ///< around it, within the range
  };
  [[nodiscard]] std::optional<Declared> declaration_in(const Range& range,
                                                       std::string_view variable) const;
  [[nodiscard]] std::optional<std::uint32_t> end_of_function(std::uint32_t token) const;
  [[nodiscard]] std::uint32_t units_before(std::uint32_t offset) const;

  std::string text_;
  mutable std::once_flag is_tokenized_;  // when it is first needed
  mutable std::vector<Token> tokens_;
  std::vector<std::uint32_t> lines_;  // offsets of their starts
  /// UTF-16 units before each kilobyte; empty where all is ASCII.
  std::vector<std::uint32_t> units_;
};

}  // namespace heapdiff::source_maps
