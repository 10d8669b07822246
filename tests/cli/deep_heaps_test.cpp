#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iterator>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ Item ─next▶ Item ─next▶ … one million, and back from the last to the first
std::string list_of(std::uint32_t length, std::uint32_t size) {
  std::string nodes = "9,0,1,0,1,0\n";
  std::string edges = "2,2,6\n";
  for (std::uint32_t i = 1; i <= length; ++i) {
    fmt::format_to(std::back_inserter(nodes), ",3,1,{},{},1,0\n", 2 * i + 1, size);
    fmt::format_to(std::back_inserter(edges), ",2,2,{}\n", i < length ? (i + 1) * 6 : 6);
  }
  std::string json = replaced(Heap().json(), "[9,1,1,0,0,0\n]", "[" + nodes + "]");
  json = replaced(std::move(json), "\"edges\":[\n]", "\"edges\":[" + edges + "]");
  json = replaced(std::move(json), "\"node_count\":1,\"edge_count\":0",
                  fmt::format("\"node_count\":{0},\"edge_count\":{0}", length + 1));
  return replaced(std::move(json), "[\"<dummy>\",\n\"\"]", "[\"\",\"Item\",\"next\"]");
}

constexpr std::uint64_t small_stack = std::uint64_t{1} << 20;

TEST(DeepHeaps, AMillionElementsOfAListNeedNoDeepStack) {
  constexpr std::uint32_t length = 1'000'000;
  const TemporaryDirectory directory;
  directory.write("short", list_of(10, 32));
  directory.write("long", list_of(length, 32));
  const RunOptions options{.directory = directory.path().string(), .stack_bytes_max = small_stack};

  const Outcome diff = run_heapdiff({"short", "long", "--format", "json"}, options);
  EXPECT_EQ(diff.status, 0) << diff.err;
  EXPECT_THAT(diff.out, testing::HasSubstr("\"new\": 999990"));
  EXPECT_THAT(diff.out, testing::HasSubstr("\"repeated\": true"));
  EXPECT_THAT(diff.out, testing::HasSubstr("\"balanced\": true"));

  const Outcome summary = run_heapdiff({"summary", "long", "--format", "json"}, options);
  EXPECT_EQ(summary.status, 0) << summary.err;
  EXPECT_THAT(summary.out, testing::HasSubstr("\"retained\": 32000000"));

  const Outcome path = run_heapdiff({"path", "long", "@2000001", "--format", "json"}, options);
  EXPECT_EQ(path.status, 0) << path.err;
  EXPECT_THAT(path.out, testing::HasSubstr("\"reachable\": true"));

  const Outcome nodes = run_heapdiff({"nodes", "long", "-o", "/dev/null"}, options);
  EXPECT_EQ(nodes.status, 0) << nodes.err;
}

}  // namespace
}  // namespace heapdiff::test
