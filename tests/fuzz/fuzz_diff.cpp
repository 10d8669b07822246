// Two snapshots, parted by a line of three dashes, → a diff or an error. Without the line the bytes
// are compared with themselves.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "fuzz/laws.hpp"
#include "fuzz/ways.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

constexpr std::string_view separator = "\n---\n";

Result<graph::Heap> load(std::string_view text, const char* name) {
  const auto source = input::text_source(text, name);
  return graph::load_heap(*source);
}

Result<graph::Heap> load_in_some_way(std::string_view text, const char* name) {
  return fuzz::load_in_some_way(input::text_source(text, name), fuzz::Dice(text));
}

void check(const Diff& diff, const DiffOptions& options) {
  require(diff.is_balanced, "the books balance");
  for (const ClassChange& row : diff.classes) {
    require(row.before.size <= row.before.retained && row.after.size <= row.after.retained,
            "a class retains at least itself");
    std::uint64_t held = row.other_chains_count;
    for (const Chain& chain : row.chains) held += chain.count;
    require(row.chains.size() <= options.chains_max, "chains are as many as asked for");
    if (!row.chains.empty()) require(held == row.added, "chains count the new objects");
  }
}

/// Compares two heaps of any origin, and holds what is true of every comparison.
Diff compare(graph::Heap before, graph::Heap after, bool is_one, std::size_t choice) {
  const model::Reduction reduced = analysis::reduce(std::move(before));
  const analysis::Analysis analysed = analysis::analyse(std::move(after));
  DiffOptions options;
  options.chains_for = 1000;
  options.sort = static_cast<SortKey>(choice % 3);
  Result<Diff> diff = leaks::compare(reduced, analysed, options);
  if (!diff) {
    require(!is_one, "a snapshot is of the same process as itself");
    options.force = true;
    diff = leaks::compare(reduced, analysed, options);
  }
  require(diff.has_value(), "a forced comparison is never refused");
  check(*diff, options);
  if (is_one) {
    for (const ClassChange& row : diff->classes) {
      require(row.is_unchanged(), "a snapshot equals itself");
    }
  }
  return std::move(*diff);
}

/// Where only the starts of values were kept, copies of strings and the text of scripts are not
/// seen, and suspects may be called otherwise.
std::string report(Diff diff, std::size_t choice, bool has_whole_values) {
  if (!has_whole_values) {
    diff.suspects.clear();
    diff.remainder = {};
  }
  RenderOptions rendering;
  rendering.top = choice % 7;
  const std::string text = render(diff, rendering);
  rendering.format = Format::json;
  const std::string json = render(diff, rendering);
  require(!text.empty() && !json.empty(), "a report is never empty");
  return text + json;
}

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = bytes.find(separator);
  const bool is_one = cut == std::string_view::npos;

  const std::string_view texts[] = {bytes.substr(0, cut),
                                    is_one ? bytes : bytes.substr(cut + separator.size())};
  Result<graph::Heap> before = load(texts[0], "before");
  Result<graph::Heap> same_before = load_in_some_way(texts[0], "before");
  fuzz::require_same(before, same_before);
  if (!before) return 0;
  Result<graph::Heap> after = load(texts[1], "after");
  Result<graph::Heap> same_after = load_in_some_way(texts[1], "after");
  fuzz::require_same(after, same_after);
  if (!after) return 0;

  const bool is_whole = !same_before->are_values_cut && !same_after->are_values_cut;
  const std::string expected =
      report(compare(std::move(*before), std::move(*after), is_one, size), size, is_whole);
  require(report(compare(std::move(*same_before), std::move(*same_after), is_one, size), size,
                 is_whole) == expected,
          "every way of reading gives one diff");
  return 0;
}
