#include "report/damage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/printable.hpp"
#include "report/table.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff {
namespace report {
namespace {

/// "79.9 %"; never 100 for less than all, nor 0 for more than nothing.
std::string percent(std::uint64_t part, std::uint64_t all) {
  if (part >= all) return "100 %";
  if (part == 0) return "0 %";
  const double share = 100 * static_cast<double>(part) / static_cast<double>(all);
  if (share >= 99.95) return "over 99.9 %";
  if (share < 0.05) return "under 0.1 %";
  return fmt::format("{:.1f} %", share);
}

/// "24,005 of 30,010 strings (79.9 %)"
std::string part_in_words(const Damage::Coverage& part, const char* noun) {
  if (part.kept == 0) return fmt::format("no {}", noun);
  if (!part.expected) {
    return fmt::format("{} {} (the file does not say of how many)", format_count(part.kept), noun);
  }
  if (part.is_whole()) return fmt::format("all {} {}", format_count(part.kept), noun);
  return fmt::format("{} of {} {} ({})", format_count(part.kept), format_count(*part.expected),
                     noun, percent(part.kept, *part.expected));
}

/// "14,363 of 61,566 nodes (23.3 %)"
std::string share_in_words(std::uint64_t part, std::uint64_t all, const char* noun) {
  return fmt::format("{} of {} {} ({})", format_count(part), format_count(all), noun,
                     percent(part, all));
}

std::string names_in_words(const Damage& damage) {
  const auto shares = [&](std::uint64_t Damage::Names::*part, std::uint64_t Damage::Names::*all) {
    std::string text;
    for (const auto& [names, noun] : {std::pair(&damage.names, "strings"),
                                      {&damage.node_names, "nodes"},
                                      {&damage.edge_names, "edges"}}) {
      if (names->*all == 0) continue;
      if (!text.empty()) text += ", ";
      text += share_in_words(names->*part, names->*all, noun);
    }
    return text;
  };
  std::string text = "lost of " + shares(&Damage::Names::lost, &Damage::Names::all);
  if (damage.borrowed_from.empty()) return text;
  return text + fmt::format("; of these {} tells {}", base::printable(damage.borrowed_from),
                            shares(&Damage::Names::borrowed, &Damage::Names::lost));
}

std::string place_in_words(const Damage& damage) {
  if (!damage.byte) return "";
  return fmt::format(" (byte {}{})", *damage.byte,
                     damage.is_compressed ? " of the uncompressed text" : "");
}

/// What it means for the report.
std::vector<std::string> caveats(const Damage& damage) {
  std::vector<std::string> all;
  if (!damage.has_all_nodes()) {
    all.emplace_back("counts and sizes cover only the nodes that were read; the heap had more");
  }
  if (!damage.has_all_edges()) {
    all.emplace_back(
        "with edges missing, retained sizes, distances and statistics are unknown; sizes are those "
        "in the file, not folded into owners, and plain objects have no shapes");
  } else if (!damage.are_sizes_exact()) {
    all.push_back(
        fmt::format("sizes and distances may be slightly off: {} names are missing that tell "
                    "entries of WeakMaps and "
                    "the like",
                    format_count(damage.missing_of_rules)));
  }
  if (damage.node_names.missing() > 0) {
    all.push_back(fmt::format(
        "each \"(name lost #N)\" is one name; {} nodes stand under such names and may belong to "
        "other rows, and to arrays in the statistics",
        format_count(damage.node_names.missing())));
  } else if (!damage.has_all_names()) {
    all.push_back(fmt::format(
        "{} edges are called \"(name lost #N)\", on paths and in shapes of plain objects",
        format_count(damage.edge_names.missing())));
  }
  if (!damage.has_places) {
    all.emplace_back("source locations are unknown: everything with the same name is one row");
  }
  if (all.empty()) all.emplace_back("nothing else is missing; all numbers are exact");
  return all;
}

}  // namespace

std::string damage_as_text(const Damage& damage, const std::string& file,
                           const RenderOptions& options) {
  constexpr std::size_t indent = 9;
  const Style style{options.color};
  const std::size_t width = std::max(options.width, 2 * indent) - indent;
  const auto block = [&](const char* title, const std::string& words) {
    const std::string text = base::wrap_words(fmt::format("{:<9}{}", title, words), width, indent);
    // The title may be bold, and the rest stays as it was wrapped.
    const std::size_t length = std::string(title).size();
    return style.bold(title) + text.substr(length) + '\n';
  };
  std::string text =
      block("damaged", fmt::format("{}: {}{}", base::printable(file),
                                   base::printable(damage.problem), place_in_words(damage)));
  text += block("read", fmt::format("{}, {}, {}", part_in_words(damage.nodes, "nodes"),
                                    part_in_words(damage.edges, "edges"),
                                    part_in_words(damage.strings, "strings")));
  if (damage.names.lost > 0) text += block("names", names_in_words(damage));
  for (const std::string& caveat : caveats(damage)) text += block("caveat", caveat);
  return text;
}

std::vector<const char*> partial_results(const Damage& damage) {
  std::vector<const char*> all;
  const auto add = [&](bool is_partial, std::initializer_list<const char*> results) {
    for (const char* result : results) {
      if (is_partial) all.push_back(result);
    }
  };
  add(!damage.has_all_nodes(), {"nodes", "counts"});
  add(!damage.has_all_edges(), {"edges", "paths"});
  add(!damage.are_sizes_exact(), {"sizes", "retained", "distances"});
  add(!damage.has_all_edges() || !damage.has_all_names(), {"statistics"});
  add(!damage.has_all_names(), {"names"});
  add(!damage.has_places, {"places"});
  return all;
}

}  // namespace report

std::string describe(const Damage& damage) {
  return fmt::format("salvaged {}, {}, {}; {}{}", report::part_in_words(damage.nodes, "nodes"),
                     report::part_in_words(damage.edges, "edges"),
                     report::part_in_words(damage.strings, "strings"), damage.problem,
                     report::place_in_words(damage));
}

}  // namespace heapdiff
