#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/printable.hpp"
#include "report/csv.hpp"
#include "report/formats.hpp"
#include "report/sparkline.hpp"
#include "report/suspects.hpp"
#include "report/table.hpp"
#include "report/trend_words.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t sparkline_max = 24;
constexpr std::size_t suspects_told_max = 5;

ByteDelta rounded(double bytes) { return {std::llround(bytes)}; }

std::string course_in_words(Course course) {
  switch (course) {
    case Course::flat:
      return "flat";
    case Course::step:
      return "grew once, and stayed (step)";
    case Course::saturating:
      return "grows ever more slowly, like a cache that fills (saturating)";
    case Course::sawtooth:
      return "grows and shrinks (sawtooth)";
    case Course::linear:
      return "grows by the same amount each time (linear)";
    case Course::falling:
      return "shrinks (falling)";
    case Course::rising:
      return "grew in both steps; a fourth snapshot tells whether it goes on";
    case Course::unclear:
      break;
  }
  return "no clear trend";
}

bool has_slope(Course course) { return course == Course::linear || course == Course::rising; }

std::string slope_in_words(const Series& series, UnitSystem units) {
  if (!series.slope || !has_slope(series.course)) return "";
  const auto size = [&](double bytes) { return format_byte_delta(rounded(bytes), units); };
  std::string text = fmt::format("{} a step", size(series.slope->value));
  if (rounded(series.slope->low).value != rounded(series.slope->high).value) {
    text += fmt::format(" ({} to {})", size(series.slope->low), size(series.slope->high));
  }
  if (series.slope_per_op) {
    text +=
        fmt::format(", {} an operation",
                    format_bytes_per_op(rounded(series.slope_per_op->value * 1000), 1000, units));
  }
  return text;
}

std::string size_of(const std::optional<std::uint64_t>& size, UnitSystem units) {
  return size ? format_bytes({*size}, units) : "next to nothing";
}

}  // namespace

std::string series_in_words(const Series& series, UnitSystem units) {
  std::string text =
      fmt::format("{} → {}, {}", size_of(series.sizes.front(), units),
                  size_of(series.sizes.back(), units), course_in_words(series.course));
  if (const std::string slope = slope_in_words(series, units); !slope.empty()) text += ", " + slope;
  return text;
}

std::string series_as_text(const Series& series, UnitSystem units) {
  return fmt::format("{}  {}", sparkline(series.sizes, sparkline_max),
                     series_in_words(series, units));
}

std::string trend_in_words(const Trend& trend) {
  std::size_t leaks = 0, rising = 0;
  for (const Trend::OfSuspect& of : trend.suspects) {
    leaks += of.series.course == Course::linear ? 1 : 0;
    rising += of.series.course == Course::rising ? 1 : 0;
  }
  if (leaks > 0) {
    return fmt::format("{} of {} suspect{} grow{} by the same amount each time: {}", leaks,
                       trend.suspects.size(), trend.suspects.size() == 1 ? "" : "s",
                       leaks == 1 ? "s" : "", leaks == 1 ? "a leak" : "leaks");
  }
  if (rising > 0) {
    return fmt::format("{} of {} suspect{} grew in both steps; four snapshots tell more", rising,
                       trend.suspects.size(), trend.suspects.size() == 1 ? "" : "s");
  }
  if (trend.heap.course == Course::linear) {
    return "the heap grows by the same amount each time, and no suspect does";
  }
  return "no suspect grows by the same amount each time";
}

namespace {

std::string born_in_words(const Series& series, const std::string& name) {
  if (!series.born_first || !series.alive_last || *series.born_first == 0) return "";
  return fmt::format("{} of {} {} made in the first step {} alive in the last snapshot",
                     format_count(*series.alive_last), format_count(*series.born_first), name,
                     *series.alive_last == 1 ? "is" : "are");
}

class TrendScreen {
 public:
  TrendScreen(const Trend& trend, const RenderOptions& options, const Style& style)
      : trend_(trend), options_(options), style_(style) {}

  std::string run() {
    tell_head();
    tell_suspects();
    if (!options_.only_suspects) tell_classes();
    return std::move(text_);
  }

 private:
  void line(const char* title, const std::string& words) {
    constexpr std::size_t indent = 11;
    text_ += style_.dim(fmt::format("   {:<8}", title)) +
             base::wrap_words(words, options_.width > indent + 20 ? options_.width - indent : 20,
                              indent) +
             '\n';
  }

  void tell_head() {
    const Side& first = trend_.points.front().side;
    const Side& last = trend_.points.back().side;
    std::string head = fmt::format("{} snapshots, {} to {}", trend_.points.size(),
                                   base::printable(first.file), base::printable(last.file));
    if (trend_.ops) head += fmt::format(", {} operations between two", format_count(*trend_.ops));
    text_ += base::wrap_words(head, options_.width) + '\n';
    text_ += base::wrap_words("heap  " + series_as_text(trend_.heap, options_.units),
                              options_.width, 6) +
             "\n\n";
    text_ += style_.bold(trend_in_words(trend_)) + "\n\n";
  }

