#include "parse/schema.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/stable_hash.hpp"

namespace heapdiff::parse {
namespace {

namespace dom = simdjson::dom;

constexpr std::array<std::string_view, 17> node_type_names{"hidden",
                                                           "array",
                                                           "string",
                                                           "object",
                                                           "code",
                                                           "closure",
                                                           "regexp",
                                                           "number",
                                                           "native",
                                                           "synthetic",
                                                           "concatenated string",
                                                           "sliced string",
                                                           "symbol",
                                                           "bigint",
                                                           "object shape",
                                                           "wasm object",
                                                           "unknown"};

constexpr std::array<std::string_view, 9> edge_type_names{"context",  "element",   "property",
                                                          "internal", "hidden",    "shortcut",
                                                          "weak",     "invisible", "unknown"};

// Wider records do not exist; the bound keeps the decoder's scratch on the stack.
constexpr std::size_t fields_max = 64;
constexpr std::size_t node_types_max = 254 - static_cast<std::size_t>(NodeType::unknown);
// V8 keeps a node's type in four bits, and there is room for one more: a number beyond is damage.
constexpr std::size_t node_type_numbers = 32;
constexpr std::size_t edge_types_max = 255;
constexpr std::uint64_t native_bytes_max = std::uint64_t{1} << 62;  // so that sums with it fit

tl::unexpected<Error> malformed(std::string message) {
  return fail({ErrorKind::malformed, "", std::move(message), std::nullopt, ""});
}

Result<std::vector<std::string>> read_names(dom::element list, std::string_view what) {
  dom::array array;
  if (list.get(array) != simdjson::SUCCESS) {
    return malformed(fmt::format("\"{}\" in the header is not a list of names", what));
  }
  std::vector<std::string> names;
  for (const dom::element item : array) {
    std::string_view name;
    if (item.get(name) != simdjson::SUCCESS) {
      return malformed(fmt::format("\"{}\" in the header holds something other than names", what));
    }
    names.emplace_back(name);
  }
  return names;
}

Result<Record> read_record(dom::object meta, std::string_view key) {
  dom::element list;
  if (meta[key].get(list) != simdjson::SUCCESS) {
    return malformed(fmt::format("the header has no \"{}\"", key));
  }
  Result<std::vector<std::string>> names = read_names(list, key);
  if (!names) return fail(names.error());
  if (names->size() > fields_max) {
    return malformed(
        fmt::format("the header lists {} {}, more than {}", names->size(), key, fields_max));
  }
  return Record{std::move(*names)};
}

/// simdjson's reason, in the form of our own messages.
std::string_view reason_of(simdjson::error_code status) {
  std::string_view reason = simdjson::error_message(status);
  while (reason.ends_with('.')) reason.remove_suffix(1);
  return reason;
}

/// The list of type names at the position of the field `type`.
Result<std::vector<std::string>> read_types(dom::object meta, std::string_view key,
                                            std::size_t at) {
  dom::element lists, list;
  if (meta[key].get(lists) != simdjson::SUCCESS) {
    return malformed(fmt::format("the header has no \"{}\"", key));
  }
  dom::array array;
  if (lists.get(array) != simdjson::SUCCESS || array.at(at).get(list) != simdjson::SUCCESS) {
    return malformed(fmt::format("\"{}\" in the header has no entry for the field \"type\"", key));
  }
  return read_names(list, key);
}

/// Fills the positions of required fields, in order; names the first that is missing.
Result<void> locate(const Record& record, std::string_view key,
                    std::initializer_list<std::pair<std::string_view, std::size_t*>> wanted) {
  for (const auto& [field, position] : wanted) {
    const std::optional<std::size_t> at = record.find(field);
    if (!at)
      return malformed(fmt::format("\"{}\" in the header lacks the field \"{}\"", key, field));
    *position = *at;
  }
  return {};
}

Result<void> read_node_schema(dom::object meta, Schema& schema) {
  Result<Record> record = read_record(meta, "node_fields");
  if (!record) return fail(record.error());
  schema.node = std::move(*record);
  auto& at = schema.node_at;
  if (Result<void> found = locate(schema.node, "node_fields",
                                  {{"type", &at.type},
                                   {"name", &at.name},
                                   {"id", &at.id},
                                   {"self_size", &at.self_size},
                                   {"edge_count", &at.edge_count}});
      !found) {
    return found;
  }
  at.detachedness = schema.node.find("detachedness");

  const Result<std::vector<std::string>> types = read_types(meta, "node_types", at.type);
  if (!types) return fail(types.error());
  if (types->size() > node_types_max) {
    return malformed(
        fmt::format("the header lists {} node types, more than {}", types->size(), node_types_max));
  }
  for (const std::string& type : *types) {
    const auto known = std::find(node_type_names.begin(), node_type_names.end() - 1, type);
    auto number = static_cast<std::size_t>(known - node_type_names.begin());
    if (known == node_type_names.end() - 1) {
      number += schema.unknown_node_types.size();
      schema.unknown_node_types.push_back(type);
    }
    schema.node_types.push_back(static_cast<NodeType>(number));
  }
  schema.node_types_listed = schema.node_types.size();
  if (schema.node_types.size() < node_type_numbers) {
    const std::size_t undefined =
        static_cast<std::size_t>(NodeType::unknown) + schema.unknown_node_types.size();
    schema.unknown_node_types.emplace_back(undefined_type);
    schema.node_types.resize(node_type_numbers, static_cast<NodeType>(undefined));
  }
  return {};
}

Result<void> read_edge_schema(dom::object meta, Schema& schema) {
  Result<Record> record = read_record(meta, "edge_fields");
  if (!record) return fail(record.error());
  schema.edge = std::move(*record);
  auto& at = schema.edge_at;
  if (Result<void> found =
          locate(schema.edge, "edge_fields",
                 {{"type", &at.type}, {"name_or_index", &at.name}, {"to_node", &at.to_node}});
      !found) {
    return found;
  }
  const Result<std::vector<std::string>> types = read_types(meta, "edge_types", at.type);
  if (!types) return fail(types.error());
  if (types->size() > edge_types_max) {
    return malformed(
        fmt::format("the header lists {} edge types, more than {}", types->size(), edge_types_max));
  }
  for (const std::string& type : *types) {
    const auto known = std::find(edge_type_names.begin(), edge_type_names.end() - 1, type);
    schema.edge_types.push_back(static_cast<EdgeType>(known - edge_type_names.begin()));
  }
  return {};
}

Result<void> read_location_schema(dom::object meta, Schema& schema) {
  dom::element list;
  if (meta["location_fields"].get(list) != simdjson::SUCCESS) return {};
  Result<std::vector<std::string>> names = read_names(list, "location_fields");
  if (!names) return fail(names.error());
  if (names->empty() || names->size() > fields_max) return {};
  schema.location = Record{std::move(*names)};
  auto& at = schema.location_at;
  return locate(schema.location, "location_fields",
                {{"object_index", &at.object},
                 {"script_id", &at.script_id},
                 {"line", &at.line},
                 {"column", &at.column}});
}

std::optional<std::uint64_t> read_count(dom::object header, std::string_view key, Schema& schema) {
  dom::element value;
  if (header[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  std::uint64_t count = 0;
  if (value.get(count) == simdjson::SUCCESS) return count;
  schema.notes.push_back(
      fmt::format("\"{}\" in the header is not a whole number and was ignored", key));
  return std::nullopt;
}

/// The record that `meta` lists under a key, if it has all these fields.
std::optional<Record> read_whole_record(
    dom::object meta, std::string_view key,
    std::initializer_list<std::pair<std::string_view, std::size_t*>> wanted) {
  Result<Record> record = read_record(meta, key);
  if (!record || !locate(*record, key, wanted)) return std::nullopt;
  return std::move(*record);
}

/// Everything else works without allocation stacks, so a header that does not describe them is no
/// reason to refuse a file.
void read_trace_schema(dom::object header, dom::object meta, Schema& schema) {
  if (read_count(header, "trace_function_count", schema).value_or(0) == 0) return;
  const std::optional<std::size_t> trace_node = schema.node.find("trace_node_id");
  auto& function_at = schema.trace_function_at;
  std::optional<Record> function = read_whole_record(meta, "trace_function_info_fields",
                                                     {{"name", &function_at.name},
                                                      {"script_name", &function_at.script_name},
                                                      {"line", &function_at.line},
                                                      {"column", &function_at.column}});
  auto& node_at = schema.trace_node_at;
  std::optional<Record> node = read_whole_record(meta, "trace_node_fields",
                                                 {{"id", &node_at.id},
                                                  {"function_info_index", &node_at.function},
                                                  {"children", &node_at.children}});
  if (!trace_node || !function || !node) {
    schema.notes.emplace_back(
        "allocation stacks were not read: the header does not name all their fields");
    return;
  }
  schema.node_at.trace_node = trace_node;
  schema.trace_function = std::move(*function);
  schema.trace_node = std::move(*node);
}

/// A snapshot is useful without them.
void read_scope_schema(dom::object meta, Schema& schema) {
  auto& scope_at = schema.scope_at;
  auto& use_at = schema.scope_use_at;
  std::optional<Record> scope =
      read_whole_record(meta, "scope_fields",
                        {{"script_node_index", &scope_at.script},
                         {"scope_id", &scope_at.id},
                         {"depth", &scope_at.depth},
                         {"scope_context_vars_count", &scope_at.variables},
                         {"scope_uses_count", &scope_at.uses}});
  std::optional<Record> variable = read_whole_record(meta, "scope_context_var_fields",
                                                     {{"name", &schema.scope_variable_at.name}});
  std::optional<Record> use = read_whole_record(
      meta, "scope_use_fields",
      {{"declaring_scope_id", &use_at.declaring_scope}, {"slot_index", &use_at.slot}});
  if (!scope || !variable || !use) return;
  schema.scope = std::move(*scope);
  schema.scope_variable = std::move(*variable);
  schema.scope_use = std::move(*use);
}

}  // namespace

std::optional<std::size_t> Record::find(std::string_view field) const {
  const auto found = std::find(fields.begin(), fields.end(), field);
  if (found == fields.end()) return std::nullopt;
  return static_cast<std::size_t>(found - fields.begin());
}

Result<Schema> read_schema(std::string_view json) {
  dom::parser parser;
  dom::element document;
  if (const auto status = parser.parse(simdjson::padded_string(json)).get(document);
      status != simdjson::SUCCESS) {
    return malformed(fmt::format("the header \"snapshot\" is not JSON: {}", reason_of(status)));
  }
  dom::object header, meta;
  if (document.get(header) != simdjson::SUCCESS) {
    return malformed("\"snapshot\" is not an object");
  }
  if (header["meta"].get(meta) != simdjson::SUCCESS) return malformed("the header has no \"meta\"");

  Schema schema;
  if (Result<void> read = read_node_schema(meta, schema); !read) return fail(read.error());
  if (Result<void> read = read_edge_schema(meta, schema); !read) return fail(read.error());
  if (Result<void> read = read_location_schema(meta, schema); !read) return fail(read.error());
  schema.node_count = read_count(header, "node_count", schema);
  schema.edge_count = read_count(header, "edge_count", schema);
  schema.extra_native_bytes = read_count(header, "extra_native_bytes", schema);
  if (schema.extra_native_bytes > native_bytes_max) {
    schema.notes.push_back(
        fmt::format("\"extra_native_bytes\" in the header is {}, which cannot be, and was ignored",
                    *schema.extra_native_bytes));
    schema.extra_native_bytes.reset();
  }
  read_trace_schema(header, meta, schema);
  read_scope_schema(meta, schema);
  schema.root_index = read_count(header, "root_index", schema).value_or(0);
  schema.meta_hash = base::stable_hash(simdjson::minify(meta));
  return schema;
}

std::string_view name_of(NodeType type, const std::vector<std::string>& unknown) {
  const auto number = static_cast<std::size_t>(type);
  const auto first_unknown = static_cast<std::size_t>(NodeType::unknown);
  if (number < first_unknown) return node_type_names[number];
  const std::size_t i = number - first_unknown;
  return i < unknown.size() ? std::string_view(unknown[i]) : node_type_names[first_unknown];
}

NodeKind kind_of(NodeType type, const std::vector<std::string>& unknown) {
  if (type < NodeType::unknown) return {type};
  return {NodeType::unknown, std::string(name_of(type, unknown))};
}

}  // namespace heapdiff::parse

namespace heapdiff {

const char* name_of(EdgeType type) {
  return parse::edge_type_names[static_cast<std::size_t>(type)].data();
}

std::string_view name_of(const NodeKind& kind) {
  return kind.unknown_name.empty() ? parse::node_type_names[static_cast<std::size_t>(kind.type)]
                                   : std::string_view(kind.unknown_name);
}

}  // namespace heapdiff
