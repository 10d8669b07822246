#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/programs.hpp"
#include "support/suspects.hpp"

// Objects that a record of Node's own keeps: open sockets, workers, watchers.

namespace heapdiff::test {
namespace {

/// root ─▶ Node / TCPSocketWrap ─▶ TCP ─owner▶ Socket ─_handle▶ TCP
Heap sockets(Heap heap, int count) {
  heap.synthetic("handles").named("(Global handles)").edge("root", "handles");
  for (int i = 0; i < count; ++i) {
    const std::string native = fmt::format("native#{}", i), handle = fmt::format("TCP#{}", i);
    const std::string socket = fmt::format("Socket#{}", i);
    heap.native(native, 100).named("Node / TCPSocketWrap").id(id_of(1, i));
    heap.node(handle, 40).node(socket, 800).element("handles", native, static_cast<unsigned>(i));
    heap.internal(native, handle, "native_to_javascript");
    heap.internal(handle, native, "javascript_to_native");
    heap.edge(handle, socket, "<symbol owner_symbol>").edge(socket, handle, "_handle");
  }
  return heap;
}

TEST(NativeHandles, ThatNothingElseHoldsAreTheHolder) {
  const Diff diff = diff_of(sockets(program(), 100), sockets(program(), 300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::native_handles);
  EXPECT_EQ(holder_name(suspect), "TCPSocketWrap");
  EXPECT_EQ(holder_kind(suspect), "native handle");
  EXPECT_EQ(suspect.element.class_name, "Socket");
  EXPECT_EQ(suspect.new_count, 200u);
  // Nothing says that the program has anything to do with them.
  EXPECT_EQ(suspect.confidence, Suspicion::weak);
}

TEST(NativeHandles, ThatGrowInStepWithTheOperationsAreLikely) {
  DiffOptions options;
  options.ops = 200;
  const Diff in_step = diff_of(sockets(program(), 100), sockets(program(), 300), options);
  ASSERT_EQ(in_step.suspects.size(), 1u);
  EXPECT_EQ(in_step.suspects[0].confidence, Suspicion::likely);
  options.ops = 1'100;
  const Diff pooled = diff_of(sockets(program(), 100), sockets(program(), 300), options);
  ASSERT_EQ(pooled.suspects.size(), 1u);
  EXPECT_EQ(pooled.suspects[0].confidence, Suspicion::weak);
}

// A listener of the program's on each of them tells where the program gets them: then it is sure.
TEST(NativeHandles, AreLocatedByTheProgramsListener) {
  const auto heap = [](int count) {
    Heap h = sockets(program(), count);
    for (int i = 0; i < count; ++i) {
      const std::string listener = fmt::format("onData#{}", i);
      h.closure(listener, 64).id(id_of(2, i)).at(7, 8, 4);
      h.edge(fmt::format("Socket#{}", i), listener, "ondata");
    }
    return h;
  };
  const Diff diff = diff_of(heap(100), heap(300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::native_handles);
  EXPECT_EQ(suspect.holder.location, (Place{"/app/app.js", 9, 5}));
  EXPECT_EQ(suspect.holder.location_means, Holder::Meaning::listener);
  EXPECT_EQ(suspect.confidence, Suspicion::strong);
}

// clients, a Map of the program's, holds the same sockets.
TEST(NativeHandles, OfObjectsThatAMapHoldsAreTheMaps) {
  const auto heap = [](int count) {
    Heap base = table(program());
    base.context("module", "map", "clients");
    Heap h = sockets(std::move(base), count);
    for (int i = 0; i < count; ++i) hold_in_table(h, "map", fmt::format("Socket#{}", i), i);
    return h;
  };
  const Diff diff = diff_of(heap(100), heap(300));
  ASSERT_FALSE(diff.suspects.empty());
  const Suspect& suspect = diff.suspects[0];
  EXPECT_EQ(suspect.shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(suspect), "clients");
  EXPECT_EQ(suspect.element.class_name, "Socket");
  EXPECT_EQ(suspect.new_count, 200u);
  EXPECT_EQ(diff.suspects.size(), 1u);
}

// Handles whose objects a Map of the program's has itself.
TEST(NativeHandles, ThatAMapHoldsAreTheMaps) {
  const auto heap = [](int count) {
    Heap base = table(program());
    base.context("module", "map", "handles");
    Heap h = sockets(std::move(base), count);
    for (int i = 0; i < count; ++i) hold_in_table(h, "map", fmt::format("TCP#{}", i), i);
    return h;
  };
  const Diff diff = diff_of(heap(100), heap(300));
  ASSERT_EQ(diff.suspects.size(), 1u);
  EXPECT_EQ(diff.suspects[0].shape, LeakShape::unbounded_map);
  EXPECT_EQ(holder_name(diff.suspects[0]), "handles");
}

}  // namespace
}  // namespace heapdiff::test
