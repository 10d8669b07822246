#include "input/source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "input/counted.hpp"
#include "input/decompress.hpp"
#include "input/read_ahead.hpp"

namespace heapdiff::input {
namespace {

tl::unexpected<Error> system_error(const std::string& name, int code) {
  return fail({ErrorKind::io, name, std::generic_category().message(code), std::nullopt, ""});
}

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() {
    if (fd_ > STDERR_FILENO) close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_ = -1;
};

/// A regular file, read by offset.
class FileSource final : public Source {
 public:
  FileSource(std::string name, FileDescriptor fd, std::uint64_t size)
      : Source(std::move(name)), fd_(std::move(fd)), size_(size) {}

  Result<std::size_t> read(std::span<char> into) override {
    for (;;) {
      const ssize_t got = pread(fd_.get(), into.data(), into.size(), static_cast<off_t>(offset_));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return system_error(name(), errno);
      if (got == 0 && offset_ < size_) return shrank();
      offset_ += static_cast<std::uint64_t>(got);
      return static_cast<std::size_t>(got);
    }
  }

  [[nodiscard]] bool can_reread() const override { return true; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return size_; }
  void seek(std::uint64_t offset) override { offset_ = offset; }

 private:
  [[nodiscard]] tl::unexpected<Error> shrank() const {
    return fail({ErrorKind::io, name(),
                 fmt::format("shrank while it was being read: {} bytes when opened, {} now", size_,
                             offset_),
                 std::nullopt, "wait until the process that writes it is done"});
  }

  FileDescriptor fd_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
};

/// `stopped` becomes readable when waiting for the pipe should end.
class PipeSource final : public Source {
 public:
  PipeSource(std::string name, FileDescriptor fd, FileDescriptor stopped)
      : Source(std::move(name)), fd_(std::move(fd)), stopped_(std::move(stopped)) {}

  Result<std::size_t> read(std::span<char> into) override {
    for (;;) {
      std::array<pollfd, 2> waited{pollfd{fd_.get(), POLLIN, 0}, pollfd{stopped_.get(), POLLIN, 0}};
      if (poll(waited.data(), waited.size(), -1) < 0 && errno == EINTR) continue;
      if (waited[1].revents != 0) return std::size_t{0};
      const ssize_t got = ::read(fd_.get(), into.data(), into.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return system_error(name(), errno);
      return static_cast<std::size_t>(got);
    }
  }

  void stop() override { eventfd_write(stopped_.get(), 1); }

 private:
  FileDescriptor fd_;
  FileDescriptor stopped_;
};

class TextSource final : public Source {
 public:
  TextSource(std::string name, std::string_view text, std::uint64_t first_byte, bool can_reread)
      : Source(std::move(name)), text_(text), first_byte_(first_byte), can_reread_(can_reread) {}

  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), text_.size() - offset_);
    std::copy_n(text_.data() + offset_, count, into.data());
    offset_ += count;
    return count;
  }

  [[nodiscard]] bool can_reread() const override { return can_reread_; }
  [[nodiscard]] std::optional<std::uint64_t> size() const override {
    return first_byte_ + text_.size();
  }
  void seek(std::uint64_t offset) override {
    offset_ = static_cast<std::size_t>(offset - first_byte_);
  }

 private:
  std::string_view text_;
  std::uint64_t first_byte_;
  bool can_reread_;
  std::size_t offset_ = 0;
};

/// Gives back the bytes that were read to look at, then goes on with the stream.
class PrefixedSource final : public Source {
 public:
  PrefixedSource(std::string prefix, std::unique_ptr<Source> rest)
      : Source(rest->name()), prefix_(std::move(prefix)), rest_(std::move(rest)) {}

  Result<std::size_t> read(std::span<char> into) override {
    if (given_ == prefix_.size()) return rest_->read(into);
    const std::size_t count = std::min(into.size(), prefix_.size() - given_);
    std::copy_n(prefix_.data() + given_, count, into.data());
    given_ += count;
    return count;
  }

  void stop() override { rest_->stop(); }

 private:
  std::string prefix_;
  std::unique_ptr<Source> rest_;
  std::size_t given_ = 0;
};

constexpr std::size_t magic_bytes = 6;

Result<std::string> read_magic(Source& source) {
  std::string magic(magic_bytes, '\0');
  std::size_t filled = 0;
  while (filled < magic.size()) {
    const Result<std::size_t> got = source.read(std::span(magic).subspan(filled));
    if (!got) return fail(got.error());
    if (*got == 0) break;
    filled += *got;
  }
  magic.resize(filled);
  return magic;
}

