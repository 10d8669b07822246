#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heapdiff::test {

/// A page as a browser would read it, if it is what our reports write: every element is closed,
/// every attribute is in double quotes, and nothing but markup is markup. (HTML allows for much
/// more, and a browser forgives everything; this does not.)
struct HtmlPage {
  struct Element {
    std::string name;
    std::map<std::string, std::string> attributes;  ///< decoded
    std::string text;                               ///< decoded, with that of all below
    std::size_t parent = 0;
    std::vector<std::size_t> children;

    [[nodiscard]] std::string attribute(const std::string& of) const {
      const auto found = attributes.find(of);
      return found == attributes.end() ? "" : found->second;
    }
    [[nodiscard]] bool has(const std::string& of) const { return attributes.count(of) > 0; }
    [[nodiscard]] bool has_class(std::string_view one) const;
  };
  std::vector<Element> elements;  ///< the first is the document; in the order of their start tags
  std::string error;              ///< what is wrong, and where; empty for a sound page

  [[nodiscard]] std::vector<const Element*> all(std::string_view name) const;
  [[nodiscard]] const Element* by_id(std::string_view id) const;
};

[[nodiscard]] HtmlPage parse_page(std::string_view html);

}  // namespace heapdiff::test
