#include "scripts/script_origin.hpp"

#include <gtest/gtest.h>

namespace heapdiff::scripts {
namespace {

TEST(ScriptOrigin, ARuntimesSchemeAndTheEnginesExtensionsAreKnownEverywhere) {
  const ScriptOrigin origin;
  for (const char* name : {"node:internal/timers", "node:events", "bun:main", "ext:core/01_core.js",
                           "node-internal:internal_buffer"}) {
    EXPECT_EQ(origin.owner_of(name), ScriptOwner::node) << name;
  }
  for (const char* name : {"v8/gc", "extensions::SafeBuiltins", "native array.js"}) {
    EXPECT_EQ(origin.owner_of(name), ScriptOwner::engine) << name;
  }
}

TEST(ScriptOrigin, ABareNameIsTheProgramsIfNodeHasAScheme) {
  ScriptOrigin origin;
  origin.learn("node:internal/timers");
  // What the program itself calls so says nothing of Node.
  origin.learn("internal/metrics.js");
  for (const char* name :
       {"server.js", "events.js", "internal/metrics.js", "/app/node:internal.js", "/app/a.js",
        "file:///app/a.mjs", "https://host/a.js", "evalmachine.<anonymous>", ""}) {
    EXPECT_EQ(origin.owner_of(name), ScriptOwner::program) << name;
  }
}

TEST(ScriptOrigin, NodesOfOldGiveTheirsBareNames) {
  ScriptOrigin origin;
  origin.learn("internal/util.js");
  for (const char* name :
       {"internal/timers.js", "events.js", "_http_server.js", "zlib.js", "fs/promises.js"}) {
    EXPECT_EQ(origin.owner_of(name), ScriptOwner::node) << name;
  }
  // A script of the program may have a bare name there, too.
  for (const char* name : {"server.js", "/app/events.js", "made/by-vm.js", "events.mjs"}) {
    EXPECT_EQ(origin.owner_of(name), ScriptOwner::program) << name;
  }
}

TEST(ScriptOrigin, WhatIsOfAPackageIsALibrarys) {
  const ScriptOrigin origin;
  EXPECT_EQ(origin.owner_of("/app/node_modules/express/lib/router.js"), ScriptOwner::library);
  EXPECT_EQ(origin.owner_of("/app/node_modules/loose.js"), ScriptOwner::program);
}

ScriptOrigin origin_of(std::initializer_list<const char*> names) {
  ScriptOrigin origin;
  for (const char* name : names) origin.learn(name);
  origin.settle();
  return origin;
}

TEST(ShortNames, OfAPackageAreItsNameAndThePathInIt) {
  const ScriptOrigin origin = origin_of({"/app/node_modules/express/lib/router/index.js",
                                         "file:///app/node_modules/@a/b/index.mjs?v=1"});
  EXPECT_EQ(origin.short_name("/app/node_modules/express/lib/router/index.js"),
            "express/lib/router/index.js");
  EXPECT_EQ(origin.short_name("file:///app/node_modules/@a/b/index.mjs?v=1"), "@a/b/index.mjs?v=1");
}

TEST(ShortNames, OfCopiesOfAPackageAreToldApart) {
  const ScriptOrigin origin =
      origin_of({"/app/node_modules/b/index.js", "/app/node_modules/a/node_modules/b/index.js",
                 "/app/node_modules/a/index.js"});
  EXPECT_EQ(origin.short_name("/app/node_modules/b/index.js"), "b/index.js");
  EXPECT_EQ(origin.short_name("/app/node_modules/a/node_modules/b/index.js"),
            "a/node_modules/b/index.js");
  EXPECT_EQ(origin.short_name("/app/node_modules/a/index.js"), "a/index.js");
}

TEST(ShortNames, OfTheProgramAreRelativeToWhatItsScriptsHaveInCommon) {
  const ScriptOrigin origin =
      origin_of({"/srv/app/src/api/index.js", "file:///srv/app/src/web/index.mjs",
                 "/srv/app/server.js", "/srv/other/node_modules/x/index.js", "node:fs"});
  EXPECT_EQ(origin.short_name("/srv/app/src/api/index.js"), "src/api/index.js");
  EXPECT_EQ(origin.short_name("file:///srv/app/src/web/index.mjs"), "src/web/index.mjs");
  EXPECT_EQ(origin.short_name("/srv/app/server.js"), "server.js");
  EXPECT_EQ(origin.short_name("/srv/apple/a.js"), "/srv/apple/a.js");
  EXPECT_EQ(origin.short_name("node:internal/timers"), "node:internal/timers");
  EXPECT_EQ(origin.short_name("evalmachine.<anonymous>"), "evalmachine.<anonymous>");
  EXPECT_EQ(origin.short_name(""), "");
}

TEST(ShortNames, AFewScriptsElsewhereDoNotLengthenTheOthers) {
  const ScriptOrigin few = origin_of(
      {"/home/me/app/a.js", "/home/me/app/lib/b.js", "/home/me/app/lib/c.js", "/opt/agent/d.js"});
  EXPECT_EQ(few.short_name("/home/me/app/lib/b.js"), "lib/b.js");
  EXPECT_EQ(few.short_name("/opt/agent/d.js"), "/opt/agent/d.js");
  const ScriptOrigin many = origin_of({"/home/me/app/a.js", "/opt/agent/d.js"});
  EXPECT_EQ(many.short_name("/home/me/app/a.js"), "/home/me/app/a.js");
}

TEST(ShortNames, AreNoLongerForNamesThatV8MadeUp) {
  const ScriptOrigin origin = origin_of(
      {"/srv/app/main.js", "/srv/app/lib/store.js", "wasm://wasm/0002f80e", "debugger://VM12"});
  EXPECT_EQ(origin.short_name("/srv/app/main.js"), "main.js");
  EXPECT_EQ(origin.short_name("wasm://wasm/0002f80e"), "wasm://wasm/0002f80e");
}

TEST(ShortNames, WorkForUrlsAndDrives) {
  const ScriptOrigin page = origin_of({"https://host/js/a.js", "https://host/js/lib/b.js?v=2"});
  EXPECT_EQ(page.short_name("https://host/js/lib/b.js?v=2"), "lib/b.js?v=2");
  const ScriptOrigin drive = origin_of({"C:\\app\\a.js", "C:\\app\\lib\\b.js"});
  EXPECT_EQ(drive.short_name("C:\\app\\lib\\b.js"), "lib\\b.js");
  const ScriptOrigin root = origin_of({"/a.js", "/b.js"});
  EXPECT_EQ(root.short_name("/a.js"), "a.js");
}

TEST(ScriptOrigin, APathOrUrlSaysWhereAScriptWasFound) {
  for (const char* name : {"/app/a.js", "file:///app/a.js", "https://host/a.js", "C:\\app\\a.js",
                           "\\\\server\\a.js", "webpack-internal:///./a.js"}) {
    EXPECT_TRUE(is_path_or_url(name)) << name;
  }
  for (const char* name : {"", "[eval]", "evalmachine.<anonymous>", "far/node.js", "a b: c",
                           "wasm://wasm/0002f80e", "debugger://VM12"}) {
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
}  // namespace heapdiff::scripts
