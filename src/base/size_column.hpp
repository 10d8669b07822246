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

  void set(std::size_t i, std::uint64_t size) {
    if (small_[i] == overflow) large_.erase(i);
    if (size < overflow) {
      small_[i] = static_cast<std::uint32_t>(size);
    } else {
      small_[i] = overflow;
      large_[i] = size;
    }
  }

  /// The first write of an element after `resize_for_overwrite`.
  void init(std::size_t i, std::uint64_t size) {
    small_[i] = size < overflow ? static_cast<std::uint32_t>(size) : overflow;
    if (size >= overflow) large_[i] = size;
  }

  [[nodiscard]] std::uint64_t operator[](std::size_t i) const {
    const std::uint32_t size = small_[i];
    return size != overflow ? size : large_.at(i);
  }

  void prefetch(std::size_t i) const { __builtin_prefetch(small_.data() + i); }
  [[nodiscard]] std::size_t size() const { return small_.size(); }

  /// For filling by several threads: sizes below `overflow` are written to `small_data()`, and
  /// `overflow` where a larger one is to be set afterwards, by one thread.
  static constexpr std::uint32_t overflow = 0xFFFFFFFF;
  void resize_for_overwrite(std::size_t size) { small_.resize_for_overwrite(size); }
  [[nodiscard]] std::uint32_t* small_data() { return small_.data(); }
  void shrink_to_fit() { small_.shrink_to_fit(); }

  /// All that there is, for storing it and restoring it.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(small_, large_);
  }

 private:
  Column<std::uint32_t> small_;
  std::unordered_map<std::size_t, std::uint64_t> large_;
};

}  // namespace heapdiff::base
