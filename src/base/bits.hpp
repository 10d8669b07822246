#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

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

  /// How many there may be: a multiple of 64.
  [[nodiscard]] std::size_t capacity() const { return words_.size() * 64; }
  [[nodiscard]] std::uint64_t count() const {
    std::uint64_t count = 0;
    for (const std::uint64_t word : words_)
      count += static_cast<std::uint64_t>(std::popcount(word));
    return count;
  }

  [[nodiscard]] const Column<std::uint64_t>& words() const { return words_; }
  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(words_);
  }

 private:
  Column<std::uint64_t> words_;
};

/// Bits that take only their own kind of index.
template <class I>
class IndexedBits : public Bits {
 public:
  using Bits::Bits;
  using Bits::clear;

  [[nodiscard]] bool operator[](I i) const { return Bits::operator[](i.value); }
  void set(I i) { Bits::set(i.value); }
  void clear(I i) { Bits::clear(i.value); }
};

}  // namespace heapdiff::base
