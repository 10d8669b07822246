#pragma once

#include <cstdint>
#include <unordered_map>

#include "base/column.hpp"

namespace heapdiff::base {

/// Sizes in bytes, four bytes each: nearly every object is smaller than 4 GiB, and the few backing
/// stores that are not stand in a table beside.
class SizeColumn {
 public:
  SizeColumn() = default;
  explicit SizeColumn(std::size_t size) : small_(size) {}

  void push_back(std::uint64_t size) {
    small_.push_back(0);
    set(small_.size() - 1, size);
  }

  void set(std::size_t i, std::uint64_t size) {
    if (small_[i] == overflow) large_.erase(i);
    if (size < overflow) {
      small_[i] = static_cast<std::uint32_t>(size);
    } else {
      small_[i] = overflow;
      large_[i] = size;
    }
  }

  [[nodiscard]] std::uint64_t operator[](std::size_t i) const {
    const std::uint32_t size = small_[i];
    return size != overflow ? size : large_.at(i);
  }

  void prefetch(std::size_t i) const { __builtin_prefetch(small_.data() + i); }
  [[nodiscard]] std::size_t size() const { return small_.size(); }
  void reserve(std::size_t capacity) { small_.reserve(capacity); }
  void shrink_to_fit() { small_.shrink_to_fit(); }

 private:
  static constexpr std::uint32_t overflow = 0xFFFFFFFF;
  Column<std::uint32_t> small_;
  std::unordered_map<std::size_t, std::uint64_t> large_;
};

}  // namespace heapdiff::base
