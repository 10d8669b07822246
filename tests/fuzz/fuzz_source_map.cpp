// Any bytes as a source map, as the mappings of one, as its scopes, and as the script that it is of
// → places in its sources, or an error.

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/laws.hpp"
#include "source_maps/script_maps.hpp"
#include "source_maps/script_text.hpp"
#include "source_maps/source_map.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

/// What stands in a string of JSON without a backslash.
std::string plain(std::string_view bytes) {
  std::string text(bytes);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }, ';');
  return text;
}

void look_up(const source_maps::SourceMap& map) {
  for (const std::uint32_t line : {0u, 1u, 2u, 63u, 64u, 65u, 100'000u}) {
    for (const std::uint32_t column : {0u, 1u, 7u, 100u, 1'000'000u, 0xFFFFFFFFu}) {
      const auto found = map.find(line, column);
      if (found) {
        require(found->source < map.sources().size(), "a place is in one of the sources");
        static_cast<void>(map.content(found->source));
      }
      static_cast<void>(map.variable_in_scope(line, column, "t"));
      static_cast<void>(map.function_in_scope(line, column));
    }
  }
}

void read(const std::string& text) {
  if (const auto map = source_maps::SourceMap::read(text)) look_up(*map);
}

void look_at_script(std::string_view bytes) {
  const source_maps::ScriptText text{std::string(bytes)};
  for (std::uint32_t offset = 0; offset < bytes.size(); offset += 1 + offset / 16) {
    const source_maps::TextPlace place = text.place_of(offset);
    static_cast<void>(text.name_of_function(place, "t"));
    static_cast<void>(text.declaration_of("t", place));
    static_cast<void>(text.declaration_around("t", place));
    static_cast<void>(text.private_names(place));
    static_cast<void>(text.name_declared_at(place));
    static_cast<void>(text.name_declared_behind(place));
    static_cast<void>(text.identifier_at(place));
  }
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(std::string(bytes));
  const std::string text = plain(bytes);
  read(fmt::format(R"({{"version":3,"sources":["a","b"],"names":["t","u"],"mappings":"{}"}})",
                   text));
  read(fmt::format(
      R"({{"version":3,"sources":["a"],"names":["t","u","v"],"mappings":"","scopes":"{}"}})",
      text));
  static_cast<void>(source_maps::decode_data_url(bytes));
  static_cast<void>(source_maps::resolve_source(bytes, "/a/b.js", bytes));
  constexpr std::size_t script_bytes_max = 2048;
  look_at_script(bytes.substr(0, script_bytes_max));
  return 0;
}
