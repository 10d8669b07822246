#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "graph/load.hpp"
#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

// testdata/malformed holds files with one defect each, and malformed_messages.txt beside this test
// what the program says of each: a line "== NAME", then the text. With HEAPDIFF_UPDATE_GOLDEN=1 in
// the environment the texts are written anew. Files called read-… are read, perhaps with a note;
// all others are refused.

const fs::path files = fs::path(HEAPDIFF_SOURCE_DIR) / "testdata/malformed";
const fs::path messages = fs::path(HEAPDIFF_SOURCE_DIR) / "tests/parse/malformed_messages.txt";

bool is_to_be_read(const std::string& name) { return name.starts_with("read-"); }

std::vector<std::string> names_of_files() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(files)) {
    const std::string name = entry.path().filename().string();
    if (name != "make.mjs") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::map<std::string, std::string> read_messages() {
  std::map<std::string, std::string> by_name;
  const std::string text = read_file(messages);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t line_end = text.find('\n', at);
    const std::string name = text.substr(at + 3, line_end - at - 3);
    const std::size_t next = std::min(text.find("\n== ", line_end), text.size() - 1) + 1;
    by_name[name] = text.substr(line_end + 1, next - line_end - 1);
    at = next;
  }
  return by_name;
}

const std::string& expected_message(const std::string& name) {
  static const std::map<std::string, std::string> by_name = read_messages();
  static const std::string none = "(no message is pinned for this file)";
  const auto found = by_name.find(name);
  return found != by_name.end() ? found->second : none;
}

/// What the library says of a file: the error's printed form, or notes as the program prints them.
std::string message_on(const std::string& name) {
  const auto with_name = [&](Error error) {
    error.path = name;
    return format_error(error);
  };
  const auto source = input::open_source((files / name).string());
  if (!source) return with_name(source.error());
  const Result<graph::Heap> heap = graph::load_heap(**source);
  if (!heap) return with_name(heap.error());
  std::string notes;
  for (const std::string& note : heap->notes)
    notes += "heapdiff: note: " + name + ": " + note + "\n";
  return notes;
}

/// What the program makes of it: ways out are its options.
std::string with_options(std::string message) {
  const std::string way_out = "salvaging reads what is there";
  const std::size_t at = message.find(way_out);
  return at == std::string::npos
             ? message
             : message.replace(at, way_out.size(), "--salvage reads what is there");
}

class MalformedFile : public testing::TestWithParam<std::string> {};

TEST_P(MalformedFile, IsToldByTheLibraryInThePinnedWords) {
  EXPECT_EQ(message_on(GetParam()), expected_message(GetParam()));
}

TEST_P(MalformedFile, EndsTheProgramAsItOwes) {
  const Outcome summary = run_heapdiff({"summary", GetParam()}, {.directory = files.string()});
  EXPECT_EQ(summary.err, with_options(expected_message(GetParam())));
  EXPECT_EQ(summary.status, is_to_be_read(GetParam()) ? 0 : 2);
  EXPECT_EQ(summary.out.empty(), !is_to_be_read(GetParam()));
}

std::string as_test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name;
  for (const char c : info.param)
    name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Testdata, MalformedFile, testing::ValuesIn(names_of_files()),
                         as_test_name);

TEST(MalformedFiles, EachHasAPinnedMessageAndEachMessageAFile) {
  if (std::getenv("HEAPDIFF_UPDATE_GOLDEN") != nullptr) {
    std::string text;
    for (const std::string& name : names_of_files()) text += "== " + name + "\n" + message_on(name);
    write_file(messages, text);
  }
  std::vector<std::string> pinned;
  for (const auto& [name, message] : read_messages()) pinned.push_back(name);
  EXPECT_EQ(pinned, names_of_files());
}

TEST(MalformedFiles, ThatAreRefusedAreRefusedFromAPipeToo) {
  for (const std::string& name : names_of_files()) {
    const std::string text = read_file(files / name);
    const auto source = input::piped_text_source(text, name);
    const bool is_read = source && graph::load_heap(**source);
    EXPECT_EQ(is_read, is_to_be_read(name)) << name;
  }
}

TEST(MalformedFiles, AFileCutAtAnyByteIsRefusedOrReadWithANote) {
  const std::string whole = Heap().node("Cache", 16).at(7, 9, 4).edge("root", "Cache").json();
  const std::size_t end = whole.rfind('}');
  for (std::size_t bytes = 0; bytes <= end; ++bytes) {
    const auto source = input::text_source(std::string_view(whole).substr(0, bytes), "cut");
    const Result<graph::Heap> heap = graph::load_heap(*source);
    ASSERT_EQ(heap.has_value(), bytes == end) << "cut at byte " << bytes;
    if (!heap) {
      ASSERT_EQ(heap.error().kind, ErrorKind::cut_short) << "cut at byte " << bytes;
    } else {
      ASSERT_EQ(heap->notes.size(), 1u);
    }
  }
}

