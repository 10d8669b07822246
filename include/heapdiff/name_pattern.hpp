#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "heapdiff/error.hpp"

namespace re2 {
class RE2;
}

namespace heapdiff {

/// What a user writes to mean classes: a text, or a regular expression between slashes. Expressions
/// are RE2's: matching takes linear time and bounded memory, whatever the class is called.
class NamePattern {
 public:
  enum class PlainText { is_whole_name, is_part_of_name };

  /// Errors: usage, with RE2's reason and the offset in `text` as the error's byte.
  [[nodiscard]] static Result<NamePattern> parse(std::string_view text, PlainText meaning);

  /// As the user wrote it.
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool matches(std::string_view name) const;
  /// The one class that it can mean, or null for an expression or a part of names.
  [[nodiscard]] const std::string* whole_name() const;

 private:
  std::string text_;
  PlainText meaning_ = PlainText::is_whole_name;
  std::shared_ptr<const re2::RE2> expression_;  // RE2 cannot be copied; patterns can
};

}  // namespace heapdiff
