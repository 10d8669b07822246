#include "source_maps/javascript.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>

namespace heapdiff::source_maps {
namespace {

/// Words that end no value, so that what follows begins one.
constexpr std::array<std::string_view, 20> words_before_value{
    "await",   "case",    "default", "delete", "do",         "else", "export",
    "extends", "finally", "import",  "in",     "instanceof", "new",  "of",
    "return",  "throw",   "try",     "typeof", "void",       "yield"};
constexpr std::array<std::string_view, 4> words_with_head{"for", "if", "while", "with"};

template <std::size_t n>
bool is_one_of(std::string_view word, const std::array<std::string_view, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The tokenizer asks this of every byte of a bundle.
constexpr std::array<bool, 256> make_word_bytes() {
  std::array<bool, 256> bytes{};
  for (int c = 0; c < 256; ++c) {
    bytes[static_cast<std::size_t>(c)] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                         (c >= '0' && c <= '9') || c == '_' || c == '$' ||
                                         c >= 0x80;
  }
  return bytes;
}
constexpr std::array<bool, 256> word_bytes = make_word_bytes();
bool is_word_byte(char c) { return word_bytes[static_cast<unsigned char>(c)]; }

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Tokenizer {
 public:
  explicit Tokenizer(std::string_view text) : text_(text) {}

  std::vector<Token> tokenize() {
    if (text_.starts_with("#!")) skip_line();
    while (!is_done()) read_token();
    return std::move(tokens_);
  }

 private:
  [[nodiscard]] bool is_done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool sees(std::string_view expected) const {
    return text_.substr(at_).starts_with(expected);
  }

  void read_token() {
    const char c = peek();
    if (is_blank(c)) {
      ++at_;
    } else if (sees("//")) {
      skip_line();
    } else if (sees("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      at_ = end == std::string_view::npos ? text_.size() : end + 2;
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      read_number();
    } else if (is_word_byte(c) || c == '#' || c == '@') {
      const std::size_t start = at_++;
      while (is_word_byte(peek()) && !is_done()) ++at_;
      add(Token::Kind::word, start);
    } else if (c == '"' || c == '\'') {
      read_quoted(c);
    } else if (c == '`') {
      read_template();
    } else if (c == '/' && begins_value()) {
      read_expression();
    } else {
      read_mark(c);
    }
  }

  void skip_line() {
    const std::size_t end = text_.find('\n', at_);
    at_ = end == std::string_view::npos ? text_.size() : end;
  }

  void read_number() {
    const std::size_t start = at_;
    while (!is_done() && (is_word_byte(peek()) || peek() == '.')) {
      const char c = text_[at_++];
      const bool has_exponent = (c == 'e' || c == 'E') && !text_.substr(start).starts_with("0x");
      if (has_exponent && (peek() == '-' || peek() == '+')) ++at_;
    }
    add(Token::Kind::number, start);
  }

  void read_quoted(char quote) {
    const std::size_t start = at_++;
    while (!is_done() && peek() != quote && peek() != '\n') at_ += peek() == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, text_.size());
    add(Token::Kind::text, start);
  }

  /// A template, or the rest of one behind what was inserted: up to the end, or the next `${`.
  void read_template() {
    const std::size_t start = at_++;
    while (!is_done() && peek() != '`') {
      if (sees("${")) {
        add(Token::Kind::text, start);
        const std::size_t mark = at_;
        at_ += 2;
        open(mark, Bracket::insertion);
        return;
      }
      at_ += peek() == '\\' ? 2 : 1;
    }
    at_ = std::min(at_ + 1, text_.size());
    add(Token::Kind::text, start);
  }

  void read_expression() {
    const std::size_t start = at_++;
    bool is_in_set = false;
    while (!is_done() && peek() != '\n' && (is_in_set || peek() != '/')) {
      if (peek() == '[') is_in_set = true;
      if (peek() == ']') is_in_set = false;
      at_ += peek() == '\\' ? 2 : 1;
    }
    if (peek() == '/') ++at_;
    while (is_word_byte(peek()) && !is_done()) ++at_;
    at_ = std::min(at_, text_.size());
    add(Token::Kind::expression, start);
  }

  void read_mark(char c) {
    const std::size_t start = at_;
    for (const std::string_view mark : {"=>", "...", "?."}) {
      if (!sees(mark)) continue;
      at_ += mark.size();
      return add(Token::Kind::mark, start);
    }
    ++at_;
    switch (c) {
      case '(':
        return open(start, Bracket::round);
      case '[':
        return open(start, Bracket::square);
      case '{':
        return open(start, begins_block() ? Bracket::block : Bracket::object);
      case ')':
      case ']':
      case '}':
        return close(start, c);
      default:
        return add(Token::Kind::mark, start);
    }
  }

  enum class Bracket { round, square, block, object, insertion };
  struct Open {
    std::uint32_t token;
    Bracket kind;
    bool is_head;  // of a loop or a condition
  };

  void open(std::size_t start, Bracket kind) {
    const bool is_head =
        kind == Bracket::round && !tokens_.empty() && is_one_of(last_text(), words_with_head);
    open_.push_back({static_cast<std::uint32_t>(tokens_.size()), kind, is_head});
    add(Token::Kind::mark, start);
  }

  void close(std::size_t start, char c) {
    add(Token::Kind::mark, start);
    const auto self = static_cast<std::uint32_t>(tokens_.size() - 1);
    ends_statement_ = c == '}';
    if (open_.empty()) return;
    const Open opened = open_.back();
    open_.pop_back();
    tokens_[self].partner = opened.token;
    tokens_[opened.token].partner = self;
    ends_statement_ = opened.kind == Bracket::block || opened.is_head;
    if (opened.kind != Bracket::insertion) return;
    --at_;  // the template goes on as if the bracket began it
    read_template();
  }

  void add(Token::Kind kind, std::size_t start) {
    Token token;
    token.offset = static_cast<std::uint32_t>(start);
    token.length = static_cast<std::uint32_t>(std::min(at_, text_.size()) - start);
    token.kind = kind;
    token.partner = static_cast<std::uint32_t>(tokens_.size());
    tokens_.push_back(token);
    ends_statement_ = false;
  }

  [[nodiscard]] std::string_view last_text() const { return text_of(text_, tokens_.back()); }

  /// May a value begin here, rather than an operator follow one?
  [[nodiscard]] bool begins_value() const {
    if (tokens_.empty()) return true;
    const std::string_view last = last_text();
    switch (tokens_.back().kind) {
      case Token::Kind::word: {
        const bool is_property =
            tokens_.size() > 1 && text_of(text_, tokens_[tokens_.size() - 2]) == ".";
        return !is_property && is_one_of(last, words_before_value);
      }
      case Token::Kind::mark:
        if (last == ")" || last == "}") return ends_statement_;
        return last != "]";
      default:
        return false;
    }
  }

  /// Does a curly bracket here begin a block, rather than an object?
  [[nodiscard]] bool begins_block() const {
    if (tokens_.empty()) return true;
    const std::string_view last = last_text();
    if (tokens_.back().kind == Token::Kind::word) {
      return last == "else" || last == "do" || last == "try" || last == "finally" ||
             !begins_value();
    }
    return last == ")" || last == ";" || last == "{" || last == "=>" ||
           (last == "}" && ends_statement_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::vector<Open> open_;
  bool ends_statement_ = false;  // did the last token, a bracket, end a block or a head?
};

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  if (text.size() > std::numeric_limits<std::int32_t>::max()) return {};
  return Tokenizer(text).tokenize();
}

}  // namespace heapdiff::source_maps
