#include "input/source.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "support/program.hpp"

namespace heapdiff::test {
namespace {

struct Drained {
  std::string bytes, message;  // what came, and what went wrong then
  friend bool operator==(const Drained&, const Drained&) = default;
};

Drained drain_to_error(input::Source& source, std::size_t chunk) {
  Drained drained;
  std::string buffer(chunk, '\0');
  for (;;) {
    const Result<std::size_t> got = source.read(buffer);
    if (!got) drained.message = format_error(got.error());
    if (!got || *got == 0) return drained;
    drained.bytes.append(buffer, 0, *got);
  }
}

/// All that a source gives, or the message of what went wrong.
std::string drain(input::Source& source, std::size_t chunk = 1000) {
  const Drained drained = drain_to_error(source, chunk);
  return drained.message.empty() ? drained.bytes : drained.message;
}

std::string read_path(const std::string& path) {
  const auto source = input::open_source(path);
  return source ? drain(**source) : format_error(source.error());
}

std::string read_piped(std::string_view bytes, std::size_t chunk = 1000) {
  const auto source = input::piped_text_source(bytes, "pipe");
  return source ? drain(**source, chunk) : format_error(source.error());
}

TEST(Source, APlainFileCanBeReadAgainFromAnyOffset) {
  const TemporaryDirectory directory;
  const auto source = *input::open_source(directory.write("a", "{\"x\":1}"));
  EXPECT_TRUE(source->can_reread());
  EXPECT_EQ(drain(*source), "{\"x\":1}");
  source->seek(5);
  EXPECT_EQ(drain(*source), "1}");
}

TEST(Source, GzipIsToldByItsFirstBytesWhateverTheName) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("plain.heapsnapshot", gzipped("{\"a\":1}"));
  EXPECT_EQ(read_path(path), "{\"a\":1}");
  EXPECT_FALSE((*input::open_source(path))->can_reread());
}

TEST(Source, ManyGzipMembersAreOneStream) {
  EXPECT_EQ(read_piped(gzipped("{\"a\"") + gzipped("") + gzipped(":1}")), "{\"a\":1}");
}

TEST(Source, ZeroBytesBehindGzipArePadding) {
  EXPECT_EQ(read_piped(gzipped("{}") + std::string(512, '\0')), "{}");
}

TEST(Source, ZstdIsReadAndSoAreManyFrames) {
  EXPECT_EQ(read_piped(zstd_compressed("{\"a\"") + zstd_compressed(":1}")), "{\"a\":1}");
}

TEST(Source, LargeStreamsComeThroughSmallBuffers) {
  const std::string text = "{" + letters(700'000);
  EXPECT_EQ(read_piped(gzipped(text), 7), text);
  EXPECT_EQ(read_piped(zstd_compressed(text), 7), text);
  EXPECT_EQ(read_piped(text, 7), text);
}

TEST(Source, ATruncatedGzipStreamIsCutShort) {
  const std::string whole = gzipped("{" + letters(300'000));
  const auto source =
      *input::piped_text_source(std::string_view(whole).substr(0, whole.size() / 2), "pipe");
  std::string buffer(std::size_t{1} << 20, '\0');
  Result<std::size_t> got = source->read(buffer);
  while (got && *got > 0) got = source->read(buffer);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::cut_short);
  EXPECT_NE(got.error().message.find("the gzip stream ends too early, after "), std::string::npos);
}

TEST(Source, AGzipStreamWithoutItsTrailerIsCutShort) {
  const std::string whole = gzipped("{}");
  EXPECT_NE(read_piped(whole.substr(0, whole.size() - 1)).find("ends too early"),
            std::string::npos);
}

TEST(Source, ATruncatedZstdStreamIsCutShort) {
  const std::string whole = zstd_compressed("{" + letters(300'000));
  EXPECT_NE(read_piped(whole.substr(0, whole.size() / 2)).find("the zstd stream ends too early"),
            std::string::npos);
}

TEST(Source, AFlippedBitInsideGzipIsFound) {
  std::string bytes = gzipped("{" + letters(2000));
  bytes[bytes.size() - 6] ^= 1;  // the checksum
  EXPECT_EQ(read_piped(bytes),
            "heapdiff: pipe: the gzip stream is broken after 2001 decompressed bytes: incorrect "
            "data check\n"
            "  hint: the file was damaged; copy it again from where it was made\n");
}

// The first error in a file is the one to show, and that must not depend on the sizes of reads.
TEST(Source, WhatComesBeforeABreakIsGivenBeforeItsErrorHoweverMuchIsRead) {
  for (std::string packed : {gzipped(letters(600'000)), zstd_compressed(letters(600'000))}) {
    std::fill(packed.begin() + static_cast<std::ptrdiff_t>(packed.size() / 4 * 3), packed.end(),
              '\xFF');
    const auto drained = [&](std::size_t chunk) {
      return drain_to_error(**input::piped_text_source(packed, "pipe"), chunk);
    };
    const Drained whole = drained(1'000'000);
    EXPECT_FALSE(whole.message.empty());
    EXPECT_GT(whole.bytes.size(), 300'000u);
    for (const std::size_t chunk : {1u, 1000u, 131'072u, 200'000u}) {
      EXPECT_TRUE(drained(chunk) == whole) << chunk;
    }
  }
}

TEST(Source, EmptyInputIsEmpty) {
  const TemporaryDirectory directory;
  EXPECT_EQ(read_path(directory.write("empty", "")), "");
  EXPECT_EQ(read_piped(""), "");
}

// cat file | heapdiff fifo
TEST(Source, AFifoIsReadOnce) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "fifo";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const std::string text = "{" + letters(200'000);
  std::thread writer([&] { std::ofstream(path, std::ios::binary) << text; });
  const auto source = *input::open_source(path);
  EXPECT_FALSE(source->can_reread());
  EXPECT_EQ(drain(*source), text);
  writer.join();
}

TEST(Source, ADirectoryIsRefusedWithTheSystemsReason) {
  const TemporaryDirectory directory;
  const std::string path = directory.path();
  EXPECT_EQ(read_path(path), "heapdiff: " + path + ": Is a directory\n");
}

TEST(Source, AMissingFileIsRefusedWithTheSystemsReason) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() / "missing";
  EXPECT_EQ(read_path(path), "heapdiff: " + path + ": No such file or directory\n");
}

TEST(Source, AFileWithoutPermissionIsRefusedWithTheSystemsReason) {
  if (geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryDirectory directory;
  const std::string path = directory.write("secret", "{}");
  ASSERT_EQ(chmod(path.c_str(), 0), 0);
  EXPECT_EQ(read_path(path), "heapdiff: " + path + ": Permission denied\n");
}

TEST(Source, AFileThatShrinksWhileItIsReadIsRefused) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("a", "{" + letters(9999));
  const auto source = *input::open_source(path);
  std::string half(5000, '\0');
  ASSERT_TRUE(source->read(half));
  ASSERT_EQ(truncate(path.c_str(), 100), 0);
  EXPECT_EQ(drain(*source),
            "heapdiff: " + path +
                ": shrank while it was being read: 10000 bytes when opened, 5000 now\n"
                "  hint: wait until the process that writes it is done\n");
}

struct ForeignCase {
  const char* name;
  std::string bytes;
  const char* says;
};

TEST(Source, ForeignFormatsAreNamed) {
  using namespace std::string_literals;
  const ForeignCase cases[] = {
      {"xz",
       "\xFD"
       "7zXZ\0\0"s,
       "this is an xz archive, not a heap snapshot"},
      {"bzip2", "BZh91AY", "this is a bzip2 archive, not a heap snapshot"},
      {"zip", "PK\x03\x04zip", "this is a zip archive, not a heap snapshot"},
      {"ELF",
       "\x7F"
       "ELF\2\1",
       "this is an ELF file (a core dump?), not a heap snapshot"},
      {"UTF-16 with a mark", "\xFF\xFE{\0\"\0"s, "this is UTF-16 text, not a heap snapshot"},
      {"big-endian UTF-16", "\xFE\xFF\0{"s, "this is UTF-16 text, not a heap snapshot"},
      {"UTF-16 without a mark", "{\0\"\0"s, "this is UTF-16 text, not a heap snapshot"},
  };
  for (const ForeignCase& foreign : cases) {
    const auto source = input::piped_text_source(foreign.bytes, "pipe");
    ASSERT_FALSE(source) << foreign.name;
    EXPECT_EQ(source.error().message, foreign.says);
    EXPECT_NE(source.error().hint, "") << foreign.name;
  }
}

}  // namespace
}  // namespace heapdiff::test
