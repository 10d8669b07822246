#include "source_maps/source_map.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace heapdiff::source_maps {
namespace {

namespace ondemand = simdjson::ondemand;

/// Sections within sections: each level reads what is in it once more.
constexpr std::size_t sections_deep_max = 8;

tl::unexpected<Error> malformed(std::string message) {
  return fail({ErrorKind::malformed, "", std::move(message), std::nullopt, ""});
}

/// What comes before the JSON: a byte order mark, or the line that keeps browsers from running it.
std::size_t start_of_json(std::string_view text) {
  std::size_t start = 0;
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) start = byte_order_mark.size();
  if (text.substr(start).starts_with(")]}")) {
    const std::size_t end = text.find('\n', start);
    start = end == std::string_view::npos ? text.size() : end + 1;
  }
  return start;
}

/// A JSON string as it stands in the text, with its quotes and without what follows.
std::string_view trim_token(std::string_view token) {
  return token.substr(0, token.find_last_of('"') + 1);
}

/// The characters that a JSON string stands for. REQUIRES: it is well formed.
std::string unescape(std::string_view token) {
  if (token.size() < 2) return {};
  const std::string_view inside = token.substr(1, token.size() - 2);
  if (inside.find('\\') == std::string_view::npos) return std::string(inside);
  simdjson::dom::parser parser;
  std::string_view text;
  if (parser.parse(token.data(), token.size()).get_string().get(text) != simdjson::SUCCESS) {
    return std::string(inside);
  }
  return std::string(text);
}

std::string join_root(std::string_view root, std::string source) {
  if (root.empty() || source.empty()) return source;
  return fmt::format("{}{}{}", root, root.ends_with('/') ? "" : "/", source);
}

}  // namespace

/// Reads the JSON, sections included.
class SourceMap::Reader {
 public:
  explicit Reader(SourceMap& map) : map_(map) {}

  Result<void> read() {
    const std::string_view text(map_.text_);
    const std::size_t start = start_of_json(text);
    open_.push_back({text.substr(start), 0, 0, 0});
    while (!open_.empty()) {
      const Section section = open_.back();
      open_.pop_back();
      if (Result<void> fine = read_section(section); !fine) return fine;
    }
    return index_parts();
  }

 private:
  /// A map, or one in another, and where it begins.
  struct Section {
    std::string_view json;
    std::uint32_t line, column;
    std::size_t depth;
  };

  /// The members of one map that are of use.
  struct Members {
    std::vector<std::string_view> sources, names, contents;
    std::string_view root, mappings, scopes;
    std::vector<std::uint32_t> ignored;
    std::vector<Section> sections;
    bool has_sections = false, has_version = false;
  };

  Result<void> read_section(const Section& section) {
    Members members;
    // What follows a section in the text is readable, and so is what follows the text.
    const std::size_t begin = static_cast<std::size_t>(section.json.data() - map_.text_.data());
    const std::size_t capacity = map_.text_.capacity() - begin;
    ondemand::document document;
    ondemand::object object;
    if (parser_.iterate(section.json.data(), section.json.size(), capacity).get(document) !=
            simdjson::SUCCESS ||
        document.get_object().get(object) != simdjson::SUCCESS) {
      return malformed("is no JSON object");
    }
    for (auto entry : object) {
      ondemand::field field;
      std::string_view key;
      if (std::move(entry).get(field) != simdjson::SUCCESS ||
          field.unescaped_key().get(key) != simdjson::SUCCESS) {
        return malformed("is no well-formed JSON");
      }
      const std::string name(key);
      const char* problem = read_member(name, field.value(), section, members);
      if (problem != nullptr) return malformed(fmt::format("\"{}\" {}", name, problem));
    }
    return members.has_sections ? take_sections(members, section) : take_map(members, section);
  }

  /// What is wrong with a member; null if nothing is.
  const char* read_member(std::string_view name, ondemand::value value, const Section& section,
                          Members& members) {
    if (name == "version") {
      std::int64_t version = 0;
      members.has_version = true;
      if (value.get_int64().get(version) != simdjson::SUCCESS) return "is no number";
      return version == 3 ? nullptr : "is not 3, the only version that is in use";
    }
    if (name == "sources") return read_texts(value, members.sources);
    if (name == "names") return read_texts(value, members.names);
    if (name == "sourcesContent") return read_texts(value, members.contents);
    if (name == "sourceRoot") return read_text(value, members.root);
    if (name == "mappings") return read_text(value, members.mappings);
    if (name == "scopes") return read_text(value, members.scopes);
    if (name == "ignoreList" || name == "x_google_ignoreList") {
      return read_numbers(value, members.ignored);
    }
    if (name == "sections") {
      members.has_sections = true;
      return read_sections(value, section, members.sections);
    }
    if (section.depth == 0 && name == "file") return read_own_text(value, map_.file_);
    if (section.depth == 0 && (name == "debugId" || name == "debug_id")) {
      return read_own_text(value, map_.debug_id_);
    }
    return nullptr;
  }

