// Any bytes as a compressed stream, and any text packed in members or frames, cut and changed → the
// bytes that were packed, or an error; the same ones however it is read. The first byte chooses.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/laws.hpp"
#include "fuzz/ways.hpp"
#include "input/read_ahead.hpp"
#include "input/source.hpp"
#include "support/compress.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

// A few kilobytes may unpack to gigabytes, which says nothing new.
constexpr std::size_t unpacked_max = std::size_t{1} << 18;

/// What a stream gives, and the error behind it.
struct Drained {
  std::string bytes;
  std::optional<Error> error;
};

Drained drain(input::Source& source, std::size_t read_max) {
  Drained drained;
  std::string buffer(read_max, '\0');
  while (drained.bytes.size() < unpacked_max) {
    const Result<std::size_t> got = source.read(buffer);
    if (!got) {
      drained.error = got.error();
      break;
    }
    if (*got == 0) break;
    require(*got <= buffer.size(), "no more is read than there is room for");
    drained.bytes.append(buffer, 0, *got);
  }
  drained.bytes.resize(std::min(drained.bytes.size(), unpacked_max));
  return drained;
}

/// Nothing where the bytes are refused before they are read.
std::optional<Drained> unpack(std::string_view packed, std::size_t read_max) {
  auto source = input::piped_text_source(packed, "fuzz");
  if (!source) {
    require(!source.error().message.empty(), "an error has a message");
    return std::nullopt;
  }
  return drain(**source, read_max);
}

void require_same(const Drained& a, const Drained& b) {
  require(a.bytes == b.bytes, "a stream gives the same bytes however it is read");
  if (a.bytes.size() == unpacked_max) return;
  require(a.error.has_value() == b.error.has_value(), "a stream ends alike however it is read");
  if (!a.error) return;
  require(format_error(*a.error) == format_error(*b.error), "an error is the same");
  require(!a.error->message.empty(), "an error has a message");
  require(a.error->kind == ErrorKind::cut_short || a.error->kind == ErrorKind::malformed,
          "a stream is cut short or malformed");
}

std::optional<Drained> check_stream(std::string_view packed) {
  std::optional<Drained> whole = unpack(packed, std::size_t{1} << 16);
  fuzz::Dice dice(packed);
  const std::optional<Drained> pieces = unpack(packed, 1 + dice.roll(300));
  require(whole.has_value() == pieces.has_value(), "what is refused is refused");
  if (!whole) return whole;
  require_same(*whole, *pieces);
  // A thread and its buffers cost more than all the rest.
  if (whole->bytes.size() < unpacked_max && dice.roll(8) == 0) {
    const auto ahead = input::read_ahead(std::move(*input::piped_text_source(packed, "fuzz")));
    require_same(*whole, drain(*ahead, 1000));
  }
  return whole;
}

/// Bits of the recipe: zstd; cut; changed; two more for how many members.
void check_recipe(unsigned recipe, std::string_view text) {
  fuzz::Dice dice(text);
  const bool is_zstd = (recipe & 1) != 0;
  std::string packed;
  const std::size_t members = 1 + (recipe >> 3) % 4;
  for (std::size_t i = 0; i < members; ++i) {
    const std::string_view part = text.substr(
        text.size() * i / members, text.size() * (i + 1) / members - text.size() * i / members);
    packed += is_zstd ? test::zstd(part) : test::gzip(part);
  }
  const bool is_cut = (recipe & 2) != 0;
  const bool is_changed = (recipe & 4) != 0;
  if (is_cut) packed.resize(dice.roll(packed.size() + 1));
  if (is_changed && !packed.empty()) {
    packed[dice.roll(packed.size())] ^= static_cast<char>(1 << dice.roll(8));
  }
  const std::optional<Drained> drained = check_stream(packed);
  if (is_changed || packed.size() < 8) return;  // may be no such stream any more
  require(drained.has_value(), "what was packed is known as packed");
  require(text.starts_with(drained->bytes), "a stream gives what was packed");
  if (!is_cut) require(!drained->error && drained->bytes == text, "a whole stream gives all of it");
  require(drained->error || text.size() == drained->bytes.size() || members > 1,
          "only between members does a cut not show");
  require(!drained->error || drained->error->kind == ErrorKind::cut_short, "a cut is known as one");
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // Streams begin with 1f 8b or 28 b5, and recipes are less.
  bytes[0] >= 0 && bytes[0] < 0x1f ? check_recipe(static_cast<unsigned>(bytes[0]), bytes.substr(1))
                                   : static_cast<void>(check_stream(bytes));
  return 0;
}
