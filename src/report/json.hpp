#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/printable.hpp"

namespace heapdiff::report {

/// The text as a string of JSON, quotes included. Characters that `base::printable` would not print
/// are escaped; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_literal(std::string_view text);

/// Members of JSON objects, on either of RapidJSON's writers. Its streaming writer is why this
/// library was chosen: millions of lines without a document in memory, members in our order.
template <class Writer>
class JsonObject {
 public:
  explicit JsonObject(Writer& writer) : writer_(writer) {}

  void begin() { writer_.StartObject(); }
  void end() { writer_.EndObject(); }
  void key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  void member(std::string_view name, std::string_view value) {
    key(name);
    string(value);
  }
  void member(std::string_view name, const char* value) { member(name, std::string_view(value)); }
  void member(std::string_view name, std::uint64_t value) {
    key(name);
    writer_.Uint64(value);
  }
  void member(std::string_view name, std::int64_t value) {
    key(name);
    writer_.Int64(value);
  }
  void member(std::string_view name, bool value) {
    key(name);
    writer_.Bool(value);
  }
  /// To four decimals.
  void member(std::string_view name, double value) {
    constexpr double precision = 1e4;
    key(name);
    writer_.Double(std::round(value * precision) / precision + 0.0);  // no -0
  }
  void member(std::string_view name, const std::optional<std::uint64_t>& value) {
    key(name);
    value ? writer_.Uint64(*value) : writer_.Null();
  }

  void null(std::string_view name) {
    key(name);
    writer_.Null();
  }

  /// Nothing that a terminal would obey, and nothing that is no UTF-8, as paths need not be: a
  /// report may be looked at as it is.
  void string(std::string_view text) {
    const std::string literal = json_literal(text);
    writer_.RawValue(literal.data(), literal.size(), rapidjson::kStringType);
  }

 private:
  Writer& writer_;
};

}  // namespace heapdiff::report
