#pragma once

#include <string_view>

namespace heapdiff::model {

/// Classes that hold the engine's own work: compiled code, hidden classes, feedback, tables of its
/// own. They grow while a program warms up, and how they are held says nothing about it. Not among
/// them is what V8 makes for a program's values: contexts, backing stores, reactions of promises.
[[nodiscard]] bool is_engine_class(std::string_view name);

}  // namespace heapdiff::model
