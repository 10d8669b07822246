#include "base/sha256.hpp"

#include <gtest/gtest.h>

#include <string>

namespace heapdiff::base {
namespace {

std::string hex_of(std::string_view bytes, Sha256::By by = Sha256::By::fastest) {
  Sha256 hash(by);
  hash.add(bytes);
  return in_hex(std::move(hash).finish());
}

// The examples of FIPS 180-4.
TEST(Sha256, HasTheDigestsOfTheStandard) {
  for (const Sha256::By by : {Sha256::By::fastest, Sha256::By::portable}) {
    EXPECT_EQ(hex_of("", by), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex_of("abc", by),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", by),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(hex_of(std::string(1'000'000, 'a'), by),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

// Around the ends of blocks, and of the padding.
TEST(Sha256, DoesNotDependOnThePiecesNorOnTheCode) {
  std::string text;
  for (std::size_t size = 0; size < 300; ++size) {
    text += static_cast<char>(size * 37 % 251);
    const std::string whole = hex_of(text);
    EXPECT_EQ(hex_of(text, Sha256::By::portable), whole) << size;
    Sha256 pieces;
    for (std::size_t at = 0; at < text.size(); at += size % 70 + 1) {
      pieces.add(std::string_view(text).substr(at, size % 70 + 1));
    }
    EXPECT_EQ(in_hex(std::move(pieces).finish()), whole) << size;
  }
}

// RFC 4648 has no examples of 32 bytes; this one is of openssl.
TEST(Sha256, IsWrittenInBase64) {
  EXPECT_EQ(in_base64(sha256("abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

}  // namespace
}  // namespace heapdiff::base
