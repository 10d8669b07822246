#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leaks/compare.hpp"
#include "support/programs.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

/// A script of that name, whose variable "pending" holds a list, beside a script of Node's.
Heap list_in_script(const char* script, const char* nodes_own, int count) {
  Heap heap = array(Heap()
                        .node("module", 32)
                        .named("system / Context")
                        .node("scope", 16, NodeType::code)
                        .named("system / ScopeInfo")
                        .closure("main", 64)
                        .at(7, 0, 0)
                        .script("main", script)
                        .closure("emit", 64)
                        .at(8, 0, 0)
                        .script("emit", nodes_own)
                        .edge("root", "main")
                        .edge("root", "emit")
                        .internal("main", "module", "context")
                        .internal("module", "scope", "scope_info"));
  heap.context("module", "list", "pending");
  return with_items(std::move(heap), 0, count, hold_in_list);
}

Suspect suspect_beside(const char* script, const char* nodes_own) {
  return only_suspect_of(list_in_script(script, nodes_own, 100),
                         list_in_script(script, nodes_own, 300));
}

TEST(ScriptOwners, AVariableOfAScriptWithABareNameIsTheUsers) {
  const Suspect suspect = suspect_beside("server.js", "node:events");
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
  EXPECT_EQ(holder_name(suspect), "pending");
  EXPECT_EQ(suspect.holder.file, "server.js");
  EXPECT_TRUE(suspect.holder.is_users);
}

TEST(ScriptOwners, BesideScriptsOfAnOldNodeToo) {
  EXPECT_EQ(suspect_beside("server.js", "internal/util.js").confidence, Suspicion::strong);
}

TEST(ScriptOwners, AVariableOfNodesOwnIsNot) {
  for (const auto& [script, nodes_own] :
       {std::pair("node:net", "node:events"), std::pair("net.js", "internal/util.js")}) {
    const Suspect suspect = suspect_beside(script, nodes_own);
    EXPECT_EQ(suspect.confidence, Suspicion::weak) << script;
    EXPECT_FALSE(suspect.holder.is_users) << script;
  }
}

}  // namespace
}  // namespace heapdiff::test
