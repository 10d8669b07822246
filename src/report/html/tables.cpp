#include "report/html/tables.hpp"

#include <algorithm>

#include "report/html/figures.hpp"
#include "report/queries.hpp"
#include "report/selection.hpp"
#include "report/suspects.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report::html {
namespace {

constexpr std::size_t bytes_of_classes = 400'000, bytes_of_chains = 150'000,
                      bytes_of_small_table = 60'000;

Markup row_heading(const std::string& name, const std::optional<Place>& place) {
  Markup heading = name_of_heap(name);
  if (place) append(heading, " <span class=\"place\">{}</span>", words(place_in_short(*place)));
  return heading;
}

/// What a row of a diff has, in the order of its columns.
struct DiffColumns {
  bool can_follow, has_retained;
  std::optional<std::uint64_t> ops;

  [[nodiscard]] std::vector<DataTable::Column> titles(GroupBy group_by) const {
    std::vector<DataTable::Column> all{{title_of(group_by), "name", false},
                                       {"Count before", "before/count"},
                                       {"Count after", "after/count"},
                                       {"Δ count", "count_delta"}};
    if (ops) all.push_back({"Δ/op", "count_delta"});
    if (can_follow) all.insert(all.end(), {{"New", "new"}, {"Deleted", "deleted"}});
    all.insert(all.end(), {{"Shallow before", "before/size"},
                           {"Shallow after", "after/size"},
                           {"Δ shallow", "size_delta"}});
    if (can_follow) {
      all.insert(all.end(),
                 {{"Allocated", "allocated"}, {"Freed", "freed"}, {"Resized", "resized"}});
    }
    if (has_retained) {
      all.insert(all.end(), {{"Retained before", "before/retained"},
                             {"Retained after", "after/retained"},
                             {"Δ retained", "retained_delta"}});
    }
    return all;
  }

  void add(DataTable& table, const ClassChange& change, bool is_sum, const Figures& figures) const {
    table.add_figure(figures.count(change.before.count));
    table.add_figure(figures.count(change.after.count));
    table.add_figure(figures.count_delta(change.count_delta()));
    if (ops) {
      std::string each = format_count_per_op(change.count_delta(), *ops, 2);
      if (change.ops_factor) each += ' ' + format_ops_factor(*change.ops_factor);
      table.add_figure({each, change.count_delta()});
    }
    if (can_follow) {
      table.add_figure(figures.count(change.added));
      table.add_figure(figures.count(change.deleted));
    }
    table.add_figure(figures.bytes(change.before.size));
    table.add_figure(figures.bytes(change.after.size));
    table.add_figure(figures.delta(change.size_delta()));
    if (can_follow) {
      table.add_figure(figures.bytes(change.allocated));
      table.add_figure(figures.bytes(change.freed));
      table.add_figure(figures.delta(change.resized));
    }
    if (!has_retained) return;
    if (is_sum) {  // of several rows it is no sum
      for (int i = 0; i < 3; ++i) table.add_blank();
      return;
    }
    table.add_figure(figures.bytes(change.before.retained));
    table.add_figure(figures.bytes(change.after.retained));
    table.add_figure(figures.delta(change.retained_delta()));
  }
};

}  // namespace

Markup class_table(const Diff& diff, const RenderOptions& options) {
  const Figures figures{options.units};
  const DiffColumns columns{diff.lineage.can_follow(), diff.has_retained_sizes(), diff.ops};
  Selection selection = select(diff, options);
  DataTable table("classes",
                  diff.is_balanced ? "Books balance: the rows add up to the growth of the heap."
                                   : "BOOKS DO NOT BALANCE: please report this",
                  columns.titles(diff.group_by));
  bool is_cut = false;
  for (std::size_t i = 0; i < selection.shown.size(); ++i) {
    const ClassChange& change = diff.classes[selection.shown[i]];
    is_cut = is_cut || table.size() > bytes_of_classes;
    if (is_cut) {
      selection.others.push_back(selection.shown[i]);
      continue;
    }
    table.begin_row(row_heading(change.name, change.place), fmt::format("/classes/{}", i));
    columns.add(table, change, false, figures);
  }
  table.begin_sums();
  if (!selection.others.empty()) {
    table.begin_row(escaped(others_label(selection.others.size())), is_cut ? "" : "/others");
    columns.add(table, sum_of(diff, selection.others), true, figures);
  }
  table.begin_row(escaped("heap"), "/total");
  columns.add(table, sum_of(diff), true, figures);
  Markup made = std::move(table).finish();
  if (is_cut) {
    append(made, "<p class=\"cut\">{}</p>\n",
           escaped("The table was cut to keep the page small: --format json has every row."));
  }
  return made;
}

