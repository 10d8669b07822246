#include "report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
#include "report/damage.hpp"
#include "report/formats.hpp"
#include "report/selection.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {

std::string classes_as_table(const Summary& summary, const RenderOptions& options,
                             const Style& style) {
  const auto bytes = [&](Bytes value) { return format_bytes(value, options.units); };
  const bool has_retained = summary.has_retained_sizes();
  Table table({{"Constructor", 0}, {"Distance", 2}, {"Count", 0}, {"Shallow", 0}, {"Retained", 0}});
  const Selection selection = select(summary, options);
  const auto row = [&](std::string label, std::string distance, std::uint64_t count, Bytes size,
                       std::string retained) {
    table.add_row({std::move(label), std::move(distance), format_count(count), bytes(size),
                   std::move(retained)});
  };
  for (const std::size_t i : selection.shown) {
    const ClassSummary& c = summary.classes[i];
    const bool has_distance = has_retained && c.distance >= 0 && c.distance < 100'000'000;
    row(class_label(c.name, c.place), has_distance ? std::to_string(c.distance) : "-", c.count,
        c.size, has_retained ? bytes(c.retained) : "–");
  }
  const auto sum = [&](auto&& indices) {
    ClassSummary total;
    for (const std::size_t i : indices) {
      total.count += summary.classes[i].count;
      total.size += summary.classes[i].size;
    }
    return total;
  };
  const ClassSummary shown = sum(selection.shown);
  const ClassSummary others = sum(selection.others);
  if (!selection.others.empty()) {
    row(others_label(selection.others.size()), "", others.count, others.size, "");
  }
  row("heap", "", shown.count + others.count, shown.size + others.size, "");
  return table.format(options.width, style);
}

std::string as_text(const Summary& summary, const RenderOptions& options) {
  const Style style{options.color};
  const auto bytes = [&](Bytes value) { return format_bytes(value, options.units); };
  const Statistics& s = summary.statistics;
  std::string text =
      summary.damage ? damage_as_text(*summary.damage, summary.file, options) + '\n' : "";
  const std::string figures = fmt::format(
      "{} in {} nodes and {} edges{}", bytes(summary.size), format_count(summary.nodes),
      format_count(summary.edges), native_in_words(summary.extra_native_bytes, options.units));
  // As much of the path as has room beside the figures, and its end at least.
  constexpr std::size_t path_width_min = 20;
  const std::size_t beside = figures.size() + 2;
  const std::size_t width = std::max(options.width, beside + path_width_min) - beside;
  const std::string path = base::cut_front_to_width(base::printable(summary.file), width);
  const std::string head = base::wrap_words(path + "  " + figures, options.width, 4);
  text += style.bold(path) + head.substr(path.size()) + '\n';
  if (summary.has_retained_sizes()) {
    text += base::wrap_words(
                fmt::format("code {}, strings {}, arrays {}, typed arrays {}, system {}, native {}",
                            bytes(s.code), bytes(s.strings), bytes(s.js_arrays),
                            bytes(s.typed_arrays), bytes(s.system), bytes(s.native)),
                options.width, 4) +
            '\n';
  }
  text += '\n';
  return text + classes_as_table(summary, options, style);
}

}  // namespace heapdiff::report
