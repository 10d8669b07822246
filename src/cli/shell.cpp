#include "cli/shell.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

#include "base/printable.hpp"
#include "cli/commands.hpp"
#include "cli/line_editor.hpp"
#include "cli/query_commands.hpp"
#include "heapdiff/session.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t line_bytes_max = std::size_t{1} << 16;

/// Lines from a pipe or a file.
class LineReader {
 public:
  /// A line without its end, of a longer one the start; nothing at the end of the input.
  std::optional<std::string> read() {
    std::string line;
    for (bool has_any = false;; has_any = true) {
      if (next_ == size_ && !fill()) return has_any ? std::optional(line) : std::nullopt;
      const char c = buffer_[next_++];
      if (c == '\n') return line;
      if (line.size() < line_bytes_max) line += c;
    }
  }

 private:
  bool fill() {
    ssize_t count = 0;
    do {
      count = ::read(STDIN_FILENO, buffer_.data(), buffer_.size());
    } while (count < 0 && errno == EINTR);
    next_ = 0;
    size_ = count > 0 ? static_cast<std::size_t>(count) : 0;
    return size_ > 0;
  }

  std::array<char, 4096> buffer_{};
  std::size_t next_ = 0, size_ = 0;
};

/// The first word of a line, and the rest.
struct SplitLine {
  std::string_view command, operand;
};

