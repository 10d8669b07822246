// Makes snapshots of any size: copies of one snapshot's graph under one root, as a stream.
//
//     multiply_snapshot FILE COPIES [--id-stride N] [--new-strings] [--string-padding BYTES] [-o
//     OUT]
//
// - The copies share the root, which has the edges of all of them. Behind it come the other nodes,
//   copy by copy, in the order of the file; edges, locations and unknown fields are kept.
// - A node's id is its old one, and the id stride for each copy before its own. Two snapshots of
// one
//   process that are multiplied with the same stride can be compared by id again. V8 counts odd ids
//   up and makes even ones of hashes, so those wrap around at 2^32.
// - Strings are shared, but where the text holds ids (of pairs in WeakMaps), each copy has its own.
//   With --new-strings and --string-padding, nodes of type string get other texts; the names of
//   properties and of all other nodes, which readers interpret, stay as they are.
// - Allocation stacks are left out.
//
// Only the source is held in memory, as text.

#include <fcntl.h>
#include <fmt/format.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "input/source.hpp"

namespace heapdiff {
namespace {

constexpr std::uint64_t id_max = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t width_max = 32;

struct Options {
  std::string input;
  std::string output = "-";
  std::uint64_t copies = 0;
  std::uint64_t id_stride = 0;  ///< 0: the least that keeps the copies' ids apart
  bool has_new_strings = false;
  std::size_t string_padding = 0;
};

[[noreturn]] void stop(std::string_view message) {
  fmt::print(stderr, "multiply_snapshot: {}\n", message);
  std::exit(2);
}

std::string read_all(const std::string& path) {
  Result<std::unique_ptr<input::Source>> source = input::open_source(path);
  if (!source) stop(format_error(source.error()));
  constexpr std::size_t piece = std::size_t{4} << 20;
  std::string text;
  text.reserve((*source)->size().value_or(0) + piece);
  for (;;) {
    const std::size_t size = text.size();
    text.resize(size + piece);
    const Result<std::size_t> got = (*source)->read(std::span(text).subspan(size));
    if (!got) stop(format_error(got.error()));
    text.resize(size + *got);
    if (*got == 0) return text;
  }
}

class Output {
 public:
  explicit Output(const std::string& path)
      : fd_(path == "-" ? STDOUT_FILENO
                        : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)),
        buffer_(new char[buffer_bytes]),
        at_(buffer_.get()) {
    if (fd_ < 0) stop(fmt::format("{}: {}", path, std::strerror(errno)));
  }

  void put(std::string_view text) {
    if (text.size() > room()) flush();
    if (text.size() > room()) return write_all(text);
    at_ = std::copy(text.begin(), text.end(), at_);
  }

  /// One record of an array; the first in it has no comma before it.
  void put_record(std::span<const std::uint64_t> record, bool is_first) {
    if (room() < record.size() * 21 + 2) flush();
    if (!is_first) *at_++ = '\n';
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (!is_first || i > 0) *at_++ = ',';
      at_ = std::to_chars(at_, buffer_.get() + buffer_bytes, record[i]).ptr;
    }
  }

  void flush() {
    write_all({buffer_.get(), static_cast<std::size_t>(at_ - buffer_.get())});
    at_ = buffer_.get();
  }

 private:
  static constexpr std::size_t buffer_bytes = std::size_t{1} << 20;

  [[nodiscard]] std::size_t room() const {
    return buffer_bytes - static_cast<std::size_t>(at_ - buffer_.get());
  }

  void write_all(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = write(fd_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) stop(fmt::format("writing: {}", std::strerror(errno)));
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  int fd_;
  std::unique_ptr<char[]> buffer_;
  char* at_;
};

// --- the source, as text ---

struct Section {
  std::string_view key;
  std::string_view value;
};

/// Where the string ends that starts behind `at`: the place of its closing quote.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (; at < text.size(); at += text[at] == '\\' ? 2 : 1) {
    if (text[at] == '"') return at;
  }
  stop("the file ends inside a string");
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
  for (int depth = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') at = end_of_string(text, at + 1);
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && --depth <= 0) return depth == 0 ? at + 1 : at;
    if (c == ',' && depth == 0) return at;
  }
  stop("the file ends inside a section");
}

