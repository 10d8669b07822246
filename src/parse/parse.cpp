#include "parse/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "parse/decode.hpp"
#include "parse/foreign.hpp"
#include "parse/salvage.hpp"
#include "parse/scope_tables.hpp"
#include "parse/skip_value.hpp"
#include "parse/strings.hpp"
#include "parse/trace_tree.hpp"

namespace heapdiff::parse {
namespace {

constexpr std::size_t header_bytes_max = std::size_t{16} << 20;
constexpr std::size_t key_bytes_max = 64;

/// A section that came before what it needs: where it starts, and its text where the source cannot
/// go back there.
struct Deferred {
  std::uint64_t first_byte = 0;
  base::Column<char> text;
};

struct Section {
  const char* key;
  bool is_required;
  bool is_seen = false;
  std::optional<Deferred> deferred = {};
};

enum SectionId {
  snapshot,
  nodes,
  edges,
  trace_functions,
  trace_tree,
  locations,
  scopes,
  scope_variables,
  scope_uses,
  strings,
  section_count
};

class Parser {
 public:
  Parser(input::Source& source, unsigned threads, const ReadOptions& options)
      : source_(source), reader_(source), threads_(threads), options_(options) {}

  Result<Columns> run() {
    if (Result<void> start = expect_object(); !start) return fail(start.error());
    Result<void> whole = read_sections();
    if (whole) whole = read_deferred();
    if (whole) whole = check_presence();
    if (whole) whole = check_counts();
    if (!whole) whole = salvage(std::move(whole.error()));
    if (!whole) return fail(std::move(whole.error()));
    if (are_strings_early_) cut_early_strings();
    drop_stacks_without_tree();
    drop_useless_scopes();
    columns_.notes.insert(columns_.notes.begin(), columns_.schema.notes.begin(),
                          columns_.schema.notes.end());
    return std::move(columns_);
  }

  std::optional<Schema> peek() {
    if (!expect_object()) return std::nullopt;
    const Result<std::string> key = read_key();
    if (!key || *key != sections_[snapshot].key || !read_header()) return std::nullopt;
    return std::move(columns_.schema);
  }

 private:
  [[nodiscard]] Error error(ErrorKind kind, std::string message, std::string hint = "") const {
    return {kind, source_.name(), std::move(message), std::nullopt, std::move(hint)};
  }
  [[nodiscard]] Error error_here(ErrorKind kind, std::string message, std::string hint = "") const {
    return {kind, source_.name(), std::move(message), reader_.offset(), std::move(hint)};
  }
  [[nodiscard]] tl::unexpected<Error> ends(const std::string& where) const {
    return fail(ends_early(reader_, where));
  }

  Result<void> expect_object();
  Result<void> read_sections();
  Result<void> read_section(std::string_view key);
  Result<void> read_known(SectionId id);
  Result<void> decode(SectionId id, ByteReader& reader);
  Result<void> decode_strings(ByteReader& reader);
  Result<void> defer(SectionId id);
  Result<void> read_deferred();
  Result<void> read_header();
  void cut_early_strings();
  void drop_stacks_without_tree();
  void drop_useless_scopes();
  Result<std::string> read_key();
  Result<void> look_behind_the_end();
  [[nodiscard]] bool is_ready(SectionId id) const;
  [[nodiscard]] bool has_meaning(SectionId id) const;
  Result<void> check_presence();
  Result<void> check_counts();
  Result<void> check_root();
  [[nodiscard]] bool is_root_a_node() const;
  Result<void> check_stacks();
  Result<void> check_names(const Extreme& largest, const char* element, const char* field = "name");
  [[nodiscard]] bool can_salvage() const;
  Result<void> salvage(Error reason);
  [[nodiscard]] std::optional<std::uint64_t> elements_of_damaged_section() const;