std::string_view trim(std::string_view text) {
  constexpr std::string_view blank = " \t\r";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

SplitLine split(std::string_view line) {
  line = trim(line);
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  return {line.substr(0, end), trim(line.substr(end))};
}

tl::unexpected<Error> refuse(std::string message, std::string hint = "") {
  return fail({ErrorKind::usage, "", std::move(message), std::nullopt, std::move(hint)});
}

class Shell {
 public:
  Shell(const ShellCommand& command, std::vector<Session> sides, Terminal& terminal)
      : command_(command),
        terminal_(terminal),
        options_(render_options(command.options)),
        sides_(std::move(sides)),
        side_(sides_.size() - 1) {
    options_.top = rows_of(command.options);
  }

  ExitStatus run() {
    if (isatty(STDIN_FILENO) == 1) {
      LineEditor editor([this](std::string_view line) { return complete(line); });
      while (over_ == Over::no) {
        const std::optional<std::string> line = editor.read(prompt());
        if (!line) break;
        take(*line, 0);
      }
    } else {
      LineReader reader;
      for (std::size_t number = 1; over_ == Over::no; ++number) {
        const std::optional<std::string> line = reader.read();
        if (!line) break;
        take(*line, number);
      }
    }
    if (over_ == Over::failed) return ExitStatus::trouble;
    const Result<void> written = output_.finish();
    return written ? status_ : terminal_.fail(written.error());
  }

  /// A command that is no query.
  struct Special {
    std::string_view name, operand_name, summary;
    bool is_for_two = false;  ///< files
    Result<std::string> (Shell::*answer)(std::string_view operand) = nullptr;
  };
  [[nodiscard]] static std::span<const Special> specials();

 private:
  [[nodiscard]] Session& session() { return sides_[side_]; }
  [[nodiscard]] std::size_t rows_max() const { return *options_.top; }

  [[nodiscard]] std::string prompt() const {
    if (sides_.size() == 1) return "heapdiff> ";
    return side_ == 0 ? "before> " : "after> ";
  }

  /// Answers one line. `number` is that of the line, if there is no prompt.
  void take(std::string_view line, std::size_t number) {
    const SplitLine words = split(line);
    if (words.command.empty() || words.command.starts_with('#')) return;
    const Result<std::string> text = answer(words);
    if (text) {
      show(*text);
      return;
    }
    Error error = text.error();
    if (number > 0) {
      error.path = error.path.empty() ? fmt::format("line {}", number)
                                      : fmt::format("line {}: {}", number, error.path);
      status_ = ExitStatus::trouble;
    }
    terminal_.fail(error);
  }

  /// An empty line separates answers.
  void show(const std::string& text) {
    if (text.empty()) return;
    const bool is_text = options_.format == Format::text;
    Result<void> written = output_.write(is_text && has_answered_ ? '\n' + text : text);
    has_answered_ = true;
    if (!written) {
      terminal_.fail(written.error());
      over_ = Over::failed;
    } else if (output_.is_closed_by_reader()) {
      over_ = Over::done;
    }
  }

  Result<std::string> answer(const SplitLine& words) {
    if (const Query* query = find_query(words.command)) {
      const Result<Question> question = ask(*query, words.operand);
      if (!question) return fail(question.error());
      const Result<Report> report = query->answer(session(), *question, rows_max());
      if (!report) return fail(report.error());
      return render(*report, options_);
    }
    for (const Special& special : specials()) {
      if (special.name != words.command) continue;
      if (special.is_for_two && sides_.size() != 2) {
        return refuse(fmt::format("{} takes two snapshots", special.name),
                      "heapdiff shell BEFORE AFTER");
      }
      if (special.operand_name.empty() && !words.operand.empty()) {
        return refuse(fmt::format("{} takes nothing behind it, not {}", special.name,
                                  base::printable(words.operand)));
      }
      return (this->*special.answer)(words.operand);
    }
    return refuse(fmt::format("there is no command {}", base::printable(words.command)),
                  "help lists the commands");
  }

  Result<std::string> ignore(std::string_view operand) {
    const Result<ObjectId> id = parse_object_id(operand);
    if (!id) return fail(id.error());
    if (const Result<void> done = session().ignore(*id); !done) return fail(done.error());
    diff_.reset();
    return tell_set_aside();
  }

  Result<std::string> unignore(std::string_view operand) {
    std::optional<ObjectId> id;
    if (!operand.empty()) {
      const Result<ObjectId> given = parse_object_id(operand);
      if (!given) return fail(given.error());
      id = *given;
    }
    if (const Result<void> done = session().unignore(id); !done) return fail(done.error());
    diff_.reset();
    return tell_set_aside();
  }

  /// JSON has it in every answer.
  Result<std::string> tell_set_aside() {
    if (options_.format == Format::json) return "";
    std::string list;
    for (const ObjectInfo& info : session().ignored()) {
      list += fmt::format("{} @{} {}", list.empty() ? "" : ",", info.id.value,
                          base::printable(info.name));
    }
    return list.empty() ? "nothing is ignored\n" : fmt::format("ignored:{}\n", list);
  }

  Result<std::string> set_top(std::string_view operand) {
    std::size_t rows = 0;
    const auto [end, status] =
        std::from_chars(operand.data(), operand.data() + operand.size(), rows);
    if (status != std::errc{} || end != operand.data() + operand.size() || rows == 0 ||
        rows > query_rows_max) {
      return refuse(fmt::format("top is a whole number from 1 to {}, not {}", query_rows_max,
                                base::printable(operand)));
    }
    options_.top = rows;
    return "";
  }

  Result<std::string> ask_before(std::string_view) { return switch_to(0); }
  Result<std::string> ask_after(std::string_view) { return switch_to(1); }
  Result<std::string> switch_to(std::size_t side) {
    side_ = side;
    return "";
  }

  Result<const Diff*> compare() {
    if (!diff_) {
      DiffOptions options;
      options.threads = command_.options.threads;
      options.chains_for = rows_max();
      Result<Diff> diff = heapdiff::compare(sides_[0], sides_[1], options);
      if (!diff) return fail(diff.error());
      for (const std::string& note : diff->notes) terminal_.note(note);
      diff_ = std::move(*diff);
    }
    return &*diff_;
  }

  Result<std::string> show_diff(std::string_view) {
    const Result<const Diff*> diff = compare();
    if (!diff) return fail(diff.error());
    return render(**diff, options_);
  }

  Result<std::string> show_suspects(std::string_view) {
    const Result<const Diff*> diff = compare();
    if (!diff) return fail(diff.error());
    RenderOptions shown = options_;
    shown.only_suspects = true;
    std::string text = render(**diff, shown);
    if (text.empty()) return refuse("objects cannot be matched from one snapshot to the other");
    return text;
  }

  Result<std::string> show_new(std::string_view operand) {
    if (operand.empty()) return refuse("new needs CLASS");
    const Result<NamePattern> pattern =
        parse_pattern(operand, NamePattern::PlainText::is_whole_name);
    if (!pattern) return fail(pattern.error());
    const Result<const Diff*> diff = compare();
    if (!diff) return fail(diff.error());
    if (!(*diff)->lineage.can_follow()) {
      return refuse("cannot tell what is new: ids mean different objects in the two snapshots",
                    "diff compares them class by class");
    }
    return render(find_new(sides_[0], sides_[1], *pattern, rows_max()), options_);
  }

  Result<std::string> help(std::string_view) { return help_of_shell_commands(); }

  Result<std::string> quit(std::string_view) {
    over_ = Over::done;
    return "";
  }

  LineCompletion complete(std::string_view line) {
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t end = line.find_first_of(" \t", start);
    LineCompletion completion;
    const auto add = [&](std::string_view word) {
      if (word.starts_with(line.substr(completion.start))) completion.words.emplace_back(word);
    };
    if (end == std::string_view::npos) {
      completion.start = start;
      for (const Query& query : queries()) add(query.name);
      for (const Special& special : specials()) {
        if (!special.is_for_two || sides_.size() == 2) add(special.name);
      }
    } else {
      completion.start = std::min(line.find_first_not_of(" \t", end), line.size());
      const std::string_view command = line.substr(start, end - start);
      const Query* query = find_query(command);
      const Argument* operand = query == nullptr ? nullptr : query->spec().operand();
      const bool takes_class = command == "new" || command == "find" ||
                               (operand != nullptr && operand->kind == ArgumentKind::class_name);
      if (!takes_class) return completion;
      for (const std::string& name : session().class_names()) {
        // What would be shown otherwise than it is called cannot be typed.
        if (name.size() < class_name_bytes_max && base::printable(name) == name) add(name);
      }
    }
    std::sort(completion.words.begin(), completion.words.end());
    completion.words.erase(std::unique(completion.words.begin(), completion.words.end()),
                           completion.words.end());
    return completion;
  }

  static constexpr std::size_t class_name_bytes_max = 200;
  enum class Over { no, done, failed };

  const ShellCommand& command_;
  Terminal& terminal_;
  RenderOptions options_;
  std::vector<Session> sides_;  // one, or before and after
  std::size_t side_;
  std::optional<Diff> diff_;
  Output output_{command_.options.output};
  ExitStatus status_ = ExitStatus::ok;
  bool has_answered_ = false;
  Over over_ = Over::no;
};

std::span<const Shell::Special> Shell::specials() {
  static const std::array table{
      Special{"diff", "", "what grew from before to after", true, &Shell::show_diff},
      Special{"suspects", "", "what leaks, and what holds it", true, &Shell::show_suspects},
      Special{"new", "CLASS", "objects of a class that are only in the after side", true,
              &Shell::show_new},
      Special{"before", "", "ask about the before side", true, &Shell::ask_before},
      Special{"after", "", "ask about the after side", true, &Shell::ask_after},
      Special{"ignore", "@ID", "sizes and paths as if the object held nothing", false,
              &Shell::ignore},
      Special{"unignore", "[@ID]", "take that back; without an id, all of it", false,
              &Shell::unignore},
      Special{"top", "N", "rows of an answer", false, &Shell::set_top},
      Special{"help", "", "this list", false, &Shell::help},
      Special{"quit", "", "leave; so does Ctrl-D", false, &Shell::quit},
  };
  return table;
}

}  // namespace

ExitStatus run(const ShellCommand& command, Terminal& terminal) {
  std::vector<Session> sides;
  for (std::size_t i = 0; i < command.files.size(); ++i) {
    const char* side = command.files.size() == 1 ? "snapshot" : i == 0 ? "before" : "after";
    const std::string& file = command.files[i];
    Result<Session> session =
        Session::open(file, Purpose::anything, command.options, &terminal, side);
    if (!session) return terminal.fail(session.error());
    for (const std::string& note : session->notes())
      terminal.note(fmt::format("{}: {}", file, note));
    sides.push_back(std::move(*session));
  }
  terminal.end_progress();
  return Shell(command, std::move(sides), terminal).run();
}

std::string help_of_shell_commands() {
  std::string text;
  const auto line = [&](std::string_view name, std::string_view operand, std::string_view summary) {
    text += fmt::format("  {:<22}{}\n", fmt::format("{} {}", name, operand), summary);
  };
  for (const Query& query : queries()) {
    const Argument* operand = query.spec().operand();
    line(query.name, operand == nullptr ? "" : operand->name, query.spec().summary);
  }
  for (const auto& special : Shell::specials()) {
    line(special.name, special.operand_name, special.summary);
  }
  return text;
}

}  // namespace heapdiff::cli
