#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>

#include "saved/columns.hpp"
#include "saved/json_text.hpp"

namespace heapdiff::saved {
namespace {

namespace dom = simdjson::dom;

/// Reads members in any order; after the first that cannot be read, nothing more.
class Reader {
 public:
  explicit Reader(dom::object document) : object_(document) {}

  void text(const char* name, std::string& value) { get(name, value); }
  void number(const char* name, std::uint64_t& value) { get(name, value); }
  void number(const char* name, std::int64_t& value) { get(name, value); }
  void flag(const char* name, bool& value) { get(name, value); }
  template <class Number>
  void optional(const char* name, std::optional<Number>& value) {
    dom::element found;
    if (problem_ || object_[name].get(found) == simdjson::NO_SUCH_FIELD) return;
    take(name, found, value.emplace());
  }
  template <class Number>
  void numbers(const char* name, std::vector<Number>& values) {
    for_each(name, [&](dom::element item) { take(name, item, values.emplace_back()); });
  }
  void texts(const char* name, std::vector<std::string>& values) {
    for_each(name, [&](dom::element item) { take(name, item, values.emplace_back()); });
  }
  template <class Members>
  void object(const char* name, Members&& members) {
    dom::element found;
    if (find(name, found)) enter(name, found, members);
  }
  template <class Item, class Members>
  void list(const char* name, std::vector<Item>& items, Members&& members) {
    for_each(name,
             [&](dom::element item) { enter(name, item, [&] { members(items.emplace_back()); }); });
  }

  [[nodiscard]] const std::optional<std::string>& problem() const { return problem_; }

 private:
  bool find(const char* name, dom::element& found) {
    if (problem_) return false;
    if (object_[name].get(found) == simdjson::SUCCESS) return true;
    refuse(name, "is missing");
    return false;
  }
  template <class Value>
  void get(const char* name, Value& value) {
    dom::element found;
    if (find(name, found)) take(name, found, value);
  }
  template <class Members>
  void enter(const char* name, dom::element found, Members&& members) {
    dom::object inner;
    if (found.get(inner) != simdjson::SUCCESS) return refuse(name, "is no object");
    const dom::object outer = std::exchange(object_, inner);
    members();
    object_ = outer;
  }
  template <class Visit>
  void for_each(const char* name, Visit&& visit) {
    dom::element found;
    if (!find(name, found)) return;
    dom::array items;
    if (found.get(items) != simdjson::SUCCESS) return refuse(name, "is no array");
    for (const dom::element item : items) {
      visit(item);
      if (problem_) return;
    }
  }
  void take(const char* name, dom::element found, std::uint64_t& number) {
    if (found.get(number) != simdjson::SUCCESS) refuse(name, "has no whole number from 0 to 2^64");
  }
  void take(const char* name, dom::element found, std::int64_t& number) {
    if (found.get(number) != simdjson::SUCCESS) refuse(name, "has no whole number within 2^63");
  }
  void take(const char* name, dom::element found, bool& flag) {
    if (found.get(flag) != simdjson::SUCCESS) refuse(name, "is neither true nor false");
  }
  void take(const char* name, dom::element found, std::string& text) {
    std::string_view view;
    if (found.get(view) != simdjson::SUCCESS) return refuse(name, "has no text");
    if (auto plain = from_json_text(view)) {
      text = std::move(*plain);
    } else {
      refuse(name, "has a name with broken digits");
    }
  }

  void refuse(const char* name, const char* why) {
    if (!problem_) problem_ = fmt::format("\"{}\" {}", name, why);
  }

  dom::object object_;
  std::optional<std::string> problem_;
};

}  // namespace

std::optional<std::string> from_json_text(std::string_view text) {
  if (text.empty() || text.front() != '\0') return std::string(text);
  text.remove_prefix(1);
  std::string bytes;
  for (; text.size() >= 2; text.remove_prefix(2)) {
    unsigned value = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + 2, value, 16);
    if (status != std::errc() || end != text.data() + 2) return std::nullopt;
    bytes += static_cast<char>(value);
  }
  return text.empty() ? std::optional(bytes) : std::nullopt;
}

bool is_saved(std::string_view start) {
  return start.starts_with(fmt::format("{{\"format\":\"{}\"", format_name));
}

std::optional<Origin> read_origin(std::string_view start) {
  // No text contains this: quotes in one are escaped.
  const std::size_t end = start.find(",\"heap\":");
  if (!is_saved(start) || end == std::string_view::npos) return std::nullopt;
  const std::string text = std::string(start.substr(0, end)) + '}';
  dom::parser parser;
  dom::object members;
  if (parser.parse(text).get(members) != simdjson::SUCCESS) return std::nullopt;
  Reader reader(members);
  Origin origin;
  describe_origin(reader, origin);
  return reader.problem() ? std::nullopt : std::optional(std::move(origin));
}

Result<SavedSummary> read(std::string text, const std::string& file) {
  const auto refuse = [&](std::string why, std::optional<std::uint64_t> byte = {}) {
    return fail({ErrorKind::malformed, file, std::move(why), byte,
                 "heapdiff save makes it anew from its snapshot"});
  };
  const std::size_t size = text.size();
  text.reserve(size + simdjson::SIMDJSON_PADDING);
  dom::parser parser;
  dom::object document;
  const auto status = parser.parse(text.data(), size, false).get(document);
  if (status != simdjson::SUCCESS) {
    return refuse("damaged summary: this is no JSON object", place_of_damage(text));
  }
  Reader reader(document);
  std::string format;
  std::uint64_t version = 0;
  reader.text("format", format);
  reader.number("version", version);
  Columns columns;
  if (!reader.problem()) {
    if (format != format_name) return refuse("this is not a saved summary");
    if (version > format_version) {
      return fail({ErrorKind::malformed, file,
                   fmt::format("a summary of format {}; this heapdiff reads formats up to {}",
                               version, format_version),
                   std::nullopt, "a newer heapdiff reads it, or save it again with this one"});
    }
    describe(reader, columns);
  }
  if (const auto& problem = reader.problem()) {
    return refuse("damaged summary: " + *problem);
  }
  return from_columns(std::move(columns), file);
}

}  // namespace heapdiff::saved
