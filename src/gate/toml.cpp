#include "gate/toml.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

#include "base/nearest.hpp"
#include "base/printable.hpp"
#include "gate/sizes.hpp"

namespace heapdiff::gate {
namespace {

const toml::table& as_table(const void* table) { return *static_cast<const toml::table*>(table); }

/// Of a member's value; of the table itself if it has none of that name.
toml::source_position place_in(const toml::table& table, std::string_view key) {
  const toml::node* const node = table.get(key);
  return (node != nullptr ? node->source() : table.source()).begin;
}

std::string place_in_words(const toml::source_position& place) {
  return fmt::format("line {}, column {}", place.line, place.column);
}

tl::unexpected<Error> wrong_at(const std::string& file, const toml::source_position& place,
                               const std::string& message) {
  return fail(
      {ErrorKind::usage, file,
       fmt::format("line {}, column {}: {}", place.line, place.column, base::printable(message)),
       std::nullopt, ""});
}

}  // namespace

struct Document::Parsed {
  toml::table table;
  std::string file;
};

Result<Document> Document::parse(std::string_view text, const std::string& file) {
  const auto parsed = std::make_shared<Parsed>();
  parsed->file = file;
  try {
    parsed->table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return wrong_at(file, error.source().begin, std::string(error.description()));
  }
  Document document;
  document.parsed_ = parsed;
  return document;
}

Table Document::root() const { return {&parsed_->table, parsed_->file}; }

Result<void> Table::read(std::string_view key, std::string& value) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node == nullptr) return {};
  const auto* const text = node->as_string();
  if (text == nullptr) return wrong(fmt::format("{} is a string", key), key);
  value = text->get();
  return {};
}

Result<void> Table::read(std::string_view key, bool& value) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node == nullptr) return {};
  const auto* const flag = node->as_boolean();
  if (flag == nullptr) return wrong(fmt::format("{} is true or false", key), key);
  value = flag->get();
  return {};
}

Result<void> Table::read(std::string_view key, std::optional<std::int64_t>& value) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node == nullptr) return {};
  const auto* const number = node->as_integer();
  if (number == nullptr) return wrong(fmt::format("{} is a whole number", key), key);
  value = number->get();
  return {};
}

Result<void> Table::read(std::string_view key, std::optional<Size>& value) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node == nullptr) return {};
  if (const auto bytes = node->value_exact<double>()) {
    value = Size{*bytes};
  } else if (const auto whole = node->value_exact<std::int64_t>()) {
    value = Size{static_cast<double>(*whole)};
  } else if (const auto* const text = node->as_string()) {
    const auto size = parse_bytes(text->get());
    if (size) value = Size{*size};
  }
  const bool is_size = value && value->bytes >= 0 && value->bytes < 9.0e18;
  if (!is_size) return wrong(fmt::format("{} is a size such as \"64 KiB\"", key), key);
  return {};
}

Result<void> Table::read(std::string_view key,
                         std::optional<std::chrono::year_month_day>& value) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node == nullptr) return {};
  const auto* const date = node->as_date();
  if (date == nullptr) return wrong(fmt::format("{} is a date such as 2027-01-31", key), key);
  const toml::date& day = date->get();
  value = std::chrono::year(day.year) / std::chrono::month(day.month) / std::chrono::day(day.day);
  return {};
}

Result<std::vector<Table>> Table::tables(std::string_view key) const {
  const toml::node* const node = as_table(table_).get(key);
  std::vector<Table> tables;
  if (node == nullptr) return tables;
  const toml::array* const array = node->as_array();
  const bool are_tables = array != nullptr && std::all_of(array->begin(), array->end(),
                                                          [](auto& e) { return e.is_table(); });
  if (!are_tables) return wrong(fmt::format("[[{}]] is meant, a list of tables", key), key);
  for (const toml::node& element : *array) tables.push_back({element.as_table(), *file_});
  return tables;
}

Result<std::optional<Table>> Table::table(std::string_view key) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node == nullptr) return std::optional<Table>();
  if (!node->is_table()) return wrong(fmt::format("[{}] is meant, a table", key), key);
  return std::optional(Table(node->as_table(), *file_));
}

std::vector<std::string> Table::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, node] : as_table(table_)) keys.emplace_back(key.str());
  return keys;
}

Result<std::string> Table::word(std::string_view key) const {
  const toml::node* const node = as_table(table_).get(key);
  if (node != nullptr) {
    if (const auto* const text = node->as_string()) return text->get();
    if (const auto* const flag = node->as_boolean())
      return std::string(flag->get() ? "true" : "false");
    if (const auto* const whole = node->as_integer()) return std::to_string(whole->get());
    if (const auto* const number = node->as_floating_point())
      return fmt::format("{}", number->get());
  }
  return wrong(fmt::format("{} is a string, a number, true or false", key), key);
}

Result<void> Table::expect_members(std::initializer_list<std::string_view> known) const {
  for (const auto& [key, node] : as_table(table_)) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    const std::string_view near = base::nearest_name(
        key.str(), {known.begin(), known.size()}, std::max<std::size_t>(key.str().size() / 3, 1));
    return wrong_at(*file_, key.source().begin,
                    near.empty()
                        ? fmt::format("{} is not known here", key.str())
                        : fmt::format("{} is not known here; did you mean {}?", key.str(), near));
  }
  return {};
}

tl::unexpected<Error> Table::wrong(std::string message, std::string_view key) const {
  return wrong_at(*file_, place_in(as_table(table_), key), message);
}

std::string Table::place_of(std::string_view key) const {
  return place_in_words(place_in(as_table(table_), key));
}

std::uint32_t Table::line() const { return as_table(table_).source().begin.line; }

std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const base::CodePoint next = base::decode_code_point(text);
    const char32_t value = next.is_valid ? next.value : U'\uFFFD';
    if (value == U'"' || value == U'\\') {
      out += '\\';
      out += static_cast<char>(value);
    } else if (base::is_printable(value)) {
      base::append_utf8(out, value);
    } else {
      out += value > 0xFFFF ? fmt::format("\\U{:08X}", static_cast<std::uint32_t>(value))
                            : fmt::format("\\u{:04X}", static_cast<std::uint32_t>(value));
    }
    text.remove_prefix(next.bytes);
  }
  return out + '"';
}

}  // namespace heapdiff::gate
