#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace heapdiff::source_maps {

/// A token of JavaScript or TypeScript. Comments and blanks are none.
struct Token {
  enum class Kind : std::uint8_t { word, number, text, expression, mark };
  std::uint32_t offset = 0, length = 0;
  Kind kind = Kind::mark;
  /// Of a bracket: its partner, as an index into the tokens; the token itself if it has none.
  std::uint32_t partner = 0;
};

/// The tokens of a text, in order. A mark is one byte, but for `=>`, `...` and `?.`. Templates are
/// texts, and what is inserted in them are tokens between `${` and `}`. A slash begins a regular
/// expression where a value may stand, by the token before it; behind `)` that is so after the
/// heads of `if`, `while`, `for` and `with`, and behind `}` where the brackets held a block. Never
/// fails: what is no JavaScript comes out as marks. Texts above 2 GiB have no tokens. O(bytes).
[[nodiscard]] std::vector<Token> tokenize(std::string_view text);

[[nodiscard]] inline std::string_view text_of(std::string_view text, const Token& token) {
  return text.substr(token.offset, token.length);
}

}  // namespace heapdiff::source_maps
