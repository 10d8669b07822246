// A program of a bundler, with its map: what users see of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/heap_builder.hpp"
#include "support/mappings_text.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

/// One build of a program: a function, a list in a variable and a class, by the names that its
/// minifier gave them.
struct Build {
  std::string function, variable, item;

  [[nodiscard]] std::string text() const {
    return "function " + function + "(){return " + variable + ".push(new " + item + ")}const " +
           variable + "=[];class " + item + "{constructor(){this.a=1}}";
  }
  [[nodiscard]] std::uint32_t column_of(const std::string& what, std::size_t skip = 0) const {
    return static_cast<std::uint32_t>(text().find(what) + skip);
  }
  [[nodiscard]] std::uint32_t parameters() const { return column_of("("); }
  [[nodiscard]] std::uint32_t constructor() const { return column_of("constructor(", 11); }

  /// src/shop.ts: `const orders` in line 1, `class Order` in line 2, `function handle` in line 5.
  [[nodiscard]] std::string map() const {
    MappingsText mappings;
    mappings.segment(column_of(function + "("), 0, 4, 9, 0)
        .segment(parameters(), 0, 4, 15)
        .segment(column_of("const ", 6), 0, 0, 6, 1)
        .segment(column_of("class ", 6), 0, 1, 6, 2)
        .segment(constructor(), 0, 2, 13);
    return R"({"version":3,"file":"shop.min.js","sources":["../src/shop.ts"],)"
           R"("names":["handle","orders","Order"],"sourcesContent":["const orders: Order[] = [];\n)"
           R"(class Order {\n  constructor(readonly a = 1) {}\n}\nfunction handle() {}\n"],"mappings":")" +
           mappings.text() + "\"}";
  }

  struct Extras {
    bool has_text = false, has_stacks = false;
    const char* property = nullptr;  ///< of an object in the variable, that the list is in
  };

  /// A heap in which the list has so many items.
  [[nodiscard]] std::string heap(const std::string& script, int items) const {
    return heap(script, items, {});
  }
  [[nodiscard]] std::string heap(const std::string& script, int items, const Extras& extras) const {
    Heap heap;
    heap.node("module", 32)
        .named("system / Context")
        .node("scope", 16, NodeType::code)
        .named("system / ScopeInfo")
        .closure("main", 64)
        .named(function)
        .at(7, 0, parameters())
        .script("main", script)
        .edge("root", "main")
        .internal("main", "module", "context")
        .internal("module", "scope", "scope_info")
        .node("list", 16)
        .named("Array")
        .array("store", 16)
        .named("(object elements)")
        .internal("list", "store", "elements");
    if (extras.property != nullptr) {
      heap.node("Shop", 16)
          .context("module", "Shop", variable)
          .edge("Shop", "list", extras.property);
    } else {
      heap.context("module", "list", variable);
    }
    if (extras.has_text) {
      heap.string("source", 500).named(text()).internal("main#script", "source", "source");
    }
    if (extras.has_stacks) heap.function(function, script, 1, parameters() + 1);
    for (int i = 0; i < items; ++i) {
      const std::string label = item + "#" + std::to_string(i);
      heap.node(label, 1000)
          .id(100'001 + 2 * static_cast<std::uint32_t>(i))
          .at(7, 0, constructor())
          .element("list", label, static_cast<std::uint32_t>(i))
          .internal("store", label, std::to_string(i));
      if (extras.has_stacks) heap.allocated({function});
    }
    return heap.json();
  }
};

const Build first{"n", "t", "e"}, second{"q", "r", "z"};

class SourceMaps : public testing::Test {
 protected:
  /// Snapshots of a build before and after 1,000 more items, and their names.
  std::vector<std::string> pair(const Build& before, const Build& after) {
    const std::string script = (directory_.path() / "dist" / "shop.min.js").string();
    directory_.write("before.heapsnapshot", before.heap(script, 200));
    directory_.write("after.heapsnapshot", after.heap(script, 1200));
    return {"before.heapsnapshot", "after.heapsnapshot"};
  }
  void write_script(const Build& build) {
    std::filesystem::create_directories(directory_.path() / "dist");
    directory_.write("dist/shop.min.js", build.text());
    directory_.write("dist/shop.min.js.map", build.map());
  }
  [[nodiscard]] Outcome run(std::vector<std::string> words,
                            std::vector<std::string> options = {}) const {
    words.insert(words.end(), options.begin(), options.end());
    return run_heapdiff(std::move(words), {.directory = directory_.path().string()});
  }

  TemporaryDirectory directory_;
};

