#include "report/csv.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>

#include "base/printable.hpp"
#include "report/formats.hpp"
#include "report/selection.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

/// The columns of figures; empty where they are not known.
class CsvRows {
 public:
  explicit CsvRows(const Diff& diff)
      : can_follow_(diff.lineage.can_follow()), has_retained_(diff.has_retained_sizes()) {}

  void append(const ClassChange& change, bool is_sum) {
    append_csv_text(text_, change.name);
    text_ += ',';
    if (change.place) {
      append_csv_text(text_, change.place->file);
      add(change.place->line);
      add(change.place->column);
    } else {
      text_ += ",,";
    }
    text_ += is_sum ? "," : change.is_engine ? ",true" : ",false";
    add(change.before.count);
    add(change.after.count);
    add(change.count_delta());
    add_if(can_follow_, change.added);
    add_if(can_follow_, change.deleted);
    add(change.before.size.value);
    add(change.after.size.value);
    add(change.size_delta().value);
    add_if(can_follow_, change.allocated.value);
    add_if(can_follow_, change.freed.value);
    add_if(can_follow_, change.resized.value);
    const bool has_retained = has_retained_ && !is_sum;
    add_if(has_retained, change.before.retained.value);
    add_if(has_retained, change.after.retained.value);
    add_if(has_retained, change.retained_delta().value);
    text_ += "\r\n";
  }

  [[nodiscard]] std::string text() { return std::move(text_); }

 private:
  template <class Number>
  void add(Number number) {
    fmt::format_to(std::back_inserter(text_), ",{}", number);
  }
  template <class Number>
  void add_if(bool is_known, Number number) {
    is_known ? add(number) : text_.push_back(',');
  }

  bool can_follow_, has_retained_;
  std::string text_ =
      "class,file,line,column,engine,before_count,after_count,count_delta,new,deleted,before_size,"
      "after_size,size_delta,allocated,freed,resized,before_retained,after_retained,"
      "retained_delta\r\n";
};

}  // namespace

void append_csv_text(std::string& out, std::string text) {
  constexpr std::string_view begins_formula = "=+-@";
  if (!text.empty() && begins_formula.find(text[0]) != std::string_view::npos) {
    text.insert(0, 1, '\'');
  }
  append_csv_field(out, text);
}

void append_csv_field(std::string& out, std::string_view heap_text) {
  const std::string text = base::printable(heap_text);
  if (text.find_first_of(",\"") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string as_csv(const Diff& diff, const RenderOptions& options) {
  const Selection selection = select(diff, options);
  CsvRows rows(diff);
  for (const std::size_t i : selection.shown) rows.append(diff.classes[i], false);
  if (!selection.others.empty()) {
    ClassChange others = sum_of(diff, selection.others);
    others.name = others_label(selection.others.size());
    rows.append(others, true);
  }
  return rows.text();
}

}  // namespace heapdiff::report
