// Any bytes as numbers: every instruction set converts what the plain rules accept, and refuses
// what they refuse; and as the sections of numbers of a file, which vector code and the scalar path
// read alike. The first byte chooses.

#include <hwy/targets.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/laws.hpp"
#include "fuzz/ways.hpp"
#include "graph/load.hpp"
#include "parse/integers.hpp"

namespace heapdiff {
namespace {

using fuzz::require;
using Numbers = std::vector<std::uint32_t>;

/// The rules of `parse::convert_integers`, byte by byte.
std::optional<Numbers> convert_plainly(std::string_view text) {
  constexpr std::size_t digits_max = 15;  // more are refused even where zeros lead
  Numbers values;
  for (std::size_t i = 0; i < text.size();) {
    std::uint64_t value = 0;
    const std::size_t start = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
      value = value * 10 + static_cast<std::uint64_t>(text[i] - '0');
      const bool is_too_long = i - start >= digits_max;
      if (value > std::numeric_limits<std::uint32_t>::max() || is_too_long) return std::nullopt;
    }
    if (i == start) return std::nullopt;
    if (i < text.size() && text[i] == '\n') ++i;
    if (i == text.size() || text[i] != ',') return std::nullopt;
    ++i;
    values.push_back(static_cast<std::uint32_t>(value));
  }
  return values;
}

/// On every instruction set of this machine.
void check_numbers(std::string_view bytes) {
  using namespace parse;
  const std::string text = std::string(bytes.substr(0, IntegerWindow::bytes_max - 1)) + ",";
  // Digits around the text, so that reading them shows.
  const std::string framed =
      std::string(readable_before - 1, '7') + "," + text + std::string(readable_behind, '7');
  const char* begin = framed.data() + readable_before;
  const std::optional<Numbers> expected = convert_plainly(text);
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    require(count_commas(begin, begin + text.size()) ==
                static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')),
            "commas are counted");
    IntegerWindow window;
    Numbers values(IntegerWindow::count_max + IntegerWindow::slack);
    const auto count = convert_integers(begin, begin + text.size(), window, values.data());
    if (target == HWY_SCALAR) {  // which leaves all to the scalar path
      require(!count || expected, "what is wrong is refused");
    } else {
      require(count.has_value() == expected.has_value(), "what is refused is wrong, and only that");
    }
    if (!count) continue;
    values.resize(*count);
    require(values == *expected, "every instruction set finds the same numbers");
    for (std::size_t i = 0; i < *count; ++i) {
      const std::size_t end = window.ends[i];
      require(end > 0 && end < text.size() && (text[end] == ',' || text[end] == '\n'),
              "a number ends before a comma or a line end");
    }
  }
  hwy::SetSupportedTargetsForTest(0);
}

/// A file whose nodes, edges and locations the bytes are, parted by '|'.
std::string file_of(std::string_view bytes) {
  std::string text =
      R"({"snapshot":{"meta":{"node_fields":["type","name","id","self_size","edge_count"],)"
      R"("node_types":[["object","string","synthetic"],"string","number","number","number"],)"
      R"("edge_fields":["type","name_or_index","to_node"],)"
      R"("edge_types":[["property","element","weak"],"string_or_number","node"],)"
      R"("location_fields":["object_index","script_id","line","column"]}})";
  for (const char* section : {"nodes", "edges", "locations"}) {
    const std::size_t end = std::min(bytes.find('|'), bytes.size());
    text += std::string(",\"") + section + "\":[" + std::string(bytes.substr(0, end)) + "]";
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return text + ",\"strings\":[\"\",\"A\",\"B\",\"x\"]}";
}

void check_sections(std::string_view bytes) {
  const std::string text = file_of(bytes);
  const auto vectors = input::text_source(text, "fuzz");
  const Result<graph::Heap> whole = graph::load_heap(*vectors);
  hwy::SetSupportedTargetsForTest(HWY_SCALAR);
  const auto plain = input::text_source(text, "fuzz");
  const Result<graph::Heap> scalar = graph::load_heap(*plain);
  hwy::SetSupportedTargetsForTest(0);
  fuzz::require_same(whole, scalar);
  fuzz::require_same(whole,
                     fuzz::load_in_some_way(input::text_source(text, "fuzz"), fuzz::Dice(bytes)));
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  (data[0] & 1) == 0 ? heapdiff::check_numbers(bytes) : heapdiff::check_sections(bytes);
  return 0;
}
