#include <array>

#include "heapdiff/suspect.hpp"

namespace heapdiff {

const char* name_of(LeakShape shape) {
  static constexpr std::array names{"unbounded-map",
                                    "unbounded-set",
                                    "unbounded-array",
                                    "object-dictionary",
                                    "accidental-global",
                                    "event-listeners",
                                    "timers",
                                    "closure-capture",
                                    "shared-context",
                                    "closure-chain",
                                    "pending-promises",
                                    "async-context",
                                    "off-heap-buffers",
                                    "weakmap-keys-held",
                                    "duplicate-strings",
                                    "sliced-string",
                                    "string-rope",
                                    "linked-list",
                                    "detached-dom",
                                    "dom-listeners",
                                    "subscription-store",
                                    "native-handles",
                                    "module-cache",
                                    "finalization-registry",
                                    "promise-reactions",
                                    "promise-chain",
                                    "unknown"};
  static_assert(names.size() == static_cast<std::size_t>(LeakShape::unknown) + 1);
  return names[static_cast<std::size_t>(shape)];
}

const char* name_of(HolderKind kind) {
  static constexpr std::array names{"object",
                                    "Map",
                                    "Set",
                                    "WeakMap",
                                    "Array",
                                    "plain object",
                                    "function",
                                    "buffer",
                                    "EventEmitter",
                                    "EventTarget",
                                    "timers",
                                    "closure context",
                                    "Promise reactions",
                                    "AsyncLocalStorage",
                                    "global",
                                    "detached DOM tree",
                                    "string",
                                    "native handle",
                                    "FinalizationRegistry"};
  static_assert(names.size() == static_cast<std::size_t>(HolderKind::finalization_registry) + 1);
  return names[static_cast<std::size_t>(kind)];
}

bool speaks_for_leak(Reason::Kind kind) {
  switch (kind) {
    case Reason::Kind::survivors:
    case Reason::Kind::surviving_keys:
    case Reason::Kind::in_step:
    case Reason::Kind::share:
      return true;
    default:
      return false;
  }
}

const char* name_of(Suspicion confidence) {
  static constexpr std::array names{"weak", "likely", "strong"};
  return names[static_cast<std::size_t>(confidence)];
}

const char* name_of(Verdict verdict, bool is_growth) {
  static constexpr std::array of_growth{"nothing-grew", "grew-unnamed", "leaks"};
  static constexpr std::array of_heap{"nothing-piled-up", "piled-up-unnamed", "piled-up"};
  return (is_growth ? of_growth : of_heap)[static_cast<std::size_t>(verdict)];
}

}  // namespace heapdiff
