#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/column.hpp"
#include "base/string_pool.hpp"

namespace heapdiff::graph {

/// Names that rules of the graph ask for. Comparing a byte replaces comparing texts for each edge,
/// and holds where a file has one text under two string indices.
enum class Word : std::uint8_t {
  none,
  // names of edges
  back_link,  ///< prev, _prev, _idlePrev: the way back in a doubly linked list
  code,
  constructor,
  context,
  elements,
  extension,
  feedback_cell,
  first,
  global_this,   // globalThis
  hidden_class,  // class: Hermes' edge to it; V8's is `map`
  map,
  name_or_scope_info,
  previous,
  properties,
  proto,
  prototype,
  scope_info,
  script,
  script_or_debug_info,
  second,
  shared,
  sloppy_function_map,
  source,
  table,
  this_name,
  weak_map_pair,  ///< any "<digits> / part of key (… @id) -> value (… @id) pair in WeakMap (table
                  ///< @id)"
  // names of nodes
  array_class,         // Array
  document_dom_trees,  // (Document DOM trees)
  engine_array,   // arrays of the engine's own: "(map …", "(transition …", "(constant pool" …
  engine_record,  // any other "system / …"
  engine_store,   // system / PropertyArray, system / Cell: on the way to what an object holds
  external_string_data,    // system / ExternalStringData
  global_object,           // global, or Window, and what follows it
  hermes_modules,          // (RuntimeModules): one of Hermes' roots
  hermes_hidden_class,     // HiddenClass
  hermes_properties,       // DictPropertyMap: what a hidden class knows of properties
  hermes_scope,            // Environment: the variables of a scope, without names
  array_buffer_data,       // system / JSArrayBufferData
  internalized_strings,    // (Internalized strings)
  jsc_storage,             // Cell Butterfly: what JavaScriptCore keeps a Map's entries in
  map_descriptors,         // (map descriptors)
  native_context,          // system / NativeContext
  native_handle,           // "Node / …": what Node keeps in C++ beside an object
  native_context_of_page,  // the same + " / " and a URL
  object_class,            // Object
  script_context_table,    // system / ScriptContextTable
  strong_roots,            // (Strong roots), in newer V8 (Strong root list)
  timer_list,              // TimersList, ImmediateList: what Node keeps timers of one duration in
  system_context,          // system / Context, or that + " / …"
  user_record,             // system / PromiseReaction and the like: made by what a program does
};

inline constexpr std::size_t word_count = static_cast<std::size_t>(Word::user_record) + 1;

/// The word that each string of a table is, one byte a string.
class Vocabulary {
 public:
  Vocabulary() = default;
  explicit Vocabulary(const base::StringPool& strings);
  [[nodiscard]] Word operator[](std::uint32_t string) const { return words_[string]; }
  /// Is any string that word? O(strings).
  [[nodiscard]] bool has(Word word) const {
    return std::find(words_.begin(), words_.end(), word) != words_.end();
  }
  /// The first and the last string that are that word. O(strings).
  [[nodiscard]] std::optional<std::pair<std::uint32_t, std::uint32_t>> range_of(Word word) const {
    const Word* const first = std::find(words_.begin(), words_.end(), word);
    if (first == words_.end()) return std::nullopt;
    const Word* last = words_.end();
    while (last[-1] != word) --last;
    return std::pair(static_cast<std::uint32_t>(first - words_.begin()),
                     static_cast<std::uint32_t>(last - words_.begin() - 1));
  }

 private:
  base::Column<Word> words_;
};

/// What the name of a WeakMap entry's edge contains. One entry is two edges with one key text.
struct WeakMapPair {
  std::string_view pair;   ///< the text after the leading digits: the same for both edges
  std::uint32_t table_id;  ///< object id of the WeakMap's table
  std::string_view value;  ///< name of the value's node
};

/// Nothing where the name is none of a WeakMap entry. DevTools demands that the whole name match.
[[nodiscard]] std::optional<WeakMapPair> read_weak_map_pair(std::string_view name);

}  // namespace heapdiff::graph