  static const char* read_text(ondemand::value value, std::string_view& text) {
    ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return "is no well-formed JSON";
    if (type == ondemand::json_type::null) return nullptr;
    if (type != ondemand::json_type::string) return "is no text";
    text = trim_token(value.raw_json_token());
    return nullptr;
  }

  static const char* read_own_text(ondemand::value value, std::string& text) {
    std::string_view token;
    const char* problem = read_text(value, token);
    if (problem == nullptr) text = unescape(token);
    return problem;
  }

  static const char* read_texts(ondemand::value value, std::vector<std::string_view>& texts) {
    ondemand::array items;
    if (value.get_array().get(items) != simdjson::SUCCESS) return "is no array";
    for (auto item : items) {
      ondemand::value one;
      if (std::move(item).get(one) != simdjson::SUCCESS) return "is no well-formed JSON";
      if (read_text(one, texts.emplace_back()) != nullptr) return "has an item that is no text";
    }
    return nullptr;
  }

  static const char* read_numbers(ondemand::value value, std::vector<std::uint32_t>& numbers) {
    ondemand::array items;
    if (value.get_array().get(items) != simdjson::SUCCESS) return "is no array";
    for (auto item : items) {
      std::uint64_t number = 0;
      if (item.get_uint64().get(number) != simdjson::SUCCESS || number >= Segment::none) {
        return "has an item that is no index";
      }
      numbers.push_back(static_cast<std::uint32_t>(number));
    }
    return nullptr;
  }

  static const char* read_sections(ondemand::value value, const Section& outer,
                                   std::vector<Section>& sections) {
    ondemand::array items;
    if (value.get_array().get(items) != simdjson::SUCCESS) return "is no array";
    for (auto item : items) {
      ondemand::object object;
      if (item.get_object().get(object) != simdjson::SUCCESS)
        return "has an item that is no object";
      std::uint64_t line = 0;
      std::uint64_t column = 0;
      std::string_view json;
      if (object["offset"]["line"].get_uint64().get(line) != simdjson::SUCCESS ||
          object["offset"]["column"].get_uint64().get(column) != simdjson::SUCCESS) {
        return "has an item without an offset";
      }
      ondemand::object inner;
      if (object["map"].get_object().get(inner) != simdjson::SUCCESS ||
          inner.raw_json().get(json) != simdjson::SUCCESS) {
        return "has an item without a map";
      }
      const std::uint64_t all_lines = outer.line + line;
      const std::uint64_t all_columns = line == 0 ? outer.column + column : column;
      if (all_lines >= Segment::none || all_columns >= Segment::none) {
        return "has an offset that does not fit 32 bits";
      }
      sections.push_back({json, static_cast<std::uint32_t>(all_lines),
                          static_cast<std::uint32_t>(all_columns), outer.depth + 1});
    }
    return nullptr;
  }

  Result<void> take_sections(const Members& members, const Section& section) {
    if (section.depth == sections_deep_max) {
      return fail(
          {ErrorKind::limit, "",
           fmt::format("has sections within sections, more than {} deep", sections_deep_max),
           std::nullopt, ""});
    }
    const auto place = [](const Section& at) { return std::pair(at.line, at.column); };
    const bool is_sorted =
        std::is_sorted(members.sections.begin(), members.sections.end(),
                       [&](const Section& a, const Section& b) { return place(a) < place(b); });
    if (!is_sorted) return malformed("\"sections\" are not in the order of their offsets");
    open_.insert(open_.end(), members.sections.rbegin(), members.sections.rend());
    return {};
  }

  Result<void> take_map(const Members& members, const Section& section) {
    if (!members.has_version) return malformed("has no \"version\": it is no source map");
    if (members.mappings.empty()) return malformed("has no \"mappings\"");
    Part part;
    part.line = section.line;
    part.column = section.column;
    part.first_source = static_cast<std::uint32_t>(map_.sources_.size());
    part.names = members.names;
    part.mappings_text = members.mappings;
    part.scopes_text = members.scopes;
    part.source_count = static_cast<std::uint32_t>(members.sources.size());
    const std::string root = unescape(members.root);
    for (const std::string_view source : members.sources) {
      map_.sources_.push_back(join_root(root, unescape(source)));
    }
    map_.ignored_.resize(map_.sources_.size());
    for (const std::uint32_t source : members.ignored) {
      if (source < members.sources.size()) map_.ignored_[part.first_source + source] = true;
    }
    map_.contents_.insert(
        map_.contents_.end(), members.contents.begin(),
        members.contents.begin() +
            static_cast<std::ptrdiff_t>(std::min(members.contents.size(), members.sources.size())));
    map_.contents_.resize(map_.sources_.size());
    map_.parts_.push_back(std::move(part));
    return {};
  }

