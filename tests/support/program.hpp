#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heapdiff::test {

/// A directory that goes away with its owner.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Writes a file into it and returns its path.
  std::string write(const std::string& name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);

/// What a program did.
struct Outcome {
  int status = 0;  ///< 128 + the signal's number where a signal ended it
  std::string out, err;
  std::uint64_t peak_bytes = 0;  ///< resident, at most
};

struct RunOptions {
  std::string directory = {};                ///< to run in; empty: where the test runs
  std::string input = {};                    ///< comes through a pipe
  std::chrono::milliseconds input_pause{0};  ///< before the second half of it
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< on top of the test's own
  std::uint16_t err_columns = 0;  ///< standard error is a terminal as wide as that; 0: it is none
  std::uint64_t stack_bytes_max = 0;    ///< 0: as the test has it
  std::uint64_t address_bytes_max = 0;  ///< of its memory; 0: as the test has it
  bool can_start_threads = true;
  std::uint64_t file_bytes_max = 0;  ///< that it may write to a file; 0: as the test has it
  int signal = 0;                    ///< to be sent to it; 0: none
  std::chrono::microseconds signal_after{0};  ///< so long after half of its input was written
};

/// Runs a program, the first of `words`, to its end.
[[nodiscard]] Outcome run_program(const std::vector<std::string>& words,
                                  const RunOptions& options = {});

/// Runs the heapdiff that was built with these tests.
[[nodiscard]] Outcome run_heapdiff(std::vector<std::string> arguments,
                                   const RunOptions& options = {});

/// Do sanitizers make memory and time say nothing?
[[nodiscard]] constexpr bool is_sanitized() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return true;
#else
  return false;
#endif
#else
  return false;
#endif
}

/// Letters whose place in the text can be told from any few of them, and which hardly compress.
[[nodiscard]] std::string letters(std::size_t size);

// Compressed texts.
[[nodiscard]] std::string gzipped(std::string_view text);
[[nodiscard]] std::string zstd_compressed(std::string_view text);

/// `text` with the first `what` replaced. Throws std::invalid_argument where it is not in it.
[[nodiscard]] std::string replaced(std::string text, std::string_view what, std::string_view with);

}  // namespace heapdiff::test
