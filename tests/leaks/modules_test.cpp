#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// A module that is loaded once stays on purpose; one that is loaded again and again leaks.

namespace heapdiff::test {
namespace {

using testing::IsEmpty;

enum class Files { distinct, one, one_with_queries };
enum class Cached { yes, no };

/// A Module's children, each of which `require.cache` may have by its file's name.
Heap modules(int count, Files files, Cached cached) {
  Heap heap = array(program());
  heap.node("app", 16).named("Module").string("app-file", 24).named("/app/app.js");
  heap.edge("root", "app").edge("app", "app-file", "filename").edge("app", "list", "children");
  heap.plain("cache").edge("root", "cache");
  for (int i = 0; i < count; ++i) {
    const std::string module = fmt::format("Module#{}", i), text = fmt::format("file{}", i);
    const std::string file = files == Files::distinct ? fmt::format("/app/page{}.js", i)
                             : files == Files::one    ? "/app/config.js"
                                                      : fmt::format("/app/config.js?v={}", i);
    heap.node(module, 1000).id(id_of(1, i)).string(text, 24).named(file);
    heap.edge(module, text, "filename");
    hold_in_list(heap, module, i);
    if (cached == Cached::yes) heap.edge("cache", module, file);
  }
  return heap;
}

TEST(Modules, OfDistinctFilesInTheCacheAreNoLeak) {
  EXPECT_THAT(
      diff_of(modules(50, Files::distinct, Cached::yes), modules(300, Files::distinct, Cached::yes))
          .suspects,
      IsEmpty());
}

TEST(Modules, OfOneFileAgainAndAgainAre) {
  const Diff diff =
      diff_of(modules(100, Files::one, Cached::no), modules(300, Files::one, Cached::no));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::module_cache);
  EXPECT_EQ(holder_name(suspect), "module.children");
  EXPECT_EQ(suspect.element.class_name, "Module");
  EXPECT_EQ(suspect.new_count, 200u);
}

TEST(Modules, OfOneFileWithOtherQueriesAreTheSameFile) {
  const auto heap = [](int count) { return modules(count, Files::one_with_queries, Cached::yes); };
  const Diff diff = diff_of(heap(100), heap(300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].shape, LeakShape::module_cache);
}

TEST(Modules, ThatTheCacheHasNotAreALeak) {
  const Diff diff =
      diff_of(modules(100, Files::distinct, Cached::no), modules(300, Files::distinct, Cached::no));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].shape, LeakShape::module_cache);
}

// import("./page.js?n"): the engine's map of modules holds them, by their URL.
Heap es_modules(int count, bool is_one_file) {
  Heap heap = table(program(), "map", "LoadCache");
  heap.context("module", "map", "loadCache");
  for (int i = 0; i < count; ++i) {
    const std::string module = fmt::format("ModuleWrap#{}", i), text = fmt::format("url{}", i);
    heap.node(module, 1000).id(id_of(1, i)).string(text, 24);
    heap.named(is_one_file ? fmt::format("file:///app/page.js?{}", i)
                           : fmt::format("file:///app/page{}.js", i));
    heap.edge(module, text, "url");
    hold_in_table(heap, "map", module, i);
  }
  return heap;
}

TEST(Modules, ThatAreImportedOnceAreNoLeak) {
  EXPECT_THAT(diff_of(es_modules(100, false), es_modules(300, false)).suspects, IsEmpty());
  const Diff diff = diff_of(es_modules(100, true), es_modules(300, true));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].shape, LeakShape::module_cache);
}

}  // namespace
}  // namespace heapdiff::test
