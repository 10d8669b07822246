#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/printable.hpp"
#include "report/damage.hpp"
#include "report/file_labels.hpp"
#include "report/formats.hpp"
#include "report/selection.hpp"
#include "report/suspects.hpp"
#include "report/table.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

constexpr const char* no_figure = "–";

std::string damages(const Diff& diff, const RenderOptions& options) {
  std::string text;
  for (const Side* side : {&diff.before, &diff.after}) {
    if (side->damage) text += damage_as_text(*side->damage, side->file, options);
  }
  return text.empty() ? text : text + '\n';
}

std::string header(const Diff& diff, const RenderOptions& options, const Style& style) {
  constexpr std::size_t figures = 50, process = 14;  // columns right of a file's name
  const std::string kinship = same_process_in_words(diff.lineage, true);
  const bool has_kinship = !kinship.empty() && options.width >= 80;
  const std::size_t width =
      std::clamp(std::max(base::display_width(base::printable(diff.before.file)),
                          base::display_width(base::printable(diff.after.file))),
                 std::size_t{1},
                 std::max(options.width, std::size_t{60}) - figures - (has_kinship ? process : 0));
  const auto [before_label, after_label] = file_labels(diff.before.file, diff.after.file, width);
  const auto line = [&](const char* title, const std::string& label, const std::string& size,
                        const std::string& count, const std::string& rest) {
    return fmt::format("{}  {}{}  {:>10} in {} objects{}\n",
                       style.bold(fmt::format("{:<6}", title)), label,
                       std::string(width - base::display_width(label), ' '), size, count, rest);
  };
  const auto side = [&](const char* title, const std::string& label, const Side& s) {
    return line(title, label, format_bytes(s.size, options.units), format_count(s.objects),
                native_in_words(s.extra_native_bytes, options.units));
  };
  std::string after = side("after", after_label, diff.after);
  if (has_kinship) {
    // With its numbers, or without, or not at all.
    after.pop_back();
    for (const bool is_short : {false, true}) {
      const std::string words = "  " + same_process_in_words(diff.lineage, is_short);
      if (base::display_width(after) + words.size() > options.width) continue;
      after += words;
      break;
    }
    after += '\n';
  }
  std::string growth = line("growth", "", format_byte_delta(diff.size_delta(), options.units),
                            format_count_delta(diff.count_delta()), "");
  if (diff.ops) {
    const std::string each =
        fmt::format("{} and {} objects an operation",
                    format_bytes_per_op(diff.size_delta(), *diff.ops, options.units),
                    format_count_per_op(diff.count_delta(), *diff.ops, 1));
    growth.pop_back();
    const bool fits = base::display_width(growth) + 2 + each.size() <= options.width;
    growth += (fits ? "  " : "\n        ") + each + '\n';
  }
  const std::string caveat = lineage_in_words(diff.lineage);
  const std::string dumps = dumps_in_words(diff.lineage);
  return side("before", before_label, diff.before) + after + growth +
         (dumps.empty() ? dumps : style.dim(base::wrap_words(dumps, options.width)) + '\n') +
         (caveat.empty() ? caveat : base::wrap_words(caveat, options.width) + '\n');
}

/// "[engine: compiled code, hidden classes, …]": those that changed most come first.
std::string engine_label(const Diff& diff, const std::vector<std::size_t>& rows,
                         std::size_t names_max) {
  std::vector<const ClassChange*> changed;
  for (const std::size_t i : rows) {
    if (!diff.classes[i].is_unchanged()) changed.push_back(&diff.classes[i]);
  }
  const auto weight = [](const ClassChange* change) {
    return std::abs(change->size_delta().value);
  };
  std::stable_sort(changed.begin(), changed.end(),
                   [&](const auto* a, const auto* b) { return weight(a) > weight(b); });
  std::string label = "[engine: ";
  for (std::size_t i = 0; i < std::min(changed.size(), names_max); ++i) {
    if (i > 0) label += ", ";
    label += engine_class_in_words(changed[i]->name);
  }
  return label + (changed.size() > names_max ? ", …]" : "]");
}

