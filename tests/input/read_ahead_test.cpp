#include "input/read_ahead.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <new>
#include <thread>

#include "support/program.hpp"

namespace heapdiff::test {
namespace {

constexpr std::size_t piece_bytes = std::size_t{512} << 10;

/// What a test source does when its text is over.
enum class Ending { end, error, exception, none };

/// Gives a text in reads of at most `read_max` bytes. Without an ending, it starts over.
class TestSource final : public input::Source {
 public:
  TestSource(std::string_view text, Ending ending, std::size_t read_max = SIZE_MAX,
             std::atomic<std::size_t>* given = nullptr)
      : Source("test"), text_(text), ending_(ending), read_max_(read_max), total_(given) {}

  Result<std::size_t> read(std::span<char> into) override {
    if (offset_ == text_.size()) {
      if (ending_ == Ending::exception) throw std::bad_alloc();
      if (ending_ == Ending::error) return fail({ErrorKind::io, name(), "gone", std::nullopt, ""});
      if (ending_ == Ending::end) return std::size_t{0};
      offset_ = 0;
    }
    const std::size_t count = std::min({into.size(), read_max_, text_.size() - offset_});
    std::copy_n(text_.data() + offset_, count, into.data());
    offset_ += count;
    if (total_ != nullptr) *total_ += count;
    return count;
  }