std::vector<Section> find_sections(std::string_view text) {
  std::vector<Section> sections;
  std::size_t at = text.find('{');
  if (at == std::string_view::npos) stop("this is no heap snapshot: it has no '{'");
  for (;;) {
    at = text.find_first_of("\"}", at + 1);
    if (at == std::string_view::npos) stop("the file ends between two sections");
    if (text[at] == '}') return sections;
    const std::size_t key_end = end_of_string(text, at + 1);
    const std::size_t value = text.find_first_not_of(": \n\r\t", key_end + 1);
    if (value == std::string_view::npos) stop("the file ends behind the name of a section");
    const std::size_t end = end_of_value(text, value);
    sections.push_back({text.substr(at + 1, key_end - at - 1), text.substr(value, end - value)});
    at = end - 1;
  }
}

std::string_view value_of(const std::vector<Section>& sections, std::string_view key) {
  for (const Section& section : sections) {
    if (section.key == key) return section.value;
  }
  return {};
}

/// The records of an array of numbers.
class Records {
 public:
  Records(std::string_view array, std::size_t width) : text_(array), record_(width) {}

  /// False at the end. `record()` is the one that was read.
  bool next() {
    for (std::size_t i = 0; i < record_.size(); ++i) {
      while (at_ < text_.size() && !is_digit(text_[at_])) {
        if (text_[at_] == '-' || text_[at_] == '.') stop("a number is no natural number");
        ++at_;
      }
      if (at_ == text_.size()) {
        if (i > 0) stop("an array ends inside a record");
        return false;
      }
      std::uint64_t value = 0;
      // The array's bracket stands behind the last digit.
      for (; is_digit(text_[at_]); ++at_) {
        value = value * 10 + static_cast<std::uint64_t>(text_[at_] - '0');
      }
      record_[i] = value;
    }
    return true;
  }

  [[nodiscard]] std::vector<std::uint64_t>& record() { return record_; }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::uint64_t> record_;
};

/// The bodies of an array of strings, as they are written.
std::vector<std::string_view> find_strings(std::string_view array) {
  std::vector<std::string_view> strings;
  for (std::size_t at = array.find('"'); at != std::string_view::npos; at = array.find('"', at)) {
    const std::size_t end = end_of_string(array, at + 1);
    strings.push_back(array.substr(at + 1, end - at - 1));
    at = end + 1;
  }
  return strings;
}

// --- what the header says ---

struct Header {
  rapidjson::Document json;
  std::size_t node_width, node_type, node_name, node_id, node_edge_count;
  std::size_t edge_width, edge_type, edge_name, edge_target;
  std::size_t location_width, location_node;
  std::uint64_t string_type;
  std::vector<bool> edge_has_index;  // by type: the edge's name is a number
};

// RapidJSON's own == with a plain value recurses without end in C++20.
bool is_text(const rapidjson::Value& value, std::string_view text) {
  return value.IsString() && value.GetString() == text;
}

std::size_t place_of(const rapidjson::Value& fields, const char* name) {
  for (rapidjson::SizeType i = 0; fields.IsArray() && i < fields.Size(); ++i) {
    if (is_text(fields[i], name)) return i;
  }
  stop(fmt::format("the header names no field \"{}\"", name));
}

const rapidjson::Value& list_of(const rapidjson::Value& meta, const char* name) {
  if (!meta.IsObject() || !meta.HasMember(name) || !meta[name].IsArray() ||
      meta[name].Size() > width_max) {
    stop(fmt::format("the header holds no list \"{}\"", name));
  }
  return meta[name];
}

const rapidjson::Value& item_of(const rapidjson::Value& meta, const char* name, std::size_t place) {
  const rapidjson::Value& list = list_of(meta, name);
  if (place >= list.Size()) stop(fmt::format("\"{}\" is too short", name));
  return list[static_cast<rapidjson::SizeType>(place)];
}

Header read_header(std::string_view text) {
  Header header;
  header.json.Parse(text.data(), text.size());
  if (!header.json.IsObject() || !header.json.HasMember("meta")) stop("there is no header");
  const bool has_root = header.json.HasMember("root_index");
  if (has_root &&
      !(header.json["root_index"].IsUint() && header.json["root_index"].GetUint() == 0)) {
    stop("the root is not the first node");
  }
  const rapidjson::Value& meta = header.json["meta"];
  const rapidjson::Value& node = list_of(meta, "node_fields");
  header.node_width = node.Size();
  header.node_type = place_of(node, "type");
  header.node_name = place_of(node, "name");
  header.node_id = place_of(node, "id");
  header.node_edge_count = place_of(node, "edge_count");
  header.string_type = place_of(item_of(meta, "node_types", header.node_type), "string");
  const rapidjson::Value& edge = list_of(meta, "edge_fields");
  header.edge_width = edge.Size();
  header.edge_type = place_of(edge, "type");
  header.edge_name = place_of(edge, "name_or_index");
  header.edge_target = place_of(edge, "to_node");
  const rapidjson::Value& edge_types = item_of(meta, "edge_types", header.edge_type);
  if (!edge_types.IsArray()) stop("the header holds no list of edge types");
  for (const auto& type : edge_types.GetArray()) {
    header.edge_has_index.push_back(is_text(type, "element") || is_text(type, "hidden"));
  }
  header.location_width = header.location_node = 0;
  if (meta.HasMember("location_fields")) {
    header.location_width = list_of(meta, "location_fields").Size();
    if (header.location_width > 0) {
      header.location_node = place_of(meta["location_fields"], "object_index");
    }
  }
  return header;
}

