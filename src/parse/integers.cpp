#include "parse/integers.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "heapdiff/types.hpp"

// Highway compiles what follows once for each instruction set, by including this file again.
#define HWY_WANT_AVX3_DL  // the AVX-512 that compresses bytes
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "parse/integers.cpp"
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace heapdiff::parse::HWY_NAMESPACE {
namespace {

#if HWY_TARGET == HWY_SCALAR

// No vectors here: the reference does it all.
std::optional<std::size_t> convert(const char*, const char*, IntegerWindow&, std::uint32_t*) {
  return std::nullopt;
}
std::optional<std::uint32_t> pack(const std::uint32_t*, std::size_t, const EdgeRules&,
                                  EdgeRowsOut) {
  return std::nullopt;
}
std::size_t count(const char* begin, const char* end) {
  return static_cast<std::size_t>(std::count(begin, end, ','));
}

#else

namespace hn = hwy::HWY_NAMESPACE;

/// One bit a byte of a block of 64.
struct Block {
  std::uint64_t digits, commas, newlines;
};

Block classify(const char* text) {
  const hn::CappedTag<std::uint8_t, 64> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
  const auto nine = hn::Set(d, 9);
  Block block{0, 0, 0};
  for (std::size_t i = 0; i < 64; i += lanes) {
    const auto v = hn::LoadU(d, bytes + i);
    const auto digit = hn::Sub(v, hn::Set(d, '0'));
    const auto mask_bits = [&](auto mask) {
      std::uint64_t bits = 0;
      hn::StoreMaskBits(d, mask, reinterpret_cast<std::uint8_t*>(&bits));
      return bits << i;
    };
    block.digits |= mask_bits(hn::Eq(hn::Min(digit, nine), digit));
    block.commas |= mask_bits(hn::Eq(v, hn::Set(d, ',')));
    block.newlines |= mask_bits(hn::Eq(v, hn::Set(d, '\n')));
  }
  return block;
}

/// Appends the offsets of the bits set, and some more that mean nothing.
std::uint16_t* append_offsets(std::uint64_t bits, std::size_t offset, std::uint16_t* out) {
  // Compressing is done in registers: compressing stores are slow on some processors.
#if HWY_TARGET == HWY_AVX3_DL
  const hn::CappedTag<std::uint8_t, 64> d;
  const hn::CappedTag<std::uint16_t, 32> d16;
  const auto* mask = reinterpret_cast<const std::uint8_t*>(&bits);
  const auto packed = hn::Compress(hn::Iota(d, 0), hn::LoadMaskBits(d, mask));
  // There is a digit between two ends: no more than half of the bytes are any.
  const auto offsets = hn::PromoteTo(d16, hn::LowerHalf(packed));
  hn::StoreU(hn::Add(offsets, hn::Set(d16, static_cast<std::uint16_t>(offset))), d16, out);
  return out + std::popcount(bits);
#elif HWY_TARGET == HWY_AVX3
  const hn::CappedTag<std::uint32_t, 16> d;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  for (std::size_t i = 0; i < 64; i += 16) {
    const auto part = static_cast<std::uint16_t>(bits >> i);
    const auto offsets =
        hn::Add(hn::Iota(d, 0), hn::Set(d, static_cast<std::uint32_t>(offset + i)));
    const auto* part_bytes = reinterpret_cast<const std::uint8_t*>(&part);
    const auto packed = hn::Compress(offsets, hn::LoadMaskBits(d, part_bytes));
    hn::StoreU(hn::TruncateTo(d16, packed), d16, out);
    out += std::popcount(part);
  }
  return out;
#else
  // Groups of fixed size, so the loop's branch depends on little.
  const auto count = std::popcount(bits);
  for (int done = 0; done < count; done += 8) {
    for (int i = 0; i < 8; ++i) {
      out[done + i] =
          static_cast<std::uint16_t>(offset + static_cast<unsigned>(std::countr_zero(bits)));
      bits &= bits - 1;
    }
  }
  return out + count;
#endif
}

/// Finds runs of more than eight bits, over the borders of words.
class LongRuns {
 public:
  void add(std::uint64_t bits) {
    const std::uint64_t two = bits & (bits << 1 | ones_ >> 63);
    const std::uint64_t four = two & (two << 2 | twos_ >> 62);
    const std::uint64_t eight = four & (four << 4 | fours_ >> 60);
    nines_ |= eight & (bits << 8 | ones_ >> 56);
    ones_ = bits;
    twos_ = two;
    fours_ = four;
  }
  [[nodiscard]] bool any() const { return nines_ != 0; }

 private:
  std::uint64_t ones_ = 0, twos_ = 0, fours_ = 0;  // of the word before: its upper bits end runs
  std::uint64_t nines_ = 0;
};

/// What `find_ends` finds.
struct Ends {
  std::size_t count;
  bool has_long_numbers;  ///< of more than eight digits
};

/// The offset of the byte after each number; nothing where the text is not numbers with one comma,
/// or a line end and a comma, after each.
std::optional<Ends> find_ends(const char* text, std::size_t size, std::uint16_t* ends) {
  std::uint64_t is_digit_before = 0;    // was the byte before this block a digit?
  std::uint64_t is_newline_before = 0;  // was it a line end after a number?
  std::uint64_t wrong = 0;
  LongRuns long_runs;
  std::uint16_t* out = ends;
  for (std::size_t offset = 0; offset < size; offset += 64) {
    const std::size_t rest = size - offset;
    const std::uint64_t valid = rest >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << rest) - 1;
    const Block block = classify(text + offset);
    const std::uint64_t others = ~block.digits & valid;
    const std::uint64_t commas = block.commas & valid;
    const std::uint64_t number_ends = others & (block.digits << 1 | is_digit_before);
    const std::uint64_t line_ends = number_ends & block.newlines;
    const std::uint64_t behind_lines = line_ends << 1 | is_newline_before;
    wrong |= others ^ (number_ends | behind_lines);
    wrong |= commas ^ ((number_ends & ~line_ends) | behind_lines);
    long_runs.add(block.digits & valid);
    is_digit_before = block.digits >> 63;
    is_newline_before = line_ends >> 63;
    out = append_offsets(number_ends, offset, out);
  }
  if (wrong != 0) return std::nullopt;
  return Ends{static_cast<std::size_t>(out - ends), long_runs.any()};
}

using D64 = hn::ScalableTag<std::uint64_t>;
using V64 = hn::Vec<D64>;
using Repeated8 = hn::Repartition<std::uint8_t, D64>;
using Repeated16 = hn::Repartition<std::uint16_t, D64>;
using Repeated32 = hn::Repartition<std::uint32_t, D64>;

V64 upper_halves(V64 texts) { return hn::And(texts, hn::Set(D64(), 0xF0F0F0F0F0F0F0F0u)); }

/// The value of each four digits: ones are joined to tens, tens to hundreds.
hn::Vec<Repeated32> join_by_four(hn::Vec<Repeated8> digits) {
  const Repeated16 d16;
  const Repeated32 d32;
  const auto weights = hn::BitCast(d16, hn::Set(d32, std::uint32_t{1} << 16 | 100));
#if HWY_TARGET == HWY_AVX3_DL
  // Multiplies neighbours and adds them up, which Highway 1.0.3 has no name for.
  const auto tens = _mm512_maddubs_epi16(digits.raw, hn::Set(d16, 1 << 8 | 10).raw);
  return hn::Vec<Repeated32>{_mm512_madd_epi16(tens, weights.raw)};
#else
  const auto ones = hn::BitCast(d16, digits);
  const auto tens = hn::And(hn::Add(hn::Mul(ones, hn::Set(d16, 10)), hn::ShiftRight<8>(ones)),
                            hn::Set(d16, 0xFF));
  const auto weighed = hn::BitCast(d32, hn::Mul(tens, weights));
  return hn::And(hn::Add(weighed, hn::ShiftRight<16>(weighed)), hn::Set(d32, 0xFFFF));
#endif
}

/// The value of the digits after the last byte that is none; of all eight where all are digits.
V64 value_of_digits(V64 texts) {
  const D64 d;
  const Repeated8 d8;
  const Repeated32 d32;
  auto others = upper_halves(texts);
  others = hn::Or(others, hn::ShiftRight<8>(others));
  others = hn::Or(others, hn::ShiftRight<16>(others));
  others = hn::Or(others, hn::ShiftRight<32>(others));
  const auto is_digit = hn::Eq(hn::BitCast(d8, others), hn::Zero(d8));
  const auto digits = hn::IfThenElseZero(is_digit, hn::BitCast(d8, texts));
  const auto hundreds = join_by_four(digits);
  const auto upper = hn::MulEven(hundreds, hn::Set(d32, 10000));
  return hn::Add(upper, hn::ShiftRight<32>(hn::BitCast(d, hundreds)));
}

/// With the up to eight digits before the last eight. False in `is_fine` where the number is larger
/// than 32 bits hold, or so long that it may be.
V64 with_upper_digits(V64 texts, V64 values, V64 upper_texts, bool& is_fine) {
  const D64 d;
  const Repeated32 d32;
  const auto zero = hn::Zero(d);
  const auto is_long = hn::Eq(upper_halves(texts), zero);
  const auto upper = hn::IfThenElseZero(is_long, value_of_digits(upper_texts));
  const auto is_too_long = hn::And(is_long, hn::Eq(upper_halves(upper_texts), zero));
  const auto sum = hn::Add(values, hn::MulEven(hn::BitCast(d32, upper), hn::Set(d32, 100'000'000)));
  const auto is_too_large = hn::Gt(hn::ShiftRight<32>(sum), zero);
  is_fine = is_fine && hn::AllFalse(d, hn::Or(is_too_long, is_too_large));
  return sum;
}

// Numbers converted at a time. Their texts are gathered first: a vector load right after the
// stores of its parts would wait for them.
constexpr std::size_t batch = 256;
using Texts = std::array<std::uint64_t, batch + IntegerWindow::slack>;

#if HWY_TARGET == HWY_AVX3_DL
/// Do the texts of eight numbers lie within 64 bytes?
bool are_close(const std::uint16_t* ends) { return ends[7] - ends[0] <= 64 - 8; }

/// Their texts with one permutation, where they do.
V64 gather_close(const char* begin, const std::uint16_t* ends, std::size_t back) {
  const D64 d;
  const Repeated8 d8;
  const hn::Rebind<std::uint16_t, D64> d16;
  const auto starts = hn::Sub(hn::LoadU(d16, ends), hn::Set(d16, ends[0]));
  const auto first_bytes = hn::BitCast(d8, V64{_mm512_cvtepu16_epi64(starts.raw)});
  alignas(16) static constexpr std::uint8_t first_of_eight[16] = {0, 0, 0, 0, 0, 0, 0, 0,
                                                                  8, 8, 8, 8, 8, 8, 8, 8};
  const auto bytes = hn::Add(hn::TableLookupBytes(first_bytes, hn::LoadDup128(d8, first_of_eight)),
                             hn::BitCast(d8, hn::Set(d, 0x0706050403020100u)));
  // Highway 1.0.3 has no name for either: widening by four, and bytes by their places among 64.
  return V64{_mm512_permutexvar_epi8(bytes.raw, _mm512_loadu_si512(begin + ends[0] - back))};
}
#endif

/// The eight bytes of text that start `back` bytes before each end.
void gather_texts(const char* begin, const std::uint16_t* ends, std::size_t count, std::size_t back,
                  Texts& texts) {
  const auto gather = [&](std::size_t i) {
    std::uint64_t text = 0;
    std::memcpy(&text, begin + ends[i] - back, sizeof(text));
    // Kept in a register: a compiler that makes vectors of these loads halves the speed.
    asm("" : "+r"(text));
    texts[i] = text;
  };
  constexpr std::size_t together = 8;
  std::size_t i = 0;
  for (; i + together <= count; i += together) {
#if HWY_TARGET == HWY_AVX3_DL
    if (are_close(ends + i)) {
      hn::StoreU(gather_close(begin, ends + i, back), D64(), texts.data() + i);
      continue;
    }
#endif
    for (std::size_t k = 0; k < together; ++k) gather(i + k);
  }
  for (; i < count; ++i) gather(i);
  std::fill_n(texts.begin() + static_cast<std::ptrdiff_t>(count), 2 * hn::MaxLanes(D64()), 0);
}

/// With the digits' values in the low halves of bytes; what is no digit has bits in the upper half.
V64 load_texts(const std::uint64_t* texts) {
  const D64 d;
  return hn::Xor(hn::LoadU(d, texts), hn::Set(d, 0x3030303030303030u));
}

std::optional<std::size_t> convert(const char* begin, const char* end, IntegerWindow& window,
                                   std::uint32_t* values) {
  const auto found = find_ends(begin, static_cast<std::size_t>(end - begin), window.ends.data());
  if (!found) return std::nullopt;
  const D64 d;
  const Repeated32 d32;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t step = 2 * lanes;  // two vectors of 64 bits become one of 32
  Texts texts, upper;
  bool is_fine = true;
  for (std::size_t first = 0; first < found->count; first += batch) {
    const std::size_t size = std::min(batch, found->count - first);
    gather_texts(begin, window.ends.data() + first, size, 8, texts);
    if (found->has_long_numbers) {
      gather_texts(begin, window.ends.data() + first, size, 16, upper);
    }
    for (std::size_t i = 0; i < size; i += step) {
      const V64 low = load_texts(texts.data() + i);
      const V64 high = load_texts(texts.data() + i + lanes);
      V64 low_values = value_of_digits(low);
      V64 high_values = value_of_digits(high);
      if (found->has_long_numbers) {
        low_values = with_upper_digits(low, low_values, load_texts(upper.data() + i), is_fine);
        high_values =
            with_upper_digits(high, high_values, load_texts(upper.data() + i + lanes), is_fine);
      }
      hn::StoreU(hn::ConcatEven(d32, hn::BitCast(d32, high_values), hn::BitCast(d32, low_values)),
                 d32, values + first + i);
    }
  }
  if (!is_fine) return std::nullopt;
  return found->count;
}

std::optional<std::uint32_t> pack(const std::uint32_t* values, std::size_t count,
                                  const EdgeRules& rules, EdgeRowsOut out) {
  const hn::ScalableTag<std::uint32_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const int rotation = static_cast<int>(rules.power_of_two);
  const auto type_count = hn::Set(d, rules.type_count);
  const auto node_count = hn::Set(d, rules.node_count);
  const auto inverse = hn::Set(d, rules.inverse);
  const LabelLayout layout = rules.layout;
  const auto element = hn::Set(d, static_cast<std::uint32_t>(EdgeType::element));
  const auto element_mark = hn::Set(d, layout.mark_of(EdgeType::element));
  const auto element_limit = hn::Set(d, layout.limit_of(EdgeType::element));
  const auto name_limit = hn::Set(d, layout.limit_of(EdgeType::property));
  const int name_bits = static_cast<int>(layout.name_bits());
  auto largest = hn::Zero(d);
  auto is_fine = hn::Eq(largest, largest);
  const auto pack_vector = [&](auto type, auto name, auto to_node, std::uint32_t* targets,
                               std::uint32_t* labels) {
    const auto product = hn::Mul(to_node, inverse);
    const auto target = rotation == 0 ? product
                                      : hn::Or(hn::ShiftRightSame(product, rotation),
                                               hn::ShiftLeftSame(product, 32 - rotation));
    is_fine = hn::And(is_fine, hn::And(hn::Lt(type, type_count), hn::Lt(target, node_count)));
    const auto is_element = hn::Eq(type, element);
    is_fine = hn::And(is_fine, hn::Lt(name, hn::IfThenElse(is_element, element_limit, name_limit)));
    const auto is_number =
        hn::Or(is_element, hn::Eq(type, hn::Set(d, static_cast<std::uint32_t>(EdgeType::hidden))));
    largest = hn::Max(largest, hn::IfThenZeroElse(is_number, name));
    hn::StoreU(target, d, targets);
    const auto mark = hn::IfThenElse(is_element, element_mark, hn::ShiftLeftSame(type, name_bits));
    hn::StoreU(hn::Or(mark, name), d, labels);
  };
  hn::Vec<decltype(d)> type, name, to_node;
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::LoadInterleaved3(d, values + 3 * i, type, name, to_node);
    pack_vector(type, name, to_node, out.targets + i, out.labels + i);
  }
  if (i < count) {
    // The last few by way of buffers: their neighbours in the columns belong to others.
    std::array<std::uint32_t, 3 * hn::MaxLanes(d)> rest{};
    std::array<std::uint32_t, hn::MaxLanes(d)> targets, labels;
    std::copy(values + 3 * i, values + 3 * count, rest.begin());
    hn::LoadInterleaved3(d, rest.data(), type, name, to_node);
    pack_vector(type, name, to_node, targets.data(), labels.data());
    std::copy_n(targets.begin(), count - i, out.targets + i);
    std::copy_n(labels.begin(), count - i, out.labels + i);
  }
  if (!hn::AllTrue(d, is_fine)) return std::nullopt;
  return hn::GetLane(hn::MaxOfLanes(d, largest));
}

