#include "report/html/kinds.hpp"

#include <algorithm>
#include <iterator>

#include "model/engine_classes.hpp"

namespace heapdiff::report::html {

Kind kind_of_class(std::string_view name) {
  constexpr std::string_view collections[] = {"Map", "Set", "WeakMap", "WeakSet"};
  constexpr std::string_view strings[] = {"(string)", "(concatenated string)", "(sliced string)",
                                          "ExternalStringData", "system / ExternalStringData"};
  constexpr std::string_view functions[] = {"Function", "(closure)", "system / Context"};
  constexpr std::string_view buffers[] = {
      "ArrayBuffer", "SharedArrayBuffer", "Buffer",
      "DataView",    "JSArrayBufferData", "system / JSArrayBufferData"};
  const auto is_in = [name](const auto& names) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
  };
  if (is_in(collections)) return Kind::collection;
  if (is_in(strings)) return Kind::string;
  if (is_in(functions)) return Kind::function;
  // Float64Array, BigInt64Array and so on.
  if (is_in(buffers) || (name.ends_with("Array") && name != "Array")) return Kind::buffer;
  if (name == "Array" || name == "(array)") return Kind::array;
  if (name == "(compiled code)") return Kind::code;
  if (model::is_engine_class(name) || name.starts_with("system / ")) return Kind::engine;
  return Kind::object;
}

const char* name_of(Kind kind) {
  switch (kind) {
    case Kind::object:
      return "objects";
    case Kind::collection:
      return "Maps and Sets";
    case Kind::array:
      return "arrays";
    case Kind::string:
      return "strings";
    case Kind::function:
      return "functions and scopes";
    case Kind::buffer:
      return "buffers and typed arrays";
    case Kind::code:
      return "compiled code";
    case Kind::engine:
      return "V8 internals";
  }
  return "";
}

}  // namespace heapdiff::report::html
