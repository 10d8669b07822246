#pragma once

#include <hwy/targets.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "fuzz/laws.hpp"
#include "graph/load.hpp"

namespace heapdiff::fuzz {

/// Numbers that depend on the input alone, so that a finding can be found again.
class Dice {
 public:
  explicit Dice(std::string_view bytes) {
    for (const char c : bytes) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }

  /// 0 … sides − 1
  std::size_t roll(std::size_t sides) {
    state_ = state_ * 0x5851F42D4C957F2Du + 0x14057B7EF767814Fu;
    return static_cast<std::size_t>(state_ >> 33) % sides;
  }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325u;
};

/// A source in small pieces, so that chunks end everywhere.
class ChoppedSource final : public input::Source {
 public:
  ChoppedSource(std::unique_ptr<Source> whole, std::size_t read_max, Dice dice)
      : Source(whole->name()), whole_(std::move(whole)), read_max_(read_max), dice_(dice) {}

  Result<std::size_t> read(std::span<char> into) override {
    return whole_->read(into.first(std::min(into.size(), 1 + dice_.roll(read_max_))));
  }
  [[nodiscard]] bool can_reread() const override { return whole_->can_reread(); }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return whole_->size(); }
  void seek(std::uint64_t offset) override { whole_->seek(offset); }

 private:
  std::unique_ptr<Source> whole_;
  std::size_t read_max_;
  Dice dice_;
};

/// Loads in one of many ways: pieces of any size, one thread or more, plain code or an instruction
/// set of this machine, texts whole or cut.
inline Result<graph::Heap> load_in_some_way(std::unique_ptr<input::Source> source, Dice dice,
                                            bool salvage = false) {
  constexpr std::size_t most_bytes[] = {1, 4, 30, 200, 2000};
  const std::size_t read_max = most_bytes[dice.roll(std::size(most_bytes))];
  const auto threads = static_cast<unsigned>(1 + dice.roll(3));
  const auto texts = dice.roll(2) == 0 ? parse::Texts::whole() : parse::Texts::cut(dice.roll(1000));
  const bool is_plain = dice.roll(2) == 0;
  ChoppedSource chopped(std::move(source), read_max, dice);
  if (is_plain) hwy::SetSupportedTargetsForTest(HWY_SCALAR);
  Result<graph::Heap> heap = graph::load_heap(chopped, threads, {texts, salvage});
  hwy::SetSupportedTargetsForTest(0);
  return heap;
}

inline void require_same_stacks(const graph::Heap& whole, const graph::Heap& other) {
  require(whole.allocation_stacks.empty() == other.allocation_stacks.empty(),
          "stacks are there whichever way they are read");
  for (const NodeIndex node : whole.nodes.all()) {
    auto at = whole.allocation_stacks.stack_of(node);
    require(at == other.allocation_stacks.stack_of(node), "a node has one stack");
    // Only so far: each of many nodes may have a stack of thousands.
    for (int depth = 0; at && depth < 100; ++depth) {
      const auto& a = whole.allocation_stacks.function_of(*at);
      const auto& b = other.allocation_stacks.function_of(*at);
      require(a.name == b.name && a.script_name == b.script_name && a.line == b.line &&
                  a.column == b.column,
              "a function is the same whichever way it is read");
      require(whole.strings[a.name] == other.strings[b.name] &&
                  whole.strings[a.script_name] == other.strings[b.script_name],
              "names of functions are never cut");
      require(whole.allocation_stacks.caller_of(*at) == other.allocation_stacks.caller_of(*at),
              "a caller is the same whichever way it is read");
      at = whole.allocation_stacks.caller_of(*at);
    }
  }
}

/// Both say the same, but for values that one of them may have cut.
inline void require_same(const graph::Heap& whole, const graph::Heap& other) {
  const auto is_same = [](const auto& a, const auto& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  };
  require(whole.root == other.root && is_same(whole.nodes.types, other.nodes.types) &&
              is_same(whole.nodes.names, other.nodes.names) &&
              is_same(whole.nodes.ids, other.nodes.ids) &&
              is_same(whole.nodes.first_edges, other.nodes.first_edges) &&
              is_same(whole.nodes.detachedness, other.nodes.detachedness) &&
              whole.nodes.self_size_total == other.nodes.self_size_total,
          "nodes are the same whichever way they are read");
  for (const NodeIndex node : whole.nodes.all()) {
    require(whole.nodes.self_sizes[node.value] == other.nodes.self_sizes[node.value],
            "sizes are the same whichever way they are read");
  }
  require_same_stacks(whole, other);
  require(is_same(whole.edges.targets, other.edges.targets),
          "edges are the same whichever way they are read");
  for (std::uint32_t i = 0; i < whole.edges.size(); ++i) {
    const EdgeIndex edge(i);
    require(whole.edges.type(edge) == other.edges.type(edge) &&
                whole.edges.name(edge) == other.edges.name(edge),
            "labels are the same whichever way they are read");
  }
  require(is_same(whole.notes, other.notes), "notes are the same whichever way a file is read");
  require(whole.strings.size() == other.strings.size(), "strings are as many");
  for (std::size_t i = 0; i < whole.strings.size(); ++i) {
    const std::string_view text = whole.strings[i];
    require(other.strings[i] == text || other.strings[i] == parse::start_of_value(text),
            "a string is whole or cut");
  }
}

/// The same heap, or the same error.
inline void require_same(const Result<graph::Heap>& whole, const Result<graph::Heap>& other) {
  require(whole.has_value() == other.has_value(), "what can be read can be in every way");
  if (whole) {
    require_same(*whole, *other);
  } else {
    const std::string expected = format_error(whole.error()), met = format_error(other.error());
    if (expected != met) std::fprintf(stderr, "%s%s", expected.c_str(), met.c_str());
    require(expected == met, "an error is the same whichever way it is met");
  }
}

}  // namespace heapdiff::fuzz
