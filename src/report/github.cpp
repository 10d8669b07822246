#include <fmt/format.h>

#include "base/printable.hpp"
#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/source_path.hpp"

namespace heapdiff::report {
namespace {

/// GitHub shows no more of one step.
constexpr std::size_t annotations_max = 10;

/// As GitHub's own toolkit escapes; a value of a property may not end it, either.
std::string escaped_for_github(std::string_view text, bool is_property) {
  std::string out;
  for (const char c : text) {
    const bool is_special =
        c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    if (is_special) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

const char* command_of(Finding::Level level) {
  switch (level) {
    case Finding::Level::error:
      return "error";
    case Finding::Level::warning:
      return "warning";
    case Finding::Level::notice:
      break;
  }
  return "notice";
}

std::string annotation_of(const Finding& finding, const std::string& source_root) {
  std::string properties;
  const auto add = [&](const char* name, std::string_view value) {
    properties += fmt::format("{}{}={}", properties.empty() ? "" : ",", name,
                              escaped_for_github(value, true));
  };
  if (finding.place != nullptr) {
    const SourcePath source = source_path(finding.place->file, source_root);
    // Of other files GitHub knows nothing; the message names them.
    if (source.is_below_root) {
      add("file", base::printable(source.text));
      add("line", std::to_string(finding.place->line));
      if (finding.place->column > 0) add("col", std::to_string(finding.place->column));
    }
  }
  add("title", finding.title);
  return fmt::format("::{} {}::{}\n", command_of(finding.level), properties,
                     escaped_for_github(finding.message, false));
}

}  // namespace

std::string as_github(const Diff& diff, const RenderOptions& options) {
  const Gate gate = gate_of(diff, options);
  std::string text;
  std::size_t told = 0, left = 0;
  for (const Finding& finding : findings_of(diff, gate, options)) {
    if (finding.is_repetition) continue;
    if (told == annotations_max) {
      ++left;
      continue;
    }
    text += annotation_of(finding, gate.source_root);
    ++told;
  }
  if (left > 0) {
    text +=
        fmt::format("::notice title=heapdiff::{} more: the other reports have all of them\n", left);
  }
  // A plain line of the log, which says so where there is nothing to annotate.
  return text + "heapdiff: " + headline(diff, gate, options.units) + '\n';
}

}  // namespace heapdiff::report
