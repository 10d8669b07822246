#include "parse/scope_tables.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "parse/records.hpp"

namespace heapdiff::parse {
namespace {

using SignedValues = std::array<std::int64_t, Values::count_max>;

/// Reads rows of numbers of any sign, and gives each to `take`. An empty array has none.
template <class Take>
std::optional<Error> read_rows(ByteReader& reader, const SectionName& section, Take&& take) {
  if (reader.peek_past_space() == ']') {
    reader.skip();
    return std::nullopt;
  }
  const std::size_t width = section.record.width();
  SignedValues values{};
  std::optional<Error> error;
  for (std::uint64_t row = 0;; ++row) {
    for (std::size_t field = 0; field < width; ++field) {
      const bool is_negative = reader.peek_past_space() == '-';
      if (is_negative) reader.skip();
      const auto value = read_number(reader, section, row, field, error);
      if (!value) return error;
      // More than any of these numbers can be: whoever looks at it will not take it.
      constexpr std::uint64_t most = std::uint64_t{1} << 62;
      const auto magnitude = static_cast<std::int64_t>(std::min(*value, most));
      values[field] = is_negative ? -magnitude : magnitude;
      const int separator = reader.peek_past_space();
      if (separator == ']' && field + 1 == width) {
        reader.skip();
        take(values);
        return std::nullopt;
      }
      if (separator != ',') return no_comma(reader, section, row, field, separator);
      reader.skip();
    }
    take(values);
  }
}

/// A number as 32 bits hold it, or one that no check takes.
std::uint32_t as_count(std::int64_t value) {
  return value >= 0 && value < ScopeTables::impossible ? static_cast<std::uint32_t>(value)
                                                       : ScopeTables::impossible;
}

std::int32_t as_id(std::int64_t value) {
  constexpr std::int32_t no_id = std::numeric_limits<std::int32_t>::min();
  return value > no_id && value <= std::numeric_limits<std::int32_t>::max()
             ? static_cast<std::int32_t>(value)
             : no_id;
}

}  // namespace

std::optional<Error> read_scopes(ByteReader& reader, const Schema& schema, ScopeTables& tables) {
  const auto& at = schema.scope_at;
  const auto node_width = static_cast<std::int64_t>(schema.node.width());
  return read_rows(
      reader, {"scopes", "scope", schema.scope, std::nullopt}, [&](const SignedValues& values) {
        const std::int64_t script = values[at.script];
        tables.rows.push_back({as_count(script % node_width == 0 ? script / node_width : -1),
                               as_id(values[at.id]), as_count(values[at.depth]),
                               as_count(values[at.variables]), as_count(values[at.uses])});
      });
}

std::optional<Error> read_scope_variables(ByteReader& reader, const Schema& schema,
                                          ScopeTables& tables) {
  return read_rows(reader, {"scope_context_vars", "variable", schema.scope_variable, std::nullopt},
                   [&](const SignedValues& values) {
                     tables.variables.push_back(as_count(values[schema.scope_variable_at.name]));
                   });
}

std::optional<Error> read_scope_uses(ByteReader& reader, const Schema& schema,
                                     ScopeTables& tables) {
  const auto& at = schema.scope_use_at;
  return read_rows(
      reader, {"scope_uses", "use", schema.scope_use, std::nullopt},
      [&](const SignedValues& values) {
        tables.uses.push_back({as_id(values[at.declaring_scope]), as_count(values[at.slot])});
      });
}

std::optional<std::string> check_scopes(const ScopeTables& tables, std::size_t node_count,
                                        std::size_t string_count) {
  std::uint64_t variables = 0, uses = 0, depth_max = 0;
  std::uint32_t script = ScopeTables::impossible;
  for (std::size_t i = 0; i < tables.rows.size(); ++i) {
    const ScopeRow& row = tables.rows[i];
    if (row.script >= node_count) return fmt::format("the script of scope {} is no node", i);
    if (row.script != script) depth_max = 0;
    if (row.depth > depth_max) {
      return fmt::format("scope {} is {} deep where at most {} can be", i, row.depth, depth_max);
    }
    script = row.script;
    depth_max = std::uint64_t{row.depth} + 1;
    variables += row.variables;
    uses += row.uses;
  }
  if (variables != tables.variables.size() || uses != tables.uses.size()) {
    return fmt::format("scopes claim {} variables and {} uses where there are {} and {}", variables,
                       uses, tables.variables.size(), tables.uses.size());
  }
  for (const std::uint32_t name : tables.variables) {
    if (name >= string_count)
      return fmt::format("a variable's name is string {}, of {}", name, string_count);
  }
  return std::nullopt;
}

}  // namespace heapdiff::parse