struct Foreign {
  std::string_view magic;
  const char* what;
  const char* hint;
};

using namespace std::string_view_literals;

// Binary formats that turn up under a snapshot's name.
constexpr std::array foreign_formats{
    Foreign{"\xFD"
            "7zXZ\0"sv,
            "an xz archive", "unpack it: xz -dc FILE | heapdiff summary -"},
    Foreign{"BZh"sv, "a bzip2 archive", "unpack it: bzip2 -dc FILE | heapdiff summary -"},
    Foreign{"PK\x03\x04"sv, "a zip archive", "unpack it first"},
    Foreign{"\x7F"
            "ELF"sv,
            "an ELF file (a core dump?)",
            "a heap snapshot is made by the process itself: node "
            "--heapsnapshot-signal=SIGUSR2"},
    Foreign{"\xFF\xFE"sv, "UTF-16 text", "a snapshot is UTF-8: write it out again as such"},
    Foreign{"\xFE\xFF"sv, "UTF-16 text", "a snapshot is UTF-8: write it out again as such"},
    Foreign{"{\0"sv, "UTF-16 text", "a snapshot is UTF-8: write it out again as such"},
    Foreign{"\0{"sv, "UTF-16 text", "a snapshot is UTF-8: write it out again as such"},
};

/// The decompressed bytes; made ahead of the reader where there is a thread for it.
std::unique_ptr<Source> decompressed(std::unique_ptr<Source> source, unsigned threads) {
  return threads > 1 ? read_ahead(std::move(source)) : std::move(source);
}

Result<std::unique_ptr<Source>> unpack(std::unique_ptr<Source> raw, unsigned threads) {
  const Result<std::string> magic = read_magic(*raw);
  if (!magic) return fail(magic.error());
  for (const Foreign& format : foreign_formats) {
    if (magic->starts_with(format.magic)) {
      return fail({ErrorKind::malformed, raw->name(),
                   fmt::format("this is {}, not a heap snapshot", format.what), std::nullopt,
                   format.hint});
    }
  }
  if (raw->can_reread()) {
    raw->seek(0);
  } else {
    raw = std::make_unique<PrefixedSource>(*magic, std::move(raw));
  }
  if (magic->starts_with("\x1f\x8b")) return decompressed(gzip_source(std::move(raw)), threads);
  if (magic->starts_with("\x28\xB5\x2F\xFD")) {
    return decompressed(zstd_source(std::move(raw)), threads);
  }
  return raw;
}

/// Unpacks, and counts the bytes before and after it.
Result<std::unique_ptr<Source>> unpack(std::unique_ptr<Source> raw, unsigned threads,
                                       Subject* subject) {
  if (subject == nullptr) return unpack(std::move(raw), threads);
  subject->bytes_total.store(raw->size().value_or(0), std::memory_order_relaxed);
  Result<std::unique_ptr<Source>> text =
      unpack(counted(std::move(raw), subject->bytes_read), threads);
  if (!text) return text;
  return counted(std::move(*text), subject->bytes_decoded);
}

}  // namespace

void Source::seek(std::uint64_t) { assert(false && "this source can be read only once"); }

Result<std::unique_ptr<Source>> open_source(const std::string& path, unsigned threads,
                                            const Watch& watch) {
  const bool is_stdin = path == "-";
  const std::string name = is_stdin ? "<stdin>" : path;
  FileDescriptor fd(is_stdin ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return system_error(name, errno);
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return system_error(name, errno);
  if (S_ISDIR(status.st_mode)) return system_error(name, EISDIR);
  // A file as standard input may be past its start: only a path is read by offset.
  if (S_ISREG(status.st_mode) && !is_stdin) {
    posix_fadvise(fd.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    return unpack(std::make_unique<FileSource>(name, std::move(fd), size), threads,
                  watch.subject());
  }
  FileDescriptor stopped(eventfd(0, EFD_CLOEXEC));
  if (stopped.get() < 0) return system_error(name, errno);
  return unpack(std::make_unique<PipeSource>(name, std::move(fd), std::move(stopped)), threads,
                watch.subject());
}

std::unique_ptr<Source> text_source(std::string_view text, std::string name,
                                    std::uint64_t first_byte) {
  return std::make_unique<TextSource>(std::move(name), text, first_byte, true);
}

Result<std::unique_ptr<Source>> piped_text_source(std::string_view text, std::string name) {
  return unpack(std::make_unique<TextSource>(std::move(name), text, 0, false), 1);
}

}  // namespace heapdiff::input
