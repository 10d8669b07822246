#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
#include "report/damage.hpp"
#include "report/formats.hpp"
#include "report/queries.hpp"
#include "report/table.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t value_width_max = 60;
constexpr std::int32_t system_distance = 100'000'000;

std::string distance_in_words(std::int32_t distance) {
  return distance >= 0 && distance < system_distance ? std::to_string(distance) : "-";
}

/// "@1021 Order  orders.js:9:5"; of a string, its value.
std::string label_of(const ObjectInfo& info) {
  const std::string name = info.name.empty() ? "(anonymous)" : info.name;
  std::string label = fmt::format("@{} {}", info.id.value, class_label(name, info.place));
  if (info.value) label.append(1, ' ').append(value_in_words(*info.value));
  return label;
}

class Writer {
 public:
  Writer(const SnapshotView& view, const RenderOptions& options)
      : options_(options),
        style_{options.color},
        has_set_aside_(!view.set_aside.empty()),
        has_retained_(view.has_retained_sizes()),
        text_(view.damage ? damage_as_text(*view.damage, view.file, options) + '\n' : "") {
    text_ += set_aside_in_words(view, options);
  }

  /// A retained size; unknown where edges are missing.
  [[nodiscard]] std::string retained(Bytes value) const {
    return has_retained_ ? bytes(value) : "–";
  }

  [[nodiscard]] std::string bytes(Bytes value) const { return format_bytes(value, options_.units); }

  /// "1,234 objects": a number and its noun.
  [[nodiscard]] static std::string count(std::uint64_t number, const char* noun) {
    return fmt::format("{} {}{}", format_count(number), noun, number == 1 ? "" : "s");
  }

  void line(const std::string& text) { text_ += base::wrap_words(text, options_.width, 4) + '\n'; }
  void indented(const std::string& text) {
    constexpr std::size_t indent = 4;
    const std::size_t width = options_.width - std::min(options_.width, indent);
    text_ += std::string(indent, ' ') + base::wrap_words(text, width, indent + 2) + '\n';
  }
  void gap() { text_ += '\n'; }

  /// What the answer is about, and its sizes.
  void title(const std::string& what, const std::string& rest) {
    text_ += title_in_words(what, rest, options_.width, style_);
  }

  void object(const ObjectInfo& info) {
    title(label_of(info),
          fmt::format("{} shallow, {} retained", bytes(info.size), retained(info.retained)));
  }

  void table(const Table& table) { text_ += table.format(options_.width, style_); }

  /// Objects with their sizes, and how many more there are.
  void objects(const char* heading, const std::vector<ObjectInfo>& infos, std::uint64_t others,
               const std::string& retained_by_others = "") {
    Table rows({{heading, 0}, {"Distance", 2}, {"Shallow", 0}, {"Retained", 0}});
    for (const ObjectInfo& info : infos) {
      rows.add_row({label_of(info), distance_in_words(info.distance), bytes(info.size),
                    retained(info.retained)});
    }
    if (others > 0) rows.add_row({others_label(others), "", "", retained_by_others});
    table(rows);
  }

  /// Ways in which hardly any of the objects are held go without a line.
  void chains(const std::vector<Chain>& chains, std::uint64_t others, std::uint64_t total) {
    constexpr std::uint64_t least_share = 20;  // one in twenty
    const auto is_rare = [&](std::uint64_t count) { return count * least_share < total; };
    for (const Chain& chain : chains) {
      if (is_rare(chain.count)) {
        others += chain.count;
        continue;
      }
      const bool is_let_go = chain.steps.empty() && has_set_aside_;
      line(fmt::format("{} of {} (@{}):  {}", format_count(chain.count), format_count(total),
                       chain.example.value,
                       is_let_go ? "held by nothing else" : chain_in_words(chain.steps)));
    }
    if (others == 0 || is_rare(others)) return;
    line(fmt::format("{} of {}:  held in other ways", format_count(others), format_count(total)));
  }

