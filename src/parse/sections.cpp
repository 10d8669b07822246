#include "parse/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string>
#include <utility>

#include "parse/decode.hpp"
#include "parse/partial.hpp"
#include "parse/scope_tables.hpp"
#include "parse/skip_value.hpp"
#include "parse/trace_tree.hpp"

namespace heapdiff::parse {
namespace {

/// Puts what was read in its place, whole or not.
template <class T>
std::optional<Error> keep(Partial<T> part, T& place) {
  place = std::move(part.value);
  return std::move(part.error);
}

std::optional<Error> read_header(ByteReader& reader, ParseState& state) {
  constexpr std::size_t bytes_max = std::size_t{16} << 20;
  const std::uint64_t byte = reader.offset();
  base::Column<char> text;
  if (Result<void> read = skip_value(reader, "snapshot", &text, bytes_max); !read) {
    return std::move(read.error());
  }
  Result<Schema> schema = read_schema({text.data(), text.size()});
  if (!schema) {
    schema.error().path = reader.name();
    schema.error().byte = byte;
    return std::move(schema.error());
  }
  state.columns.schema = std::move(*schema);
  return std::nullopt;
}

std::optional<Error> read_nodes(ByteReader& reader, ParseState& state) {
  Columns& columns = state.columns;
  const Schema& schema = columns.schema;
  if (auto error = keep(decode_nodes(reader, schema, state.threads), columns.nodes)) return error;
  if (columns.nodes.size() > 0 || schema.node_count.value_or(0) > 0) return std::nullopt;
  return Error{ErrorKind::malformed, reader.name(), "holds no nodes, not even a root", std::nullopt,
               ""};
}

std::optional<Error> read_edges(ByteReader& reader, ParseState& state) {
  Columns& columns = state.columns;
  const auto layout = LabelLayout::for_nodes_named_up_to(columns.nodes.largest_name.value);
  return keep(decode_edges(reader, columns.schema, columns.nodes.size(), layout, state.threads),
              columns.edges);
}

std::optional<Error> read_locations(ByteReader& reader, ParseState& state) {
  Columns& columns = state.columns;
  return keep(decode_locations(reader, columns.schema, columns.nodes.size(), state.threads),
              columns.locations);
}

std::optional<Error> read_all_strings(ByteReader& reader, ParseState& state) {
  Columns& columns = state.columns;
  state.are_strings_early =
      std::any_of(sections().begin(), sections().end(), [&state](const Section& section) {
        return section.has_names && section.is_described(state.columns.schema) &&
               !state.is_decoded(section.key);
      });
  auto [table, error] =
      state.are_strings_early ? read_strings(reader) : read_strings(reader, state.texts, columns);
  columns.strings = std::move(table.texts);
  columns.are_values_cut = table.are_values_cut;
  columns.strings.shrink_to_fit();
  state.hole = table.first_hole;
  if (table.replaced > 0) {
    columns.notes.push_back(
        fmt::format("{} place{} in strings held no valid text and became U+FFFD", table.replaced,
                    table.replaced == 1 ? "" : "s"));
  }
  return std::move(error);
}

/// With a decoder that takes no more than the header, and the column that it fills.
template <auto decode, auto column>
std::optional<Error> read_column(ByteReader& reader, ParseState& state) {
  Columns& columns = state.columns;
  return keep(decode(reader, columns.schema), columns.*column);
}

template <auto read>
std::optional<Error> read_scope_table(ByteReader& reader, ParseState& state) {
  return read(reader, state.columns.schema, state.columns.scopes);
}

template <auto column>
std::size_t count(const Columns& columns) {
  return (columns.*column).size();
}

template <auto column>
std::size_t count_in_scopes(const Columns& columns) {
  return (columns.scopes.*column).size();
}

bool has_stacks(const Schema& schema) { return schema.has_allocation_stacks(); }
bool has_scopes(const Schema& schema) { return schema.has_scopes(); }
bool has_places(const Schema& schema) { return schema.location.width() > 0; }

void drop_stacks(Columns& columns) {
  columns.nodes.trace_ids.clear();
  columns.trace_functions = {};
  columns.trace_tree = {};
}

void drop_places(Columns& columns) {
  columns.locations.clear();
  if (columns.damage) columns.damage->has_places = false;
}

void drop_scopes(Columns& columns) { columns.scopes = {}; }

/// The header counted functions, but whoever wrote the file again left their stacks out; or
/// functions that stacks refer to are lost.
void settle_stacks(Columns& columns) {
  if (columns.trace_tree.size() == 0 || check_trace_tree(columns)) drop_stacks(columns);
}

void settle_scopes(Columns& columns) {
  const ScopeTables& tables = columns.scopes;
  if (tables.empty() && tables.variables.empty() && tables.uses.empty()) return;
  const std::optional<std::string> problem =
      check_scopes(tables, columns.nodes.size(), columns.strings.size());
  if (!problem) return;
  columns.notes.push_back("what the file says of scopes was not used: " + *problem);
  drop_scopes(columns);
}

constexpr std::array table{
    Section{.key = "snapshot",
            .is_required = true,
            .is_array = false,
            .needs = "",
            .decode = read_header},
    Section{.key = "nodes",
            .is_required = true,
            .has_names = true,
            .decode = read_nodes,
            .count = count<&Columns::nodes>},
    Section{.key = "edges",
            .is_required = true,
            .needs = "nodes",
            .has_names = true,
            .decode = read_edges,
            .count = count<&Columns::edges>,
            .check = check_graph},
    Section{.key = "trace_function_infos",
            .is_described = has_stacks,
            .has_names = true,
            .decode = read_column<decode_trace_functions, &Columns::trace_functions>,
            .count = [](const Columns& columns) { return columns.trace_functions.rows.size(); },
            .salvage = Salvage::whole,
            .drop = drop_stacks,
            .check = check_trace_functions},
    Section{.key = "trace_tree",
            .is_described = has_stacks,
            .decode = read_column<read_trace_tree, &Columns::trace_tree>,
            .count = count<&Columns::trace_tree>,
            .salvage = Salvage::whole,
            .drop = drop_stacks,
            .check = check_trace_tree,
            .settle = settle_stacks},
    Section{.key = "locations",
            .needs = "nodes",
            .is_described = has_places,
            .decode = read_locations,
            .count = count<&Columns::locations>,
            .salvage = Salvage::whole,
            .drop = drop_places},
    Section{.key = "scopes",
            .is_described = has_scopes,
            .decode = read_scope_table<read_scopes>,
            .count = count_in_scopes<&ScopeTables::rows>,
            .salvage = Salvage::nothing,
            .drop = drop_scopes},
    Section{.key = "scope_context_vars",
            .is_described = has_scopes,
            .decode = read_scope_table<read_scope_variables>,
            .count = count_in_scopes<&ScopeTables::variables>,
            .salvage = Salvage::nothing,
            .drop = drop_scopes},
    Section{.key = "scope_uses",
            .is_described = has_scopes,
            .decode = read_scope_table<read_scope_uses>,
            .count = count_in_scopes<&ScopeTables::uses>,
            .salvage = Salvage::nothing,
            .drop = drop_scopes,
            .settle = settle_scopes},
    Section{.key = "strings",
            .is_required = true,
            .needs = "",
            .decode = read_all_strings,
            .count = count<&Columns::strings>},
};

}  // namespace

ParseState::ParseState(unsigned thread_count, Texts kept)
    : threads(thread_count), texts(kept), extents_(table.size(), Extent::absent) {}

std::size_t ParseState::row_of(std::string_view key) {
  const Section* section = find_section(key);
  assert(section != nullptr);
  return static_cast<std::size_t>(section - table.data());
}

std::span<const Section> sections() { return table; }

const Section* find_section(std::string_view key) {
  const auto* found = std::find_if(table.begin(), table.end(),
                                   [key](const Section& section) { return section.key == key; });
  return found != table.end() ? found : nullptr;
}

}  // namespace heapdiff::parse