 private:
  std::string_view text_;
  Ending ending_;
  std::size_t read_max_;
  std::atomic<std::size_t>* total_;
  std::size_t offset_ = 0;
};

std::unique_ptr<input::Source> ahead(std::string_view text, Ending ending = Ending::end,
                                     std::size_t read_max = SIZE_MAX) {
  return input::read_ahead(std::make_unique<TestSource>(text, ending, read_max));
}

/// All that a source gives (compared with ==, since most of it is too long to print), and behind it
/// the message of what went wrong.
std::string drain(input::Source& source, std::size_t chunk = 100'000) {
  std::string all;
  std::string buffer(chunk, '\0');
  for (;;) {
    const Result<std::size_t> got = source.read(buffer);
    if (!got) return all + got.error().message;
    if (*got == 0) return all;
    all.append(buffer, 0, *got);
  }
}

std::size_t thread_count() {
  const auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

/// Waits for threads to be gone: one that was joined may be listed for a moment yet.
bool has_threads(std::size_t count) {
  for (int i = 0; i < 1000 && thread_count() != count; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return thread_count() == count;
}

TEST(ReadAhead, GivesTheBytesOfTheWrappedSource) {
  const std::string text = letters(7 * piece_bytes + 5);
  for (const std::size_t chunk : {std::size_t{999}, piece_bytes, 3 * piece_bytes}) {
    EXPECT_TRUE(drain(*ahead(text), chunk) == text) << chunk;
  }
}

TEST(ReadAhead, GathersShortReads) {
  const std::string text = letters(2 * piece_bytes + 5);
  const auto source = ahead(text, Ending::end, 7);
  std::string buffer(3 * piece_bytes, '\0');
  EXPECT_EQ(source->read(buffer), piece_bytes);
  EXPECT_EQ(source->read(buffer), piece_bytes);
  EXPECT_EQ(source->read(buffer), 5u);
  EXPECT_EQ(buffer.substr(0, 5), text.substr(2 * piece_bytes));
}

TEST(ReadAhead, TheEndCanBeMetAgain) {
  const auto source = ahead("text");
  EXPECT_EQ(drain(*source), "text");
  EXPECT_EQ(drain(*source), "");
}

TEST(ReadAhead, EmptyInputIsEmpty) { EXPECT_EQ(drain(*ahead("")), ""); }

TEST(ReadAhead, AnErrorStandsBehindTheBytesThatWereReadBeforeIt) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, piece_bytes - 1, piece_bytes, 9 * piece_bytes + 1}) {
    const std::string text = letters(size);
    const auto source = ahead(text, Ending::error);
    EXPECT_TRUE(drain(*source) == text + "gone") << size;
    EXPECT_EQ(drain(*source), "gone") << size;
  }
}

TEST(ReadAhead, AnExceptionStandsThereToo) {
  const auto source = ahead("text", Ending::exception);
  std::string buffer(100, '\0');
  EXPECT_EQ(source->read(buffer), 4u);
  EXPECT_THROW((void)source->read(buffer), std::bad_alloc);
}

TEST(ReadAhead, AReaderMayStopAtAnyMoment) {
  const std::string text = letters(1000);
  std::string buffer(200'000, '\0');
  for (int reads = 0; reads < 40; ++reads) {
    const auto source = ahead(text, Ending::none);
    for (int i = 0; i < reads; ++i) EXPECT_TRUE(source->read(buffer));
  }
}

TEST(ReadAhead, HoldsFewBytes) {
  const std::string text = letters(100'000);
  std::atomic<std::size_t> given = 0;
  const auto source =
      input::read_ahead(std::make_unique<TestSource>(text, Ending::none, SIZE_MAX, &given));
  std::string buffer(piece_bytes, '\0');
  for (std::size_t taken = 0; taken < 20 * piece_bytes; taken += *source->read(buffer)) {
    EXPECT_LE(given, taken + 4 * piece_bytes);
    std::this_thread::yield();
  }
}

TEST(ReadAhead, IsNamedAndReadAgainAsTheWrappedSource) {
  const TemporaryDirectory directory;
  const std::string text = letters(3 * piece_bytes);
  const std::string path = directory.write("file", text);
  const auto source = input::read_ahead(*input::open_source(path));
  EXPECT_EQ(source->name(), path);
  EXPECT_EQ(source->size(), text.size());
  ASSERT_TRUE(source->can_reread());
  std::string buffer(10, '\0');
  EXPECT_EQ(source->read(buffer), 10u);
  source->seek(piece_bytes);
  EXPECT_TRUE(drain(*source) == text.substr(piece_bytes));
  source->seek(text.size() - 1);
  EXPECT_TRUE(drain(*source) == text.substr(text.size() - 1));
  EXPECT_FALSE(ahead("")->can_reread());
}

TEST(ReadAhead, CompressedFilesHaveAThreadWhereThereIsOneToSpare) {
  const TemporaryDirectory directory;
  // More than is read ahead, or the thread might be done before it is counted.
  const std::string text = letters(9 * piece_bytes);
  for (const std::string& bytes : {gzipped(text), zstd_compressed(text)}) {
    const std::string path = directory.write("file", bytes);
    const std::size_t threads_before = thread_count();
    {
      const auto alone = *input::open_source(path, 1);
      EXPECT_TRUE(has_threads(threads_before));
      EXPECT_TRUE(drain(*alone) == text);
    }
    {
      const auto beside = *input::open_source(path, 2);
      EXPECT_EQ(thread_count(), threads_before + 1);
      EXPECT_TRUE(drain(*beside) == text);
    }
    EXPECT_TRUE(has_threads(threads_before));
  }
  const std::string plain = directory.write("plain", text);
  EXPECT_TRUE((*input::open_source(plain, 2))->can_reread());
}

TEST(ReadAhead, AWrongChecksumIsFoundBehindTheLastByte) {
  const TemporaryDirectory directory;
  const std::string text = letters(3 * piece_bytes);
  std::string bytes = gzipped(text);
  bytes[bytes.size() - 6] ^= 1;
  const auto source = *input::open_source(directory.write("file", bytes), 2);
  EXPECT_TRUE(drain(*source).ends_with(
      "the gzip stream is broken after 1572864 decompressed bytes: incorrect data check"));
}

// The writer says neither more nor that it is done, and whoever reads has seen enough.
TEST(ReadAhead, NobodyWaitsForAPipeInVain) {
  const TemporaryDirectory directory;
  const std::string bytes = gzipped(letters(1000)).substr(0, 500);
  for (const int microseconds : {0, 1000, 20'000}) {
    const std::string path = directory.path() / std::to_string(microseconds);
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    const int pipe = open(path.c_str(), O_RDWR);  // both ends: neither waits for the other
    ASSERT_GE(pipe, 0);
    ASSERT_EQ(write(pipe, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    const std::size_t threads_before = thread_count();
    {
      const auto source = input::open_source(path, 2);
      ASSERT_TRUE(source);
      EXPECT_EQ(thread_count(), threads_before + 1);
      std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
    }
    close(pipe);
  }
}

}  // namespace
}  // namespace heapdiff::test
