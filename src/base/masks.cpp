#include "base/masks.hpp"

// Highway compiles what follows once for each instruction set, by including this file again.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "base/masks.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace heapdiff::base::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

const hn::CappedTag<std::uint32_t, 16> d;

/// The answers of `ask(i)` for all but the last places, a vector's each, of `ask_one(i)` for these.
template <class Ask, class AskOne>
std::uint64_t mask_of_places(std::size_t count, Ask&& ask, AskOne&& ask_one) {
  const std::size_t lanes = hn::Lanes(d);
  std::uint64_t mask = 0;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    std::uint64_t bits = 0;
    hn::StoreMaskBits(d, ask(i), reinterpret_cast<std::uint8_t*>(&bits));
    mask |= bits << i;
  }
  for (; i < count; ++i) mask |= std::uint64_t{ask_one(i)} << i;
  return mask;
}

/// The same of the numbers there: `ask(vector)`, `ask_one(number)`.
template <class Ask, class AskOne>
std::uint64_t mask_of(const std::uint32_t* values, std::size_t count, Ask&& ask, AskOne&& ask_one) {
  return mask_of_places(
      count, [&](std::size_t i) { return ask(hn::LoadU(d, values + i)); },
      [&](std::size_t i) { return ask_one(values[i]); });
}

std::uint64_t kinds(const std::uint32_t* values, std::size_t count, unsigned shift,
                    std::uint32_t set) {
  const auto one = hn::Set(d, 1);
  return mask_of(
      values, count,
      [&](auto v) {
        const auto kind = hn::ShiftRightSame(v, static_cast<int>(shift));
        return hn::Ne(hn::And(hn::Shr(hn::Set(d, set), kind), one), hn::Zero(d));
      },
      [&](std::uint32_t value) { return (set >> (value >> shift) & 1) != 0; });
}

std::uint64_t range(const std::uint32_t* values, std::size_t count, std::uint32_t first,
                    std::uint32_t last) {
  return mask_of(
      values, count,
      [&](auto v) {
        const auto distance = hn::Sub(v, hn::Set(d, first));
        return hn::Eq(hn::Min(distance, hn::Set(d, last - first)), distance);
      },
      [&](std::uint32_t value) { return value - first <= last - first; });
}

std::uint64_t members(const std::uint32_t* values, std::size_t count, const std::uint64_t* bits) {
  const hn::RebindToSigned<decltype(d)> signed_d;
  // In halves of words, whose order is that of the bits on the machines that this is compiled for.
  const auto* halves = reinterpret_cast<const std::uint32_t*>(bits);
  const auto low_bits = hn::Set(d, 31), one = hn::Set(d, 1);
  return mask_of(
      values, count,
      [&](auto v) {
        const auto half = hn::GatherIndex(d, halves, hn::BitCast(signed_d, hn::ShiftRight<5>(v)));
        return hn::Ne(hn::And(hn::Shr(half, hn::And(v, low_bits)), one), hn::Zero(d));
      },
      [&](std::uint32_t value) { return (bits[value / 64] >> (value % 64) & 1) != 0; });
}

std::uint64_t equal(const std::uint32_t* values, const std::uint32_t* others, std::size_t count) {
  return mask_of_places(
      count,
      [&](std::size_t i) { return hn::Eq(hn::LoadU(d, values + i), hn::LoadU(d, others + i)); },
      [&](std::size_t i) { return values[i] == others[i]; });
}

std::uint64_t sample(const std::uint32_t* values, std::size_t count, std::uint32_t last) {
  return mask_of(
      values, count,
      [&](auto v) {  // as `scramble`
        v = hn::Xor(v, hn::ShiftRight<16>(v));
        v = hn::Mul(v, hn::Set(d, 0x7FEB352Du));
        v = hn::Xor(v, hn::ShiftRight<15>(v));
        v = hn::Mul(v, hn::Set(d, 0x846CA68Bu));
        v = hn::Xor(v, hn::ShiftRight<16>(v));
        return hn::Eq(hn::Min(v, hn::Set(d, last)), v);
      },
      [&](std::uint32_t value) { return scramble(value) <= last; });
}

}  // namespace
}  // namespace heapdiff::base::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heapdiff::base {

HWY_EXPORT(kinds);
HWY_EXPORT(range);
HWY_EXPORT(members);
HWY_EXPORT(equal);
HWY_EXPORT(sample);

std::uint64_t mask_of_kinds(const std::uint32_t* values, std::size_t count, unsigned shift,
                            std::uint32_t set) {
  return HWY_DYNAMIC_DISPATCH(kinds)(values, count, shift, set);
}

std::uint64_t mask_of_range(const std::uint32_t* values, std::size_t count, std::uint32_t first,
                            std::uint32_t last) {
  return HWY_DYNAMIC_DISPATCH(range)(values, count, first, last);
}

std::uint64_t mask_of_set(const std::uint32_t* values, std::size_t count,
                          const std::uint64_t* bits) {
  return HWY_DYNAMIC_DISPATCH(members)(values, count, bits);
}

std::uint64_t mask_of_equal(const std::uint32_t* values, const std::uint32_t* others,
                            std::size_t count) {
  return HWY_DYNAMIC_DISPATCH(equal)(values, others, count);
}

std::uint64_t mask_of_sample(const std::uint32_t* values, std::size_t count, std::uint32_t last) {
  return HWY_DYNAMIC_DISPATCH(sample)(values, count, last);
}

}  // namespace heapdiff::base
#endif
