#include "base/narrow_column.hpp"

// Highway compiles what follows once for each instruction set, by including this file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "base/narrow_column.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace heapdiff::base::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR

std::size_t widen(const std::uint8_t*, std::size_t, std::uint32_t*) { return 0; }
std::size_t narrow(const std::uint32_t*, std::size_t, std::uint8_t*) { return 0; }

#else

namespace hn = hwy::HWY_NAMESPACE;

// Four numbers are 12 bytes on one side and 16 on the other, and vectors are moved whole: so two
// more have to follow.
constexpr std::size_t together = 4, needed = together + 2;
const hn::FixedTag<std::uint8_t, 16> d;

/// Converts all numbers but the last few, and tells how many.
std::size_t widen(const std::uint8_t* bytes, std::size_t count, std::uint32_t* numbers) {
  constexpr std::uint8_t zero = 0x80;
  alignas(16) static constexpr std::uint8_t places[16] = {0, 1, 2, zero, 3, 4,  5,  zero,
                                                          6, 7, 8, zero, 9, 10, 11, zero};
  const auto to_places = hn::Load(d, places);
  std::size_t i = 0;
  for (; i + needed <= count; i += together) {
    const auto wide = hn::TableLookupBytesOr0(hn::LoadU(d, bytes + 3 * i), to_places);
    hn::StoreU(wide, d, reinterpret_cast<std::uint8_t*>(numbers + i));
  }
  return i;
}

std::size_t narrow(const std::uint32_t* numbers, std::size_t count, std::uint8_t* bytes) {
  alignas(16) static constexpr std::uint8_t places[16] = {0,  1,  2,  4,  5,    6,    8,    9,
                                                          10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80};
  const auto to_places = hn::Load(d, places);
  std::size_t i = 0;
  for (; i + needed <= count; i += together) {
    const auto wide = hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(numbers + i));
    hn::StoreU(hn::TableLookupBytesOr0(wide, to_places), d, bytes + 3 * i);
  }
  return i;
}

#endif

}  // namespace
}  // namespace heapdiff::base::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heapdiff::base {

HWY_EXPORT(widen);
HWY_EXPORT(narrow);

const std::uint32_t* NarrowColumn::widened(std::size_t first, std::size_t count,
                                           Window& buffer) const {
  const std::uint8_t* const from = bytes_.data() + first * width_;
  for (std::size_t i = HWY_DYNAMIC_DISPATCH(widen)(from, count, buffer.data()); i < count; ++i) {
    buffer[i] = (*this)[first + i];
  }
  return buffer.data();
}

void NarrowColumn::set_narrowed(std::size_t first, const std::uint32_t* values, std::size_t count) {
  std::uint8_t* const to = bytes_.data() + first * width_;
  for (std::size_t i = HWY_DYNAMIC_DISPATCH(narrow)(values, count, to); i < count; ++i) {
    set(first + i, values[i]);
  }
}

}  // namespace heapdiff::base
#endif
