#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/printable.hpp"
#include "report/damage.hpp"
#include "report/formats.hpp"
#include "report/queries.hpp"
#include "report/summary.hpp"
#include "report/suspects.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

std::string header(const Summary& summary, const RenderOptions& options, const Style& style) {
  const Statistics& s = summary.statistics;
  const auto total = static_cast<double>(std::max<std::uint64_t>(s.total.value, 1));
  std::vector<std::string> shares;
  const auto share = [&](const char* what, Bytes part) {
    const double percent = 100.0 * static_cast<double>(part.value) / total;
    if (percent < 0.5) return;
    shares.push_back(
        fmt::format("{} {} ({:.0f} %)", what, format_bytes(part, options.units), percent));
  };
  share("strings", s.strings);
  share("arrays", s.js_arrays);
  share("typed arrays", s.typed_arrays);
  share("other native", {s.native.value - s.typed_arrays.value});
  share("code", s.code);
  share("system", s.system);
  const std::string figures =
      fmt::format("{} in {} nodes and {} edges{}", format_bytes(summary.size, options.units),
                  format_count(summary.nodes), format_count(summary.edges),
                  native_in_words(summary.extra_native_bytes, options.units));
  const std::size_t beside = figures.size() + 8;
  const std::size_t width = options.width > beside + 20 ? options.width - beside : 20;
  std::string text =
      fmt::format("{}  {}  {}\n", style.bold("dump"),
                  base::cut_front_to_width(base::printable(summary.file), width), figures);
  if (shares.empty()) return text + '\n';
  text += "      " + base::wrap_words(fmt::format("{}", fmt::join(shares, ", ")),
                                      options.width > 26 ? options.width - 6 : 20, 6);
  return text + "\n\n";
}

/// "duplicates  …", continued below the text.
std::string line(const char* title, const std::string& words, const RenderOptions& options,
                 const Style& style) {
  constexpr std::size_t indent = 12;
  return style.dim(fmt::format("{:<12}", title)) +
         base::wrap_words(words, options.width > indent + 20 ? options.width - indent : 20,
                          indent) +
         '\n';
}

/// What else keeps memory for nothing.
std::string waste(const Triage& triage, const RenderOptions& options, const Style& style) {
  constexpr std::uint64_t told_min = 50'000;
  const auto bytes = [&](Bytes value) { return format_bytes(value, options.units); };
  std::string text;
  const DuplicatesReport& d = triage.duplicates;
  if (d.wasted.value >= told_min && !d.texts.empty()) {
    const TextInfo& most = d.texts.front();
    std::string words =
        fmt::format("{} strings repeat {} texts: {} wasted; most by {} copies of {} ({})",
                    format_count(d.copies), format_count(d.text_count), bytes(d.wasted),
                    format_count(most.copies), value_in_words(most.value), bytes(most.wasted));
    if (!most.holders.empty()) words += ": " + chain_in_words(most.holders.front().steps);
    text += line("duplicates", words, options, style);
  }
  if (triage.pinned.size.value >= told_min) {
    text += line("slices",
                 fmt::format("{} slices keep {} in {} texts that nothing else keeps alive",
                             format_count(triage.pinned.slices), bytes(triage.pinned.size),
                             format_count(triage.pinned.texts)),
                 options, style);
  }
  if (triage.detached.count > 0) {
    text += line("detached",
                 fmt::format("{} DOM nodes are no longer in any document, {} shallow",
                             format_count(triage.detached.count), bytes(triage.detached.size)),
                 options, style);
  }
  return text.empty() ? text : text + '\n';
}

std::string biggest(const BiggestReport& report, bool has_retained, const RenderOptions& options,
                    const Style& style) {
  if (report.objects.empty()) return "";
  std::vector<Table::ColumnSpec> columns{{"Largest objects", 0}, {"Shallow", 0}};
  columns.push_back({has_retained ? "Retained" : "Retained at most", 0});
  Table table(std::move(columns));
  for (const BigObject& big : report.objects) {
    const ObjectInfo& o = big.object;
    std::string label = fmt::format("{} @{}", class_label(o.name, o.place), o.id.value);
    if (!big.path.empty()) label += ": " + chain_in_words(big.path);
    std::vector<std::string> cells{std::move(label), format_bytes(o.size, options.units)};
    if (has_retained) {
      cells.push_back(format_bytes(o.retained, options.units));
    } else {
      cells.push_back(big.retained_max ? format_bytes(*big.retained_max, options.units) : "–");
    }
    table.add_row(std::move(cells), Table::Keep::start);
  }
  return table.format(options.width, style) + '\n';
}

}  // namespace

std::string as_text(const Triage& triage, const RenderOptions& options) {
  const Style style{options.color};
  const Summary& summary = triage.summary;
  const bool has_retained = summary.has_retained_sizes();
  std::string text =
      summary.damage ? damage_as_text(*summary.damage, summary.file, options) + '\n' : "";
  text += header(summary, options, style);
  if (!has_retained) {
    std::string words =
        "without edges, heapdiff cannot tell what has accumulated or what keeps it alive";
    if (!triage.suspects_from.empty()) {
      words += fmt::format("; in {}, a complete snapshot of the same process, it was",
                           base::printable(triage.suspects_from));
    }
    text += base::wrap_words(words, options.width) + "\n\n";
  }
  if (has_retained || !triage.suspects_from.empty()) {
    text += suspects_as_text(triage, options, style);
  }
  return text + waste(triage, options, style) +
         biggest(triage.biggest, has_retained, options, style) +
         classes_as_table(summary, options, style);
}

}  // namespace heapdiff::report