TEST_F(SourceMaps, BesideTheScriptGiveOriginalNamesAndPlaces) {
  write_script(first);
  const std::string text = run(pair(first, first)).out;
  EXPECT_THAT(text, ContainsRegex("1  unbounded Array  orders  \\+1,000 entries"));
  EXPECT_THAT(text, HasSubstr("1,000 new Order (src/shop.ts:3:14)"));
  EXPECT_THAT(text, HasSubstr("declared at src/shop.ts:1:7 (shop.min.js:1:41)"));
  const std::string json =
      run({"before.heapsnapshot", "after.heapsnapshot"}, {"--format", "json"}).out;
  EXPECT_THAT(json, AllOf(HasSubstr("\"found_by\": \"beside\""), HasSubstr("\"problem\": null"),
                          HasSubstr("\"generated\": {")));
}

TEST_F(SourceMaps, AreLeftAloneOnRequest) {
  write_script(first);
  const std::string text = run(pair(first, first), {"--no-source-map"}).out;
  EXPECT_THAT(text, ContainsRegex("1  unbounded Array  t  \\+1,000 entries"));
  EXPECT_THAT(text, HasSubstr("1,000 new e (shop.min.js:1:"));
}

TEST_F(SourceMaps, WithoutTheScriptVariablesKeepTheirNames) {
  write_script(first);
  const std::vector<std::string> files = pair(first, first);
  std::filesystem::rename(directory_.path() / "dist", directory_.path() / "build");
  const std::string without = run(files, {"--source-map", "build"}).out;
  EXPECT_THAT(without, HasSubstr("1,000 new Order (src/shop.ts:3:14)")) << "by the original text";
  EXPECT_THAT(without, ContainsRegex("1  unbounded Array  t  "));
  EXPECT_THAT(run(files, {"--source-map", "build", "--sources", "build"}).out,
              ContainsRegex("1  unbounded Array  orders  "));
}

TEST_F(SourceMaps, TwoBuildsOfAProgramAreComparedByOriginalNames) {
  directory_.write("one.map", first.map());
  directory_.write("two.map", second.map());
  const std::vector<std::string> files = pair(first, second);
  const std::vector<std::string> maps{"--before-source-map", "one.map", "--after-source-map",
                                      "two.map"};
  EXPECT_THAT(run(files, {"--no-source-map"}).out,
              AllOf(ContainsRegex("\ne +shop"), ContainsRegex("\nz +shop")));
  const std::string text = run(files, maps).out;
  EXPECT_THAT(text, ContainsRegex("\nOrder .* 1,200 +\\+1,000"));
  EXPECT_THAT(text, Not(ContainsRegex("\n[ez] +s")));
}

TEST_F(SourceMaps, BuildsMayHaveNamesOfTheirOwnForTheirScripts) {
  directory_.write("shop-1a2b.js.map", first.map());
  directory_.write("shop-3c4d.js.map", second.map());
  directory_.write("before.heapsnapshot", first.heap("/srv/dist/shop-1a2b.js", 200));
  directory_.write("after.heapsnapshot", second.heap("/srv/dist/shop-3c4d.js", 1200));
  const std::vector<std::string> files{"before.heapsnapshot", "after.heapsnapshot"};
  EXPECT_EQ(run(files, {"--no-source-map"}).status, 2) << "another program";
  const Outcome mapped = run(
      files, {"--before-source-map", "shop-1a2b.js.map", "--after-source-map", "shop-3c4d.js.map"});
  EXPECT_EQ(mapped.status, 0) << mapped.err;
  EXPECT_THAT(mapped.out, ContainsRegex("\nOrder .* 1,200 +\\+1,000"));
}

TEST_F(SourceMaps, SavedSummariesKeepThem) {
  write_script(first);
  pair(first, first);
  EXPECT_EQ(run({"save", "before.heapsnapshot", "-o", "before.hds"}).status, 0);
  EXPECT_EQ(run({"save", "after.heapsnapshot", "-o", "after.hds"}).status, 0);
  std::filesystem::remove_all(directory_.path() / "dist");
  const std::string text = run({"before.hds", "after.hds"}).out;
  EXPECT_THAT(text, ContainsRegex("\nOrder  src/shop.ts:3:14 .* 1,200 +\\+1,000"));
  EXPECT_THAT(text, HasSubstr("orders"));
  EXPECT_THAT(run({"before.hds", "after.hds"}, {"--format", "json"}).out,
              HasSubstr("\"generated\": {"));
  // Each side has its maps, also where the other one is a summary.
  directory_.write("after.map", first.map());
  EXPECT_THAT(run({"before.hds", "after.heapsnapshot"}, {"--after-source-map", "after.map"}).out,
              ContainsRegex("\nOrder  src/shop.ts:3:14 .* 1,200 +\\+1,000"));
  EXPECT_THAT(run({"before.hds", "after.hds"}, {"--group-by", "place", "--all", "--top", "0"}).out,
              HasSubstr("handle  src/shop.ts:5:16"));
}

