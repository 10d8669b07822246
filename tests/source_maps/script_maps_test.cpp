#include "source_maps/script_maps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace heapdiff::source_maps {
namespace {

namespace fs = std::filesystem;

constexpr const char* map_text =
    R"({"version":3,"file":"app.js","sources":["../src/a.ts"],"names":["orders"],)"
    R"("mappings":"AAAAA"})";

class ScriptMapsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

  [[nodiscard]] Script script(const std::string& name, std::uint32_t id = 1) const {
    Script one;
    one.id = id;
    one.name = path(name);
    return one;
  }

  static std::string problem(ScriptMaps& maps, const std::vector<Script>& scripts) {
    const Result<void> fine = maps.resolve(scripts);
    return fine ? "" : fine.error().message;
  }

  fs::path folder_;
};

TEST_F(ScriptMapsTest, AMapLiesBesideItsScript) {
  write("dist/app.js.map", map_text);
  ScriptMaps maps({});
  ASSERT_TRUE(maps.resolve({script("dist/app.js"), script("dist/other.js", 2)}));
  ASSERT_NE(maps.of(1), nullptr);
  EXPECT_EQ(maps.of(2), nullptr);
  const auto place = maps.of(1)->find(0, 0);
  EXPECT_EQ(place->file, path("src/a.ts"));
  EXPECT_EQ(place->name, "orders");
  const auto uses = maps.uses();
  ASSERT_EQ(uses.size(), 1u);
  EXPECT_EQ(uses[0].found_by, SourceMapUse::FoundBy::beside);
  EXPECT_EQ(uses[0].map, path("dist/app.js.map"));
}

TEST_F(ScriptMapsTest, AScriptsUrlLeadsToItsMap) {
  write("dist/maps/app.map", map_text);
  Script one = script("dist/app.js");
  one.map_url = "maps/app.map?v=1";
  ScriptMaps maps({});
  ASSERT_TRUE(maps.resolve({one}));
  EXPECT_EQ(maps.uses().at(0).found_by, SourceMapUse::FoundBy::url);
  EXPECT_EQ(maps.of(1)->find(0, 0)->file, path("dist/src/a.ts")) << "relative to the map";
}

TEST_F(ScriptMapsTest, AScriptThatHasChangedHasNoMap) {
  write("app.js", "let other = 1;");
  write("app.js.map", map_text);
  Script one = script("app.js");
  one.text = "let orders";
  ScriptMaps maps({});
  ASSERT_TRUE(maps.resolve({one}));
  EXPECT_EQ(maps.of(1), nullptr);
  EXPECT_EQ(maps.uses().at(0).problem, "the script has changed since the snapshot");
  // What the user names is believed: a bundle may have been deployed elsewhere.
  ScriptMaps named({.paths = {path("app.js.map")}});
  ASSERT_TRUE(named.resolve({one}));
  EXPECT_NE(named.of(1), nullptr);
}

TEST_F(ScriptMapsTest, ANamedMapHasToFitAScript) {
  const std::string map = write("build/renamed.map", map_text);
  ScriptMaps by_file({.paths = {map}});
  EXPECT_EQ(problem(by_file, {script("/srv/app.js")}), "") << "by the map's own \"file\"";
  EXPECT_EQ(by_file.uses().at(0).found_by, SourceMapUse::FoundBy::name);
  ScriptMaps unfit({.paths = {map}});
  EXPECT_EQ(problem(unfit, {script("/srv/server.js")}),
            "is the map of app.js, and no script of the snapshot is called so");
  ScriptMaps missing({.paths = {path("none.map")}});
  EXPECT_FALSE(missing.resolve({script("app.js")}));
  ScriptMaps broken({.paths = {write("app.js.map", "{\"version\":3")}});
  EXPECT_THAT(problem(broken, {script("app.js")}),
              testing::EndsWith("(the source map of " + path("app.js") + ")"));
}

TEST_F(ScriptMapsTest, OfAFolderTheMapWithTheLikestPathIsTaken) {
  write("maps/one/app.js.map", map_text);
  const std::string other = write("maps/two/app.js.map", map_text);
  ScriptMaps maps({.paths = {path("maps")}});
  ASSERT_TRUE(maps.resolve({script("/srv/two/app.js")}));
  EXPECT_EQ(maps.uses().at(0).map, other);
  ScriptMaps unfit({.paths = {path("maps")}});
  EXPECT_EQ(problem(unfit, {script("/srv/server.js")}),
            "no map in the folders is one of a script of the snapshot");
  fs::create_directories(folder_ / "empty");
  ScriptMaps empty({.paths = {path("empty")}});
  EXPECT_EQ(problem(empty, {script("app.js")}), "has no source map in it (*.map)");
}

TEST_F(ScriptMapsTest, DebugIdsBringScriptsAndMapsTogether) {
  const std::string id = "5e0a3f2c-91d4-4b0e-8f5e-3f0a5a0b7c11";
  write("maps/0001.map", std::string(R"({"debugId":")") + id +
                             R"(","version":3,"sources":["a.ts"],"mappings":"AAAA"})");
  write("maps/0002.map", map_text);
  Script one = script("/srv/main.js");
  one.debug_id = id;
  ScriptMaps maps({.paths = {path("maps")}});
  ASSERT_TRUE(maps.resolve({one}));
  EXPECT_EQ(maps.uses().at(0).found_by, SourceMapUse::FoundBy::debug_id);
  EXPECT_EQ(maps.uses().at(0).map, path("maps/0001.map"));
}

