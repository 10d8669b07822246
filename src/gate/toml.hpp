#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"

namespace heapdiff::gate {

/// A size in a file: "64 KiB", or a plain number of bytes.
struct Size {
  double bytes = 0;
};

/// A table of a TOML file, with errors that name the file, the line and the column. Valid as long
/// as its document.
class Table {
 public:
  /// Nothing happens if the member is missing. Errors: usage, for a value of another type.
  [[nodiscard]] Result<void> read(std::string_view key, std::string& value) const;
  [[nodiscard]] Result<void> read(std::string_view key, bool& value) const;
  [[nodiscard]] Result<void> read(std::string_view key, std::optional<std::int64_t>& value) const;
  [[nodiscard]] Result<void> read(std::string_view key, std::optional<Size>& value) const;
  [[nodiscard]] Result<void> read(std::string_view key,
                                  std::optional<std::chrono::year_month_day>& value) const;
  /// An array of tables; empty if it is missing.
  [[nodiscard]] Result<std::vector<Table>> tables(std::string_view key) const;
  [[nodiscard]] Result<std::optional<Table>> table(std::string_view key) const;
  [[nodiscard]] std::vector<std::string> keys() const;
  /// A value as options have it: strings, numbers and booleans. Errors: usage, for any other.
  [[nodiscard]] Result<std::string> word(std::string_view key) const;

  /// Errors: usage, for a member that is none of these, with the nearest of them.
  [[nodiscard]] Result<void> expect_members(std::initializer_list<std::string_view> known) const;

  /// An error at the table's place, or at a member's.
  [[nodiscard]] tl::unexpected<Error> wrong(std::string message, std::string_view key = {}) const;
  [[nodiscard]] std::uint32_t line() const;
  [[nodiscard]] std::string place_of(std::string_view key) const;  ///< "line 3, column 1"

 private:
  friend class Document;
  Table(const void* table, const std::string& file) : table_(table), file_(&file) {}
  const void* table_;  // a toml::table
  const std::string* file_;
};

class Document {
 public:
  /// Errors: usage, with line and column.
  [[nodiscard]] static Result<Document> parse(std::string_view text, const std::string& file);
  [[nodiscard]] Table root() const;

 private:
  struct Parsed;
  std::shared_ptr<const Parsed> parsed_;
};

/// A TOML string: quoted, with all that is not printable escaped. What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace heapdiff::gate
