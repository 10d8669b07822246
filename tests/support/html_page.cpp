#include "support/html_page.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace heapdiff::test {
namespace {

bool is_void(std::string_view name) {
  constexpr std::array<std::string_view, 5> names{"meta", "input", "br", "link", "img"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

class PageParser {
 public:
  explicit PageParser(std::string_view html) : rest_(html), size_(html.size()) {}

  HtmlPage run() {
    page_.elements.emplace_back();
    open_ = {0};
    if (!take("<!DOCTYPE html>")) return fail("no doctype");
    while (!rest_.empty() && page_.error.empty()) step();
    if (page_.error.empty() && open_.size() > 1) {
      return fail("<" + page_.elements[open_.back()].name + "> stays open");
    }
    return std::move(page_);
  }

 private:
  HtmlPage fail(const std::string& what) {
    if (page_.error.empty()) {
      page_.error = what + " at byte " + std::to_string(size_ - rest_.size()) + ": " +
                    std::string(rest_.substr(0, 60));
    }
    return std::move(page_);
  }
  void refuse(const std::string& what) { page_ = fail(what); }

  bool take(std::string_view start) {
    if (!rest_.starts_with(start)) return false;
    rest_.remove_prefix(start.size());
    return true;
  }

  std::string take_name() {
    std::size_t end = 0;
    while (end < rest_.size() && (std::isalnum(static_cast<unsigned char>(rest_[end])) != 0 ||
                                  rest_[end] == '-' || rest_[end] == '_')) {
      ++end;
    }
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
  }

  /// Text up to one of `ends`, with its references decoded.
  std::string take_text(std::string_view ends) {
    constexpr std::pair<std::string_view, char> references[] = {
        {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    std::string text;
    while (!rest_.empty() && ends.find(rest_[0]) == std::string_view::npos) {
      if (rest_[0] == '>' || rest_[0] == '<') {
        refuse("a bare < or >");
        return text;
      }
      if (rest_[0] != '&') {
        text += rest_[0];
        rest_.remove_prefix(1);
        continue;
      }
      bool is_known = false;
      for (const auto& [name, c] : references) {
        if (!take(name)) continue;
        text += c;
        is_known = true;
        break;
      }
      if (!is_known) {
        refuse("a bare &");
        return text;
      }
    }
    return text;
  }

  void step() {
    if (rest_[0] != '<') {
      const std::string text = take_text("<");
      for (const std::size_t i : open_) page_.elements[i].text += text;
      return;
    }
    rest_.remove_prefix(1);
    if (take("/")) {
      const std::string name = take_name();
      if (!take(">")) return refuse("a broken end tag");
      if (open_.size() < 2 || page_.elements[open_.back()].name != name) {
        return refuse("</" + name + "> closes nothing");
      }
      open_.pop_back();
      return;
    }
    HtmlPage::Element element;
    element.name = take_name();
    if (element.name.empty()) return refuse("a < that begins no tag");
    while (take(" ")) {
      const std::string name = take_name();
      if (name.empty() || element.has(name)) return refuse("a broken attribute");
      std::string& value = element.attributes[name];
      if (!take("=")) continue;
      if (!take("\"")) return refuse("an attribute without quotes");
      value = take_text("\"");
      if (!page_.error.empty()) return;
      if (!take("\"")) return refuse("an attribute that does not end");
    }
    const bool is_closed = take("/");
    if (!take(">")) return refuse("a broken tag");
    const std::size_t index = page_.elements.size();
    element.parent = open_.back();
    page_.elements[open_.back()].children.push_back(index);
    const std::string name = element.name;
    page_.elements.push_back(std::move(element));
    if (name == "style" || name == "script") {
      const std::string end = "</" + name + ">";
      const std::size_t at = rest_.find(end);
      if (at == std::string_view::npos) return refuse("<" + name + "> stays open");
      page_.elements[index].text = rest_.substr(0, at);
      rest_.remove_prefix(at + end.size());
      return;
    }
    if (!is_closed && !is_void(name)) open_.push_back(index);
  }

  std::string_view rest_;
  std::size_t size_;
  HtmlPage page_;
  std::vector<std::size_t> open_;
};

}  // namespace

bool HtmlPage::Element::has_class(std::string_view one) const {
  const std::string all = ' ' + attribute("class") + ' ';
  return all.find(' ' + std::string(one) + ' ') != std::string::npos;
}

std::vector<const HtmlPage::Element*> HtmlPage::all(std::string_view name) const {
  std::vector<const Element*> found;
  for (const Element& element : elements) {
    if (element.name == name) found.push_back(&element);
  }
  return found;
}

const HtmlPage::Element* HtmlPage::by_id(std::string_view id) const {
  for (const Element& element : elements) {
    if (element.attribute("id") == id) return &element;
  }
  return nullptr;
}

HtmlPage parse_page(std::string_view html) { return PageParser(html).run(); }

}  // namespace heapdiff::test