  Result<void> index_parts() {
    for (Part& part : map_.parts_) {
      std::string_view text = part.mappings_text;
      if (text.find('\\') != std::string_view::npos) {
        text = *map_.unescaped_.emplace_back(std::make_unique<std::string>(unescape(text)));
      } else {
        text = text.substr(1, text.size() - 2);
      }
      const auto names = static_cast<std::uint32_t>(part.names.size());
      Result<Mappings> mappings = Mappings::index(text, part.source_count, names);
      if (!mappings) return fail(mappings.error());
      part.mappings = std::move(*mappings);
      if (part.scopes_text.size() <= 2) continue;
      Result<Scopes> scopes = Scopes::read(unescape(part.scopes_text), names);
      if (!scopes) return fail(scopes.error());
      part.scopes = std::move(*scopes);
    }
    return {};
  }

  SourceMap& map_;
  ondemand::parser parser_;
  std::vector<Section> open_;  // to be read; the first in the generated text is the last
};

Result<SourceMap> SourceMap::read(std::string text) {
  if (text.size() > file_bytes_max) {
    return fail(
        {ErrorKind::limit, "",
         fmt::format("has {} bytes; the limit for source maps is {}", text.size(), file_bytes_max),
         std::nullopt, ""});
  }
  SourceMap map;
  map.text_ = std::move(text);
  map.text_.reserve(map.text_.size() + simdjson::SIMDJSON_PADDING);
  if (Result<void> fine = Reader(map).read(); !fine) return fail(fine.error());
  return map;
}

const SourceMap::Part* SourceMap::part_at(std::uint32_t& line, std::uint32_t& column) const {
  const auto behind = std::partition_point(parts_.begin(), parts_.end(), [&](const Part& part) {
    return std::pair(part.line, part.column) <= std::pair(line, column);
  });
  if (behind == parts_.begin()) return nullptr;
  const Part& part = *std::prev(behind);
  if (line == part.line) column -= part.column;
  line -= part.line;
  return &part;
}

std::optional<Original> SourceMap::find(std::uint32_t line, std::uint32_t column) const {
  const std::uint32_t asked = column;
  const Part* part = part_at(line, column);
  if (part == nullptr) return std::nullopt;
  const auto segment = part->mappings->find(line, column);
  if (!segment || !segment->has_source()) return std::nullopt;
  Original original;
  original.source = part->first_source + segment->source;
  original.line = segment->original_line;
  original.column = segment->original_column;
  if (segment->has_name()) original.name = unescape(part->names[segment->name]);
  original.is_ignored = ignored_[original.source];
  original.is_exact = segment->column == column;
  original.generated_column = segment->column + asked - column;
  return original;
}

std::optional<std::string> SourceMap::content(std::uint32_t source) const {
  if (source >= contents_.size() || contents_[source].empty()) return std::nullopt;
  return unescape(contents_[source]);
}

bool SourceMap::has_all_contents() const {
  return std::none_of(contents_.begin(), contents_.end(),
                      [](std::string_view content) { return content.empty(); });
}

bool SourceMap::has_in_contents(std::string_view identifier) const {
  // JSON escapes nothing that an identifier is made of.
  return std::any_of(contents_.begin(), contents_.end(), [&](std::string_view content) {
    return content.find(identifier) != std::string_view::npos;
  });
}

bool SourceMap::has_names() const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return !part.names.empty(); });
}

std::optional<std::string> SourceMap::variable_in_scope(std::uint32_t line, std::uint32_t column,
                                                        std::string_view generated) const {
  const Part* part = part_at(line, column);
  if (part == nullptr || !part->scopes) return std::nullopt;
  for (const Scopes::Binding& binding : part->scopes->bindings_at(line, column)) {
    if (unescape(part->names[binding.value]) == generated) {
      return unescape(part->names[binding.variable]);
    }
  }
  return std::nullopt;
}

std::optional<std::string> SourceMap::function_in_scope(std::uint32_t line,
                                                        std::uint32_t column) const {
  const Part* part = part_at(line, column);
  if (part == nullptr || !part->scopes) return std::nullopt;
  const auto name = part->scopes->function_at(line, column);
  return name ? std::optional(unescape(part->names[*name])) : std::nullopt;
}

}  // namespace heapdiff::source_maps
