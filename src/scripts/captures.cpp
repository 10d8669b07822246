#include "scripts/captures.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <vector>

#include "base/printable.hpp"
#include "graph/properties.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::scripts {
namespace {

using graph::Heap;
using graph::Word;

bool is_identifier(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool mentions(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool is_whole = (at == 0 || (!is_identifier(text[at - 1]) && text[at - 1] != '.')) &&
                          (end == text.size() || !is_identifier(text[end]));
    if (is_whole) return true;
  }
  return false;
}

/// Where a line and column are in a text.
std::optional<std::size_t> offset_of(std::string_view source, std::uint32_t line,
                                     std::uint32_t column) {
  std::size_t at = 0;
  for (std::uint32_t i = 1; i < line; ++i) {
    at = source.find('\n', at);
    if (at == std::string_view::npos) return std::nullopt;
    ++at;
  }
  for (std::uint32_t units = 1; units < column;) {
    if (at >= source.size()) return std::nullopt;
    const base::CodePoint point = base::decode_code_point(source.substr(at));
    units += point.value > 0xFFFF ? 2 : 1;
    at += point.bytes;
  }
  if (at >= source.size()) return std::nullopt;
  return at;
}

/// Walks over JavaScript just well enough to match brackets: comments, strings and templates are
/// skipped. A regular expression with a bracket in it would mislead it, and the answer is then that
/// the text is too short or too long: both are taken for "unknown" or for a wider function.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  [[nodiscard]] bool is_done() const { return at_ >= text_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] char peek() const { return is_done() ? '\0' : text_[at_]; }

  void skip_blanks() {
    while (!is_done()) {
      if (std::isspace(static_cast<unsigned char>(peek())) != 0) {
        ++at_;
      } else if (text_.substr(at_).starts_with("//")) {
        skip_past("\n");
      } else if (text_.substr(at_).starts_with("/*")) {
        at_ += 2;
        skip_past("*/");
      } else {
        return;
      }
    }
  }

  /// Past the bracket that closes the one here.
  bool skip_brackets() {
    std::size_t depth = 0;
    do {
      if (is_done()) return false;
      depth = next(depth);
    } while (depth > 0);
    return true;
  }

  /// Past an expression, up to a comma, semicolon or closing bracket that is not its own.
  bool skip_expression() {
    std::size_t depth = 0;
    while (!is_done()) {
      const char c = peek();
      if (depth == 0 && (c == ',' || c == ';' || c == ')' || c == ']' || c == '}')) return true;
      depth = next(depth);
    }
    return false;
  }

  bool skip(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

 private:
  void skip_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
  }

  void skip_quoted(char quote) {
    ++at_;
    while (!is_done() && peek() != quote) at_ += peek() == '\\' ? 2 : 1;
    ++at_;
  }

  std::size_t next(std::size_t depth) {
    const std::size_t before = at_;
    skip_blanks();
    if (at_ != before) return depth;
    const char c = peek();
    if (c == '"' || c == '\'' || c == '`') {
      skip_quoted(c);  // of a template, what is inserted counts as text
      return depth;
    }
    ++at_;
    if (c == '(' || c == '[' || c == '{') return depth + 1;
    if ((c == ')' || c == ']' || c == '}') && depth > 0) return depth - 1;
    return depth;
  }

  std::string_view text_;
  std::size_t at_;
};

Use use_by_text(const Heap& heap, NodeIndex function, NodeIndex shared, std::string_view variable) {
  const auto script = script_of_shared(heap, shared);
  const auto source = script ? graph::internal(heap, *script, "source") : std::nullopt;
  const parse::Location* place = heap.locations.find(function);
  if (!source || place == nullptr || !is_string_like(heap.nodes.types[*source])) {
    return Use::unknown;
  }
  const auto text = function_text(heap.raw_name(*source), place->line + 1, place->column + 1);
  if (!text) return Use::unknown;
  return mentions(*text, variable) ? Use::yes : Use::no;
}

/// The innermost context that a function reaches with a variable of that name.
std::optional<NodeIndex> context_of_variable(const Heap& heap, NodeIndex function,
                                             std::string_view variable) {
  constexpr std::size_t contexts_max = 1000;  // around each other; more are a circle, or a trap
  auto context = heap.internal_child(function, Word::context);
  for (std::size_t i = 0; context && i < contexts_max; ++i) {
    if (graph::child(heap, *context, EdgeType::context, variable)) return context;
    context = heap.internal_child(*context, Word::previous);
  }
  return std::nullopt;
}

/// The first node of that name that a node holds.
std::optional<NodeIndex> held_by_name(const Heap& heap, NodeIndex node, std::string_view name) {
  for (const EdgeIndex edge : heap.nodes.edges_of(node)) {
    if (heap.edges.type(edge) == EdgeType::weak) continue;
    if (heap.raw_name(heap.edges.target(edge)) == name) return heap.edges.target(edge);
  }
  return std::nullopt;
}

