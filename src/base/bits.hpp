#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include "base/column.hpp"
#include "base/masks.hpp"

namespace heapdiff::base {

/// Calls `visit(first, count)` for up to 64 elements at a time: those whose bits share a word.
template <class Visit>
void for_each_word(std::size_t size, Visit&& visit) {
  for (std::size_t first = 0; first < size; first += 64) {
    visit(first, std::min(std::size_t{64}, size - first));
  }
}

/// Calls `visit(i)` for the number of each bit that is set, from the lowest on.
template <class Visit>
void for_each_bit(std::uint64_t bits, Visit&& visit) {
  for (; bits != 0; bits &= bits - 1) visit(static_cast<unsigned>(std::countr_zero(bits)));
}

/// A yes or no for each element of a table, a bit each: of a million nodes what fits a cache.
class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t size) : words_((size + 63) / 64) {}  ///< all no

  [[nodiscard]] bool operator[](std::size_t i) const {
    return (words_[i / 64] >> (i % 64) & 1) != 0;
  }
  void set(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void clear(std::size_t i) { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
  void clear() { words_.clear(); }

  /// Sets those of the elements [begin, end): `word_of(first, count)` has those of up to 64.
  /// REQUIRES: `begin` is a multiple of 64, and so is `end`, or there are no more elements.
  template <class WordOf>
  void fill_words(std::size_t begin, std::size_t end, WordOf&& word_of) {
    for_each_word(end - begin, [&](std::size_t first, std::size_t count) {
      words_[(begin + first) / 64] = word_of(begin + first, count);
    });
  }

  /// A bit for each of up to 64 elements: is its bit set?
  [[nodiscard]] std::uint64_t are_set(const std::uint32_t* elements, std::size_t count) const {
    return mask_of_set(elements, count, words_.data());
  }

  /// The same of elements that ascend, at least one. Where what is set lies together, most of these
  /// agree, and none is looked up.
  [[nodiscard]] std::uint64_t are_set_ascending(const std::uint32_t* elements,
                                                std::size_t count) const {
    const std::size_t first = elements[0], last = elements[count - 1];
    constexpr std::uint64_t all = ~std::uint64_t{0};
    std::uint64_t set_everywhere = all, set_anywhere = 0;
    for (std::size_t word = first / 64; word <= last / 64; ++word) {
      std::uint64_t within = all;
      if (word == first / 64) within &= all << (first % 64);
      if (word == last / 64) within &= all >> (63 - last % 64);
      set_everywhere &= words_[word] | ~within;
      set_anywhere |= words_[word] & within;
    }
    if (set_anywhere == 0) return 0;
    return set_everywhere == all ? all >> (64 - count) : are_set(elements, count);
  }

  /// How many there may be: a multiple of 64.
  [[nodiscard]] std::size_t capacity() const { return words_.size() * 64; }
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t count = 0;
    for (const std::uint64_t word : words_)
      count += static_cast<std::uint64_t>(std::popcount(word));
    return count;
  }

  [[nodiscard]] const Column<std::uint64_t>& words() const { return words_; }
  [[nodiscard]] Bits copy() const {
    Bits copy;
    copy.words_.resize_for_overwrite(words_.size());
    std::copy(words_.begin(), words_.end(), copy.words_.begin());
    return copy;
  }
  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(words_);
  }

 private:
  Column<std::uint64_t> words_;
};

/// How many of the elements before one are set: its place in a table of those that are. 4 bytes for
/// 64 elements.
class Ranks {
 public:
  /// REQUIRES: bits that stay as they are; fewer than 2^32 of them set.
  explicit Ranks(const Bits& bits)
      : words_(bits.words()), before_(Column<std::uint32_t>::for_overwrite(words_.size() + 1)) {
    std::uint32_t before = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      before_[i] = before;
      before += static_cast<std::uint32_t>(std::popcount(words_[i]));
    }
    before_[words_.size()] = before;
  }

  [[nodiscard]] std::uint32_t operator[](std::size_t i) const {
    const std::uint64_t below = words_[i / 64] & ((std::uint64_t{1} << (i % 64)) - 1);
    return before_[i / 64] + static_cast<std::uint32_t>(std::popcount(below));
  }
  /// Of all elements.
  [[nodiscard]] std::uint32_t count() const { return before_[words_.size()]; }

 private:
  const Column<std::uint64_t>& words_;
  Column<std::uint32_t> before_;
};

/// Bits that take only their own kind of index.
template <class I>
class IndexedBits : public Bits {
 public:
  using Bits::Bits;
  using Bits::clear;
  IndexedBits() = default;
  IndexedBits(Bits&& bits) : Bits(std::move(bits)) {}

  [[nodiscard]] bool operator[](I i) const { return Bits::operator[](i.value); }
  void set(I i) { Bits::set(i.value); }
  void clear(I i) { Bits::clear(i.value); }
};

}  // namespace heapdiff::base
