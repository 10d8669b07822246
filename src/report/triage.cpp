#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/formats.hpp"
#include "report/summary.hpp"
#include "report/suspects.hpp"
#include "report/units.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

std::string header(const Summary& summary, const RenderOptions& options, const Style& style) {
  const Statistics& s = summary.statistics;
  const auto share = [&](const char* what, Bytes part) {
    return fmt::format("{} {} ({:.0f} %)", what, format_bytes(part, options.units),
                       100.0 * static_cast<double>(part.value) /
                           static_cast<double>(std::max<std::uint64_t>(s.total.value, 1)));
  };
  std::string text = fmt::format(
      "{}  {}  {} in {} nodes and {} edges{}\n", style.bold("dump"), base::printable(summary.file),
      format_bytes(summary.size, options.units), format_count(summary.nodes),
      format_count(summary.edges), native_in_words(summary.extra_native_bytes, options.units));
  const std::string shares[] = {share("strings", s.strings),
                                share("arrays", s.js_arrays),
                                share("typed arrays", s.typed_arrays),
                                share("other native", {s.native.value - s.typed_arrays.value}),
                                share("code", s.code),
                                share("system", s.system)};
  text += "      " + wrap_words(fmt::format("{}", fmt::join(shares, ", ")),
                                options.width > 26 ? options.width - 6 : 20, 6);
  return text + "\n\n";
}

}  // namespace

std::string triage_as_text(const Triage& triage, const RenderOptions& options) {
  const Style style{options.color};
  return header(triage.summary, options, style) + suspects_as_text(triage, options, style) +
         classes_as_table(triage.summary, options, style);
}

}  // namespace heapdiff::report
