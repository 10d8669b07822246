#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heapdiff::cli {

/// What may stand in place of the end of a line, from byte `start` on.
struct LineCompletion {
  std::size_t start = 0;
  std::vector<std::string> words;  ///< ascending, safe to print
};

/// Lines from a terminal, edited by libedit: history by arrow up, completion by TAB, Ctrl-C drops
/// the line, Ctrl-D ends. Nothing of it is written to a file.
class LineEditor {
 public:
  using Complete = std::function<LineCompletion(std::string_view line)>;
  explicit LineEditor(Complete complete);
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;
  ~LineEditor();

  /// A line without its end; nothing at the end of the input.
  [[nodiscard]] std::optional<std::string> read(const std::string& prompt);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace heapdiff::cli
