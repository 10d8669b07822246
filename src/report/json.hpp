#pragma once

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <string>
#include <string_view>

#include "base/printable.hpp"

namespace heapdiff::report {

/// The text as a string of JSON, quotes included. Characters that `base::printable` would not print
/// are escaped; bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_literal(std::string_view text);

/// Values of JSON, on either of RapidJSON's writers. Its streaming writer is why this library was
/// chosen: millions of lines without a document in memory, members in our order.
template <class Output>
class JsonValues {
 public:
  explicit JsonValues(Output& output) : output_(output) {}

  void key(std::string_view name) {
    output_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  /// Nothing that a terminal would obey, and nothing that is not UTF-8, as paths need not be: a
  /// report may be looked at as it is.
  void string(std::string_view text) {
    const std::string literal = json_literal(text);
    output_.RawValue(literal.data(), literal.size(), rapidjson::kStringType);
  }
  /// To four decimals.
  void number(double value) {
    constexpr double precision = 1e4;
    output_.Double(std::round(value * precision) / precision + 0.0);  // no -0
  }

 private:
  Output& output_;
};

}  // namespace heapdiff::report
