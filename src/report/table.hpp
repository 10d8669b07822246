#pragma once

#include <string>
#include <vector>

namespace heapdiff::report {

/// How text is emphasised: escape sequences on a colour terminal, nothing elsewhere.
struct Style {
  bool color = false;
  [[nodiscard]] std::string bold(const std::string& text) const;
  [[nodiscard]] std::string dim(const std::string& text) const;
};

/// "**what**  rest", a line each where both have no room in one. REQUIRES: width > 0.
[[nodiscard]] std::string title_in_words(const std::string& what, const std::string& rest,
                                         std::size_t width, const Style& style);

/// A table of text: the first column is left-aligned and takes what width is left, the others are
/// right-aligned. Where the whole does not fit, the columns with the highest `expendable` go first.
class Table {
 public:
  struct ColumnSpec {
    std::string title;
    int expendable = 0;  ///< 0: never dropped
  };

  explicit Table(std::vector<ColumnSpec> columns) : columns_(std::move(columns)) {}
  /// What is too wide for the first column is cut in its middle; or at its front, where the end
  /// says more, as of a path; or at its end, where the start does, as of an object with its id.
  enum class Keep { both_ends, start, end };
  void add_row(std::vector<std::string> cells, Keep keep = Keep::both_ends) {
    rows_.push_back({std::move(cells), keep});
  }
  [[nodiscard]] std::string format(std::size_t width, const Style& style) const;

 private:
  struct Row {
    std::vector<std::string> cells;
    Keep keep = Keep::both_ends;
  };
  std::vector<ColumnSpec> columns_;
  std::vector<Row> rows_;
};

}  // namespace heapdiff::report
