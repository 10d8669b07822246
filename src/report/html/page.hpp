#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/render.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

// src/report/html/page.css and page.js, put in at build time.
extern const std::string_view page_css;
extern const std::string_view page_js;

/// All of a page but what it is about.
struct Page {
  std::string title;
  Markup verdict;    ///< one sentence
  std::string tone;  ///< "leaks", "unnamed", "nothing" or "none": its colour
  Markup facts;      ///< below it
  std::vector<Markup> sections;
};

/// What belongs on the first screen, beside each other where there is room.
[[nodiscard]] Markup first_screen(const Markup& left, const Markup& right);

/// A section with its heading. Empty where its content is.
[[nodiscard]] Markup section(std::string_view id, std::string_view title, const Markup& content);

[[nodiscard]] std::string finish(const Page& page, const RenderOptions& options);

}  // namespace heapdiff::report::html
