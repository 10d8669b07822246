// Two snapshots, parted by a line of three dashes, → a diff or an error. Without the line the bytes
// are compared with themselves.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "diff/compare.hpp"
#include "fuzz/laws.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"

namespace heapdiff {
namespace {

using fuzz::require;

constexpr std::string_view separator = "\n---\n";

Result<graph::Heap> load(std::string_view text, const char* name) {
  const auto source = input::text_source(text, name);
  Result<graph::Heap> heap = graph::load_heap(*source);
  if (!heap) return heap;
  if (const Result<void> unique = diff::check_ids(*heap); !unique) return fail(unique.error());
  return heap;
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

}  // namespace
}  // namespace heapdiff

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heapdiff;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = bytes.find(separator);
  const bool is_one = cut == std::string_view::npos;

  Result<graph::Heap> before = load(bytes.substr(0, cut), "before");
  if (!before) return 0;
  Result<graph::Heap> after = load(is_one ? bytes : bytes.substr(cut + separator.size()), "after");
  if (!after) return 0;

  const model::Reduced reduced = analysis::reduce(std::move(*before));
  const analysis::Analysed analysed = analysis::analyse(std::move(*after));
  DiffOptions options;
  options.chains_for = 1000;
  options.sort = static_cast<SortKey>(size % 3);
  Result<Diff> diff = diff::compare(reduced, analysed, options);
  if (!diff) {
    require(!is_one, "a snapshot is of the same process as itself");
    options.force = true;
    diff = diff::compare(reduced, analysed, options);
  }
  require(diff.has_value(), "a forced comparison is never refused");
  check(*diff, options);
  if (is_one) {
    for (const ClassChange& row : diff->classes) {
      require(row.is_unchanged(), "a snapshot equals itself");
    }
  }
  RenderOptions rendering;
  rendering.top = size % 7;
  require(!render(*diff, rendering).empty(), "a report is never empty");
  rendering.format = Format::json;
  require(!render(*diff, rendering).empty(), "a report is never empty");
  return 0;
}
