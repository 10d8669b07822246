#pragma once

#include <string>

#include "graph/heap.hpp"

namespace heapdiff::leaks {

/// Node keeps an object in C++ beside each socket, request, watcher or process that the system
/// still knows, and that one, held by Node itself, keeps the JavaScript object alive.

/// "TCPSocketWrap".
[[nodiscard]] std::string name_of_handle(const graph::Heap& heap, NodeIndex native);

/// What a handle's object represents, by `<symbol owner_symbol>`: the Socket of a TCP, the
/// ChildProcess of a Process; by the value of the WeakMap that it is a key of, as a compiled
/// function's; the object itself where it has neither, as a MessagePort.
[[nodiscard]] NodeIndex object_of_handle(const graph::Heap& heap, NodeIndex handle);

}  // namespace heapdiff::leaks
