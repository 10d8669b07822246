#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heapdiff::saved {

inline constexpr const char* format_name = "heapdiff-summary";

/// Names may have lone surrogates, which JSON's readers refuse: such a text is written as U+0000
/// and its bytes in hexadecimal digits.
[[nodiscard]] std::string to_json_text(const std::string& text);

/// Nothing where such digits are damaged.
[[nodiscard]] std::optional<std::string> from_json_text(std::string_view text);

/// The byte at which a text stops being JSON, if it does.
[[nodiscard]] std::optional<std::uint64_t> place_of_damage(std::string_view text);

}  // namespace heapdiff::saved
