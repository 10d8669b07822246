#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "graph/heap.hpp"
#include "input/source.hpp"

namespace heapdiff::test {

/// Random numbers that are the same everywhere for one seed (the distributions of <random> are
/// not).
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15u + 1) {}

  std::uint64_t any() { return engine_(); }
  /// 0 … bound − 1. REQUIRES: bound > 0.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class T>
  T pick(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }
  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937_64 engine_;
};

/// A snapshot as its file says it: plain data that a test may change at will before it is written.
struct FileModel {
  struct Edge {
    EdgeType type = EdgeType::property;
    std::uint32_t name = 0;  ///< in `strings`, or a number where has_numeric_name(type)
    std::size_t target = 0;  ///< in `nodes`
  };
  struct Node {
    NodeType type = NodeType::object;
    std::uint32_t name = 0;  ///< in `strings`
    std::uint32_t id = 0;
    std::uint64_t self_size = 0;
    Detachedness detachedness = Detachedness::unknown;
    std::uint32_t trace_id = 0;  ///< of `traces`, or 0
    std::vector<Edge> edges;
  };
  struct Location {
    std::size_t node = 0;
    std::uint32_t script_id = 0, line = 0, column = 0;
  };

  /// A function on allocation stacks; names in `strings`.
  struct Function {
    std::uint32_t name = 0, script_name = 0, line = 0, column = 0;
  };
  /// A node of the tree of allocation stacks, each after its caller. The first is the root.
  struct Trace {
    std::uint32_t id = 0;
    std::size_t caller = 0;  ///< in `traces`; of the root itself
    std::size_t function = 0;
  };

  std::vector<Node> nodes;
  std::vector<Location> locations;
  std::vector<Function> functions;
  std::vector<Trace> traces;  ///< empty where the file has no allocation stacks
  std::vector<std::string> strings;
  std::size_t root = 0;
  bool has_detachedness = true;

  /// The index of a text in `strings`, added where it is missing. O(strings).
  std::uint32_t string(std::string_view text);
};

/// What a random snapshot may hold.
struct Shape {
  std::size_t nodes_max = 24;
  bool has_plain_objects = true;  ///< without them class names do not depend on other objects
  bool has_locations = true;
  bool has_detachedness = true;
  bool has_stacks = false;
};

/// A snapshot with everything that rules ask for: all node and edge types, sizes of zero and beyond
/// 2^32, weak edges, WeakMap entries, detached nodes, orphans, dead cycles, several user roots,
/// names that many nodes share, plain objects of a few shapes. Ids are unique.
[[nodiscard]] FileModel random_file(Random& random, const Shape& shape);

/// The same process some time later: objects gone, new, grown, held otherwise. What stays keeps
/// its id, type, name and place.
[[nodiscard]] FileModel later(FileModel file, Random& random, const Shape& shape);

/// Takes nodes out, with all edges and locations that touch them. The root stays.
void remove_nodes(FileModel& file, const std::vector<bool>& is_removed);

/// The functions on which a node was allocated, the innermost first, each as name, script name,
/// line and column. Empty where no stack is known.
using Stack = std::vector<std::array<std::uint32_t, 4>>;
[[nodiscard]] Stack stack_of(const FileModel& file, std::size_t node);
[[nodiscard]] Stack stack_of(const graph::Heap& heap, NodeIndex node);

/// How a file is laid out; what it says stays the same.
struct Layout {
  std::uint64_t seed = 0;         ///< of everything that is random below
  bool has_random_space = false;  ///< spaces, tabs and line ends between any two tokens
  bool has_long_space = false;    ///< now and then 20,000 spaces: more than a record's usual length
  bool has_shuffled_fields = false;
  bool has_extra_fields = false;  ///< unknown ones
  bool has_shuffled_sections = false;
  bool has_extra_sections = false;
  bool has_odd_escapes = false;  ///< \uXXXX, \/ and raw UTF-8 in turn
  bool has_byte_order_mark = false;
};

[[nodiscard]] Layout random_layout(Random& random);

/// The text of a .heapsnapshot file.
[[nodiscard]] std::string write_file(const FileModel& file, const Layout& layout = {});

/// What a loaded heap's file may have said. `write_file` of it loads as an equal heap.
[[nodiscard]] FileModel model_of(const graph::Heap& heap);

/// Loads a text, or stops the test run with the reason.
[[nodiscard]] graph::Heap load_valid(std::string_view text);

/// A source that hands out a few bytes at a time, so that chunks end everywhere.
class ChoppedSource final : public input::Source {
 public:
  /// The caller keeps the text alive. Each read gives 1 … chunk_max bytes.
  ChoppedSource(std::string_view text, std::size_t chunk_max, std::uint64_t seed)
      : Source("text"), text_(text), chunk_max_(chunk_max), random_(seed) {}

  Result<std::size_t> read(std::span<char> into) override;

 private:
  std::string_view text_;
  std::size_t chunk_max_;
  Random random_;
};

}  // namespace heapdiff::test
