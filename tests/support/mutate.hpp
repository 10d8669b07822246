#pragma once

#include <string>

#include "support/random_heap.hpp"

namespace heapdiff::test {

/// Changes a text in one to four places: bytes, bits, pieces gone or doubled, numbers.
[[nodiscard]] inline std::string mutate(std::string text, Random& random) {
  for (std::size_t i = 1 + random.below(4); i-- > 0 && !text.empty();) {
    const std::size_t at = random.below(text.size());
    const std::size_t length = 1 + random.below(random.chance(20) ? 200 : 3);
    switch (random.below(6)) {
      case 0:  // any byte
        text[at] = static_cast<char>(random.any());
        break;
      case 1:  // a byte that means something
        text[at] = random.pick({'"', '\\', '[', ']', '{', '}', ',', ':', '-', '.', '0', '9', '\0',
                                ' ', '\n', 'e', '\xED', '\xF4'});
        break;
      case 2:  // a bit
        text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
        break;
      case 3:
        text.erase(at, length);
        break;
      case 4:
        text.insert(at, text.substr(random.below(text.size()), length));
        break;
      default:  // another number
        text.insert(at, random.pick({"4294967295", "4294967296", "18446744073709551615",
                                     "18446744073709551616", "9223372036854775807", "00", "-1",
                                     "1e3", "1000000"}));
        break;
    }
  }
  return text;
}

}  // namespace heapdiff::test