/// Nothing where the function was never called, or so long ago that its code was thrown away.
std::optional<NodeIndex> bytecode_of(const Heap& heap, NodeIndex shared) {
  constexpr std::string_view bytecode = "system / BytecodeArray";
  for (const char* name : {"function_data", "trusted_function_data", "untrusted_function_data"}) {
    const auto data = graph::internal(heap, shared, name);
    if (!data) continue;
    if (heap.raw_name(*data) == bytecode) return data;
    // Machine code, or what enters the interpreter, leads to the bytecode.
    if (const auto behind = held_by_name(heap, *data, bytecode)) return behind;
  }
  return std::nullopt;
}

/// What a function's compiled code names, and which functions it makes.
struct Constants {
  std::vector<std::string_view> names;
  std::vector<NodeIndex> functions;
};

std::optional<Constants> constants_of(const Heap& heap, NodeIndex shared) {
  const auto bytecode = bytecode_of(heap, shared);
  const auto pool = bytecode ? held_by_name(heap, *bytecode, "(constant pool)") : std::nullopt;
  if (!bytecode) return std::nullopt;
  Constants constants;
  if (!pool) return constants;
  for (const EdgeIndex edge : heap.nodes.edges_of(*pool)) {
    const NodeIndex constant = heap.edges.target(edge);
    if (is_string_like(heap.nodes.types[constant])) {
      constants.names.push_back(heap.raw_name(constant));
    } else if (heap.nodes.types[constant] == NodeType::code &&
               heap.internal_child(constant, Word::name_or_scope_info)) {
      constants.functions.push_back(constant);
    }
  }
  return constants;
}

/// Is a name one of the value's properties or methods, its own or inherited? What strings have,
/// too, is no evidence: every other function cuts a string.
bool has_member(const Heap& heap, NodeIndex value, std::string_view name) {
  constexpr std::size_t prototypes_max = 4;
  static constexpr std::array<std::string_view, 13> common{
      "at",     "concat", "constructor", "includes", "indexOf",   "keys",     "lastIndexOf",
      "length", "slice",  "toString",    "valueOf",  "__proto__", "prototype"};
  if (std::find(common.begin(), common.end(), name) != common.end()) return false;
  NodeIndex at = value;
  for (std::size_t i = 0; i < prototypes_max; ++i) {
    // Methods of every object are no evidence, either.
    const auto above = graph::property(heap, at, "__proto__");
    if (!above && i > 0) return false;
    if (graph::property(heap, at, name)) return true;
    if (!above) return false;
    at = *above;
  }
  return false;
}

bool touches(const Heap& heap, const Constants& constants, NodeIndex value) {
  return std::any_of(constants.names.begin(), constants.names.end(),
                     [&](std::string_view name) { return has_member(heap, value, name); });
}

}  // namespace

std::optional<std::string_view> function_text(std::string_view source, std::uint32_t line,
                                              std::uint32_t column) {
  const auto start = offset_of(source, line, column);
  if (!start) return std::nullopt;
  Scanner scanner(source, *start);
  if (scanner.peek() == '(') {
    if (!scanner.skip_brackets()) return std::nullopt;
  } else {
    while (is_identifier(scanner.peek())) scanner.skip(source.substr(scanner.at(), 1));
  }
  scanner.skip_blanks();
  const bool is_arrow = scanner.skip("=>");
  scanner.skip_blanks();
  const bool has_body = scanner.peek() == '{';
  if (!has_body && !is_arrow) return std::nullopt;
  const bool is_whole = has_body ? scanner.skip_brackets() : scanner.skip_expression();
  if (!is_whole) return std::nullopt;
  return source.substr(*start, scanner.at() - *start);
}

Use use_of_variable(const Heap& heap, const ScopeNames& scopes, NodeIndex function,
                    std::string_view variable, NodeIndex value) {
  if (const auto context = context_of_variable(heap, function, variable)) {
    const auto is_used = scopes.uses().is_used(heap, *context, variable);
    if (is_used) return *is_used ? Use::yes : Use::no;
  }
  const auto shared = heap.internal_child(function, Word::shared);
  if (!shared) return Use::unknown;
  const Use by_text = use_by_text(heap, function, *shared, variable);
  if (by_text != Use::unknown) return by_text;
  const auto context = heap.internal_child(function, Word::context);
  const auto declarer = context ? scopes.shared_of(heap, *context) : std::nullopt;
  const auto maker = declarer ? constants_of(heap, *declarer) : std::nullopt;
  if (!maker) return Use::unknown;
  if (maker->functions.size() == 1) return Use::yes;
  const auto own = constants_of(heap, *shared);
  if (own && touches(heap, *own, value)) return Use::yes;
  for (const NodeIndex sibling : maker->functions) {
    if (sibling == *shared) continue;
    const auto others = constants_of(heap, sibling);
    if (others && touches(heap, *others, value)) return Use::no;
  }
  return Use::unknown;
}

}  // namespace heapdiff::scripts
