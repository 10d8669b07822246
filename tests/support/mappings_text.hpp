#pragma once

#include <cstdint>
#include <string>

#include "source_maps/mappings.hpp"

namespace heapdiff::test {

/// Writes mappings as a compiler does: every number counts from the one before.
class MappingsText {
 public:
  MappingsText& segment(std::uint32_t column) {
    begin(column);
    return *this;
  }
  MappingsText& segment(std::uint32_t column, std::uint32_t source, std::uint32_t line,
                        std::uint32_t original_column) {
    begin(column);
    write(source, last_.source);
    write(line, last_.original_line);
    write(original_column, last_.original_column);
    return *this;
  }
  MappingsText& segment(std::uint32_t column, std::uint32_t source, std::uint32_t line,
                        std::uint32_t original_column, std::uint32_t name) {
    segment(column, source, line, original_column);
    write(name, last_.name);
    return *this;
  }
  MappingsText& line() {
    text_ += ';';
    last_.column = 0;
    is_first_ = true;
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  void begin(std::uint32_t column) {
    if (!is_first_) text_ += ',';
    is_first_ = false;
    write(column, last_.column);
  }
  void write(std::uint32_t value, std::uint32_t& before) {
    constexpr const char* digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::int64_t step = std::int64_t{value} - before;
    std::uint64_t bits = static_cast<std::uint64_t>(step < 0 ? -step : step) << 1 | (step < 0);
    do {
      const std::uint64_t rest = bits >> 5;
      text_ += digits[(bits & 31) | (rest != 0 ? 32 : 0)];
      bits = rest;
    } while (bits != 0);
    before = value;
  }

  std::string text_;
  source_maps::Segment last_{0, 0, 0, 0, 0};
  bool is_first_ = true;
};

}  // namespace heapdiff::test
