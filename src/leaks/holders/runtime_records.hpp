#pragma once

#include <optional>
#include <string_view>

#include "heapdiff/suspect.hpp"
#include "leaks/growth/accumulation.hpp"
#include "leaks/holders/retainers.hpp"

namespace heapdiff::leaks {

// What Node keeps timers and async contexts in, and what it fills at startup.

/// Is it the class of a timer, or of a list of them?
[[nodiscard]] bool is_timer_record(std::string_view name);

/// Node keeps timers of one duration in a ring, which begins at a list: the list that most items
/// are in, if they are timers of one duration.
[[nodiscard]] std::optional<NodeIndex> timer_list_of(const graph::Heap& heap,
                                                     const Accumulation& found);

/// Node keeps a list for each duration.
[[nodiscard]] NameStep timers_step(const graph::Heap& heap, const Retainers& retainers,
                                   NodeIndex list);

/// The AsyncLocalStorage whose store a resource keeps: Node 24 has it as the key of a frame's
/// entries, older versions have a symbol of its own among the resource's properties.
[[nodiscard]] std::optional<NodeIndex> async_storage_of(const graph::Heap& heap,
                                                        NodeIndex resource);

/// Does the name lead to what Node fills in when it starts, such as `process.config.variables`?
[[nodiscard]] bool is_filled_by_node(const Name& name);

}  // namespace heapdiff::leaks
