#include "report/html/kinds_bar.hpp"

#include <algorithm>
#include <iterator>

#include "report/html/figures.hpp"

namespace heapdiff::report::html {
namespace {

struct KindOfBytes {
  const char* title;
  const char* member;  ///< of JSON's statistics
  int color;           ///< as of a cell of the same kind
};
constexpr KindOfBytes kinds_of_bytes[] = {
    {"objects", "/v8heap/objects", 0},    {"arrays", "/v8heap/jsArrays", 2},
    {"strings", "/v8heap/strings", 3},    {"typed arrays", "/native/typedArrays", 5},
    {"other native", "/native/other", 4}, {"code", "/v8heap/code", 6},
    {"system", "/v8heap/system", 7},
};

/// In the order of the table above; they add up to the total.
std::vector<Bytes> parts_of(const Statistics& s) {
  return {s.objects(), s.js_arrays, s.strings, s.typed_arrays, s.other_native(), s.code, s.system};
}

Markup bar(const HeapOfKinds& heap, std::uint64_t largest) {
  constexpr int height = 30;
  const auto percent = [&](std::uint64_t part) {
    return Markup{
        fmt::format("{:.3f}%", 100.0 * static_cast<double>(part) /
                                   static_cast<double>(std::max<std::uint64_t>(largest, 1)))};
  };
  Markup svg =
      markup("<svg class=\"bar\" width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">",
             height, escaped(heap.title + ", by kind; the table has the numbers"));
  std::uint64_t start = 0;
  const std::vector<Bytes> parts = parts_of(heap.statistics);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].value == 0) continue;
    const bool is_wide = parts[i].value > largest / 12;
    append(svg,
           "<svg class=\"k{}\" x=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title>"
           "<rect width=\"100%\" height=\"100%\"/>",
           kinds_of_bytes[i].color, percent(start), percent(parts[i].value), height,
           escaped(kinds_of_bytes[i].title));
    if (is_wide) append(svg, "<text x=\"4\" y=\"19\">{}</text>", escaped(kinds_of_bytes[i].title));
    svg.html += "</svg>";
    start += parts[i].value;
  }
  svg.html += "</svg>\n";
  return svg;
}

}  // namespace

Markup kinds_bars(const std::vector<HeapOfKinds>& heaps, UnitSystem units) {
  const Figures figures{units};
  std::uint64_t largest = 0;
  for (const HeapOfKinds& heap : heaps) {
    largest = std::max(largest, heap.statistics.total.value);
  }
  Markup made;
  for (const HeapOfKinds& heap : heaps) {
    append(made, "<div class=\"bars\"><span>{}</span>{}</div>\n", escaped(heap.title),
           bar(heap, largest));
  }
  made.html += "<table class=\"kinds\"><thead><tr><th scope=\"col\">Kind</th>";
  for (const HeapOfKinds& heap : heaps) {
    append(made, "<th scope=\"col\" class=\"n\">{}</th>", escaped(heap.title));
  }
  if (heaps.size() == 2) made.html += "<th scope=\"col\" class=\"n\">Δ</th>";
  made.html += "</tr></thead>\n<tbody>\n";
  const auto row = [&](const Markup& title, auto&& part_of, const char* member) {
    append(made, "<tr><th scope=\"row\">{}</th>", title);
    for (const HeapOfKinds& heap : heaps) {
      append(made, "<td class=\"n\">{}</td>",
             inline_figure(figures.bytes(part_of(heap)), heap.pointer + member));
    }
    if (heaps.size() == 2) {
      append(made, "<td class=\"n\">{}</td>",
             inline_figure(figures.delta(part_of(heaps[1]) - part_of(heaps[0])),
                           heaps[1].pointer + member + " -" + heaps[0].pointer + member));
    }
    made.html += "</tr>\n";
  };
  for (std::size_t i = 0; i < std::size(kinds_of_bytes); ++i) {
    row(
        markup("<span class=\"key k{}\"></span>{}", kinds_of_bytes[i].color,
               escaped(kinds_of_bytes[i].title)),
        [i](const HeapOfKinds& heap) { return parts_of(heap.statistics)[i]; },
        kinds_of_bytes[i].member);
  }
  row(
      escaped("all"), [](const HeapOfKinds& heap) { return heap.statistics.total; }, "/total");
  made.html += "</tbody></table>\n";
  return made;
}

}  // namespace heapdiff::report::html