TEST_F(ScriptMapsTest, AScriptMayHoldItsMap) {
  const std::string url =
      "data:application/json;base64,"
      "eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbImEudHMiXSwibWFwcGluZ3MiOiJBQUFBIn0=";
  Script one = script("app.js");
  one.map_url = url;
  ScriptMaps maps({});
  ASSERT_TRUE(maps.resolve({one}));
  EXPECT_EQ(maps.of(1)->find(0, 0)->file, path("a.ts"));
  // Snapshots cut it; the script on the disk has all of it.
  one.map_url = url.substr(0, 40);
  one.text = "run();";
  ScriptMaps cut({});
  ASSERT_TRUE(cut.resolve({one}));
  EXPECT_EQ(cut.of(1), nullptr);
  EXPECT_EQ(cut.uses().at(0).problem,
            "the script holds its map, of which the snapshot has only the start");
  write("app.js", "run();\n//# sourceMappingURL=" + url + "\n");
  ScriptMaps whole({});
  ASSERT_TRUE(whole.resolve({one}));
  EXPECT_NE(whole.of(1), nullptr);
}

TEST_F(ScriptMapsTest, MapsOfPackagesAreReadWhenTheyAreNeeded) {
  write("node_modules/a/a.js.map", "no map at all");
  Script one = script("node_modules/a/a.js");
  one.is_package = true;
  ScriptMaps maps({});
  ASSERT_TRUE(maps.resolve({one}));
  EXPECT_TRUE(maps.uses().empty());
  EXPECT_EQ(maps.of(1), nullptr);
  EXPECT_EQ(maps.uses().at(0).problem, "is no JSON object");
}

TEST_F(ScriptMapsTest, ScriptsMayLieElsewhere) {
  write("build/assets/app.js", "let orders = 1; let more = 2;");
  write("build/assets/app.js.map", map_text);
  Script one;
  one.id = 1;
  one.name = "https://example.com/assets/app.js?v=2";
  one.text = "let orders = 1;";
  ScriptMaps maps({.paths = {path("build")}, .script_folders = {path("build")}});
  ASSERT_TRUE(maps.resolve({one}));
  EXPECT_EQ(maps.text_of(1)->text(), "let orders = 1; let more = 2;");
  EXPECT_EQ(maps.of(1)->find(0, 0)->file, "https://example.com/src/a.ts");
  one.text = "let something = 1;";
  ScriptMaps changed({.paths = {path("build")}, .script_folders = {path("build")}});
  ASSERT_TRUE(changed.resolve({one}));
  EXPECT_EQ(changed.text_of(1), nullptr);
}

TEST(ResolveSource, IsRelativeToTheScript) {
  EXPECT_EQ(resolve_source("../src/./a.ts", "/app/dist/b.js", ""), "/app/src/a.ts");
  EXPECT_EQ(resolve_source("a.ts", "file:///app/b.js", "maps/b.map"), "/app/maps/a.ts");
  EXPECT_EQ(resolve_source("../../../a.ts", "/app/b.js", ""), "/a.ts");
  EXPECT_EQ(resolve_source("../a.ts", "https://x.org/s/b.js?v=1", ""), "https://x.org/a.ts");
  EXPECT_EQ(resolve_source("/src/a.ts", "/app/b.js", ""), "/src/a.ts");
  EXPECT_EQ(resolve_source("file:///src/a.ts", "/app/b.js", ""), "/src/a.ts");
  EXPECT_EQ(resolve_source("src/a.ts", "evalmachine.<anonymous>", ""), "./src/a.ts");
  EXPECT_EQ(resolve_source("", "/app/b.js", ""), "/app/b.js");
}

TEST(ResolveSource, ABundlersSchemeIsLeftOut) {
  EXPECT_EQ(resolve_source("webpack://shop/./src/a.ts?1f3a", "/app/b.js", ""), "./src/a.ts");
  EXPECT_EQ(resolve_source("webpack:///./src/a.ts", "/app/b.js", ""), "./src/a.ts");
  EXPECT_EQ(resolve_source("webpack:////app/src/a.ts", "/app/b.js", ""), "/app/src/a.ts");
  EXPECT_EQ(resolve_source("webpack://shop/node_modules/express/index.js", "/app/b.js", ""),
            "./node_modules/express/index.js");
  EXPECT_EQ(resolve_source("node:internal/a", "/app/b.js", ""), "node:internal/a");
}

TEST(DataUrl, IsDecoded) {
  EXPECT_EQ(decode_data_url("data:application/json;base64,eyJhIjoxfQ=="), "{\"a\":1}");
  EXPECT_EQ(decode_data_url("data:application/json,%7B%22a%22%3A1%7D"), "{\"a\":1}");
  EXPECT_EQ(decode_data_url("data:application/json;base64,e?"), std::nullopt);
  EXPECT_EQ(decode_data_url("data:application/json;base64"), std::nullopt);
  EXPECT_EQ(decode_data_url("app.js.map"), std::nullopt);
}

TEST(TrailingComment, TheLastOneCounts) {
  EXPECT_EQ(trailing_comment("a\n//# sourceMappingURL=a.map\nb\n//# sourceMappingURL=b.map \n",
                             "sourceMappingURL"),
            "b.map");
  EXPECT_EQ(trailing_comment("//@ sourceMappingURL=a.map", "sourceMappingURL"), "a.map");
  EXPECT_EQ(trailing_comment("let a;", "sourceMappingURL"), "");
}

}  // namespace
}  // namespace heapdiff::source_maps
