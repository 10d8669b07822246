#pragma once

#include <functional>
#include <string>
#include <vector>

#include "heapdiff/suspect.hpp"
#include "support/heap_builder.hpp"

// What a reader of a report is told of a suspect. Tests ask here and nowhere else, so that they do
// not depend on how a suspect is stored.

namespace heapdiff::test {

[[nodiscard]] std::string holder_name(const Holder& holder);  ///< `ordersById`, `service.cache`
[[nodiscard]] std::string holder_name(const Suspect& suspect);
[[nodiscard]] std::string holder_kind(const Holder& holder);  ///< Map, Array, closure context
[[nodiscard]] std::string holder_kind(const Suspect& suspect);
[[nodiscard]] std::string holder_event(const Suspect& suspect);  ///< of an emitter, else empty
[[nodiscard]] std::vector<std::string> other_holders(const Suspect& suspect);  ///< their names
[[nodiscard]] std::vector<std::string> path_edges(const Suspect& suspect);     ///< up to the root
[[nodiscard]] std::string element_class(const Suspect& suspect);  ///< of numbers "(number)"
[[nodiscard]] std::vector<std::string> reasons(const Suspect& suspect);
[[nodiscard]] std::vector<std::string> advice(const Suspect& suspect);

[[nodiscard]] std::vector<std::string> reasons_for(const UnnamedGrowth& unnamed);
[[nodiscard]] std::vector<std::string> reasons_against(const UnnamedGrowth& unnamed);
[[nodiscard]] std::string next_step(const UnnamedGrowth& unnamed);

/// A variable that holds a container of that kind.
[[nodiscard]] Holder variable(std::string_view name, HolderKind kind = HolderKind::map);

/// The suspect of a diff that has one; the test fails where it has none or several.
[[nodiscard]] Suspect only_suspect_of(const Diff& diff);
[[nodiscard]] Suspect only_suspect_of(const Heap& before, const Heap& after,
                                      const DiffOptions& options = {});

/// A heap that keeps so many of something.
using Build = std::function<Heap(int count)>;

/// The one suspect where 100 have become 300.
[[nodiscard]] Suspect suspect_in(const Build& heap, const DiffOptions& options = {});

}  // namespace heapdiff::test