/// "1.00 ×1"; where other rows have a factor and this has none, there is room for it.
std::string per_op(const ClassChange& change, std::uint64_t ops, bool has_factors) {
  const std::string each = format_count_per_op(change.count_delta(), ops, 2);
  if (!has_factors) return each;
  const std::string factor = change.ops_factor ? format_ops_factor(*change.ops_factor) : "  ";
  return fmt::format("{} {}", each, factor);
}

/// Of a script's path or a folder the end is what people recognise; of a class the start.
bool is_path(const Diff& diff, const std::string& name) {
  const bool may_be = diff.group_by == GroupBy::script || diff.group_by == GroupBy::package;
  return may_be && name.find_first_of("/\\") != std::string::npos;
}

std::string books(const Diff& diff, const ClassChange& total, const RenderOptions& options) {
  if (!diff.is_balanced) return "BOOKS DO NOT BALANCE: please report this\n";
  if (!diff.lineage.can_follow()) return "books balance: the rows are the growth of the heap\n";
  return fmt::format("books balance: {} allocated - {} freed, {} resized\n",
                     format_bytes(total.allocated, options.units),
                     format_bytes(total.freed, options.units),
                     format_byte_delta(total.resized, options.units));
}

std::string table(const Diff& diff, const Selection& selection, const RenderOptions& options,
                  const Style& style) {
  const bool can_follow = diff.lineage.can_follow();
  std::vector<Table::ColumnSpec> columns{
      {title_of(diff.group_by), 0}, {"Count", 2}, {"Δ count", 0}};
  if (diff.ops) columns.push_back({"Δ/op", 0});
  if (can_follow) columns.insert(columns.end(), {{"New", 3}, {"Deleted", 4}});
  columns.insert(columns.end(), {{"Δ shallow", 0}, {"Δ retained", 0}});
  Table table(std::move(columns));
  const bool has_factors =
      std::any_of(selection.shown.begin(), selection.shown.end(),
                  [&](std::size_t i) { return diff.classes[i].ops_factor.has_value(); });
  const auto row = [&](std::string label, const ClassChange& change, bool has_retained,
                       Table::Keep keep = Table::Keep::both_ends) {
    std::vector<std::string> cells{std::move(label), format_count(change.after.count),
                                   format_count_delta(change.count_delta())};
    if (diff.ops) cells.push_back(per_op(change, *diff.ops, has_factors));
    if (can_follow) {
      cells.push_back(format_count(change.added));
      cells.push_back(format_count(change.deleted));
    }
    cells.push_back(format_byte_delta(change.size_delta(), options.units));
    cells.push_back(!has_retained ? ""
                    : !diff.has_retained_sizes()
                        ? no_figure
                        : format_byte_delta(change.retained_delta(), options.units));
    table.add_row(std::move(cells), keep);
  };
  ClassChange total;
  for (const ClassChange& change : diff.classes) add_to(total, change);
  for (const std::size_t i : selection.shown) {
    const ClassChange& change = diff.classes[i];
    row(class_label(change.name, change.place), change, true,
        is_path(diff, change.name) ? Table::Keep::end : Table::Keep::both_ends);
  }
  if (!selection.engine.empty()) {
    const bool has_room = options.width >= 100 && !diff.ops;
    row(engine_label(diff, selection.engine, has_room ? 2 : 1), sum_of(diff, selection.engine),
        false);
  }
  if (!selection.others.empty()) {
    row(others_label(selection.others.size()), sum_of(diff, selection.others), false);
  }
  row("heap", total, false);
  return table.format(options.width, style) + books(diff, total, options);
}

/// One chain, continued on further lines if it does not fit.
std::string wrap(const std::string& text, std::size_t width, std::size_t indent) {
  std::string out;
  std::size_t used = 0;
  std::size_t start = 0;
  while (start < text.size()) {
    std::size_t end = std::min(text.find(" ‹ ", start + 1), text.size());
    // Who is held, then how: the first holder may have a long name.
    const std::size_t colon = text.find(":  ", start);
    if (colon < end && start < colon) end = colon + 1;
    const std::string piece = text.substr(start, end - start);
    const std::size_t columns = base::display_width(piece);
    if (used > 0 && used + columns > width) {
      out += '\n' + std::string(indent, ' ');
      used = indent;
    }
    out += piece;
    used += columns;
    start = end;
  }
  return out;
}