std::size_t count(const char* begin, const char* end) {
  const hn::ScalableTag<std::uint8_t> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto comma = hn::Set(d, ',');
  std::size_t commas = 0;
  for (; static_cast<std::size_t>(end - begin) >= lanes; begin += lanes) {
    const auto text = hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(begin));
    commas += hn::CountTrue(d, hn::Eq(text, comma));
  }
  return commas + static_cast<std::size_t>(std::count(begin, end, ','));
}

#endif

}  // namespace
}  // namespace heapdiff::parse::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace heapdiff::parse {

HWY_EXPORT(convert);
HWY_EXPORT(pack);
HWY_EXPORT(count);

std::optional<std::size_t> convert_integers(const char* begin, const char* end,
                                            IntegerWindow& window, std::uint32_t* values) {
  return HWY_DYNAMIC_DISPATCH(convert)(begin, end, window, values);
}

std::optional<std::uint32_t> pack_edges(const std::uint32_t* values, std::size_t count,
                                        const EdgeRules& rules, EdgeRowsOut out) {
  return HWY_DYNAMIC_DISPATCH(pack)(values, count, rules, out);
}

std::size_t count_commas(const char* begin, const char* end) {
  return HWY_DYNAMIC_DISPATCH(count)(begin, end);
}

std::optional<EdgeRules> edge_rules(std::size_t type_count, std::size_t node_count,
                                    std::size_t width, LabelLayout layout) {
  constexpr std::uint64_t u32_max = std::numeric_limits<std::uint32_t>::max();
  if (node_count == 0 || width == 0 || node_count > u32_max / width) return std::nullopt;
  if (type_count > static_cast<std::size_t>(EdgeType::unknown)) return std::nullopt;
  const auto power = static_cast<std::uint32_t>(std::countr_zero(width));
  const auto odd = static_cast<std::uint32_t>(width >> power);
  // Newton's method doubles the bits that are right, from three on: x·x ≡ 1 (mod 8) for odd x.
  std::uint32_t inverse = odd;
  for (int bits = 3; bits < 32; bits *= 2) inverse *= 2 - odd * inverse;
  return EdgeRules{static_cast<std::uint32_t>(type_count), static_cast<std::uint32_t>(node_count),
                   inverse, power, layout};
}

}  // namespace heapdiff::parse
#endif
