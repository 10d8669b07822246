#pragma once

#include <string>
#include <vector>

#include "analysis/reduce.hpp"
#include "heapdiff/diff.hpp"
#include "heapdiff/suspect.hpp"
#include "leaks/suspects.hpp"
#include "model/retained_tree.hpp"

namespace heapdiff::leaks {

/// A large collection that a name of the program's leads to: what two runs of one program have in
/// common, though their objects have nothing to do with each other.
struct NamedCollection {
  std::uint64_t key = 0;  ///< see `collection_key`: the same for the same collection in another run
  Holder holder;
  LeakShape shape = LeakShape::unknown;
  Element element;            ///< the class that most of its members are of
  std::uint64_t entries = 0;  ///< members of that class
  std::int64_t retained = 0;  ///< without the engine's own
  std::vector<ChainStep> path;
  /// Hashes of the texts that it has for keys, ascending: names of properties, strings of a Map or
  /// Set. What is still there under its key has survived, whatever its id. Of very many a sample:
  /// those below `keys_below`.
  std::vector<std::uint32_t> keys;
  std::uint64_t keys_below = std::uint64_t{1} << 32;
  std::uint32_t first = 0, last = 0;  ///< its subtree, as positions of the dominator tree
  std::uint32_t member = 0;           ///< one of that class, as such a position; not in a saved one
  std::uint32_t tree_node = 0;  ///< where that is in the side's ClassTree: see `place_in_tree`
};

/// Of the holder's name, event, kind and script.
[[nodiscard]] std::uint64_t collection_key(const Holder& holder);

/// The largest collections with names, most bytes first. O(nodes + edges).
[[nodiscard]] std::vector<NamedCollection> take_holder_census(const analysis::Analysis& analysed,
                                                              unsigned threads);

/// The side's dominator tree by class, which collections are told their place in. O(nodes).
[[nodiscard]] model::CountedTree place_in_tree(std::vector<NamedCollection>& collections,
                                               const model::Reduction& side);

/// Collections of one name, kind and script that hold more on the second side than on the first.
/// Nothing is known of single objects, so that no suspect is strong, unless both sides seem to be
/// of one process: then the meaning of its keys is known. A collection inside of another suspect is
/// not reported again. Their origin is the collection of the after side.
[[nodiscard]] FoundSuspects compare_holders(const std::vector<NamedCollection>& before,
                                            const std::vector<NamedCollection>& after,
                                            const Lineage& lineage, const DiffOptions& options);

/// Puts them in, and takes their growth out of the remainder.
void add_suspects(Diff& diff, std::vector<Suspect> suspects);

}  // namespace heapdiff::leaks