// --- the multiplied snapshot ---

class Multiplier {
 public:
  Multiplier(const Options& options, std::string_view text)
      : options_(options),
        sections_(find_sections(text)),
        header_(read_header(value_of(sections_, "snapshot"))),
        strings_(find_strings(value_of(sections_, "strings"))),
        renamed_slots_(strings_.size(), none),
        pair_slots_(strings_.size(), none) {
    survey_nodes();
    for (std::size_t i = 0; i < strings_.size(); ++i) {
      if (!holds_ids(strings_[i])) continue;
      pair_slots_[i] = pairs_.size();
      pairs_.push_back(i);
    }
    choose_ids();
    if (string_count() > id_max) stop(fmt::format("{} strings are too many", string_count()));
  }

  void write(Output& out) {
    out.put("{");
    for (const Section& section : sections_) {
      if (&section != &sections_.front()) out.put(",\n");
      out.put(fmt::format("\"{}\":", section.key));
      write_section(section, out);
    }
    out.put("}");
    out.flush();
  }

 private:
  void survey_nodes();
  void choose_ids();
  [[nodiscard]] std::uint64_t id_in_copy(std::uint64_t id, std::uint64_t copy) const;

  void write_section(const Section& section, Output& out);
  void write_header(Output& out);
  void write_nodes(std::string_view array, Output& out) const;
  void write_edges(std::string_view array, Output& out) const;
  void write_edge(std::vector<std::uint64_t>& edge, std::uint64_t copy, bool is_first,
                  Output& out) const;
  void write_locations(std::string_view array, Output& out) const;
  void write_strings(std::string_view array, Output& out) const;

  /// Names of edges from a key of a WeakMap to its value, and from the table to both.
  static bool holds_ids(std::string_view text) {
    return text.find(" / part of key (") != std::string_view::npos &&
           text.find(") pair in WeakMap (table @") != std::string_view::npos;
  }
  [[nodiscard]] std::string with_ids_of_copy(std::string_view text, std::uint64_t copy) const;

  /// How far a node of the copy stands behind that of the source, in numbers of the array.
  [[nodiscard]] std::uint64_t shift(std::uint64_t copy) const {
    return copy * (node_count_ - 1) * header_.node_width;
  }
  [[nodiscard]] std::uint64_t place_in_copy(std::uint64_t place, std::uint64_t copy) const {
    return place == 0 ? 0 : place + shift(copy);
  }

  // Strings: those of the source; then the renamed ones, set by set; then the pairs of each copy
  // but the first.
  [[nodiscard]] std::uint64_t set_count() const {
    if (!options_.has_new_strings) return options_.string_padding > 0 ? 1 : 0;
    return options_.string_padding > 0 ? options_.copies : options_.copies - 1;
  }
  [[nodiscard]] std::uint64_t name_of_string(std::uint64_t name, std::uint64_t copy) const {
    std::uint64_t set = options_.has_new_strings ? copy : 0;
    if (options_.string_padding == 0) {
      if (set == 0) return name;
      --set;
    }
    return strings_.size() + set * renamed_.size() + renamed_slots_[name];
  }
  [[nodiscard]] std::uint64_t name_of_pair(std::uint64_t name, std::uint64_t copy) const {
    return strings_.size() + set_count() * renamed_.size() + (copy - 1) * pairs_.size() +
           pair_slots_[name];
  }
  [[nodiscard]] std::uint64_t string_count() const {
    return strings_.size() + set_count() * renamed_.size() + (options_.copies - 1) * pairs_.size();
  }

  const Options& options_;
  std::vector<Section> sections_;
  Header header_;
  std::vector<std::string_view> strings_;
  std::vector<std::size_t> renamed_, pairs_;  // which strings
  std::vector<std::uint64_t> renamed_slots_, pair_slots_;

