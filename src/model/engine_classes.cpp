#include "model/engine_classes.hpp"

#include <algorithm>
#include <array>

namespace heapdiff::model {

bool is_engine_class(std::string_view name) {
  static constexpr std::array<std::string_view, 5> of_types{
      "(compiled code)", "(system)", "(object shape)", "(array)", "(synthetic)"};
  static constexpr std::array<std::string_view, 8> of_programs{"Context",
                                                               "JSArrayBufferData",
                                                               "ExternalStringData",
                                                               "PromiseReaction",
                                                               "JSProxy",
                                                               "WeakCell",
                                                               "Cell",
                                                               "SourceTextModule"};
  if (std::find(of_types.begin(), of_types.end(), name) != of_types.end()) return true;
  constexpr std::string_view prefix = "system / ";
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  name = name.substr(0, name.find(" / "));
  return std::find(of_programs.begin(), of_programs.end(), name) == of_programs.end();
}

}  // namespace heapdiff::model
