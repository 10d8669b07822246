#include "report/html/page.hpp"

#include "base/printable.hpp"
#include "base/sha256.hpp"

namespace heapdiff::report::html {
namespace {

/// Nothing is loaded, and nothing runs but what the page was written with.
Markup policy() {
  return escaped(
      fmt::format("default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; "
                  "base-uri 'none'; form-action 'none'",
                  base::in_base64(base::sha256(page_css)), base::in_base64(base::sha256(page_js))));
}

Markup footer(const RenderOptions& options) {
  Markup text = markup("<p>Made by heapdiff {}.</p>\n", Markup{HEAPDIFF_VERSION});
  if (options.provenance == nullptr) return text;
  const Provenance& from = *options.provenance;
  append(text, "<p>Command: <code>{}</code></p>\n<ul>\n", words(from.command));
  for (const Provenance::Input& input : from.inputs) {
    append(text, "<li><code>{}</code>", words(input.file));
    if (!input.sha256.empty()) append(text, " sha256:<code>{}</code>", words(input.sha256));
    text.html += "</li>\n";
  }
  text.html += "</ul>\n";
  return text;
}

}  // namespace

Markup first_screen(const Markup& left, const Markup& right) {
  if (left.empty() || right.empty()) return markup("{}{}", left, right);
  return markup("<div class=\"first\">\n<div>{}</div>\n<div>{}</div>\n</div>\n", left, right);
}

Markup section(std::string_view id, std::string_view title, const Markup& content) {
  if (content.empty()) return {};
  return markup(
      "<section id=\"{}\" aria-labelledby=\"{}-title\">\n<h2 "
      "id=\"{}-title\">{}</h2>\n{}</section>\n",
      escaped(id), escaped(id), escaped(id), escaped(title), content);
}

std::string finish(const Page& page, const RenderOptions& options) {
  Markup out = markup(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n",
      policy(), escaped(page.title));
  out.html += "<style>";
  out.html += page_css;
  out.html += "</style>\n</head>\n";
  append(out,
         "<body data-units=\"{}\">\n<header>\n<h1>{}</h1>\n<p class=\"verdict "
         "{}\">{}</p>\n{}</header>\n<main>\n",
         escaped(options.units == UnitSystem::iec ? "iec" : "decimal"), escaped(page.title),
         escaped(page.tone), page.verdict, page.facts);
  for (const Markup& one : page.sections) out += one;
  append(out, "</main>\n<footer>\n{}</footer>\n", footer(options));
  out.html += "<script>";
  out.html += page_js;
  out.html += "</script>\n</body>\n</html>\n";
  return std::move(out.html);
}

}  // namespace heapdiff::report::html
