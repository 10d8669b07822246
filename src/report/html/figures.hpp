#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/render.hpp"
#include "report/html/markup.hpp"

namespace heapdiff::report::html {

/// A number as people read it, and its exact value, by which scripts sort.
///
/// Where it is in the JSON report is said by a JSON pointer (RFC 6901), or by several, separated by
/// spaces: the number is their sum, less those that have a minus in front. An empty one is for what
/// JSON does not have.
struct Figure {
  std::string text;
  std::int64_t value = 0;
};

/// Makes figures in one system of units.
struct Figures {
  UnitSystem units = UnitSystem::decimal;

  [[nodiscard]] Figure count(std::uint64_t value) const {
    return {format_count(value), static_cast<std::int64_t>(value)};
  }
  [[nodiscard]] Figure count_delta(std::int64_t value) const {
    return {format_count_delta(value), value};
  }
  [[nodiscard]] Figure bytes(Bytes value) const {
    return {format_bytes(value, units), static_cast<std::int64_t>(value.value)};
  }
  [[nodiscard]] Figure delta(ByteDelta value) const {
    return {format_byte_delta(value, units), value.value};
  }
};

/// `<data>`, for a figure in a sentence or in a list. `pointer` is as above.
[[nodiscard]] Markup inline_figure(const Figure& figure, std::string_view pointer);

/// A table that a script sorts, filters and pages, and that is whole without it.
class DataTable {
 public:
  struct Column {
    std::string title;
    std::string member = {};  ///< pointers below the row's JSON object: "before/count"
    bool is_number = true;
  };

  /// `id` is the page's, `caption` is escaped.
  DataTable(std::string_view id, std::string_view caption, std::vector<Column> columns);

  /// A row under construction: a heading, then as many cells as there are other columns. `pointer`
  /// is the row's JSON object; empty for none.
  void begin_row(const Markup& heading, std::string_view pointer = {});
  void add_figure(const Figure& figure);
  /// One that is not below the row's JSON object.
  void add_figure(const Figure& figure, std::string_view pointer);
  void add_text(const Markup& text);
  void add_blank();
  /// The rest of the rows is what stands below the table, and is neither sorted nor filtered.
  void begin_sums();

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] Markup finish() &&;

 private:
  std::string id_;
  Markup caption_;
  std::vector<Column> columns_;
  Markup rows_;
  bool has_row_ = false, has_sums_ = false;
};

}  // namespace heapdiff::report::html