  std::uint64_t node_count_ = 0;
  std::uint64_t edge_count_ = 0;
  std::uint64_t root_edge_count_ = 0;
  std::uint64_t id_stride_ = 0;
  std::uint64_t odd_id_max_ = 0;
  std::vector<std::uint64_t> even_ids_;
};

void Multiplier::survey_nodes() {
  Records records(value_of(sections_, "nodes"), header_.node_width);
  const std::vector<std::uint64_t>& node = records.record();
  for (; records.next(); ++node_count_) {
    edge_count_ += node[header_.node_edge_count];
    if (node_count_ == 0) root_edge_count_ = edge_count_;
    const std::uint64_t id = node[header_.node_id];
    if (id % 2 == 1) odd_id_max_ = std::max(odd_id_max_, id);
    if (id % 2 == 0 && node_count_ > 0) even_ids_.push_back(id);
    if (node[header_.node_type] != header_.string_type) continue;
    const std::uint64_t name = node[header_.node_name];
    if (name >= strings_.size()) stop(fmt::format("node {} has no name", node_count_));
    if (renamed_slots_[name] != none) continue;
    renamed_slots_[name] = renamed_.size();
    renamed_.push_back(name);
  }
  if (node_count_ == 0) stop("there are no nodes");
}

void Multiplier::choose_ids() {
  id_stride_ = options_.id_stride != 0 ? options_.id_stride : odd_id_max_ + odd_id_max_ % 2;
  if (id_stride_ % 2 == 1) stop("an odd --id-stride would turn odd ids into even ones");
  if (options_.copies > 1 && id_stride_ < odd_id_max_) {
    stop(fmt::format("ids go up to {}: the --id-stride must be at least {}", odd_id_max_,
                     odd_id_max_ + odd_id_max_ % 2));
  }
  const std::uint64_t largest = odd_id_max_ + (options_.copies - 1) * id_stride_;
  if (largest > id_max) {
    stop(
        fmt::format("ids would go up to {}, but {} is the largest that fits; make fewer copies, "
                    "or the --id-stride smaller",
                    largest, id_max));
  }
  std::vector<std::uint64_t> all;
  for (std::uint64_t copy = 0; copy < options_.copies; ++copy) {
    for (const std::uint64_t id : even_ids_) all.push_back(id_in_copy(id, copy));
  }
  std::sort(all.begin(), all.end());
  if (const auto twin = std::adjacent_find(all.begin(), all.end()); twin != all.end()) {
    stop(fmt::format("id {} would come twice; choose another --id-stride", *twin));
  }
}

std::uint64_t Multiplier::id_in_copy(std::uint64_t id, std::uint64_t copy) const {
  return (id + copy * id_stride_) & id_max;
}

void Multiplier::write_section(const Section& section, Output& out) {
  if (section.key == "snapshot") return write_header(out);
  if (section.key == "nodes") return write_nodes(section.value, out);
  if (section.key == "edges") return write_edges(section.value, out);
  if (section.key == "locations") return write_locations(section.value, out);
  if (section.key == "strings") return write_strings(section.value, out);
  const bool is_trace = section.key.starts_with("trace_") || section.key == "samples";
  out.put(is_trace ? "[]" : section.value);
}

void Multiplier::write_header(Output& out) {
  const auto set = [this](const char* key, std::uint64_t value) {
    if (header_.json.HasMember(key)) header_.json[key].SetUint64(value);
  };
  set("node_count", 1 + options_.copies * (node_count_ - 1));
  set("edge_count", options_.copies * edge_count_);
  set("trace_function_count", 0);
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  header_.json.Accept(writer);
  out.put({text.GetString(), text.GetSize()});
}

void Multiplier::write_nodes(std::string_view array, Output& out) const {
  out.put("[");
  for (std::uint64_t copy = 0; copy < options_.copies; ++copy) {
    Records records(array, header_.node_width);
    std::vector<std::uint64_t>& node = records.record();
    records.next();
    if (copy == 0) {
      node[header_.node_edge_count] *= options_.copies;
      out.put_record(node, true);
    }
    while (records.next()) {
      node[header_.node_id] = id_in_copy(node[header_.node_id], copy);
      if (node[header_.node_type] == header_.string_type) {
        node[header_.node_name] = name_of_string(node[header_.node_name], copy);
      }
      out.put_record(node, false);
    }
  }
  out.put("\n]");
}

