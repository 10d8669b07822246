#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "analysis/reduce.hpp"
#include "base/pages.hpp"
#include "graph/load.hpp"

namespace heapdiff::test {
namespace {

constexpr std::size_t node_count = 1'000'000;
constexpr std::size_t edges_per_node = 4;
constexpr std::size_t edge_count = node_count * edges_per_node;

/// A snapshot that is never in memory as text: each read makes the next piece.
class PiecewiseSource : public input::Source {
 public:
  PiecewiseSource() : Source("made up") {}

  Result<std::size_t> read(std::span<char> into) override {
    while (given_ == piece_.size()) {
      if (!make_piece()) return std::size_t{0};
      given_ = 0;
    }
    const std::size_t count = std::min(into.size(), piece_.size() - given_);
    std::copy_n(piece_.data() + given_, count, into.data());
    given_ += count;
    return count;
  }

 protected:
  /// Makes the next `piece_`, or says that there is none.
  virtual bool make_piece() = 0;

  std::string piece_;
  std::size_t next_ = 0;

 private:
  std::size_t given_ = 0;
};

/// A heap of a million nodes.
class MadeUpSource final : public PiecewiseSource {
  bool make_piece() override {
    piece_.clear();
    if (next_ == 0) {
      piece_ = R"({"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count",)"
               R"("detachedness"],"node_types":[["object"],"string","number","number","number",)"
               R"("number"],"edge_fields":["type","name_or_index","to_node"],"edge_types":)"
               R"([["element"],"string_or_number","node"]}},"nodes":[)";
      ++next_;
    } else if (next_ <= node_count) {
      for (std::size_t i = 0; i < 1000; ++i, ++next_) {
        piece_ += fmt::format("0,0,{},32,{},0{}", 2 * next_ + 1, edges_per_node,
                              next_ == node_count ? "],\"edges\":[" : ",");
      }
    } else if (next_ <= node_count + edge_count) {
      for (std::size_t i = 0; i < 1000; ++i, ++next_) {
        const std::size_t edge = next_ - node_count - 1;
        const std::size_t target = (edge * 7 + 1) % node_count;
        piece_ += fmt::format("0,{},{}{}", edge % edges_per_node, target * 6,
                              edge + 1 == edge_count ? "],\"strings\":[\"Entry\"]}" : ",");
      }
    }
    return !piece_.empty();
  }
};

constexpr std::size_t value_count = 100'000;
constexpr std::size_t value_bytes = 2'200;

/// A heap of strings, each with a long text of its own.
class LongTextsSource final : public PiecewiseSource {
  bool make_piece() override {
    piece_.clear();
    if (next_ == 0) {
      piece_ =
          R"({"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],)"
          R"("node_types":[["string"],"string","number","number","number"],"edge_fields":)"
          R"(["type","name_or_index","to_node"],"edge_types":[["element"],)"
          R"("string_or_number","node"]}},"nodes":[)";
      for (std::size_t i = 0; i < value_count; ++i) {
        piece_ += fmt::format("{}0,{},{},32,0", i == 0 ? "" : ",", i, 2 * i + 1);
      }
      piece_ += "],\"edges\":[],\"strings\":[";
    } else if (next_ <= value_count) {
      piece_ = fmt::format("{}\"{:0>{}}\"", next_ == 1 ? "" : ",", next_, value_bytes);
      if (next_ == value_count) piece_ += "]}";
    }
    ++next_;
    return !piece_.empty();
  }
};

std::size_t peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

/// How much the peak of memory rises while `run` runs, in a process of its own.
template <class Run>
std::size_t rise_of_peak(Run&& run) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::size_t before = peak_bytes();
    run();
    const std::size_t rise = peak_bytes() - before;
    const bool is_written = write(ends[1], &rise, sizeof rise) == sizeof rise;
    _exit(is_written ? 0 : 1);
  }
  close(ends[1]);
  std::size_t rise = 0;
  EXPECT_EQ(read(ends[0], &rise, sizeof rise), static_cast<ssize_t>(sizeof rise));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return rise;
}

graph::Heap load() {
  MadeUpSource source;
  Result<graph::Heap> heap = graph::load_heap(source);
  if (!heap) {
    fmt::print(stderr, "{}", format_error(heap.error()));
    _exit(2);
  }
  if (heap->nodes.size() != node_count || heap->edges.size() != edge_count) _exit(3);
  return std::move(*heap);
}

// Sanitizers keep freed memory and shadow all of it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_instrumented = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool is_instrumented = true;
#else
constexpr bool is_instrumented = false;
#endif
#else
constexpr bool is_instrumented = false;
#endif

// Buffers, and what the allocator and pages of 2 MiB round up to.
constexpr std::size_t slack = std::size_t{24} << 20;

TEST(MemoryBudget, LoadingTakesEighteenBytesANodeAndEightAnEdge) {
  if (is_instrumented) GTEST_SKIP() << "the sanitizer's own memory would be measured";
  const std::size_t rise = rise_of_peak([] { load(); });
  RecordProperty("bytes", std::to_string(rise));
  EXPECT_LE(rise, 18 * node_count + 8 * edge_count + slack);
}

TEST(MemoryBudget, ReducingTakesSixtyBytesANodeBesideTheGraph) {
  if (is_instrumented) GTEST_SKIP() << "the sanitizer's own memory would be measured";
  const std::size_t rise = rise_of_peak([] {
    const model::Reduction reduced = analysis::reduce(load());
    if (reduced.size() != node_count) _exit(4);
  });
  RecordProperty("bytes", std::to_string(rise));
  EXPECT_LE(rise, (18 + 60) * node_count + 8 * edge_count + slack);
}

TEST(MemoryBudget, LongTextsTakeTheirStartsAndTheBound) {
  if (is_instrumented) GTEST_SKIP() << "the sanitizer's own memory would be measured";
  constexpr std::uint64_t bound = std::uint64_t{32} << 20;
  const std::size_t rise = rise_of_peak([] {
    LongTextsSource source;
    const auto heap = graph::load_heap(source, 1, parse::Texts::cut(bound));
    if (!heap || heap->strings.size() != value_count) _exit(4);
  });
  RecordProperty("bytes", std::to_string(rise));
  const std::size_t row = 18 + parse::value_bytes_kept + sizeof(std::uint64_t) + 1;
  EXPECT_LE(rise, row * value_count + bound + slack);
}

// 64 MiB released ─▶ 32 + 32 MiB taken: the same pages
TEST(MemoryBudget, RecycledPagesAreUsedBeforeFreshOnes) {
  if (is_instrumented) GTEST_SKIP() << "pages are not recycled under a sanitizer";
  constexpr std::size_t half = std::size_t{32} << 20;
  const std::size_t rise = rise_of_peak([] {
    const base::PageRecycling recycling;
    base::Column<char>(2 * half, 1).clear();
    const base::Column<char> first(half, 2), second(half, 3);
    if (first.back() + second.back() != 5) _exit(4);
  });
  EXPECT_LE(rise, 2 * half + half / 4);
}

}  // namespace
}  // namespace heapdiff::test