  std::string finish() { return std::move(text_); }

 private:
  const RenderOptions& options_;
  Style style_;
  bool has_set_aside_;
  bool has_retained_;
  std::string text_;
};

/// Reasons why a reference does not keep its target alive, in a word.
const char* hold_in_words(const Reference& reference) {
  if (reference.is_retaining) return "";
  return reference.is_set_aside ? "ignored" : "no";
}

/// References as rows, and how many more there are. That all of them hold needs no column.
void add_references(Writer& writer, const char* heading, const char* relation,
                    const std::vector<Reference>& references, std::uint64_t others) {
  const bool do_all_hold = std::all_of(references.begin(), references.end(),
                                       [](const Reference& one) { return one.is_retaining; });
  std::vector<Table::ColumnSpec> columns{
      {heading, 0}, {"Distance", 2}, {"Shallow", 1}, {"Retained", 0}};
  if (!do_all_hold) columns.push_back({"Holds", 0});
  Table table(std::move(columns));
  const auto add_row = [&](std::vector<std::string> cells, const char* holds) {
    if (!do_all_hold) cells.emplace_back(holds);
    table.add_row(std::move(cells));
  };
  for (const Reference& one : references) {
    add_row({fmt::format("{}{}{}", edge_in_words(one.edge_type, one.edge), relation,
                         label_of(one.object)),
             distance_in_words(one.object.distance), writer.bytes(one.object.size),
             writer.retained(one.object.retained)},
            hold_in_words(one));
  }
  if (others > 0) add_row({others_label(others), "", "", ""}, "");
  writer.gap();
  writer.table(table);
}

}  // namespace

std::string value_in_words(const StringValue& value) {
  const std::string start = base::cut_to_width(base::printable(value.start), value_width_max);
  if (!value.is_cut) return fmt::format("\"{}\"", start);
  return fmt::format("\"{}\" ({} characters)", start, format_count(value.length));
}

std::string as_text(const ClassReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  const bool is_one = report.classes.size() == 1;
  out.title(is_one ? class_label(report.classes[0].name, report.classes[0].place)
                   : base::printable(report.pattern),
            fmt::format("{}, {} shallow, {} retained", Writer::count(report.count, "object"),
                        out.bytes(report.size), out.retained(report.retained)));
  if (!is_one) {
    Table classes(
        {{"Constructor", 0}, {"Distance", 2}, {"Count", 0}, {"Shallow", 0}, {"Retained", 0}});
    std::size_t listed = 0;
    for (const ClassSummary& c : report.classes) {
      if (options.top && listed++ >= *options.top) break;
      classes.add_row({class_label(c.name, c.place), distance_in_words(c.distance),
                       format_count(c.count), out.bytes(c.size), out.retained(c.retained)});
    }
    if (options.top && report.classes.size() > *options.top) {
      classes.add_row({others_label(report.classes.size() - *options.top), "", "", "", ""});
    }
    out.gap();
    out.table(classes);
  }
  out.gap();
  out.objects("Object", report.largest, report.count - report.largest.size());
  if (!report.chains.empty()) out.gap();
  out.chains(report.chains, report.other_chains_count, report.count);
  return out.finish();
}

std::string as_text(const ObjectReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  out.object(report.object);
  std::string facts(name_of(report.object.type));
  if (report.object.distance >= 0 && report.object.distance < system_distance) {
    facts += fmt::format(", distance {}", report.object.distance);
  }
  facts += fmt::format(", dominated by @{}", report.dominator.value);
  if (report.detachedness == Detachedness::attached) facts += ", attached";
  if (report.detachedness == Detachedness::detached) facts += ", detached";
  out.line(facts);
  if (report.references_count == 0) return out.finish();
  add_references(out, "Reference", " → ", report.references,
                 report.references_count - report.references.size());
  return out.finish();
}