Markup chain_table(const Diff& diff, const RenderOptions& options) {
  const Figures figures{options.units};
  const Selection selection = select(diff, options);
  DataTable table("chains", "How new objects of the rows are held, from the direct holder up.",
                  {{title_of(diff.group_by), "", false},
                   {"Objects", "count"},
                   {"Of new", ""},
                   {"Held", "", false},
                   {"Example", "example_id"}});
  std::size_t rows = 0, left_out = 0;
  for (std::size_t i = 0; i < selection.shown.size(); ++i) {
    const ClassChange& change = diff.classes[selection.shown[i]];
    for (std::size_t k = 0; k < change.chains.size(); ++k) {
      const Chain& chain = change.chains[k];
      if (table.size() > bytes_of_chains) {
        ++left_out;
        continue;
      }
      ++rows;
      table.begin_row(row_heading(change.name, change.place),
                      fmt::format("/classes/{}/chains/{}", i, k));
      table.add_figure(figures.count(chain.count));
      table.add_figure(figures.count(change.added), fmt::format("/classes/{}/new", i));
      table.add_text(words(chain_in_words(chain.steps)));
      table.add_figure({fmt::format("@{}", chain.example.value),
                        static_cast<std::int64_t>(chain.example.value)});
    }
  }
  if (rows == 0) return {};
  Markup made = std::move(table).finish();
  if (left_out > 0) {
    append(made, "<p class=\"cut\">{} more chains: --format json has them.</p>\n", left_out);
  }
  return made;
}

Markup books(const Diff& diff, const RenderOptions& options) {
  if (!diff.has_suspects) return {};
  const Figures figures{options.units};
  const Remainder& rest = diff.remainder;
  Markup rows;
  const auto row = [&](const Markup& what, const Markup& size, const Markup& count) {
    append(rows,
           "<tr><th scope=\"row\">{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
           what, size, count);
  };
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    const Suspect& suspect = diff.suspects[i];
    row(markup("<a href=\"#suspect-{}\">#{}</a> {}", suspect.rank, suspect.rank,
               words(suspect_in_words(diff, suspect, options).holder)),
        inline_figure(figures.delta(suspect.size), fmt::format("/suspects/{}/growth/size", i)),
        inline_figure(figures.count_delta(suspect.count),
                      fmt::format("/suspects/{}/growth/count", i)));
  }
  row(escaped("not counted: compiled code"),
      inline_figure(figures.delta(rest.code), "/remainder/code"), {});
  row(escaped("not counted: hidden classes and feedback"),
      inline_figure(figures.delta(rest.engine), "/remainder/engine"),
      inline_figure(figures.count_delta(rest.engine_count), "/remainder/engine_count"));
  row(escaped(diff.suspects.empty() ? "the rest" : "unexplained"),
      inline_figure(figures.delta(rest.size - rest.code - rest.engine),
                    "/remainder/size -/remainder/code -/remainder/engine"),
      inline_figure(figures.count_delta(rest.count - rest.engine_count),
                    "/remainder/count -/remainder/engine_count"));
  return markup(
      "<table class=\"books\"><caption>{}</caption>\n<thead><tr><th scope=\"col\">What</th>"
      "<th scope=\"col\" class=\"n\">Bytes</th><th scope=\"col\" "
      "class=\"n\">Objects</th></tr></thead>\n"
      "<tbody>\n{}</tbody>\n<tfoot><tr><th scope=\"row\">growth</th><td class=\"n\">{}</td>"
      "<td class=\"n\">{}</td></tr></tfoot></table>\n",
      escaped(
          "Not counted is V8’s own work, normal during warm-up; the lines add up to the growth."),
      rows, inline_figure(figures.delta(diff.size_delta()), "/size_delta"),
      inline_figure(figures.count_delta(diff.count_delta()), "/count_delta"));
}

