#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heapdiff::test {

/// What a user typed and saw:
///
///     # Comments, as many lines as needed.
///     $ heapdiff before after --top 1
///     what it wrote to standard output
///     [stderr]
///     what it wrote to standard error
///     [status 2]
///
/// The parts in brackets are left out where nothing was written or the status is 0. An output that
/// lacks its last line end is followed by "[no line end]". Carriage returns are written "␍".
struct Transcript {
  struct Step {
    std::string comment;  ///< the lines above the command, blank ones too, with their line ends
    std::string command;
    std::string result;  ///< all lines below, as above
  };
  std::vector<Step> steps;
};

/// Throws std::runtime_error where something stands before the first command that is no comment.
[[nodiscard]] Transcript read_transcript(std::string_view text);
[[nodiscard]] std::string write_transcript(const Transcript& transcript);

/// The result of a command as a transcript shows it.
[[nodiscard]] std::string show_result(std::string out, std::string err, int status);

}  // namespace heapdiff::test
