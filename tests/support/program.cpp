#include "support/program.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <pty.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace heapdiff::test {
namespace {

[[noreturn]] void fail_with_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// The limit on a user's threads does not hold for the superuser, nor for who may set limits. So a
/// test that runs as root gives its child another real user and none of these rights; the effective
/// user is still who reads the files.
void forbid_threads() {
  if (geteuid() == 0) {
    constexpr uid_t nobody = 65534;
    prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE, 0, 0, 0);
    prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0, 0, 0);
    if (setresuid(nobody, static_cast<uid_t>(-1), static_cast<uid_t>(-1)) != 0) _exit(126);
  }
  const rlimit limit{1, 1};
  setrlimit(RLIMIT_NPROC, &limit);
}

/// In the child, before exec: nothing here may allocate but what was made before.
void become(const RunOptions& options, int in, int out, int err, char* const* words) {
  if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) _exit(126);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  for (const auto& [name, value] : options.environment) setenv(name.c_str(), value.c_str(), 1);
  if (options.stack_bytes_max != 0) {
    const rlimit limit{options.stack_bytes_max, options.stack_bytes_max};
    setrlimit(RLIMIT_STACK, &limit);
  }
  if (options.file_bytes_max != 0) {
    const rlimit limit{options.file_bytes_max, options.file_bytes_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (options.address_bytes_max != 0) {
    const rlimit limit{options.address_bytes_max, options.address_bytes_max};
    setrlimit(RLIMIT_AS, &limit);
  }
  if (!options.can_start_threads) forbid_threads();
  std::signal(SIGPIPE, SIG_DFL);
  execvp(words[0], words);
  _exit(127);
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;  // the program ended without reading it all
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// A terminal without anything on it: what is written to it comes out as it is.
class Screen {
 public:
  explicit Screen(std::uint16_t columns) {
    termios raw{};
    cfmakeraw(&raw);
    const winsize size{24, columns, 0, 0};
    if (openpty(&ours_, &programs_, nullptr, &raw, &size) != 0) fail_with_errno("openpty");
    fcntl(ours_, F_SETFD, FD_CLOEXEC);
    fcntl(programs_, F_SETFD, FD_CLOEXEC);
  }
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;
  ~Screen() { close(ours_); }

  [[nodiscard]] int programs_end() const { return programs_; }

  /// To be called when the program has its end; ours of it is closed.
  void start_reading() {
    close(programs_);
    reader_ = std::thread([this] {
      char buffer[4096];
      for (;;) {
        const ssize_t got = read(ours_, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;  // EIO: the program is gone
        text_.append(buffer, static_cast<std::size_t>(got));
      }
    });
  }

  /// All that was written. Waits for the program to close its end.
  std::string take_text() {
    reader_.join();
    return std::move(text_);
  }

 private:
  int ours_ = -1;
  int programs_ = -1;
  std::thread reader_;
  std::string text_;
};

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
  std::string name = (std::filesystem::temp_directory_path() / "heapdiff-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) fail_with_errno("mkdtemp");
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string& name, std::string_view content) const {
  write_file(path_ / name, content);
  return (path_ / name).string();
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

Outcome run_program(const std::vector<std::string>& words, const RunOptions& options) {
  const TemporaryDirectory directory;
  const auto create = [&](const char* name) {
    const int fd =
        open((directory.path() / name).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) fail_with_errno(name);
    return fd;
  };
  const int out = create("out");
  std::optional<Screen> screen;
  if (options.err_columns > 0) screen.emplace(options.err_columns);
  const int err = screen ? screen->programs_end() : create("err");
  int input[2];
  if (pipe2(input, O_CLOEXEC) != 0) fail_with_errno("pipe2");
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  std::signal(SIGPIPE, SIG_IGN);
  const pid_t child = fork();
  if (child < 0) fail_with_errno("fork");
  if (child == 0) become(options, input[0], out, err, arguments.data());
  close(input[0]);
  close(out);
  screen ? screen->start_reading() : static_cast<void>(close(err));
  const std::string_view text = options.input;
  write_all(input[1], text.substr(0, text.size() / 2));
  int status = 0;
  rusage usage{};
  bool has_ended = false;
  if (options.signal != 0) {
    std::this_thread::sleep_for(options.signal_after);
    kill(child, options.signal);
    // Or it might be done before it looks at the signal.
    for (int i = 0; i < 100 && !has_ended; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      has_ended = wait4(child, &status, WNOHANG, &usage) == child;
    }
  }
  std::this_thread::sleep_for(options.input_pause);
  write_all(input[1], text.substr(text.size() / 2));
  close(input[1]);
  while (!has_ended && wait4(child, &status, 0, &usage) < 0) {
    if (errno != EINTR) fail_with_errno("wait4");
  }
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
          read_file(directory.path() / "out"),
          screen ? screen->take_text() : read_file(directory.path() / "err"),
          static_cast<std::uint64_t>(usage.ru_maxrss) * 1024};
}

Outcome run_heapdiff(std::vector<std::string> arguments, const RunOptions& options) {
  arguments.insert(arguments.begin(), HEAPDIFF_BINARY);
  return run_program(arguments, options);
}

std::string letters(std::size_t size) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < size) {
    state = state * 1664525 + 1013904223;
    text.push_back(static_cast<char>('a' + (state >> 24) % 26));
  }
  return text;
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string zstd_compressed(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos) {
    throw std::invalid_argument("not in the text: " + std::string(what));
  }
  return text.replace(at, what.size(), with);
}

}  // namespace heapdiff::test
