#include "parse/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "parse/check.hpp"
#include "parse/decoders.hpp"
#include "parse/foreign.hpp"
#include "parse/salvage.hpp"
#include "parse/sections.hpp"
#include "parse/skip_value.hpp"

namespace heapdiff::parse {
namespace {

constexpr std::size_t key_bytes_max = 64;

/// A section that came before what it needs: where it starts, and its text where the source cannot
/// go back there.
struct PendingSection {
  const Section* section;
  std::uint64_t first_byte = 0;
  base::Column<char> text = {};
};

class Parser {
 public:
  Parser(input::Source& source, unsigned threads, const ReadOptions& options)
      : source_(source),
        reader_(source),
        reads_damaged_(options.salvage),
        has_graph_(options.has_graph),
        state_(threads, options.texts) {}

  Result<Columns> run() {
    if (Result<void> start = expect_object(); !start) return fail(start.error());
    Result<void> whole = read_sections();
    if (whole) whole = read_deferred();
    if (whole) whole = check_presence();
    if (whole) whole = check_fit();
    if (!whole) whole = accept_damage(std::move(whole.error()));
    if (!whole) return fail(std::move(whole.error()));
    Columns& columns = state_.columns;
    if (state_.are_strings_early) cut_early_strings();
    if (columns.damage) drop_lost_sections(state_);
    for (const Section& section : sections()) {
      if (section.settle != nullptr) section.settle(columns);
    }
    if (columns.damage) keep_what_is_sound(state_);
    columns.notes.insert(columns.notes.begin(), columns.schema.notes.begin(),
                         columns.schema.notes.end());
    return std::move(columns);
  }

