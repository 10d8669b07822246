#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapdiff/diff.hpp"

namespace heapdiff::report {

/// "orders.js:14:20": the last part of the script's name is what people recognise; an empty name
/// becomes "(no script name)". Safe to print.
[[nodiscard]] std::string place_in_short(const Place& place);

/// A class with the place of its constructor, where it has one: "Order  orders.js:14:20".
[[nodiscard]] std::string class_label(const std::string& name, const std::optional<Place>& place);

/// A retainer chain in one line: "value in Map ordersById ‹ context of getOrder (orders.js:14:20)".
/// Backing stores are left out, and what lies behind the first named scope or function is cut.
[[nodiscard]] std::string chain_in_words(const std::vector<ChainStep>& steps);

}  // namespace heapdiff::report
