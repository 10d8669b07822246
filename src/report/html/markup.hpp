#pragma once

#include <fmt/format.h>

#include <concepts>
#include <iterator>
#include <string>
#include <string_view>

namespace heapdiff::report::html {

/// HTML that is sound by itself. Text becomes markup by `escaped` alone, and nothing but markup and
/// numbers can be put into a page: what a heap says cannot be taken for a tag.
struct Markup {
  std::string html;

  Markup& operator+=(const Markup& other) {
    html += other.html;
    return *this;
  }
  [[nodiscard]] bool empty() const { return html.empty(); }
  [[nodiscard]] std::size_t size() const { return html.size(); }
};

/// Text from anywhere, for an element or between the quotes of an attribute. What is not printable
/// is spelt out, so that no bidirectional mark turns a line around.
[[nodiscard]] Markup escaped(std::string_view text);

/// A name of a heap, of bounded length: no more than 60 columns, and not many bytes.
[[nodiscard]] Markup name_of_heap(std::string_view text);

/// Words of a report, which are safe, but may be as long as what they speak of.
[[nodiscard]] Markup words(std::string_view text);

template <class Piece>
concept Insertable = std::same_as<Piece, Markup> || std::integral<Piece>;

/// As fmt::format, of markup and whole numbers only.
template <Insertable... Pieces>
[[nodiscard]] Markup markup(fmt::format_string<const Pieces&...> frame, const Pieces&... pieces) {
  return {fmt::format(frame, pieces...)};
}

template <Insertable... Pieces>
void append(Markup& page, fmt::format_string<const Pieces&...> frame, const Pieces&... pieces) {
  fmt::format_to(std::back_inserter(page.html), frame, pieces...);
}

}  // namespace heapdiff::report::html

template <>
struct fmt::formatter<heapdiff::report::html::Markup> : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const heapdiff::report::html::Markup& markup, Context& context) const {
    return fmt::formatter<std::string_view>::format(markup.html, context);
  }
};