Markup class_table(const Summary& summary, const RenderOptions& options) {
  const Figures figures{options.units};
  const bool has_retained = summary.has_retained_sizes();
  Selection selection = select(summary, options);
  std::vector<DataTable::Column> columns{
      {"Constructor", "name", false}, {"Count", "count"}, {"Shallow", "size"}};
  if (has_retained) {
    columns.insert(columns.end(), {{"Retained", "retained"}, {"Distance", "distance"}});
  }
  DataTable table("classes", "All classes of the heap, by retained size.", std::move(columns));
  bool is_cut = false;
  for (std::size_t i = 0; i < selection.shown.size(); ++i) {
    const ClassSummary& row = summary.classes[selection.shown[i]];
    is_cut = is_cut || table.size() > bytes_of_classes;
    if (is_cut) {
      selection.others.push_back(selection.shown[i]);
      continue;
    }
    table.begin_row(row_heading(row.name, row.place), fmt::format("/classes/{}", i));
    table.add_figure(figures.count(row.count));
    table.add_figure(figures.bytes(row.size));
    if (!has_retained) continue;
    table.add_figure(figures.bytes(row.retained));
    table.add_figure({fmt::format("{}", row.distance), row.distance});
  }
  const auto sum = [&](const Markup& title, const auto& rows, std::string_view pointer) {
    std::uint64_t count = 0;
    Bytes size;
    for (const std::size_t i : rows) {
      count += summary.classes[i].count;
      size += summary.classes[i].size;
    }
    table.begin_row(title, pointer);
    table.add_figure(figures.count(count));
    table.add_figure(figures.bytes(size));
    for (int i = 0; i < (has_retained ? 2 : 0); ++i) table.add_blank();
  };
  table.begin_sums();
  if (!selection.others.empty()) {
    sum(escaped(others_label(selection.others.size())), selection.others, is_cut ? "" : "/others");
  }
  std::vector<std::size_t> all(summary.classes.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  sum(escaped("heap"), all, "/total");
  Markup made = std::move(table).finish();
  if (is_cut) {
    append(made, "<p class=\"cut\">{}</p>\n",
           escaped("The table was cut to keep the page small: --format json has every row."));
  }
  return made;
}

Markup duplicates_table(const DuplicatesReport& report, const RenderOptions& options) {
  if (report.texts.empty()) return {};
  const Figures figures{options.units};
  DataTable table(
      "duplicates",
      fmt::format("{} strings repeat {} texts; {} wasted.", format_count(report.copies),
                  format_count(report.text_count), format_bytes(report.wasted, options.units)),
      {{"Text", "", false}, {"Copies", "copies"}, {"Wasted", "wasted"}, {"Held", "", false}});
  for (std::size_t i = 0; i < report.texts.size() && table.size() < bytes_of_small_table; ++i) {
    const TextInfo& text = report.texts[i];
    table.begin_row(words(value_in_words(text.value)), fmt::format("/duplicates/texts/{}", i));
    table.add_figure(figures.count(text.copies));
    table.add_figure(figures.bytes(text.wasted));
    table.add_text(text.holders.empty() ? Markup{}
                                        : words(chain_in_words(text.holders.front().steps)));
  }
  return std::move(table).finish();
}

Markup biggest_table(const BiggestReport& report, bool has_retained, const RenderOptions& options) {
  if (report.objects.empty()) return {};
  const Figures figures{options.units};
  DataTable table(
      "biggest", "The objects of the largest retained size.",
      {{"Object", "", false},
       {"Shallow", "size"},
       {has_retained ? "Retained" : "Retained at most", has_retained ? "retained" : "retained_max"},
       {"Held", "", false}});
  for (std::size_t i = 0; i < report.objects.size() && table.size() < bytes_of_small_table; ++i) {
    const BigObject& big = report.objects[i];
    table.begin_row(markup("{} <span class=\"place\">@{}</span>",
                           row_heading(big.object.name, big.object.place), big.object.id.value),
                    fmt::format("/biggest/{}", i));
    table.add_figure(figures.bytes(big.object.size));
    if (has_retained) {
      table.add_figure(figures.bytes(big.object.retained));
    } else if (big.retained_max) {
      table.add_figure(figures.bytes(*big.retained_max));
    } else {
      table.add_blank();
    }
    table.add_text(words(chain_in_words(big.path)));
  }
  return std::move(table).finish();
}

}  // namespace heapdiff::report::html