TEST(MalformedFiles, AHeaderThatNeverEndsIsRefused) {
  const std::string json =
      replaced(Heap().json(), "\"node_count\"",
               "\"padding\":\"" + std::string(std::size_t{17} << 20, 'x') + "\",\"node_count\"");
  EXPECT_EQ(message_of(json).substr(0, 76),
            "heapdiff: test.heapsnapshot: \"snapshot\" is longer than 16777216 bytes (byte ");
}

TEST(DuplicateIds, AreComparedClassByClass) {
  const Outcome diff =
      run_heapdiff({"read-duplicate-ids.heapsnapshot", "read-with-crlf.heapsnapshot"},
                   {.directory = files.string()});
  EXPECT_EQ(diff.status, 0);
  EXPECT_NE(
      diff.out.find("in read-duplicate-ids.heapsnapshot nodes 1 and 2 both have the id 3: ids "
                    "are not comparable"),
      std::string::npos)
      << diff.out;
}

TEST(DuplicateIds, AreReadOtherwiseWithANote) {
  const Outcome summary =
      run_heapdiff({"summary", "read-duplicate-ids.heapsnapshot"}, {.directory = files.string()});
  EXPECT_EQ(summary.status, 0);
  EXPECT_NE(summary.err.find("heapdiff: note: read-duplicate-ids.heapsnapshot: "),
            std::string::npos)
      << "the note is missing";
}

// Nothing can number so many, and reading four billion before saying so would fill the machine. The
// file is nearly all hole.
TEST(MalformedFiles, MoreNodesOrEdgesThanCanBeNumberedAreRefusedByTheHeader) {
  constexpr std::uint64_t bytes = std::uint64_t{64} << 30;
  const TemporaryDirectory directory;
  const std::string text = Heap().node("A", 16).edge("root", "A").json();
  for (const char* count : {"node_count", "edge_count"}) {
    const std::string name = std::string(count, 4) + "s";
    const std::string claim = fmt::format("\"{}\":{}", count, count[0] == 'n' ? 2 : 1);
    const std::string path =
        directory.write("long", replaced(text, claim, fmt::format("\"{}\":4294967295", count)));
    const auto load_error = [&] {
      const Result<graph::Heap> heap = graph::load_heap(path);
      return heap ? std::string() : heap.error().message;
    };
    EXPECT_THAT(load_error(), HasSubstr("where the header says 4294967295"));  // too short for it
    fs::resize_file(path, bytes);
    EXPECT_THAT(load_error(), HasSubstr("the header says 4294967295 " + name +
                                        ", and heapdiff can number 4294967294"));
  }
}

// A header may claim anything: memory follows the bytes that are there.
TEST(HostileFiles, TakeNoMoreThan64MebibytesOfMemory) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers take memory of their own";
  for (const char* name :
       {"node-count-of-10-to-the-15.heapsnapshot", "edge-count-of-10-to-the-15.heapsnapshot",
        "one-node-claims-4-billion-edges.heapsnapshot",
        "two-nodes-claim-8-billion-edges.heapsnapshot", "self-sizes-beyond-63-bits.heapsnapshot"}) {
    const Outcome summary = run_heapdiff({"summary", name}, {.directory = files.string()});
    EXPECT_EQ(summary.status, 2) << name;
    EXPECT_LT(summary.peak_bytes, std::uint64_t{64} << 20) << name;
  }
}

// 256 MiB of spaces in 256 KiB of gzip: what is skipped is not kept.
TEST(HostileFiles, ABombThatHoldsNothingTakesNoMemory) {
  if (is_sanitized()) GTEST_SKIP() << "sanitizers take memory of their own";
  const TemporaryDirectory directory;
  const std::string json = Heap().json();
  const std::size_t nodes = json.find("\"nodes\"");
  const std::string mebibyte = gzipped(std::string(std::size_t{1} << 20, ' '));
  std::string bomb = gzipped(json.substr(0, nodes) + "\"other\":[");
  for (int i = 0; i < 256; ++i) bomb += mebibyte;
  bomb += gzipped("]," + json.substr(nodes));
  const Outcome summary = run_heapdiff({"summary", directory.write("bomb", bomb)});
  EXPECT_EQ(summary.status, 0) << summary.err;
  EXPECT_LT(summary.peak_bytes, std::uint64_t{64} << 20);
}

}  // namespace
}  // namespace heapdiff::test