std::string as_text(const RetainersReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  out.object(report.object);
  if (report.retainers_count == 0) {
    out.line("nothing refers to it");
    return out.finish();
  }
  add_references(out, "Retainer", " of ", report.retainers,
                 report.retainers_count - report.retainers.size());
  return out.finish();
}

std::string as_text(const DominatorsReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  out.object(report.object);
  if (report.dominators_count > 0) {
    out.gap();
    out.objects("Dominated by", report.dominators,
                report.dominators_count - report.dominators.size());
  }
  if (report.children_count > 0) {
    const std::uint64_t others = report.children_count - report.children.size();
    out.gap();
    out.objects("Dominates", report.children, others, out.retained(report.other_children_retained));
  }
  return out.finish();
}

std::string as_text(const FindReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  out.title(base::printable(report.pattern),
            fmt::format("{}, {} shallow",
                        Writer::count(report.count, report.is_new ? "new object" : "object"),
                        out.bytes(report.size)));
  if (report.count == 0) return out.finish();
  out.gap();
  out.objects("Object", report.objects, report.count - report.objects.size());
  return out.finish();
}

std::string as_text(const StringsReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  out.title(base::printable(report.pattern),
            fmt::format("{} in {}, {}", Writer::count(report.text_count, "text"),
                        Writer::count(report.copies, "string"), out.bytes(report.size)));
  if (report.text_count == 0) return out.finish();
  Table table({{"Text", 0}, {"Example", 0}, {"Copies", 0}, {"Shallow", 0}});
  for (const TextInfo& text : report.texts) {
    table.add_row({value_in_words(text.value), fmt::format("@{}", text.examples.at(0).value),
                   format_count(text.copies), out.bytes(text.size)});
  }
  const std::uint64_t others = report.text_count - report.texts.size();
  if (others > 0) table.add_row({others_label(others), "", "", ""});
  out.gap();
  out.table(table);
  return out.finish();
}

std::string as_text(const DuplicatesReport& report, const RenderOptions& options) {
  Writer out(report.view, options);
  out.title("Duplicated strings", fmt::format("{} in {}, {}, of which {} wasted",
                                              Writer::count(report.text_count, "text"),
                                              Writer::count(report.copies, "string"),
                                              out.bytes(report.size), out.bytes(report.wasted)));
  for (const TextInfo& text : report.texts) {
    out.gap();
    out.title(value_in_words(text.value),
              fmt::format("{} copies, {}, {} wasted", format_count(text.copies),
                          out.bytes(text.size), out.bytes(text.wasted)));
    out.chains(text.holders, text.other_holders_count, text.copies);
  }
  const std::uint64_t others = report.text_count - report.texts.size();
  if (others > 0) {
    out.gap();
    out.line(others_label(others));
  }
  return out.finish();
}

std::string as_text(const BiggestReport& report, const RenderOptions& options) {
  constexpr std::uint64_t percent = 100;
  Writer out(report.view, options);
  out.title("Largest objects", fmt::format("of a heap of {}", out.bytes(report.heap)));
  for (const BigObject& big : report.objects) {
    // In whole per cent; no product of sizes overflows in floating point.
    const double share = static_cast<double>(big.object.retained.value) /
                         static_cast<double>(report.heap.value) * percent;
    out.gap();
    const std::string held =
        report.view.has_retained_sizes()
            ? fmt::format("{} retained ({:.0f} %), ", out.bytes(big.object.retained), share)
        : big.retained_max ? fmt::format("at most {} retained, ", out.bytes(*big.retained_max))
                           : "";
    out.title(label_of(big.object),
              fmt::format("{}{} shallow{}", held, out.bytes(big.object.size),
                          big.inside ? fmt::format(", inside @{}", big.inside->value) : ""));
    if (!big.path.empty() || !report.view.set_aside.empty()) {
      out.indented(big.path.empty() ? "held by nothing else" : chain_in_words(big.path));
    }
  }
  return out.finish();
}

}  // namespace heapdiff::report
