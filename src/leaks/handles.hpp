#pragma once

#include <optional>
#include <string>
#include <vector>

#include "leaks/retainers.hpp"

namespace heapdiff::leaks {

/// Node keeps an object in C++ beside each socket, request, watcher or process that the system
/// still knows, and that one, held by Node itself, keeps the JavaScript object alive.

/// The native record that holds an object as its own: "Node / TCPSocketWrap". The object's
/// retainers must have been fetched.
[[nodiscard]] std::optional<NodeIndex> native_handle_of(const graph::Heap& heap,
                                                        const Retainers& retainers,
                                                        NodeIndex object);

/// "TCPSocketWrap".
[[nodiscard]] std::string name_of_handle(const graph::Heap& heap, NodeIndex native);

/// What a handle's object stands for, by `<symbol owner_symbol>`: the Socket of a TCP, the
/// ChildProcess of a Process; the object itself where it has no owner, as a MessagePort.
[[nodiscard]] NodeIndex object_of_handle(const graph::Heap& heap, NodeIndex handle);

}  // namespace heapdiff::leaks
