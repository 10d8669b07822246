#include "cli/line_editor.hpp"

#include <histedit.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdio>

#include "cli/write_all.hpp"

namespace heapdiff::cli {
namespace {

constexpr int history_max = 1000;
constexpr std::size_t words_listed_max = 50;

std::string common_prefix(const std::vector<std::string>& words) {
  std::string prefix = words.front();
  for (const std::string& word : words) {
    const auto [end, unused] =
        std::mismatch(prefix.begin(), prefix.end(), word.begin(), word.end());
    prefix.erase(end, prefix.end());
  }
  // Not in the middle of a code point.
  while (!prefix.empty() && prefix.size() < words.front().size() &&
         (static_cast<unsigned char>(words.front()[prefix.size()]) & 0xC0) == 0x80) {
    prefix.pop_back();
  }
  return prefix;
}

/// While a line is edited, Ctrl-C and Ctrl-D are keys; while an answer is made, the first stops the
/// program. libedit would make them keys only a moment after the prompt is there.
class ControlsAreKeys {
 public:
  ControlsAreKeys() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios changed = before_;
    changed.c_lflag &= ~static_cast<tcflag_t>(ISIG | ICANON);
    changed.c_cc[VMIN] = 1;
    changed.c_cc[VTIME] = 0;
    is_changed_ = tcsetattr(STDIN_FILENO, TCSADRAIN, &changed) == 0;
  }
  ControlsAreKeys(const ControlsAreKeys&) = delete;
  ControlsAreKeys& operator=(const ControlsAreKeys&) = delete;
  ~ControlsAreKeys() {
    if (is_changed_) tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  }

 private:
  termios before_{};
  bool is_changed_ = false;
};

}  // namespace

struct LineEditor::State {
  Complete complete;
  std::string prompt;
  EditLine* line = nullptr;
  History* history = nullptr;
  bool is_dropped = false;

  static State& of(EditLine* line) {
    void* state = nullptr;
    el_get(line, EL_CLIENTDATA, &state);
    return *static_cast<State*>(state);
  }

  static char* show_prompt(EditLine* line) { return of(line).prompt.data(); }

  /// Ctrl-C: the line is finished, and not looked at.
  static unsigned char drop(EditLine* line, int) {
    of(line).is_dropped = true;
    write_all(out_fd(), "^C");
    return CC_NEWLINE;
  }

  static unsigned char complete_word(EditLine* line, int) {
    State& state = of(line);
    const LineInfo* info = el_line(line);
    const std::string_view before(info->buffer,
                                  static_cast<std::size_t>(info->cursor - info->buffer));
    const LineCompletion found = state.complete(before);
    if (found.words.empty()) return CC_ERROR;
    const std::string_view typed = before.substr(found.start);
    std::string insertion = common_prefix(found.words).substr(typed.size());
    if (found.words.size() == 1) insertion += ' ';
    if (!insertion.empty())
      return el_insertstr(line, insertion.c_str()) == 0 ? CC_REFRESH : CC_ERROR;
    std::string list = "\r\n";
    for (std::size_t i = 0; i < std::min(found.words.size(), words_listed_max); ++i) {
      list += found.words[i] + "\r\n";
    }
    if (found.words.size() > words_listed_max) list += "…\r\n";
    write_all(out_fd(), list);
    return CC_REDISPLAY;
  }

  /// Answers alone go to standard output if it is no terminal.
  static int out_fd() { return isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDERR_FILENO; }
};

LineEditor::LineEditor(Complete complete) : state_(std::make_unique<State>()) {
  std::setlocale(LC_CTYPE, "");
  state_->complete = std::move(complete);
  std::FILE* out = State::out_fd() == STDOUT_FILENO ? stdout : stderr;
  state_->line = el_init("heapdiff", stdin, out, stderr);
  state_->history = history_init();
  if (state_->line == nullptr || state_->history == nullptr) throw std::bad_alloc();
  HistEvent event;
  history(state_->history, &event, H_SETSIZE, history_max);
  history(state_->history, &event, H_SETUNIQUE, 1);
  EditLine* line = state_->line;
  el_set(line, EL_CLIENTDATA, state_.get());
  el_set(line, EL_PROMPT, &State::show_prompt);
  el_set(line, EL_EDITOR, "emacs");
  el_set(line, EL_HIST, history, state_->history);
  el_set(line, EL_ADDFN, "complete-word", "completes commands and class names",
         &State::complete_word);
  el_set(line, EL_BIND, "^I", "complete-word", nullptr);
  el_set(line, EL_ADDFN, "drop-line", "drops the line", &State::drop);
  el_set(line, EL_BIND, "^C", "drop-line", nullptr);
  el_set(line, EL_SETTY, "-d", "-isig", nullptr);
}

LineEditor::~LineEditor() {
  history_end(state_->history);
  el_end(state_->line);
}

std::optional<std::string> LineEditor::read(const std::string& prompt) {
  state_->prompt = prompt;
  state_->is_dropped = false;
  int size = 0;
  const char* text = nullptr;
  {
    const ControlsAreKeys are_keys;
    text = el_gets(state_->line, &size);
  }
  if (text == nullptr || size <= 0) {
    write_all(State::out_fd(), "\n");
    return std::nullopt;
  }
  if (state_->is_dropped) return "";
  std::string line(text, static_cast<std::size_t>(size));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  HistEvent event;
  if (!line.empty()) history(state_->history, &event, H_ENTER, line.c_str());
  return line;
}

}  // namespace heapdiff::cli
