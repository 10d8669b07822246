#include "report/html/markup.hpp"

#include "base/printable.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {
namespace {

constexpr std::size_t name_bytes_max = 240, words_bytes_max = 2'000;

Markup cut_and_escaped(std::string_view text, std::size_t bytes_max) {
  // What is spelt out takes more than what it stands for.
  const std::string safe = base::printable(base::cut_to_bytes(text, bytes_max));
  const std::string_view start = base::cut_to_bytes(safe, bytes_max);
  Markup made = escaped(start);
  if (start.size() < safe.size() || text.size() > bytes_max) made.html += "…";
  return made;
}

}  // namespace

Markup escaped(std::string_view text) {
  Markup made;
  for (const char c : base::printable(text)) {
    switch (c) {
      case '&':
        made.html += "&amp;";
        break;
      case '<':
        made.html += "&lt;";
        break;
      case '>':
        made.html += "&gt;";
        break;
      case '"':
        made.html += "&quot;";
        break;
      case '\'':
        made.html += "&#39;";
        break;
      default:
        made.html += c;
    }
  }
  return made;
}

Markup name_of_heap(std::string_view text) {
  return cut_and_escaped(shown(std::string(base::cut_to_bytes(text, words_bytes_max))),
                         name_bytes_max);
}

Markup words(std::string_view text) { return cut_and_escaped(text, words_bytes_max); }

}  // namespace heapdiff::report::html