  void tell_suspects() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < trend_.suspects.size(); ++i) order.push_back(i);
    // Leaks first; then as in the diff.
    std::stable_partition(order.begin(), order.end(), [&](std::size_t i) {
      return has_slope(trend_.suspects[i].series.course);
    });
    for (std::size_t n = 0; n < std::min(order.size(), suspects_told_max); ++n) {
      const Suspect& suspect = trend_.whole.suspects[order[n]];
      const Trend::OfSuspect& of = trend_.suspects[order[n]];
      RenderOptions options = options_;
      // What to do about a cache that fills is no advice about leaks.
      options.advice = options.advice && has_slope(of.series.course);
      std::string block = suspect_as_text(trend_.whole, suspect, options);
      while (block.ends_with('\n')) block.pop_back();
      text_ += block + '\n';
      if (of.series.sizes.empty()) {
        line("trend", "unknown: the snapshots share neither the holder's name nor the class");
      } else {
        line("trend",
             (of.is_of_holder ? "" : "of the class: ") + series_as_text(of.series, options_.units));
      }
      const std::string name =
          suspect.element.is_function() ? "functions" : shown(suspect.element.class_name);
      if (const std::string born = born_in_words(of.series, name); !born.empty()) line("", born);
      text_ += '\n';
    }
    if (order.size() > suspects_told_max) {
      text_ += fmt::format("{} more suspects: --format json has them\n\n",
                           order.size() - suspects_told_max);
    }
  }

  void tell_classes() {
    Table table({{"Class", 0},
                 {"Trend", 2},
                 {"First", 3},
                 {"Last", 0},
                 {"Δ size", 0},
                 {"a step", 1},
                 {"Course", 0}});
    std::size_t shown_count = 0, hidden = 0;
    ByteDelta of_hidden;
    for (const Series& series : trend_.classes) {
      const bool is_meant =
          options_.filter ? options_.filter(series.name) : options_.all_rows || !series.is_engine;
      if (!is_meant || (options_.top && shown_count == *options_.top)) {
        ++hidden;
        of_hidden += ByteDelta{series.growth()};
        continue;
      }
      ++shown_count;
      table.add_row({class_label(series.name, series.place),
                     sparkline(series.sizes, sparkline_max / 2),
                     size_of(series.sizes.front(), options_.units),
                     size_of(series.sizes.back(), options_.units),
                     format_byte_delta({series.growth()}, options_.units),
                     has_slope(series.course)
                         ? format_byte_delta(rounded(series.slope->value), options_.units)
                         : "",
                     name_of(series.course)});
    }
    if (hidden > 0) {
      table.add_row(
          {others_label(hidden), "", "", "", format_byte_delta(of_hidden, options_.units), "", ""});
    }
    text_ += table.format(options_.width, style_);
  }

  const Trend& trend_;
  const RenderOptions& options_;
  const Style& style_;
  std::string text_;
};

/// Lines of one series, one for each snapshot.
void append_lines(std::string& out, const Trend& trend, const char* kind, const Series& series,
                  const std::string& name) {
  for (std::size_t i = 0; i < series.sizes.size(); ++i) {
    out += kind;
    out += ',';
    append_csv_text(out, name);
    out += ',';
    if (series.place) {
      append_csv_text(out, series.place->file);
      fmt::format_to(std::back_inserter(out), ",{},{},", series.place->line, series.place->column);
    } else {
      out += ",,,";
    }
    fmt::format_to(std::back_inserter(out), "{},", i + 1);
    append_csv_text(out, trend.points[i].side.file);
    const auto number = [&](const std::optional<std::uint64_t>& value) {
      out += ',';
      if (value) fmt::format_to(std::back_inserter(out), "{}", *value);
    };
    number(series.counts[i]);
    number(series.sizes[i]);
    fmt::format_to(std::back_inserter(out), ",{},{}\r\n", name_of(series.course),
                   series.slope ? fmt::format("{:.1f}", series.slope->value) : "");
  }
}

}  // namespace

std::string as_text(const Trend& trend, const RenderOptions& options) {
  const Style style{options.color};
  return TrendScreen(trend, options, style).run();
}

std::string as_csv(const Trend& trend, const RenderOptions& options) {
  std::string out = "kind,name,file,line,column,snapshot,snapshot_file,count,size,course,slope\r\n";
  append_lines(out, trend, "heap", trend.heap, "");
  for (std::size_t i = 0; i < trend.suspects.size(); ++i) {
    append_lines(out, trend, "suspect", trend.suspects[i].series,
                 suspect_in_words(trend.whole, trend.whole.suspects[i], options).holder);
  }
  std::size_t count = 0;
  for (const Series& series : trend.classes) {
    if (options.filter && !options.filter(series.name)) continue;
    if (options.top && count++ == *options.top) break;
    append_lines(out, trend, "class", series, series.name);
  }
  return out;
}

}  // namespace heapdiff::report