void Multiplier::write_edges(std::string_view array, Output& out) const {
  out.put("[");
  bool is_first = true;
  for (std::uint64_t copy = 0; copy < options_.copies; ++copy) {
    Records records(array, header_.edge_width);
    for (std::uint64_t edge = 0; edge < root_edge_count_ && records.next(); ++edge) {
      write_edge(records.record(), copy, is_first, out);
      is_first = false;
    }
  }
  for (std::uint64_t copy = 0; copy < options_.copies; ++copy) {
    Records records(array, header_.edge_width);
    std::uint64_t edges = 0;
    for (; records.next(); ++edges) {
      if (edges < root_edge_count_) continue;
      write_edge(records.record(), copy, is_first, out);
      is_first = false;
    }
    if (edges != edge_count_) {
      stop(fmt::format("\"edges\" holds {} where the nodes claim {}", edges, edge_count_));
    }
  }
  out.put("\n]");
}

void Multiplier::write_edge(std::vector<std::uint64_t>& edge, std::uint64_t copy, bool is_first,
                            Output& out) const {
  edge[header_.edge_target] = place_in_copy(edge[header_.edge_target], copy);
  const std::uint64_t type = edge[header_.edge_type];
  const std::uint64_t name = edge[header_.edge_name];
  const bool has_index = type < header_.edge_has_index.size() && header_.edge_has_index[type];
  if (copy > 0 && !has_index && name < strings_.size() && pair_slots_[name] != none) {
    edge[header_.edge_name] = name_of_pair(name, copy);
  }
  out.put_record(edge, is_first);
}

void Multiplier::write_locations(std::string_view array, Output& out) const {
  if (header_.location_width == 0) return out.put("[]");
  out.put("[");
  bool is_first = true;
  for (std::uint64_t copy = 0; copy < options_.copies; ++copy) {
    Records records(array, header_.location_width);
    std::uint64_t& place = records.record()[header_.location_node];
    while (records.next()) {
      if (place == 0 && copy > 0) continue;
      place = place_in_copy(place, copy);
      out.put_record(records.record(), is_first);
      is_first = false;
    }
  }
  out.put("\n]");
}

std::string Multiplier::with_ids_of_copy(std::string_view text, std::uint64_t copy) const {
  std::string result;
  while (!text.empty()) {
    const std::size_t id_at = std::min(text.find('@'), text.size() - 1) + 1;
    result += text.substr(0, id_at);
    text.remove_prefix(id_at);
    std::uint64_t id = 0;
    const char* const end = std::from_chars(text.data(), text.data() + text.size(), id).ptr;
    if (end == text.data() || !result.ends_with('@')) continue;
    result += std::to_string(id_in_copy(id, copy));
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return result;
}

void Multiplier::write_strings(std::string_view array, Output& out) const {
  out.put(array.substr(0, array.rfind(']')));
  std::string padding;
  while (padding.size() < options_.string_padding) padding += "the quick brown fox jumps over ";
  padding.resize(options_.string_padding);
  const std::uint64_t first_set = options_.string_padding > 0 ? 0 : 1;
  for (std::uint64_t set = first_set; set < first_set + set_count(); ++set) {
    const std::string end = set == 0 ? "\"" : fmt::format("~{}\"", set);
    for (const std::size_t string : renamed_) {
      out.put(",\n\"");
      out.put(strings_[string]);
      out.put(padding);
      out.put(end);
    }
  }
  for (std::uint64_t copy = 1; copy < options_.copies; ++copy) {
    for (const std::size_t string : pairs_) {
      out.put(fmt::format(",\n\"{}\"", with_ids_of_copy(strings_[string], copy)));
    }
  }
  out.put("]");
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app("copies of one heap snapshot's graph under one root", "multiply_snapshot");
  app.add_option("FILE", options.input, "the snapshot")->required();
  app.add_option("COPIES", options.copies, "how many")
      ->required()
      ->check(CLI::Range(std::uint64_t{1}, id_max));
  app.add_option("--id-stride", options.id_stride,
                 "what ids grow by from copy to copy (default: the largest odd id, and 1)");
  app.add_flag("--new-strings", options.has_new_strings, "each copy has strings of its own");
  app.add_option("--string-padding", options.string_padding,
                 "bytes that the text of each string node grows by");
  app.add_option("-o,--output", options.output, "file to write (default: standard output)");
  CLI11_PARSE(app, argc, argv);
  const std::string text = read_all(options.input);
  Multiplier multiplier(options, text);
  Output out(options.output);
  multiplier.write(out);
  return 0;
}

}  // namespace
}  // namespace heapdiff

int main(int argc, char** argv) { return heapdiff::run(argc, argv); }
