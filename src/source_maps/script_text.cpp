#include "source_maps/script_text.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/identifier.hpp"

namespace heapdiff::source_maps {
namespace {

constexpr std::uint32_t units_step = 1024;
/// Further back nothing belongs to one declaration.
constexpr std::uint32_t tokens_back_max = 200;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool declares_variables(std::string_view word) {
  return word == "var" || word == "let" || word == "const";
}

/// Words that begin a declaration, so that maps lead to them, and are no names. What is exported as
/// `default` has no other.
bool is_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 15> words{
      "abstract", "async", "class",  "const",  "constructor", "export", "function", "import",
      "let",      "new",   "return", "static", "this",        "throw",  "var"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Words whose head and body are no function's: `if (…) {`.
bool has_block(std::string_view word) {
  static constexpr std::array<std::string_view, 6> words{"if",     "for",   "while",
                                                         "switch", "catch", "with"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

ScriptText::ScriptText(std::string text) : text_(std::move(text)) {
  if (text_.size() > std::numeric_limits<std::int32_t>::max()) return;
  lines_.push_back(0);
  bool is_ascii = true;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') lines_.push_back(static_cast<std::uint32_t>(i + 1));
    is_ascii = is_ascii && static_cast<unsigned char>(text_[i]) < 0x80;
  }
  if (is_ascii) return;
  // A step that would begin within a character counts up to the character's end.
  std::uint32_t units = 0;
  for (std::size_t start = 0; start < text_.size();) {
    units_.push_back(units);
    const std::size_t end = std::min<std::size_t>(start + units_step, text_.size());
    for (std::size_t i = start; i < end; ++i) {
      if (is_continuation(text_[i])) continue;
      units += static_cast<unsigned char>(text_[i]) >= 0xF0 ? 2 : 1;
    }
    start = end;
  }
}

const std::vector<Token>& ScriptText::tokens() const {
  std::call_once(is_tokenized_, [this] { tokens_ = tokenize(text_); });
  return tokens_;
}

std::uint32_t ScriptText::units_before(std::uint32_t offset) const {
  if (units_.empty()) return offset;
  const std::uint32_t step =
      std::min<std::uint32_t>(offset / units_step, static_cast<std::uint32_t>(units_.size() - 1));
  std::uint32_t units = units_[step];
  for (std::uint32_t i = step * units_step; i < offset; ++i) {
    if (is_continuation(text_[i])) continue;
    units += static_cast<unsigned char>(text_[i]) >= 0xF0 ? 2 : 1;
  }
  return units;
}

std::optional<std::uint32_t> ScriptText::offset_of(TextPlace place) const {
  if (place.line >= lines_.size()) return std::nullopt;
  const std::uint32_t start = lines_[place.line];
  const std::uint32_t end = place.line + 1 < lines_.size()
                                ? lines_[place.line + 1] - 1
                                : static_cast<std::uint32_t>(text_.size());
  if (units_.empty()) {
    return place.column <= end - start ? std::optional(start + place.column) : std::nullopt;
  }
  const std::uint64_t wanted = std::uint64_t{units_before(start)} + place.column;
  const auto behind = std::upper_bound(units_.begin(), units_.end(), wanted);
  std::uint32_t offset = static_cast<std::uint32_t>(behind - units_.begin() - 1) * units_step;
  offset = std::max(offset, start);
  for (std::uint64_t units = units_before(offset); offset < end; ++offset) {
    if (is_continuation(text_[offset])) continue;
    if (units >= wanted) break;
    units += static_cast<unsigned char>(text_[offset]) >= 0xF0 ? 2 : 1;
  }
  return units_before(offset) == wanted ? std::optional(offset) : std::nullopt;
}

TextPlace ScriptText::place_of(std::uint32_t offset) const {
  const auto behind = std::upper_bound(lines_.begin(), lines_.end(), offset);
  const auto line = static_cast<std::uint32_t>(behind - lines_.begin() - 1);
  return {line, units_before(offset) - units_before(lines_[line])};
}

bool ScriptText::is_word(std::uint32_t token, std::string_view word) const {
  return tokens()[token].kind == Token::Kind::word && at(token) == word;
}

std::optional<std::uint32_t> ScriptText::token_at(TextPlace place) const {
  const auto offset = offset_of(place);
  if (!offset) return std::nullopt;
  const auto found =
      std::lower_bound(tokens().begin(), tokens().end(), *offset,
                       [](const Token& token, std::uint32_t to) { return token.offset < to; });
  if (found == tokens().end() || found->offset != *offset) return std::nullopt;
  return static_cast<std::uint32_t>(found - tokens().begin());
}

/// The name that a value is given which begins at a token: `NAME = value`, `NAME: value`.
std::optional<std::uint32_t> ScriptText::name_before(std::uint32_t token,
                                                     std::string_view name) const {
  if (token < 2 || (at(token - 1) != "=" && at(token - 1) != ":")) return std::nullopt;
  return is_word(token - 2, name) ? std::optional(token - 2) : std::nullopt;
}

/// The keyword of the class that a member of it, at a token, is in.
std::optional<std::uint32_t> ScriptText::class_around(std::uint32_t token) const {
  std::uint32_t i = token;
  for (;;) {
    if (i == 0) return std::nullopt;
    --i;
    const std::uint32_t partner = tokens()[i].partner;
    if (partner > i) break;  // the bracket around
    i = partner;
  }
  if (at(i) != "{") return std::nullopt;
  for (std::uint32_t steps = 0; i > 0 && steps < tokens_back_max; ++steps) {
    i = tokens()[i - 1].partner < i - 1 ? tokens()[i - 1].partner : i - 1;
    if (is_word(i, "class")) return i;
    if (at(i) == ";") return std::nullopt;
  }
  return std::nullopt;
}

/// The most usual case, without tokens: `NAME(`.
std::optional<TextPlace> ScriptText::name_right_before(TextPlace function,
                                                       std::string_view name) const {
  const auto offset = offset_of(function);
  const bool may_be = offset && *offset < text_.size() && *offset > name.size() &&
                      text_[*offset] == '(' && name != "constructor";
  if (!may_be) return std::nullopt;
  const auto start = static_cast<std::uint32_t>(*offset - name.size());
  const char before = text_[start - 1];
  const bool is_name = std::string_view(text_).substr(start, name.size()) == name &&
                       !base::is_identifier_byte(before) && before != '#';
  return is_name ? std::optional(place_of(start)) : std::nullopt;
}

std::optional<TextPlace> ScriptText::name_of_function(TextPlace function,
                                                      std::string_view name) const {
  if (name.empty()) return std::nullopt;
  if (auto before = name_right_before(function, name)) return before;
  auto start = token_at(function);
  if (!start) return std::nullopt;
  const auto found = [&](std::optional<std::uint32_t> token) -> std::optional<TextPlace> {
    return token ? std::optional(place_of(tokens()[*token].offset)) : std::nullopt;
  };
  if (at(*start) == "(" && *start > 0 && is_word(*start - 1, "constructor") &&
      name != "constructor") {
    start = class_around(*start - 1);
    if (!start) return std::nullopt;
  }
  if (is_word(*start, "class")) {
    const bool is_named = *start + 1 < tokens().size() && is_word(*start + 1, name);
    return found(is_named ? std::optional(*start + 1) : name_before(*start, name));
  }
  if (at(*start) == "(" && *start > 0) {
    std::uint32_t before = *start - 1;
    if (is_word(before, name)) return found(before);
    if (at(before) == "*" && before > 0) --before;
    if (is_word(before, "function")) {
      if (before > 0 && is_word(before - 1, "async")) --before;
      return found(name_before(before, name));
    }
  }
  return found(name_before(*start, name));
}

/// Is a curly bracket that of a function's body?
bool ScriptText::is_body(std::uint32_t bracket) const {
  if (bracket == 0) return false;
  const std::string_view before = at(bracket - 1);
  if (before == "=>") return true;
  const std::uint32_t head = tokens()[bracket - 1].partner;
  return before == ")" && head < bracket - 1 && head > 0 &&
         !(tokens()[head - 1].kind == Token::Kind::word && has_block(at(head - 1)));
}

/// REQUIRES: the token is a function's first, as V8 counts.
ScriptText::Range ScriptText::range_of_function(std::uint32_t token) const {
  const auto all = static_cast<std::uint32_t>(tokens().size());
  std::uint32_t i = token;
  if (is_word(i, "async") && i + 1 < all) ++i;
  i = (at(i) == "(" ? tokens()[i].partner : i) + 1;
  const std::uint32_t parameters_end = std::min(i, all);
  if (i < all && at(i) == "=>") ++i;
  // What is an expression alone declares nothing.
  if (i >= all || at(i) != "{") return {token, parameters_end, parameters_end};
  return {token, i + 1, tokens()[i].partner > i ? tokens()[i].partner : all};
}

/// The first token of the innermost function that a token is in.
std::optional<std::uint32_t> ScriptText::function_around(std::uint32_t token) const {
  bool is_same_expression = true;
  for (std::uint32_t i = token; i > 0;) {
    --i;
    const std::string_view mark = at(i);
    if (mark == "=>" && is_same_expression && i > 0) {
      const std::uint32_t last = i - 1;  // of the parameters
      return tokens()[last].partner;
    }
    if (mark == "," || mark == ";") is_same_expression = false;
    if (tokens()[i].partner < i) {
      i = tokens()[i].partner;
    } else if (tokens()[i].partner > i) {
      is_same_expression = true;
      if (mark != "{" || !is_body(i)) continue;
      const std::uint32_t before = at(i - 1) == "=>" ? i - 2 : i - 1;
      return i >= 2 ? std::optional(tokens()[before].partner) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// Of what a range declares itself, the token that names a variable.
std::optional<ScriptText::Declared> ScriptText::declaration_in(const Range& range,
                                                               std::string_view variable) const {
  for (std::uint32_t i = range.begin; i < range.body; ++i) {
    const bool is_value = i > 0 && at(i - 1) == "=";
    const bool is_key = i + 1 < range.body && at(i + 1) == ":" && i > 0 && at(i - 1) != "(";
    if (is_word(i, variable) && !is_value && !is_key) return Declared{i, 0};
  }
  std::optional<Declared> best;
  struct Open {
    std::uint32_t close;
    bool is_pattern;
  };
  std::vector<Open> open;
  /// Where the names of a `var`, `let` or `const` stand.
  struct List {
    std::size_t depth;
    bool is_name_next;
  };
  std::vector<List> lists;
  for (std::uint32_t i = range.body; i < range.end; ++i) {
    while (!open.empty() && i >= open.back().close) open.pop_back();
    while (!lists.empty() && lists.back().depth > open.size()) lists.pop_back();
    const bool is_list = !lists.empty() && lists.back().depth == open.size();
    const bool is_name_next = is_list && lists.back().is_name_next;
    const bool is_in_pattern = !open.empty() && open.back().is_pattern;
    const std::string_view token = at(i);
    const bool is_a_word = tokens()[i].kind == Token::Kind::word;
    if (is_a_word && declares_variables(token) && (i == 0 || at(i - 1) != ".")) {
      if (is_list) lists.pop_back();
      lists.push_back({open.size(), true});
      continue;
    }
    if (is_list) lists.back().is_name_next = token == ",";
    if (tokens()[i].partner > i) {
      if (token == "{" && is_body(i)) {
        i = tokens()[i].partner;
      } else {
        open.push_back({tokens()[i].partner, token != "(" && (is_name_next || is_in_pattern)});
      }
      continue;
    }
    if (is_list && token == ";") lists.pop_back();
    if (!is_a_word || token != variable) continue;
    const bool is_key = i + 1 < range.end && at(i + 1) == ":";
    const bool is_value = i > 0 && at(i - 1) == "=";
    const bool is_declared = i > 0 && (is_word(i - 1, "class") || is_word(i - 1, "function") ||
                                       is_word(i - 1, "import") ||
                                       (at(i - 1) == "*" && i > 1 && is_word(i - 2, "function")) ||
                                       (at(i - 1) == "(" && i > 1 && is_word(i - 2, "catch")));
    if (!is_name_next && !is_declared && !(is_in_pattern && !is_key && !is_value)) continue;
    if (!best || open.size() < best->blocks) best = Declared{i, open.size()};
  }
  return best;
}

std::optional<TextPlace> ScriptText::declaration_of(std::string_view variable,
                                                    std::optional<TextPlace> function) const {
  Range range{0, 0, static_cast<std::uint32_t>(tokens().size())};
  if (function) {
    const auto start = token_at(*function);
    if (!start) return std::nullopt;
    range = range_of_function(*start);
  }
  const auto found = declaration_in(range, variable);
  return found ? std::optional(place_of(tokens()[found->token].offset)) : std::nullopt;
}

std::optional<TextPlace> ScriptText::declaration_around(std::string_view variable,
                                                        TextPlace function) const {
  auto token = token_at(function);
  if (!token) return std::nullopt;
  while (const auto around = function_around(*token)) {
    const auto found = declaration_in(range_of_function(*around), variable);
    if (found) return place_of(tokens()[found->token].offset);
    if (*around >= *token) break;
    token = around;
  }
  return declaration_of(variable, std::nullopt);
}

std::optional<TextPlace> ScriptText::only_declaration_of(std::string_view variable) const {
  const auto all = static_cast<std::uint32_t>(tokens().size());
  std::optional<std::uint32_t> only;
  // Each scope without the functions within it, so that all of them take O(tokens).
  for (std::uint32_t i = 0; i <= all; ++i) {
    Range range{0, 0, all};  // the last one is the script
    if (i < all) {
      if (!begins_function(i)) continue;
      range = range_of_function(i);
      range.begin = range.body;  // without parameters
    }
    const auto found = declaration_in(range, variable);
    if (!found) continue;
    if (only && *only != found->token) return std::nullopt;
    only = found->token;
  }
  return only ? std::optional(place_of(tokens()[*only].offset)) : std::nullopt;
}

/// The token behind a function's last one; nothing where the text ends before that.
std::optional<std::uint32_t> ScriptText::end_of_function(std::uint32_t token) const {
  const auto all = static_cast<std::uint32_t>(tokens().size());
  std::uint32_t i = token;
  if (is_word(i, "async") && i + 1 < all) ++i;
  if (at(i) == "(") {
    if (tokens()[i].partner <= i) return std::nullopt;
    i = tokens()[i].partner;
  }
  if (++i >= all) return std::nullopt;
  const bool is_arrow = at(i) == "=>";
  if (is_arrow && ++i >= all) return std::nullopt;
  if (at(i) == "{") {
    return tokens()[i].partner > i ? std::optional(tokens()[i].partner + 1) : std::nullopt;
  }
  if (!is_arrow) return std::nullopt;
  for (; i < all; ++i) {
    const std::string_view mark = at(i);
    if (tokens()[i].kind != Token::Kind::mark) continue;
    if (mark == "," || mark == ";" || mark == ")" || mark == "]" || mark == "}") return i;
    if (tokens()[i].partner > i) i = tokens()[i].partner;
  }
  return std::nullopt;
}

std::optional<bool> ScriptText::uses(TextPlace function, std::string_view variable) const {
  const auto first = token_at(function);
  const auto end = first ? end_of_function(*first) : std::nullopt;
  if (!end) return std::nullopt;
  // One that only a block declares may stand for another one outside of it.
  const auto declares = [&](std::uint32_t token) {
    const auto found = declaration_in(range_of_function(token), variable);
    return found && found->blocks == 0;
  };
  if (declares(*first)) return false;
  for (std::uint32_t i = *first; i < *end; ++i) {
    if (i > *first && begins_function(i) && !is_word(i, "class") && declares(i)) {
      i = end_of_function(i).value_or(i + 1) - 1;
      continue;
    }
    const bool is_member = i > 0 && (at(i - 1) == "." || at(i - 1) == "?.");
    if (is_word(i, variable) && !is_member) return true;
  }
  return false;
}

std::optional<std::uint32_t> ScriptText::class_near(TextPlace place) const {
  const auto offset = offset_of(place);
  if (!offset) return std::nullopt;
  const auto found =
      std::lower_bound(tokens().begin(), tokens().end(), *offset,
                       [](const Token& token, std::uint32_t to) { return token.offset < to; });
  const auto token = static_cast<std::uint32_t>(found - tokens().begin());
  const auto all = static_cast<std::uint32_t>(tokens().size());
  if (token < all && at(token) == "(" && token > 0 && is_word(token - 1, "constructor")) {
    return class_around(token - 1);
  }
  const std::uint32_t line_end =
      place.line + 1 < lines_.size() ? lines_[place.line + 1] : static_cast<std::uint32_t>(-1);
  for (std::uint32_t i = token; i < all && tokens()[i].offset < line_end; ++i) {
    if (is_word(i, "class")) return i;
  }
  // Out of as many brackets as it takes.
  for (std::uint32_t i = token; i > 0;) {
    --i;
    if (tokens()[i].partner < i) {
      i = tokens()[i].partner;
    } else if (tokens()[i].partner > i && at(i) == "{" && i + 1 < all) {
      if (const auto around = class_around(i + 1)) return around;
    }
  }
  return std::nullopt;
}

std::vector<ScriptText::PrivateName> ScriptText::private_names(TextPlace class_place) const {
  std::vector<PrivateName> names;
  const auto token = class_near(class_place);
  if (!token) return names;
  std::uint32_t i = *token;
  const auto all = static_cast<std::uint32_t>(tokens().size());
  while (i < all && at(i) != "{") i = tokens()[i].partner > i ? tokens()[i].partner + 1 : i + 1;
  for (const std::uint32_t end = i < all ? tokens()[i].partner : i; i < end; ++i) {
    if (tokens()[i].kind != Token::Kind::word || !at(i).starts_with('#')) continue;
    const bool is_known = std::any_of(names.begin(), names.end(),
                                      [&](const PrivateName& one) { return one.name == at(i); });
    if (!is_known) names.push_back({at(i), place_of(tokens()[i].offset)});
  }
  return names;
}

bool ScriptText::is_at_or_before(TextPlace place, std::uint32_t column) const {
  if (column == place.column) return true;
  const auto offset = offset_of(place);
  if (!offset || *offset > text_.size()) return false;
  std::uint32_t start = *offset;
  while (start > 0 && (text_[start - 1] == ' ' || text_[start - 1] == '*')) --start;
  while (start > 0 && base::is_identifier_byte(text_[start - 1])) --start;
  if (start > 0 && text_[start - 1] == '#') --start;
  return place_of(start) == TextPlace{place.line, column};
}

std::optional<std::string_view> ScriptText::identifier_at(TextPlace place) const {
  // Without tokens: it is asked of one original source after the other.
  const auto start = offset_of(place);
  const auto is_part = [](char c) { return base::is_identifier_byte(c) || c == '#'; };
  if (!start || *start >= text_.size() || !is_part(text_[*start])) return std::nullopt;
  const bool is_within = *start > 0 && is_part(text_[*start - 1]);
  const bool is_number = text_[*start] >= '0' && text_[*start] <= '9';
  if (is_within || is_number) return std::nullopt;
  std::size_t end = *start + 1;
  while (end < text_.size() && base::is_identifier_byte(text_[end])) ++end;
  const std::string_view word = std::string_view(text_).substr(*start, end - *start);
  return is_keyword(word) ? std::nullopt : std::optional(word);
}

/// The name that JavaScript gives to a function without one: that of the variable or the property
/// that it is the first value of.
std::optional<std::string_view> ScriptText::name_of_value(std::uint32_t token) const {
  if (token < 2 || (at(token - 1) != "=" && at(token - 1) != ":")) return std::nullopt;
  const bool is_name = tokens()[token - 2].kind == Token::Kind::word && !is_keyword(at(token - 2));
  const bool is_member = token > 2 && at(token - 3) == ".";
  return is_name && !is_member ? std::optional(at(token - 2)) : std::nullopt;
}

bool ScriptText::is_arrow_function(std::uint32_t token) const {
  const auto all = static_cast<std::uint32_t>(tokens().size());
  if (is_word(token, "async") && token + 1 < all) ++token;
  const bool has_brackets = at(token) == "(";
  if (!has_brackets && tokens()[token].kind != Token::Kind::word) return false;
  const std::uint32_t behind = (has_brackets ? tokens()[token].partner : token) + 1;
  return behind < all && at(behind) == "=>";
}

std::optional<std::string_view> ScriptText::name_declared_at(TextPlace place) const {
  const auto token = token_at(place);
  return token ? name_declared_by(*token) : std::nullopt;
}

/// Does a function or a class begin at a token, by V8's places?
bool ScriptText::begins_function(std::uint32_t token) const {
  if (is_word(token, "class")) return token == 0 || at(token - 1) != ".";
  if (is_arrow_function(token)) return token == 0 || !is_word(token - 1, "async");
  if (at(token) != "(" || token == 0 || tokens()[token].partner <= token) return false;
  const std::uint32_t behind = tokens()[token].partner + 1;
  return behind < tokens().size() && at(behind) == "{" && is_body(behind) &&
         !is_word(token - 1, "constructor");
}

std::optional<std::string_view> ScriptText::name_declared_behind(TextPlace place) const {
  const auto offset = offset_of(place);
  if (!offset) return std::nullopt;
  const std::uint32_t end =
      place.line + 1 < lines_.size() ? lines_[place.line + 1] : static_cast<std::uint32_t>(-1);
  std::optional<std::uint32_t> only;
  auto token = std::lower_bound(tokens().begin(), tokens().end(), *offset,
                                [](const Token& t, std::uint32_t to) { return t.offset < to; });
  for (; token != tokens().end() && token->offset < end; ++token) {
    const auto i = static_cast<std::uint32_t>(token - tokens().begin());
    if (!begins_function(i)) continue;
    if (only) return std::nullopt;
    only = i;
  }
  return only ? name_declared_by(*only) : std::nullopt;
}

std::optional<std::string_view> ScriptText::name_declared_by(std::uint32_t token) const {
  if (is_arrow_function(token)) {
    return name_of_value(token > 0 && is_word(token - 1, "async") ? token - 1 : token);
  }
  std::uint32_t i = token;
  const auto last = static_cast<std::uint32_t>(tokens().size() - 1);
  if (at(i) == "(") {
    if (i == 0) return std::nullopt;
    --i;
  }
  if (is_word(i, "constructor")) {
    const auto around = class_around(i);
    if (!around) return std::nullopt;
    i = *around;
  }
  const std::uint32_t first = i;
  for (const std::string_view keyword : {"export", "default", "abstract", "async"}) {
    if (is_word(i, keyword) && i < last) ++i;
  }
  if (is_word(i, "class") || is_word(i, "function")) {
    if (i < last && at(i + 1) == "*") ++i;
    const bool is_named = i < last && tokens()[i + 1].kind == Token::Kind::word &&
                          at(i + 1) != "extends" && at(i + 1) != "implements";
    if (is_named) return at(i + 1);
    return name_of_value(first > 0 && is_word(first - 1, "async") ? first - 1 : first);
  }
  const bool is_named = tokens()[i].kind == Token::Kind::word && i < last && at(i + 1) == "(" &&
                        (i == 0 || at(i - 1) != ".") && !has_block(at(i));
  return is_named ? std::optional(at(i)) : std::nullopt;
}

}  // namespace heapdiff::source_maps
