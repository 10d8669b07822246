#include "model/script_origin.hpp"

#include <gtest/gtest.h>

namespace heapdiff::model {
namespace {

TEST(ScriptOrigin, NodesOwnScriptsAreTheEngines) {
  const ScriptOrigin origin;
  EXPECT_TRUE(origin.is_of_engine("node:internal/timers"));
  EXPECT_TRUE(origin.is_of_engine("v8/gc"));
  for (const char* name : {"/app/node:internal.js", "file:///app/a.mjs", "https://host/a.js",
                           "internal/util", "events.js", "evalmachine.<anonymous>", ""}) {
    EXPECT_FALSE(origin.is_of_engine(name)) << name;
  }
}

TEST(ScriptOrigin, NodesOfOldGiveTheirsBareNames) {
  ScriptOrigin origin;
  origin.learn("internal/util");
  EXPECT_TRUE(origin.is_of_engine("internal/timers"));
  EXPECT_TRUE(origin.is_of_engine("events.js"));
  EXPECT_FALSE(origin.is_of_engine("/app/events.js"));
  EXPECT_FALSE(origin.is_of_engine("made/by-vm.js"));
}

TEST(ScriptOrigin, APathOrUrlSaysWhereAScriptWasFound) {
  for (const char* name : {"/app/a.js", "file:///app/a.js", "https://host/a.js", "C:\\app\\a.js",
                           "\\\\server\\a.js", "webpack-internal:///./a.js"}) {
    EXPECT_TRUE(is_path_or_url(name)) << name;
  }
  for (const char* name : {"", "[eval]", "evalmachine.<anonymous>", "far/node.js", "a b: c"}) {
    EXPECT_FALSE(is_path_or_url(name)) << name;
  }
}

TEST(ScriptOrigin, ThePackageIsThatOfTheInnermostFolder) {
  const std::pair<const char*, const char*> packages[] = {
      {"/app/node_modules/express/lib/router.js", "express"},
      {"/app/node_modules/@scope/name/index.js", "@scope/name"},
      {"/app/node_modules/a/node_modules/b/index.js", "b"},
      {"/app/node_modules/.pnpm/a@1.0.0/node_modules/a/index.js", "a"},
      {"file:///app/node_modules/a/index.mjs", "a"},
      {"C:\\app\\node_modules\\a\\index.js", "a"},
      {"webpack://app/./node_modules/a/index.js?1234", "a"},
      {"node_modules/a/index.js", "a"},
      {"/app/src/a.js", ""},
      {"/app/my_node_modules/a/b.js", ""},
      {"/app/node_modules/loose.js", ""},
      {"/app/node_modules/@scope/loose.js", ""},
      {"/app/node_modules", ""},
      {"https://host/a.js?from=/node_modules/a/b.js", ""}};
  for (const auto& [script, package] : packages) {
    EXPECT_EQ(package_of_script(script), package) << script;
  }
}

TEST(ScriptOrigin, OfOtherScriptsTheFolderIsKnown) {
  const std::pair<const char*, const char*> folders[] = {
      {"/app/src/a.js", "/app/src"},
      {"/a.js", "/"},
      {"file:///app/a.mjs", "/app"},
      {"C:\\app\\a.js", "C:\\app"},
      {"https://host/js/a.js?v=1/2", "https://host/js"},
      {"evalmachine.<anonymous>", "evalmachine.<anonymous>"}};
  for (const auto& [script, folder] : folders) EXPECT_EQ(folder_of_script(script), folder);
}

}  // namespace
}  // namespace heapdiff::model