  std::optional<Schema> peek() {
    if (!expect_object()) return std::nullopt;
    const Result<std::string> key = read_key();
    if (!key || *key != "snapshot" || !read_section(*key)) return std::nullopt;
    return std::move(state_.columns.schema);
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
  Result<std::string> read_key();
  Result<void> read_section(std::string_view key);
  Result<void> read_known(const Section& section);
  Result<void> decode(const Section& section, ByteReader& reader);
  Result<void> defer(const Section& section);
  Result<void> read_deferred();
  Result<void> look_behind_the_end();
  [[nodiscard]] bool is_ready(const Section& section) const;
  [[nodiscard]] const Section* missing_section() const;
  Result<void> check_presence();
  Result<void> check_fit();
  [[nodiscard]] bool can_salvage() const;
  [[nodiscard]] Result<void> check_claims() const;
  Result<void> accept_damage(Error reason);
  [[nodiscard]] Damage describe_damage(const Error& reason) const;
  void cut_early_strings();

  input::Source& source_;
  ByteReader reader_;
  bool reads_damaged_;
  std::function<void()> has_graph_;  // until it is called
  ParseState state_;
  std::vector<PendingSection> deferred_;
  std::string at_;                         // the section that is read or checked
  bool is_ambiguous_ = false;              // a section is there twice
  std::vector<std::string> foreign_keys_;  // the first few unknown ones: they show what a file is
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
      if (missing_section() != nullptr) return ends(fmt::format("after \"{}\"", *key));
      state_.columns.notes.emplace_back("the last \"}\" is missing; nothing else is");
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
    state_.columns.notes.push_back(
        fmt::format("another object starts at byte {}; only the first was read", reader_.offset()));
  } else if (byte != ByteReader::end) {
    state_.columns.notes.push_back(fmt::format(
        "something else follows the snapshot at byte {} and was not read", reader_.offset()));
  } else if (has_nul) {
    state_.columns.notes.emplace_back("NUL bytes follow the snapshot");
  }
  return {};
}

Result<void> Parser::read_section(std::string_view key) {
  if (const Section* section = find_section(key)) return read_known(*section);
  if (foreign_keys_.size() < 16) foreign_keys_.emplace_back(key);
  return skip_value(reader_, key);
}

bool Parser::is_ready(const Section& section) const {
  return section.needs.empty() || state_.is_decoded(section.needs);
}

Result<void> Parser::read_known(const Section& section) {
  Extent& extent = state_.extent(section.key);
  if (extent != Extent::absent) {
    is_ambiguous_ = true;
    return fail(error_here(ErrorKind::malformed,
                           fmt::format("\"{}\" stands here a second time", section.key)));
  }
  extent = Extent::skipped;
  if (is_ready(section) && !section.is_described(state_.columns.schema)) {
    return skip_value(reader_, section.key);
  }
  const int first = reader_.peek_past_space();
  if (first == ByteReader::end) return ends(fmt::format("before \"{}\"", section.key));
  if (section.is_array && first != '[') {
    return fail(error_here(
        ErrorKind::malformed,
        fmt::format("\"{}\" is {} where an array is expected", section.key, describe_byte(first))));
  }
  if (!is_ready(section)) return defer(section);
  if (section.is_array) reader_.skip();
  return decode(section, reader_);
}

Result<void> Parser::decode(const Section& section, ByteReader& reader) {
  Extent& extent = state_.extent(section.key);
  extent = Extent::partial;
  if (std::optional<Error> error = section.decode(reader, state_)) return fail(std::move(*error));
  extent = Extent::whole;
  if (has_graph_ && state_.is_whole("nodes") && state_.is_whole("edges")) {
    std::exchange(has_graph_, nullptr)();
  }
  return check_claims();
}

/// What has more than there are numbers for is refused by its header, before it takes any memory.
/// A header may claim anything: it is believed if the file is long enough.
Result<void> Parser::check_claims() const {
  const std::optional<std::uint64_t> bytes = source_.size();
  if (reads_damaged_ || !bytes) return {};
  constexpr std::uint64_t number_bytes_min = 2;
  struct Claim {
    const char* name;
    std::uint64_t count;
    std::size_t width;
  };
  const Schema& schema = state_.columns.schema;
  for (const Claim& claim : {Claim{"nodes", schema.node_count.value_or(0), schema.node.width()},
                             Claim{"edges", schema.edge_count.value_or(0), schema.edge.width()}}) {
    const bool can_be = claim.width > 0 && *bytes / number_bytes_min / claim.width >= claim.count;
    if (claim.count <= elements_max || !can_be) continue;
    return fail({ErrorKind::limit, source_.name(),
                 fmt::format("the header says {} {}, and heapdiff can number {}", claim.count,
                             claim.name, elements_max),
                 std::nullopt, ""});
  }
  return {};
}

Result<void> Parser::defer(const Section& section) {
  PendingSection& deferred = deferred_.emplace_back(PendingSection{&section, reader_.offset()});
  if (source_.can_reread()) return skip_value(reader_, section.key);
  if (Result<void> held = skip_value(reader_, section.key, &deferred.text); !held) return held;
  state_.columns.notes.push_back(fmt::format(
      "\"{}\" comes before the sections that it needs: its {} bytes were held in memory",
      section.key, deferred.text.size()));
  return {};
}

Result<void> Parser::read_deferred() {
  for (const Section& section : sections()) {
    const auto found = std::find_if(deferred_.begin(), deferred_.end(),
                                    [&](const PendingSection& d) { return d.section == &section; });
    if (found == deferred_.end()) continue;
    // Where a required section is missing, that is the message to give.
    if (!is_ready(section) || !section.is_described(state_.columns.schema)) continue;
    const PendingSection& deferred = *found;
    std::unique_ptr<input::Source> held;
    if (!source_.can_reread()) {
      held = input::text_source({deferred.text.data(), deferred.text.size()}, source_.name(),
                                deferred.first_byte);
    } else {
      source_.seek(deferred.first_byte);
    }
    ByteReader reader(held ? *held : source_, deferred.first_byte);
    if (reader.take() != '[') {
      return fail(
          error(ErrorKind::io, fmt::format("\"{}\" changed while the file was read", section.key)));
    }
    at_ = section.key;
    if (Result<void> read = decode(section, reader); !read) return read;
    at_.clear();
    deferred_.erase(found);
  }
  return {};
}

/// The first required section that has not been met, or null.
const Section* Parser::missing_section() const {
  for (const Section& section : sections()) {
    if (section.is_required && state_.extent(section.key) == Extent::absent) return &section;
  }
  return nullptr;
}

Result<void> Parser::check_presence() {
  const Section* missing = missing_section();
  if (missing == nullptr) return {};
  if (missing == &sections().front()) {
    return fail(describe_foreign_json(source_.name(), foreign_keys_));
  }
  at_ = missing->key;
  return fail(error(ErrorKind::malformed, fmt::format("has no \"{}\" section", missing->key)));
}

/// What sections together must satisfy.
Result<void> Parser::check_fit() {
  for (const Section& section : sections()) {
    if (section.check == nullptr) continue;
    std::optional<Fault> fault = section.check(state_.columns);
    if (!fault) continue;
    at_ = fault->section;
    fault->error.path = source_.name();
    return fail(std::move(fault->error));
  }
  return {};
}

/// Nothing can be read without the header; of two sections with one name, either may be right; and
/// a root that is no node is an error of the writer, not damage.
bool Parser::can_salvage() const {
  return state_.is_whole("snapshot") && state_.columns.nodes.size() > 0 && !is_ambiguous_ &&
         (!state_.is_whole("nodes") || is_root_a_node(state_.columns));
}

/// Refuses the file for the given reason, the first one met, or records it in the columns.
Result<void> Parser::accept_damage(Error reason) {
  if (!reads_damaged_) {
    if (!can_salvage()) return fail(std::move(reason));
    reason.ways_out.push_back({WayOut::Kind::salvage});
    return fail(std::move(reason));
  }
  const std::string damaged_section = at_;
  // What came too early has not been read yet. If that is damaged as well, it is as if cut short.
  if (state_.is_whole("snapshot")) (void)read_deferred();
  at_ = damaged_section;
  if (!can_salvage()) {
    reason.hint = "nothing sound is there to salvage: that takes the header and nodes, at least";
    return fail(std::move(reason));
  }
  state_.columns.damage = describe_damage(reason);
  return {};
}

Damage Parser::describe_damage(const Error& reason) const {
  Damage damage;
  damage.section = at_;
  damage.byte = reason.byte;
  if (!damage.byte && reader_.failure()) damage.byte = reader_.offset();
  damage.is_compressed = source_.is_decompressed();
  damage.problem = reason.message;
  const Section* section = find_section(at_);
  if (section != nullptr && state_.extent(at_) == Extent::partial) {
    damage.element = section->count(state_.columns);
  }
  if (state_.hole && at_ == "strings") {
    damage.element = state_.hole->string;
    damage.byte = state_.hole->byte;
  }
  return damage;
}

void Parser::cut_early_strings() {
  Columns& columns = state_.columns;
  if (columns.strings.text_bytes() <= state_.texts.cut_above) return;
  cut_values(columns.strings, Names(columns));
  columns.are_values_cut = true;
  columns.strings.shrink_to_fit();
}

}  // namespace

std::optional<Schema> peek_schema(input::Source& source) { return Parser(source, 1, {}).peek(); }

Result<Columns> parse_snapshot(input::Source& source, unsigned threads,
                               const ReadOptions& options) {
  return Parser(source, threads, options).run();
}

}  // namespace heapdiff::parse
