#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

namespace heapdiff::base {

/// Memory that can grow in place of being copied. Large blocks are mappings of their own
/// (base/pages.hpp): they go back to the system, or to the next block, when freed (the allocator
/// would keep them, and peak memory is what users pay for), and they grow by moving pages. Throws
/// std::bad_alloc.
class Block {
 public:
  Block() = default;
  explicit Block(std::size_t bytes);  ///< zero, and not touched before it is used
  /// Bytes of a file, which are read when they are touched; what is written to them stays in
  /// memory. Empty where the system refuses. REQUIRES: the file has them, for as long as the block
  /// lives; `offset` is a multiple of the page size.
  [[nodiscard]] static Block map_file(int fd, std::uint64_t offset, std::size_t bytes);
  Block(Block&& other) noexcept;
  Block& operator=(Block&& other) noexcept;
  ~Block();

  /// Keeps the first min(old, new) bytes. Bytes beyond may be anything: what another block
  /// held, perhaps.
  void resize(std::size_t bytes);

  [[nodiscard]] void* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void release();

  void* data_ = nullptr;
  std::size_t size_ = 0;
  bool is_of_file_ = false;
};

/// One fact for each element of a table: an array of trivial values on its own Block. Move-only;
/// moved-from columns are empty, so an analysis that takes a column by value frees it when done.
template <class T>
class Column {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  using value_type = T;

  Column() = default;
  /// A column whose elements hold anything, each to be written before it is read.
  [[nodiscard]] static Column for_overwrite(std::size_t size) {
    Column column;
    column.resize_for_overwrite(size);
    return column;
  }
  explicit Column(std::size_t size) : block_(size * sizeof(T)), size_(size) {}  ///< of zeros
  /// Of as many elements as the block holds.
  explicit Column(Block block) : block_(std::move(block)), size_(block_.size() / sizeof(T)) {}
  Column(std::size_t size, T value) {
    resize_for_overwrite(size);
    fill(value);
  }
  Column(Column&& other) noexcept
      : block_(std::move(other.block_)), size_(std::exchange(other.size_, 0)) {}
  Column& operator=(Column&& other) noexcept {
    block_ = std::move(other.block_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  void push_back(T value) {
    if (size_ == capacity()) grow(size_ + 1);
    data()[size_++] = value;
  }

  void append(const T* values, std::size_t count) {
    if (count == 0) return;
    if (capacity() - size_ < count) grow(size_ + count);
    std::memcpy(data() + size_, values, count * sizeof(T));
    size_ += count;
  }

  void reserve(std::size_t capacity_wanted) {
    if (capacity_wanted > capacity()) block_.resize(capacity_wanted * sizeof(T));
  }

  /// New elements are T{}.
  void resize(std::size_t size) {
    if (size > capacity()) grow(size);
    if (size > size_)
      std::memset(static_cast<void*>(data() + size_), 0, (size - size_) * sizeof(T));
    size_ = size;
  }

  /// New elements hold anything, and their memory is not touched: for columns that are written
  /// throughout, by several threads perhaps.
  void resize_for_overwrite(std::size_t size) {
    reserve(size);
    size_ = size;
  }

  void shrink_to_fit() {
    if (size_ < capacity()) block_.resize(size_ * sizeof(T));
  }

  void fill(T value) {
    for (T& element : *this) element = value;
  }

  void clear() { *this = Column(); }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return static_cast<T*>(block_.data()); }
  [[nodiscard]] const T* data() const { return static_cast<const T*>(block_.data()); }
  [[nodiscard]] T& operator[](std::size_t i) {
    assert(i < size_);
    return data()[i];
  }
  [[nodiscard]] const T& operator[](std::size_t i) const {
    assert(i < size_);
    return data()[i];
  }
  [[nodiscard]] T& back() { return (*this)[size_ - 1]; }
  [[nodiscard]] const T& back() const { return (*this)[size_ - 1]; }
  [[nodiscard]] T* begin() { return data(); }
  [[nodiscard]] T* end() { return data() + size_; }
  [[nodiscard]] const T* begin() const { return data(); }
  [[nodiscard]] const T* end() const { return data() + size_; }

 private:
  [[nodiscard]] std::size_t capacity() const { return block_.size() / sizeof(T); }
  void grow(std::size_t wanted) {
    const std::size_t geometric = capacity() + capacity() / 2 + 16;
    block_.resize((wanted > geometric ? wanted : geometric) * sizeof(T));
  }

  Block block_;
  std::size_t size_ = 0;
};

/// A column that takes only its own kind of index.
template <class I, class T>
class IndexedColumn : public Column<T> {
 public:
  using Column<T>::Column;
  IndexedColumn(Column<T>&& column) : Column<T>(std::move(column)) {}
  IndexedColumn() = default;

  [[nodiscard]] T& operator[](I i) { return Column<T>::operator[](i.value); }
  [[nodiscard]] const T& operator[](I i) const { return Column<T>::operator[](i.value); }
};

}  // namespace heapdiff::base
