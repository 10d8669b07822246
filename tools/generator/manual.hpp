#pragma once

#include <string>
#include <string_view>

/// heapdiff(1) with the parts between `.\" Begin: WHAT` and `.\" End: WHAT` written anew from the
/// tables of commands and options: synopsis, commands, options. Throws std::runtime_error where one
/// of them is missing.
[[nodiscard]] std::string with_generated_parts(std::string_view manual);
