#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "base/column.hpp"

namespace heapdiff::base {

/// Numbers of 32 bits, in three bytes each where none needs four: of heaps of up to 16 million
/// nodes all that names a node. Different threads may write different elements. Move-only.
class NarrowColumn {
 public:
  static constexpr std::uint64_t narrow_end = std::uint64_t{1} << 24;

  NarrowColumn() = default;
  /// For numbers below the limit.
  [[nodiscard]] static NarrowColumn below(std::uint64_t limit) {
    return NarrowColumn(limit <= narrow_end ? 3 : 4);
  }
  /// REQUIRES: 3 or 4 bytes.
  explicit NarrowColumn(unsigned width)
      : width_(width), mask_(width == 3 ? static_cast<std::uint32_t>(narrow_end - 1) : ~0u) {}
  NarrowColumn(NarrowColumn&& other) noexcept { *this = std::move(other); }
  NarrowColumn& operator=(NarrowColumn&& other) noexcept {
    bytes_ = std::move(other.bytes_);
    width_ = other.width_;
    mask_ = other.mask_;
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  /// What no element is, unless the column is for numbers below one more than this.
  [[nodiscard]] std::uint32_t largest() const { return mask_; }
  [[nodiscard]] unsigned width() const { return static_cast<unsigned>(width_); }

  [[nodiscard]] std::uint32_t operator[](std::size_t i) const {
    assert(i < size_);
    std::uint32_t value = 0;  // with a byte of the next
    std::memcpy(&value, bytes_.data() + i * width_, sizeof value);
    return value & mask_;
  }
  /// Elements [first, first + count), of which there are at most 64: as they stand, or by way of
  /// the buffer.
  using Window = std::array<std::uint32_t, 64>;
  [[nodiscard]] const std::uint32_t* window(std::size_t first, std::size_t count,
                                            Window& buffer) const {
    assert(first + count <= size_ && count <= buffer.size());
    if (width_ == 4) return reinterpret_cast<const std::uint32_t*>(bytes_.data()) + first;
    return widened(first, count, buffer);
  }
  void prefetch(std::size_t i) const { __builtin_prefetch(bytes_.data() + i * width_); }

  /// REQUIRES: a number below the limit, as everywhere.
  void set(std::size_t i, std::uint32_t value) {
    assert(i < size_ && value <= mask_);
    std::uint8_t* const to = bytes_.data() + i * width_;
    if (width_ == 4) {
      std::memcpy(to, &value, 4);
    } else {
      std::memcpy(to, &value, 3);
    }
  }
  void set_many(std::size_t first, const std::uint32_t* values, std::size_t count) {
    assert(first + count <= size_);
    if (width_ == 4) {
      if (count > 0) std::memcpy(bytes_.data() + first * width_, values, count * sizeof values[0]);
    } else {
      set_narrowed(first, values, count);
    }
  }
  void push_back(std::uint32_t value) {
    bytes_.resize(bytes_for(++size_, width_));
    set(size_ - 1, value);
  }

  void resize_for_overwrite(std::size_t size) {
    bytes_.resize_for_overwrite(bytes_for(size, width_));
    size_ = size;
    std::fill(bytes_.begin() + static_cast<std::ptrdiff_t>(size * width_), bytes_.end(), 0);
  }
  /// Makes so many elements the largest number.
  void fill_with_largest(std::size_t size) {
    resize_for_overwrite(size);
    std::fill_n(bytes_.begin(), size * width_, std::uint8_t{0xFF});
  }
  /// Of so many elements that hold anything.
  [[nodiscard]] static NarrowColumn for_overwrite(std::size_t size, std::uint64_t limit) {
    NarrowColumn column = below(limit);
    column.resize_for_overwrite(size);
    return column;
  }
  void shrink_to_fit() { bytes_.shrink_to_fit(); }
  void clear() { *this = NarrowColumn(width()); }

  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = std::uint32_t;
    using difference_type = std::ptrdiff_t;
    using pointer = const std::uint32_t*;
    using reference = std::uint32_t;
    Iterator(const NarrowColumn& column, std::size_t at) : column_(&column), at_(at) {}
    std::uint32_t operator*() const { return (*column_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    Iterator operator++(int) { return {*column_, at_++}; }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

   private:
    const NarrowColumn* column_;
    std::size_t at_;
  };
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size_}; }

  /// How long the bytes of so many elements are: the last is read with a byte behind it.
  [[nodiscard]] static std::size_t bytes_for(std::size_t size, std::size_t width) {
    return size == 0 ? 0 : size * width + (sizeof(std::uint32_t) - width);
  }
  /// All that there is, for storing it and restoring it: `restore` after the bytes changed.
  [[nodiscard]] Column<std::uint8_t>& bytes() { return bytes_; }
  void restore(std::size_t size) {
    assert(bytes_.size() == bytes_for(size, width_));
    size_ = size;
  }

 private:
  static_assert(std::endian::native == std::endian::little);

  // Of three bytes.
  const std::uint32_t* widened(std::size_t first, std::size_t count, Window& buffer) const;
  void set_narrowed(std::size_t first, const std::uint32_t* values, std::size_t count);

  Column<std::uint8_t> bytes_;
  std::size_t width_ = 4;
  std::uint32_t mask_ = ~0u;
  std::size_t size_ = 0;
};

/// One that takes only its own kind of index.
template <class I>
class IndexedNarrowColumn : public NarrowColumn {
 public:
  IndexedNarrowColumn() = default;
  IndexedNarrowColumn(NarrowColumn&& column) : NarrowColumn(std::move(column)) {}

  [[nodiscard]] std::uint32_t operator[](I i) const { return NarrowColumn::operator[](i.value); }
  void set(I i, std::uint32_t value) { NarrowColumn::set(i.value, value); }
};

}  // namespace heapdiff::base
