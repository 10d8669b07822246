#include "report/source_map_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "heapdiff/render.hpp"

namespace heapdiff {

std::string describe(const SourceMapUse& use) {
  const std::string map = use.map.empty() ? "the map that it holds" : use.map;
  if (!use.problem.empty()) {
    return fmt::format("no source map for {}: {} ({})", use.script, use.problem, map);
  }
  return fmt::format("source map of {}: {} (found by {})", use.script, map, name_of(use.found_by));
}

namespace report {
namespace {

/// Of maps that fit, at most a quarter of the functions began where the map has no segment, in 30
/// programs that esbuild, webpack, rollup, swc and tsc had built: code of the bundlers themselves.
constexpr double unfound_share_min = 1.0 / 3;
constexpr std::uint64_t places_min = 10;
/// Packages may ship hundreds of maps.
constexpr std::size_t problems_told_max = 3;

bool fits_badly(const SourceMapUse& use) {
  return use.places >= places_min &&
         static_cast<double>(use.unfound) > unfound_share_min * static_cast<double>(use.places);
}

}  // namespace

std::vector<std::string> source_map_notes(const std::vector<SourceMapUse>& uses) {
  std::vector<std::string> notes;
  std::size_t problems = 0;
  for (const SourceMapUse& use : uses) {
    if (!use.problem.empty() && ++problems <= problems_told_max) notes.push_back(describe(use));
    if (use.problem.empty() && fits_badly(use)) {
      notes.push_back(
          fmt::format("the source map of {} does not fit it well, perhaps it is of another build: "
                      "it has nothing "
                      "for {} of the {} functions that were looked up ({})",
                      use.script, use.unfound, use.places, use.map));
    }
  }
  if (problems > problems_told_max) {
    notes.push_back(
        fmt::format("{} more source maps could not be used", problems - problems_told_max));
  }
  return notes;
}

std::string mangled_note(const std::string& property) {
  return fmt::format(
      "properties such as {} are called as a minifier left them: source maps have no names for "
      "them",
      property);
}

}  // namespace report
}  // namespace heapdiff
