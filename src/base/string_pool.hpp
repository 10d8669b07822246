#pragma once

#include <cassert>
#include <cstdint>
#include <cstring>
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
  void finish() { starts_.push_back(chars_.size()); }

  std::uint32_t add(std::string_view text) {
    append(text);
    finish();
    return static_cast<std::uint32_t>(size() - 1);
  }

  /// The text that was begun and is not finished.
  [[nodiscard]] std::string_view open_text() const {
    return {chars_.data() + starts_.back(), chars_.size() - starts_.back()};
  }
  /// Keeps its first bytes. REQUIRES: it has so many.
  void shorten_open_text(std::size_t bytes) {
    assert(bytes <= open_text().size());
    chars_.resize_for_overwrite(starts_.back() + bytes);
  }

  /// Makes of each finished text what `shortened(ordinal, text)` says: a prefix of it. In place.
  template <class Shortened>
  void shorten_each(Shortened&& shortened) {
    const std::size_t open_bytes = open_text().size();
    std::size_t start = 0;
    std::size_t end = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      const auto behind = static_cast<std::size_t>(starts_[i + 1]);
      const std::string_view kept =
          shortened(i, std::string_view(chars_.data() + start, behind - start));
      std::memmove(chars_.data() + end, chars_.data() + start, kept.size());
      end += kept.size();
      starts_[i + 1] = end;
      start = behind;
    }
    std::memmove(chars_.data() + end, chars_.data() + start, open_bytes);
    chars_.resize_for_overwrite(end + open_bytes);
  }

  /// Drops all texts but the first so many, and one that was begun. REQUIRES: count <= size().
  void keep_first(std::size_t count) {
    assert(count <= size());
    starts_.resize_for_overwrite(count + 1);
    chars_.resize_for_overwrite(static_cast<std::size_t>(starts_.back()));
  }

  [[nodiscard]] std::size_t size() const { return starts_.size() - 1; }
  [[nodiscard]] std::size_t text_bytes() const { return chars_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    return {chars_.data() + starts_[i], static_cast<std::size_t>(starts_[i + 1] - starts_[i])};
  }

  /// Asks for where a text stands; and, once that is there, for the text.
  void prefetch(std::size_t i) const { __builtin_prefetch(starts_.data() + i); }
  void prefetch_text(std::size_t i) const { __builtin_prefetch(chars_.data() + starts_[i]); }

  void shrink_to_fit() {
    chars_.shrink_to_fit();
    starts_.shrink_to_fit();
  }

  /// All that there is, for storing it and restoring it. Texts begin where the last one ended.
  template <class Visit>
  void visit_parts(Visit&& visit) {
    visit(chars_, starts_);
  }

 private:
  Column<char> chars_;
  Column<std::uint64_t> starts_;
};

}  // namespace heapdiff::base