TEST_F(SourceMaps, PropertiesThatAMinifierRenamedAreSaidOnce) {
  write_script(first);
  const auto text_with = [&](const char* property) {
    const std::string script = (directory_.path() / "dist" / "shop.min.js").string();
    const Build::Extras extras{.property = property};
    directory_.write("before.heapsnapshot", first.heap(script, 200, extras));
    directory_.write("after.heapsnapshot", first.heap(script, 1200, extras));
    return run({"before.heapsnapshot", "after.heapsnapshot"});
  };
  const Outcome renamed = text_with("qz");
  EXPECT_THAT(renamed.out, ContainsRegex("1  unbounded Array  orders.qz"));
  const auto told = HasSubstr("properties such as qz are called as a minifier left them");
  EXPECT_THAT(renamed.err, told);
  EXPECT_THAT(run({"after.heapsnapshot"}).err, told);
  // `handle` is in the source.
  EXPECT_THAT(text_with("handle").err, Not(HasSubstr("as a minifier left them")));
}

TEST_F(SourceMaps, ANamedMapThatFitsNoScriptIsTrouble) {
  directory_.write("other.js.map", R"({"version":3,"sources":["a"],"mappings":"AAAA"})");
  const Outcome outcome = run(pair(first, first), {"--source-map", "other.js.map"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("other.js.map: is the map of other.js, and no script of the "
                                     "snapshot is called so"));
}

TEST_F(SourceMaps, ABrokenMapIsTroubleWhereItIsNamedAndANoteWhereItWasFound) {
  write_script(first);
  directory_.write("dist/shop.min.js.map",
                   R"({"version":3,"sources":[],"names":[],"mappings":"AAAA"})");
  const std::vector<std::string> files = pair(first, first);
  const std::string problem =
      "\"mappings\", line 1, segment 1: points to source 1, and there are 0";
  const Outcome found = run(files);
  EXPECT_EQ(found.status, 0);
  EXPECT_THAT(found.err, AllOf(HasSubstr("note: no source map for "), HasSubstr(problem)));
  const Outcome named = run(files, {"--source-map", "dist/shop.min.js.map"});
  EXPECT_EQ(named.status, 2);
  EXPECT_THAT(named.err, HasSubstr(problem));
}

TEST_F(SourceMaps, AScriptThatHasChangedHasNone) {
  write_script(first);
  const std::string script = (directory_.path() / "dist" / "shop.min.js").string();
  directory_.write("before.heapsnapshot", first.heap(script, 200, {.has_text = true}));
  directory_.write("after.heapsnapshot", first.heap(script, 1200, {.has_text = true}));
  const std::vector<std::string> files{"before.heapsnapshot", "after.heapsnapshot"};
  EXPECT_THAT(run(files).out, HasSubstr("1,000 new Order"));
  directory_.write("dist/shop.min.js", "let other = 1;" + first.text());
  const Outcome changed = run(files);
  EXPECT_THAT(changed.out, HasSubstr("1,000 new e "));
  EXPECT_THAT(changed.err, HasSubstr("the script has changed since the snapshot"));
}

TEST_F(SourceMaps, LeadFromStacksOfAllocationsToo) {
  write_script(first);
  const std::string script = (directory_.path() / "dist" / "shop.min.js").string();
  directory_.write("before.heapsnapshot", first.heap(script, 200, {.has_stacks = true}));
  directory_.write("after.heapsnapshot", first.heap(script, 1200, {.has_stacks = true}));
  EXPECT_THAT(run({"before.heapsnapshot", "after.heapsnapshot"}).out,
              HasSubstr("made by handle() src/shop.ts:5:16"));
}

TEST_F(SourceMaps, VerboseListsThem) {
  write_script(first);
  const Outcome outcome = run(pair(first, first), {"--verbose"});
  EXPECT_THAT(outcome.err, ContainsRegex("source map of .*dist/shop.min.js: .*dist/shop.min.js.map "
                                         "\\(found by beside\\)"));
}

TEST_F(SourceMaps, NameObjectsInAnswersAndGroups) {
  write_script(first);
  const std::vector<std::string> files = pair(first, first);
  EXPECT_THAT(run(files, {"--group-by", "script"}).out, HasSubstr("src/shop.ts"));
  EXPECT_THAT(run(files, {"--group-by", "place", "--top", "0", "--all"}).out,
              HasSubstr("handle  src/shop.ts:5:16"));
  EXPECT_THAT(run({"path", "after.heapsnapshot", "100001"}).out,
              AllOf(HasSubstr("Order"), HasSubstr("orders")));
}

}  // namespace
}  // namespace heapdiff::test
