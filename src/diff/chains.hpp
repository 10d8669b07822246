#pragma once

#include <span>
#include <vector>

#include "analysis/reduce.hpp"
#include "analysis/retaining_paths.hpp"
#include "diff/match.hpp"

namespace heapdiff::diff {

/// Fills `chains` of the given rows of `matches`: how their new objects are held, all of them. Each
/// object's cheapest retaining path is folded into a signature (classes, functions with their
/// places, names of properties and variables; indices, ids and the keys of dictionaries dropped;
/// steps that repeat joined), and equal signatures are counted.
/// O(edges + new objects · steps not walked before); 12 bytes a node.
void find_chains(const analysis::Analysed& after, const analysis::RetainingPaths& paths,
                 std::span<const std::uint32_t> row_of_class, Matches& matches,
                 std::span<const std::uint32_t> rows, std::size_t chains_max);

}  // namespace heapdiff::diff
