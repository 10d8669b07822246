#include "golden/transcript.hpp"

#include <stdexcept>

namespace heapdiff::test {
namespace {

std::string shown(std::string_view text) {
  std::string out;
  for (const char c : text) c == '\r' ? out += "␍" : out += c;
  if (!out.empty() && out.back() != '\n') out += "\n[no line end]\n";
  return out;
}

}  // namespace

Transcript read_transcript(std::string_view text) {
  Transcript transcript;
  std::string comment;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, length);
    text.remove_prefix(length);
    const bool is_comment = line.starts_with("# ") || line == "\n";
    if (line.starts_with("$ ")) {
      transcript.steps.push_back({comment, std::string(line.substr(2, line.size() - 3)), ""});
      comment.clear();
    } else if (is_comment) {
      comment += line;
    } else if (transcript.steps.empty()) {
      throw std::runtime_error("a transcript starts with a comment or a command, not with " +
                               std::string(line));
    } else {
      // Blank lines and such with a number sign inside a result belong to it.
      transcript.steps.back().result += comment;
      comment.clear();
      transcript.steps.back().result += line;
    }
  }
  if (!transcript.steps.empty()) transcript.steps.back().result += comment;
  return transcript;
}

std::string write_transcript(const Transcript& transcript) {
  std::string text;
  for (const Transcript::Step& step : transcript.steps) {
    text += step.comment + "$ " + step.command + '\n' + step.result;
  }
  return text;
}

std::string show_result(std::string out, std::string err, int status) {
  std::string text = shown(out);
  if (!err.empty()) text += "[stderr]\n" + shown(err);
  if (status != 0) text += "[status " + std::to_string(status) + "]\n";
  return text;
}

}  // namespace heapdiff::test
