#include <algorithm>
#include <cmath>

#include "base/printable.hpp"
#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/html/charts.hpp"
#include "report/html/figures.hpp"
#include "report/html/page.hpp"
#include "report/html/pages.hpp"
#include "report/html/pictures.hpp"
#include "report/trend_words.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {
namespace {

constexpr std::size_t multiples_max = 24;
constexpr std::size_t bytes_of_series = 300'000;

/// Which classes a report of a trend shows.
std::vector<std::size_t> choose_series(const Trend& trend, const RenderOptions& options) {
  std::vector<std::size_t> shown_ones;
  for (std::size_t i = 0; i < trend.classes.size(); ++i) {
    if (options.filter && !options.filter(trend.classes[i].name)) continue;
    if (options.top && shown_ones.size() == *options.top) break;
    shown_ones.push_back(i);
  }
  return shown_ones;
}

Markup small_multiples(const Trend& trend, const std::vector<std::size_t>& rows,
                       const RenderOptions& options) {
  Markup made;
  std::size_t count = 0;
  for (const std::size_t i : rows) {
    const Series& series = trend.classes[i];
    const bool is_meant = options.filter || options.all_rows || !series.is_engine;
    if (!is_meant || count == multiples_max) continue;
    ++count;
    append(made, "<figure>{}<figcaption><b>{}</b> {}</figcaption></figure>\n",
           line_chart(series.sizes, base::printable(series.name)), name_of_heap(series.name),
           words(series_in_words(series, options.units)));
  }
  if (made.empty()) return made;
  return markup("<div class=\"multiples\">\n{}</div>\n", made);
}

Markup series_table(const Trend& trend, const std::vector<std::size_t>& rows,
                    const RenderOptions& options) {
  const Figures figures{options.units};
  std::vector<DataTable::Column> columns{{"Class", "class", false}, {"Course", "course", false}};
  for (std::size_t i = 0; i < trend.points.size(); ++i) {
    columns.push_back({fmt::format("{}", i + 1), fmt::format("sizes/{}", i)});
  }
  columns.push_back({"Δ size", fmt::format("sizes/{} -sizes/0", trend.points.size() - 1)});
  columns.push_back({"a step", "slope/value"});
  DataTable table("classes", "Shallow sizes of classes in each snapshot, the largest growth first.",
                  std::move(columns));
  std::size_t left_out = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Series& series = trend.classes[rows[row]];
    if (table.size() > bytes_of_series) {
      ++left_out;
      continue;
    }
    Markup heading = name_of_heap(series.name);
    if (series.place) {
      append(heading, " <span class=\"place\">{}</span>", words(place_in_short(*series.place)));
    }
    table.begin_row(heading, fmt::format("/classes/{}", row));
    table.add_text(escaped(name_of(series.course)));
    for (const std::optional<std::uint64_t>& size : series.sizes) {
      size ? table.add_figure(figures.bytes({*size})) : table.add_blank();
    }
    table.add_figure(figures.delta({series.growth()}));
    if (series.slope) {
      table.add_figure(figures.delta({std::llround(series.slope->value)}));
    } else {
      table.add_blank();
    }
  }
  Markup made = std::move(table).finish();
  if (left_out > 0) {
    append(made, "<p class=\"cut\">{} more classes: --format json has them.</p>\n", left_out);
  }
  return made;
}

Markup trend_facts(const Trend& trend, const Gate& gate, const RenderOptions& options) {
  const Figures figures{options.units};
  Markup facts = markup("<table class=\"sides\">\n");
  for (std::size_t i = 0; i < trend.points.size(); ++i) {
    const Side& side = trend.points[i].side;
    append(
        facts,
        "<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{} "
        "objects</td></tr>\n",
        i + 1, words(base::cut_front_to_width(base::printable(side.file), 80)),
        inline_figure(figures.bytes(side.size), fmt::format("/points/{}/snapshot/size", i)),
        inline_figure(figures.count(side.objects), fmt::format("/points/{}/snapshot/objects", i)));
  }
  facts.html += "</table>\n";
  append(facts, "<figure class=\"heap\">{}<figcaption>heap {}</figcaption></figure>\n",
         line_chart(trend.heap.sizes, "size of the heap"),
         words(series_in_words(trend.heap, options.units)));
  if (trend.ops) {
    append(facts, "<p>{} operations between two snapshots</p>\n",
           inline_figure(figures.count(*trend.ops), "/ops"));
  }
  const std::vector<std::string> failures = failures_in_words(trend.whole, gate, options.units);
  if (!failures.empty()) {
    facts.html += "<p class=\"warning\"><b>Failed:</b></p>\n";
    facts += list_of("failures", failures);
  }
  return facts;
}

/// A line for each suspect.
std::vector<Markup> suspect_lines(const Trend& trend, const RenderOptions& options) {
  std::vector<Markup> lines;
  for (const Trend::OfSuspect& of : trend.suspects) {
    if (of.series.sizes.empty()) {
      lines.push_back(markup("<dt>trend</dt><dd>{}</dd>\n",
                             escaped("unknown: the snapshots share neither the holder’s name nor "
                                     "the class")));
      continue;
    }
    lines.push_back(
        markup("<dt>trend</dt><dd><figure>{}<figcaption>{}{}</figcaption></figure></dd>\n",
               line_chart(of.series.sizes, "size in each snapshot"),
               escaped(of.is_of_holder ? "" : "of the class: "),
               words(series_in_words(of.series, options.units))));
  }
  return lines;
}

}  // namespace
}  // namespace heapdiff::report::html

namespace heapdiff::report {

std::string as_html(const Trend& trend, const RenderOptions& options) {
  using namespace html;
  const Diff& whole = trend.whole;
  const Gate gate = gate_of(whole, options);
  Page page{fmt::format("heapdiff: {} snapshots", trend.points.size()),
            words(trend_in_words(trend) + '.'),
            tone_of(whole.verdict),
            trend_facts(trend, gate, options),
            {}};
  page.sections.push_back(section(
      "suspects", "Suspects", suspects_of(whole, gate, options, suspect_lines(trend, options))));
  const std::vector<std::size_t> rows = choose_series(trend, options);
  if (!options.only_suspects) {
    page.sections.push_back(section("multiples", "Classes, each on its own scale",
                                    small_multiples(trend, rows, options)));
  }
  page.sections.push_back(
      section("picture", "Retained growth from the first to the last",
              pictures(whole.retained_trees, whole.suspects, true, options.units)));
  if (!options.only_suspects) {
    page.sections.push_back(section("table", "What grew", series_table(trend, rows, options)));
  }
  page.sections.push_back(section("notes", "Notes", list_of("notes", whole.notes)));
  return finish(page, options);
}

}  // namespace heapdiff::report
