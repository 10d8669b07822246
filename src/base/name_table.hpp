#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>

#include "base/column.hpp"

namespace heapdiff::base {

/// Distinct sequences, numbered from 0 in the order in which they were first met. The items of all
/// stand in one column, and a hash set has only their ordinals: no allocation per sequence, 5 bytes
/// a slot. Views stay valid until the next `intern`.
template <class T>
class SequenceTable {
 public:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  SequenceTable();
  SequenceTable(SequenceTable&& other) noexcept;
  SequenceTable& operator=(SequenceTable&& other) noexcept;
  ~SequenceTable();

  std::uint32_t intern(std::span<const T> sequence);
  /// `none` where the sequence is not in the table.
  [[nodiscard]] std::uint32_t find(std::span<const T> sequence) const;

  [[nodiscard]] std::size_t size() const { return sequences_->starts.size() - 1; }
  [[nodiscard]] std::span<const T> operator[](std::uint32_t ordinal) const {
    return (*sequences_)[ordinal];
  }

 private:
  struct Sequences {
    Column<T> items;
    Column<std::uint64_t> starts;

    [[nodiscard]] std::span<const T> operator[](std::uint32_t ordinal) const {
      return {items.data() + starts[ordinal],
              static_cast<std::size_t>(starts[ordinal + 1] - starts[ordinal])};
    }
  };
  struct Ordinals;

  std::unique_ptr<Sequences> sequences_;  // `ordinals_` point to it
  std::unique_ptr<Ordinals> ordinals_;
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