  input::Source& source_;
  ByteReader reader_;
  unsigned threads_;
  ReadOptions options_;
  bool are_strings_early_ = false;  // read whole, before all that tells which are names
  Columns columns_;
  std::array<Section, section_count> sections_{{{"snapshot", true},
                                                {"nodes", true},
                                                {"edges", true},
                                                {"trace_function_infos", false},
                                                {"trace_tree", false},
                                                {"locations", false},
                                                {"scopes", false},
                                                {"scope_context_vars", false},
                                                {"scope_uses", false},
                                                {"strings", true}}};
  std::array<bool, section_count> is_decoded_{};
  std::array<bool, section_count> is_whole_{};  // decoded up to its end
  std::string at_;                              // the section that is read or checked
  bool is_ambiguous_ = false;                   // a section is there twice
  std::optional<Hole> hole_;                    // in the strings
  std::vector<std::string> foreign_keys_;  // the first few unknown ones: they tell what a file is
};

Result<void> Parser::expect_object() {
  int byte = reader_.peek();
  if (byte == 0xEF) {  // byte order mark
    for (const int expected : {0xEF, 0xBB, 0xBF}) {
      if (reader_.peek() == expected) reader_.skip();
    }
  }
  bool has_nul = false;
  while ((byte = reader_.peek_past_space()) == '\0') {
    has_nul = true;
    reader_.skip();
  }
  if (byte == '{' && !has_nul) {
    reader_.skip();
    return {};
  }
  if (byte == ByteReader::end) {
    if (reader_.failure()) return fail(*reader_.failure());
    return fail(error(ErrorKind::cut_short, has_nul ? "holds nothing but NUL bytes" : "is empty",
                      "the process was killed before it could write, or the disk is full"));
  }
  if (has_nul) {
    return fail(
        error_here(ErrorKind::malformed, "starts with NUL bytes where '{' is expected", hole_hint));
  }
  return fail(describe_foreign_text(reader_));
}

Result<std::string> Parser::read_key() {
  if (reader_.peek_past_space() != '"') {
    if (reader_.peek() == ByteReader::end) return ends("between two sections");
    return fail(error_here(
        ErrorKind::malformed,
        fmt::format("{} where the name of a section is expected", describe_byte(reader_.peek()))));
  }
  reader_.skip();
  std::string key;
  for (;;) {
    const int byte = reader_.take();
    if (byte == ByteReader::end) return ends("inside the name of a section");
    if (byte == '"') break;
    if (key.size() < key_bytes_max) key.push_back(static_cast<char>(byte));
    if (byte == '\\' && reader_.take() == ByteReader::end)
      return ends("inside the name of a section");
  }
  if (reader_.peek_past_space() != ':') {
    if (reader_.peek() == ByteReader::end) return ends(fmt::format("before \"{}\"", key));
    return fail(error_here(ErrorKind::malformed, fmt::format("no ':' after \"{}\"", key)));
  }
  reader_.skip();
  return key;
}

Result<void> Parser::read_sections() {
  if (reader_.peek_past_space() == '}')
    return fail(describe_foreign_json(source_.name(), foreign_keys_));
  for (;;) {
    const Result<std::string> key = read_key();
    if (!key) return fail(key.error());
    at_ = *key;
    if (Result<void> read = read_section(*key); !read) return read;
    at_.clear();
    const int separator = reader_.peek_past_space();
    if (separator == ',') {
      reader_.skip();
      continue;
    }
    if (separator == '}') {
      reader_.skip();
      return look_behind_the_end();
    }
    if (separator == ByteReader::end) {
      if (reader_.failure()) return fail(*reader_.failure());
      const bool is_whole = std::all_of(sections_.begin(), sections_.end(), [](const Section& s) {
        return s.is_seen || !s.is_required;
      });
      if (!is_whole) return ends(fmt::format("after \"{}\"", *key));
      columns_.notes.emplace_back("the last \"}\" is missing; nothing else is");
      return {};
    }
    return fail(error_here(ErrorKind::malformed,
                           fmt::format("{} after \"{}\" where ',' or '}}' is expected",
                                       describe_byte(separator), *key),
                           separator == 0 ? hole_hint : ""));
  }
}

Result<void> Parser::look_behind_the_end() {
  bool has_nul = false;
  int byte = 0;
  while ((byte = reader_.peek_past_space()) == '\0') {
    has_nul = true;
    reader_.skip();
  }
  // The snapshot is whole, but a checksum may not be, or a read may have failed.
  if (byte == ByteReader::end && reader_.failure()) return fail(*reader_.failure());
  if (byte == '{') {
    columns_.notes.push_back(
        fmt::format("another object starts at byte {}; only the first was read", reader_.offset()));
  } else if (byte != ByteReader::end) {
    columns_.notes.push_back(fmt::format(
        "something else follows the snapshot at byte {} and was not read", reader_.offset()));
  } else if (has_nul) {
    columns_.notes.emplace_back("NUL bytes follow the snapshot");
  }
  return {};
}

Result<void> Parser::read_section(std::string_view key) {
  for (std::size_t id = 0; id < section_count; ++id) {
    if (key == sections_[id].key) return read_known(static_cast<SectionId>(id));
  }
  if (foreign_keys_.size() < 16) foreign_keys_.emplace_back(key);
  return skip_value(reader_, key);
}

bool Parser::is_ready(SectionId id) const {
  switch (id) {
    case nodes:
    case trace_functions:
    case trace_tree:
    case scopes:
    case scope_variables:
    case scope_uses:
      return is_decoded_[snapshot];
    case edges:
    case locations:
      return is_decoded_[nodes];
    default:
      return true;
  }
}

/// Locations are numbers without a meaning where the header does not name their fields. Allocation
/// stacks have none where nothing names them, as in nearly all files: then their sections are
/// whatever stands there. So do those about scopes.
bool Parser::has_meaning(SectionId id) const {
  switch (id) {
    case locations:
      return columns_.schema.location.width() > 0;
    case trace_functions:
    case trace_tree:
      return columns_.schema.has_allocation_stacks();
    case scopes:
    case scope_variables:
    case scope_uses:
      return columns_.schema.has_scopes();
    default:
      return true;
  }
}

Result<void> Parser::read_known(SectionId id) {
  Section& section = sections_[id];
  if (section.is_seen) {
    is_ambiguous_ = true;
    return fail(error_here(ErrorKind::malformed,
                           fmt::format("\"{}\" stands here a second time", section.key)));
  }
  section.is_seen = true;
  if (id == snapshot) return read_header();
  if (is_ready(id) && !has_meaning(id)) return skip_value(reader_, section.key);
  const int first = reader_.peek_past_space();
  if (first == ByteReader::end) return ends(fmt::format("before \"{}\"", section.key));
  if (first != '[') {
    return fail(error_here(
        ErrorKind::malformed,
        fmt::format("\"{}\" is {} where an array is expected", section.key, describe_byte(first))));
  }
  if (!is_ready(id)) return defer(id);
  reader_.skip();
  return decode(id, reader_);
}

Result<void> Parser::decode(SectionId id, ByteReader& reader) {
  is_decoded_[id] = true;
  const Schema& schema = columns_.schema;
  const std::size_t node_count = columns_.nodes.size();
  const auto keep = [&](auto&& part, auto& place) -> Result<void> {
    place = std::move(part.value);
    if (part.error) return fail(std::move(*part.error));
    is_whole_[id] = true;
    return {};
  };
  const auto keep_scopes = [&](std::optional<Error> error) -> Result<void> {
    if (error) return fail(std::move(*error));
    is_whole_[id] = true;
    return {};
  };
  switch (id) {
    case nodes:
      if (Result<void> read = keep(decode_nodes(reader, schema, threads_), columns_.nodes); !read) {
        return read;
      }
      if (columns_.nodes.size() > 0 || schema.node_count.value_or(0) > 0) return {};
      return fail(error(ErrorKind::malformed, "holds no nodes, not even a root"));
    case edges:
      return keep(decode_edges(reader, schema, node_count, threads_), columns_.edges);
    case locations:
      return keep(decode_locations(reader, schema, node_count), columns_.locations);
    case trace_functions:
      return keep(decode_trace_functions(reader, schema), columns_.trace_functions);
    case trace_tree:
      return keep(read_trace_tree(reader, schema), columns_.trace_tree);
    case scopes:
      return keep_scopes(parse::read_scopes(reader, schema, columns_.scopes));
    case scope_variables:
      return keep_scopes(parse::read_scope_variables(reader, schema, columns_.scopes));
    case scope_uses:
      return keep_scopes(parse::read_scope_uses(reader, schema, columns_.scopes));
    default:
      break;
  }
  return decode_strings(reader);
}

Result<void> Parser::decode_strings(ByteReader& reader) {
  const Schema& schema = columns_.schema;
  are_strings_early_ = !is_decoded_[nodes] || !is_decoded_[edges] ||
                       (schema.has_allocation_stacks() && !is_decoded_[trace_functions]);
  auto [table, error] =
      are_strings_early_ ? read_strings(reader) : read_strings(reader, options_.texts, columns_);
  columns_.strings = std::move(table.texts);
  columns_.are_values_cut = table.are_values_cut;
  columns_.strings.shrink_to_fit();
  hole_ = table.first_hole;
  if (table.replaced > 0) {
    columns_.notes.push_back(
        fmt::format("{} place{} in strings held no valid text and became U+FFFD", table.replaced,
                    table.replaced == 1 ? "" : "s"));
  }
  if (error) return fail(std::move(*error));
  is_whole_[strings] = true;
  return {};
}

Result<void> Parser::defer(SectionId id) {
  Section& section = sections_[id];
  section.deferred.emplace();
  section.deferred->first_byte = reader_.offset();
  if (source_.can_reread()) return skip_value(reader_, section.key);
  if (Result<void> held = skip_value(reader_, section.key, &section.deferred->text); !held) {
    return held;
  }
  columns_.notes.push_back(fmt::format(
      "\"{}\" comes before the sections that it needs: its {} bytes were held in memory",
      section.key, section.deferred->text.size()));
  return {};
}

Result<void> Parser::read_deferred() {
  if (!is_decoded_[snapshot]) return {};
  for (const SectionId id : {nodes, edges, trace_functions, trace_tree, locations, scopes,
                             scope_variables, scope_uses}) {
    std::optional<Deferred>& deferred = sections_[id].deferred;
    if (!deferred || !has_meaning(id)) continue;
    if (!is_ready(id)) continue;  // a required section is missing; that is the message to give
    std::unique_ptr<input::Source> held;
    if (!source_.can_reread()) {
      held = input::text_source({deferred->text.data(), deferred->text.size()}, source_.name(),
                                deferred->first_byte);
    } else {
      source_.seek(deferred->first_byte);
    }
    ByteReader reader(held ? *held : source_, deferred->first_byte);
    if (reader.take() != '[') {
      return fail(error(ErrorKind::io,
                        fmt::format("\"{}\" changed while the file was read", sections_[id].key)));
    }
    at_ = sections_[id].key;
    if (Result<void> read = decode(id, reader); !read) return read;
    at_.clear();
    deferred.reset();
  }
  return {};
}

void Parser::cut_early_strings() {
  if (columns_.strings.text_bytes() <= options_.texts.cut_above) return;
  cut_values(columns_.strings, Names(columns_));
  columns_.are_values_cut = true;
  columns_.strings.shrink_to_fit();
}

/// The header counted functions, but whoever wrote the file again left their stacks out.
void Parser::drop_stacks_without_tree() {
  if (columns_.trace_tree.size() > 0) return;
  columns_.nodes.trace_ids.clear();
  columns_.trace_functions = {};
}

/// What scopes say is a help, and no reason to refuse a file. Of a damaged one they are left out:
/// their names may be lost.
void Parser::drop_useless_scopes() {
  ScopeTables& tables = columns_.scopes;
  const bool has_none = tables.empty() && tables.variables.empty() && tables.uses.empty();
  if (has_none) return;
  const auto problem = columns_.damage
                           ? std::optional<std::string>()
                           : check_scopes(tables, columns_.nodes.size(), columns_.strings.size());
  if (!columns_.damage && !problem) return;
  if (problem) {
    columns_.notes.push_back("what the file says of scopes was not used: " + *problem);
  }
  tables = {};
}

Result<void> Parser::read_header() {
  if (reader_.peek_past_space() == ByteReader::end) return ends("before \"snapshot\"");
  const std::uint64_t byte = reader_.offset();
  base::Column<char> text;
  if (Result<void> read = skip_value(reader_, "snapshot", &text, header_bytes_max); !read)
    return read;
  Result<Schema> schema = read_schema({text.data(), text.size()});
  if (!schema) {
    Error problem = schema.error();
    problem.path = source_.name();
    problem.byte = byte;
    return fail(std::move(problem));
  }
  columns_.schema = std::move(*schema);
  is_decoded_[snapshot] = true;
  return {};
}

Result<void> Parser::check_presence() {
  if (!sections_[snapshot].is_seen)
    return fail(describe_foreign_json(source_.name(), foreign_keys_));
  for (const Section& section : sections_) {
    if (section.is_required && !section.is_seen) {
      at_ = section.key;
      return fail(error(ErrorKind::malformed, fmt::format("has no \"{}\" section", section.key)));
    }
  }
  return {};
}

Result<void> Parser::check_names(const Extreme& largest, const char* element, const char* field) {
  at_ = sections_[strings].key;
  if (!largest.is_set || largest.value < columns_.strings.size()) return {};
  Error problem =
      error(ErrorKind::malformed,
            fmt::format("{} {}: its {} is string {}, but there are {} strings", element,
                        largest.element, field, largest.value, columns_.strings.size()));
  problem.byte = largest.byte;
  return fail(std::move(problem));
}

/// What two sections together must satisfy.
Result<void> Parser::check_counts() {
  const Schema& schema = columns_.schema;
  const auto check_claim = [this](std::optional<std::uint64_t> claimed, std::uint64_t held,
                                  const char* key) -> Result<void> {
    at_ = key;
    if (claimed.value_or(0) == 0 || *claimed == held) return {};  // Hermes always writes 0
    const std::string both =
        fmt::format("\"{}\" holds {} where the header says {}", key, held, *claimed);
    if (held < *claimed) return fail(error(ErrorKind::cut_short, both, cut_hint));
    columns_.notes.push_back(both + "; all were read");
    return {};
  };
  const std::uint64_t node_count = columns_.nodes.size();
  const std::uint64_t edge_count = columns_.edges.size();
  if (Result<void> fine = check_claim(schema.node_count, node_count, "nodes"); !fine) return fine;
  if (Result<void> fine = check_claim(schema.edge_count, edge_count, "edges"); !fine) return fine;
  const std::uint64_t edges_claimed = columns_.nodes.first_edges.back();
  if (edges_claimed != edge_count) {
    const Extreme& largest = columns_.nodes.largest_edge_count;
    Error problem =
        error(ErrorKind::malformed,
              fmt::format("the nodes claim {} edges, but \"edges\" holds {}; node {} alone "
                          "claims {}",
                          edges_claimed, edge_count, largest.element, largest.value));
    problem.byte = largest.byte;
    return fail(std::move(problem));
  }
  if (Result<void> fine = check_root(); !fine) return fine;
  if (Result<void> fine = check_names(columns_.nodes.largest_name, "node"); !fine) return fine;
  if (Result<void> fine = check_names(columns_.edges.largest_name, "edge"); !fine) return fine;
  return check_stacks();
}

bool Parser::is_root_a_node() const {
  const Schema& schema = columns_.schema;
  return schema.root_index % schema.node.width() == 0 &&
         schema.root_index / schema.node.width() < columns_.nodes.size();
}

Result<void> Parser::check_root() {
  if (is_root_a_node()) return {};
  const Schema& schema = columns_.schema;
  at_ = sections_[snapshot].key;
  return fail(
      error(ErrorKind::malformed,
            fmt::format("root_index is {}, which is no place of one of {} nodes of {} fields",
                        schema.root_index, columns_.nodes.size(), schema.node.width())));
}

Result<void> Parser::check_stacks() {
  const TraceFunctions& functions = columns_.trace_functions;
  for (const auto& [largest, field] : {std::pair(&functions.largest_name, "name"),
                                       std::pair(&functions.largest_script_name, "script_name")}) {
    if (Result<void> fine = check_names(*largest, "trace function", field); !fine) return fine;
  }
  at_ = sections_[trace_tree].key;
  const Extreme& largest = columns_.trace_tree.largest_function;
  if (!largest.is_set || largest.value < functions.rows.size()) return {};
  Error problem = error(ErrorKind::malformed,
                        fmt::format("trace node {}: its function is {}, but there are {} functions",
                                    largest.element, largest.value, functions.rows.size()));
  problem.byte = largest.byte;
  return fail(std::move(problem));
}

/// The header tells everything; of a section that is there twice, nobody knows which is right; and
/// a root that is no node is a lie, not damage.
bool Parser::can_salvage() const {
  const bool is_root_lost = !is_whole_[nodes];
  return is_decoded_[snapshot] && columns_.nodes.size() > 0 && !is_ambiguous_ &&
         (is_root_lost || is_root_a_node());
}

/// How many elements were read of the section that is damaged, where it has any.
std::optional<std::uint64_t> Parser::elements_of_damaged_section() const {
  const auto is_at = [&](SectionId id) {
    return at_ == sections_[id].key && is_decoded_[id] && !is_whole_[id];
  };
  if (is_at(nodes)) return columns_.nodes.size();
  if (is_at(edges)) return columns_.edges.size();
  if (is_at(trace_functions)) return columns_.trace_functions.rows.size();
  if (is_at(trace_tree)) return columns_.trace_tree.size();
  if (is_at(locations)) return columns_.locations.size();
  if (is_at(scopes)) return columns_.scopes.rows.size();
  if (is_at(scope_variables)) return columns_.scopes.variables.size();
  if (is_at(scope_uses)) return columns_.scopes.uses.size();
  if (is_at(strings)) return columns_.strings.size();
  return std::nullopt;
}

/// Keeps what was read, or refuses the file for the reason given: the first one met.
Result<void> Parser::salvage(Error reason) {
  if (!options_.salvage) {
    if (!can_salvage()) return fail(std::move(reason));
    constexpr const char* way_out = "--salvage reads what is there";
    if (!reason.hint.empty()) reason.hint += reason.hint.back() == '?' ? " " : "; ";
    reason.hint += way_out;
    return fail(std::move(reason));
  }
  const std::string damaged_section = at_;
  // What came too early has not been read yet. If that is damaged as well, it is as if cut short.
  (void)read_deferred();
  at_ = damaged_section;
  if (!can_salvage()) {
    reason.hint = "nothing sound is there to salvage: that takes the header and nodes, at least";
    return fail(std::move(reason));
  }
  Damage damage;
  damage.section = at_;
  damage.element = elements_of_damaged_section();
  damage.byte = reason.byte;
  if (!damage.byte && reader_.failure()) damage.byte = reader_.offset();
  damage.is_compressed = source_.is_decompressed();
  damage.problem = reason.message;
  if (hole_ && at_ == sections_[strings].key) {
    damage.element = hole_->string;
    damage.byte = hole_->byte;
  }
  columns_.damage = std::move(damage);
  const bool has_stacks = columns_.schema.has_allocation_stacks();
  // Whoever came to the strings has passed the places, if there are any.
  const bool has_places = is_whole_[locations] || !has_meaning(locations) ||
                          (is_decoded_[strings] && !is_decoded_[locations]);
  keep_what_is_sound(columns_,
                     {is_whole_[nodes], is_whole_[edges], has_places, is_whole_[strings],
                      has_stacks && is_whole_[trace_functions] && is_whole_[trace_tree], hole_});
  return {};
}

}  // namespace

std::optional<Schema> peek_schema(input::Source& source) { return Parser(source, 1, {}).peek(); }

Result<Columns> parse_snapshot(input::Source& source, unsigned threads,
                               const ReadOptions& options) {
  return Parser(source, threads, options).run();
}

}  // namespace heapdiff::parse
