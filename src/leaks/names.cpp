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
