#include "heapdiff/name_pattern.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace heapdiff {

Result<NamePattern> NamePattern::parse(std::string_view text, PlainText meaning) {
  NamePattern pattern;
  pattern.meaning_ = meaning;
  pattern.text_ = text;
  const bool is_expression = text.size() >= 2 && text.front() == '/' && text.back() == '/';
  if (!is_expression) return pattern;
  RE2::Options options;
  options.set_log_errors(false);
  const std::string inner(text.substr(1, text.size() - 2));
  auto expression = std::make_shared<const RE2>(inner, options);
  if (!expression->ok()) {
    // RE2 names the offending part, not its place: found again, it is where the user looks.
    const std::size_t at =
        expression->error_arg().empty() ? 0 : inner.find(expression->error_arg());
    return fail({ErrorKind::usage, "",
                 fmt::format("not a regular expression: {}", expression->error()),
                 at == std::string::npos ? 1 : at + 1, ""});
  }
  pattern.expression_ = std::move(expression);
  return pattern;
}

bool NamePattern::matches(std::string_view name) const {
  if (expression_)
    return RE2::PartialMatch(re2::StringPiece(name.data(), name.size()), *expression_);
  if (meaning_ == PlainText::is_whole_name) return name == text_;
  return name.find(text_) != std::string_view::npos;
}

const std::string* NamePattern::whole_name() const {
  return !expression_ && meaning_ == PlainText::is_whole_name ? &text_ : nullptr;
}

}  // namespace heapdiff
