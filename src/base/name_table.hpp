#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "base/column.hpp"

namespace heapdiff::base {

/// Distinct sequences, numbered from 0 in the order in which they were first met. Open addressing
/// over the ordinals: no allocation per sequence. Views stay valid until the next `intern`.
template <class T>
class SequenceTable {
 public:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  SequenceTable() { starts_.push_back(0); }

  std::uint32_t intern(std::span<const T> sequence) {
    if ((size() + 1) * 4 > slots_.size() * 3) rehash();
    std::uint32_t& slot = slots_[find_slot(sequence)];
    if (slot == none) {
      slot = static_cast<std::uint32_t>(size());
      items_.append(sequence.data(), sequence.size());
      starts_.push_back(items_.size());
    }
    return slot;
  }

  /// `none` where the sequence is not in the table.
  [[nodiscard]] std::uint32_t find(std::span<const T> sequence) const {
    return slots_.empty() ? none : slots_[find_slot(sequence)];
  }

  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }
  [[nodiscard]] std::span<const T> operator[](std::uint32_t ordinal) const {
    return {items_.data() + starts_[ordinal],
            static_cast<std::size_t>(starts_[ordinal + 1] - starts_[ordinal])};
  }

 private:
  [[nodiscard]] std::size_t find_slot(std::span<const T> sequence) const {
    const std::string_view bytes(reinterpret_cast<const char*>(sequence.data()),
                                 sequence.size_bytes());
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = std::hash<std::string_view>{}(bytes)&mask;
    while (slots_[slot] != none && !std::ranges::equal((*this)[slots_[slot]], sequence)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void rehash() {
    slots_.assign(slots_.empty() ? 64 : slots_.size() * 2, none);
    for (std::uint32_t i = 0; i < size(); ++i) slots_[find_slot((*this)[i])] = i;
  }

  Column<T> items_;
  Column<std::uint64_t> starts_;
  std::vector<std::uint32_t> slots_;
};

/// Distinct texts.
class NameTable {
 public:
  static constexpr std::uint32_t none = SequenceTable<char>::none;

  std::uint32_t intern(std::string_view text) { return texts_.intern({text.data(), text.size()}); }
  [[nodiscard]] std::uint32_t find(std::string_view text) const {
    return texts_.find({text.data(), text.size()});
  }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  [[nodiscard]] std::string_view operator[](std::uint32_t name) const {
    const std::span<const char> text = texts_[name];
    return {text.data(), text.size()};
  }

 private:
  SequenceTable<char> texts_;
};

}  // namespace heapdiff::base
