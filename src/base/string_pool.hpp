#pragma once

#include <cassert>
#include <cstdint>
#include <string_view>

#include "base/column.hpp"

namespace heapdiff::base {

/// Texts one after the other in one block, each found by its ordinal. Views stay valid until the
/// pool grows or dies.
class StringPool {
 public:
  StringPool() { starts_.push_back(0); }

  /// Text is appended in pieces and closed by `finish`.
  void append(std::string_view piece) { chars_.append(piece.data(), piece.size()); }
  void append(char c) { chars_.push_back(c); }
  void finish() { starts_.push_back(chars_.size()); }

  std::uint32_t add(std::string_view text) {
    append(text);
    finish();
    return static_cast<std::uint32_t>(size() - 1);
  }

  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }
  [[nodiscard]] std::size_t text_bytes() const { return chars_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    return {chars_.data() + starts_[i], static_cast<std::size_t>(starts_[i + 1] - starts_[i])};
  }

  void shrink_to_fit() {
    chars_.shrink_to_fit();
    starts_.shrink_to_fit();
  }

 private:
  Column<char> chars_;
  Column<std::uint64_t> starts_;
};

}  // namespace heapdiff::base