/// The chains of one row. Ways in which hardly any of its objects are held go without a line.
std::string chains_of(const Diff& diff, const ClassChange& change, const RenderOptions& options) {
  constexpr std::uint64_t least_share = 20;  // one in twenty: what is rarer is no pattern
  const std::size_t name_width = options.width > 70 ? options.width - 60 : 12;
  const auto cut =
      is_path(diff, change.name) ? base::cut_front_to_width : base::cut_middle_to_width;
  const std::string name = cut(base::printable(change.name), name_width);
  const auto is_rare = [&](std::uint64_t count) { return count * least_share < change.added; };
  std::string text;
  std::uint64_t others = change.other_chains_count;
  for (const Chain& chain : change.chains) {
    if (is_rare(chain.count)) {
      others += chain.count;
      continue;
    }
    text += wrap(fmt::format("{} of {} new {} (@{}):  {}", format_count(chain.count),
                             format_count(change.added), name, chain.example.value,
                             chain_in_words(chain.steps)),
                 options.width, 4) +
            '\n';
  }
  if (!is_rare(others) && others > 0) {
    text += fmt::format("{} of {} new {}:  held in other ways\n", format_count(others),
                        format_count(change.added), name);
  }
  return text;
}

std::string chains(const Diff& diff, const Selection& selection, const RenderOptions& options) {
  std::string text;
  for (const std::size_t i : selection.shown) {
    const ClassChange& change = diff.classes[i];
    const bool is_asked_for = options.filter != nullptr;
    if (change.chains.empty() || change.count_delta() <= 0) continue;
    if (change.is_engine && !is_asked_for) continue;
    text += chains_of(diff, change, options);
  }
  return text.empty() ? text : '\n' + text;
}

}  // namespace

std::string as_text(const Diff& diff, const RenderOptions& options) {
  const Style style{options.color};
  if (options.only_suspects) {
    std::string text = suspects_as_text(diff, options, style);
    if (!text.empty()) text.pop_back();  // an empty line
    return text;
  }
  const Selection selection = select(diff, options);
  return damages(diff, options) + header(diff, options, style) + '\n' +
         suspects_as_text(diff, options, style) + table(diff, selection, options, style) +
         chains(diff, selection, options);
}

std::string as_text(const PathsReport& report, const RenderOptions& options) {
  const SnapshotView& view = report.view;
  const Style style{options.color};
  const bool has_retained = view.has_retained_sizes();
  std::string text = view.damage ? damage_as_text(*view.damage, view.file, options) : "";
  for (const PathReport& path : report.paths) {
    if (!text.empty()) text += '\n';
    text += title_in_words(
        fmt::format("@{} {}", path.id.value, class_label(path.node, path.place)),
        fmt::format("{} shallow, {} retained", format_bytes(path.size, options.units),
                    has_retained ? format_bytes(path.retained, options.units) : no_figure),
        options.width, style);
    if (!has_retained) {
      text += path.is_reachable
                  ? "  one way it is kept alive; there may be others, and shorter ones\n"
                  : "  no path to it among the edges that were read\n";
    } else if (!path.is_reachable) {
      text += view.set_aside.empty()
                  ? base::wrap_words(
                        "  no retaining path leads here: garbage, or kept alive from outside "
                        "the heap or the page",
                        options.width, 4) +
                        '\n'
                  : "  no other retaining path leads here\n";
    }
    for (const ChainStep& step : path.steps) {
      const std::string how = edge_in_words(step.edge_type, step.edge);
      const std::string node = step.node.empty() ? "(anonymous)" : base::printable(step.node);
      text += base::cut_middle_to_width(
                  fmt::format("  ‹ {} of {} @{}{}", how, node, step.id.value,
                              step.place ? "  " + place_in_short(*step.place) : ""),
                  options.width) +
              '\n';
    }
  }
  return set_aside_in_words(view, options) + text;
}

}  // namespace heapdiff::report
