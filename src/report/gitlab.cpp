#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/json_writer.hpp"
#include "report/source_path.hpp"

namespace heapdiff::report {
namespace {

const char* severity_of(Finding::Level level) {
  switch (level) {
    case Finding::Level::error:
      return "critical";
    case Finding::Level::warning:
      return "major";
    case Finding::Level::notice:
      break;
  }
  return "minor";
}

/// A path that GitLab takes, which wants one of every finding: the later snapshot's where the
/// source is not known.
std::string path_for_gitlab(const Finding& finding, const Diff& diff, const Gate& gate) {
  const SourcePath source = source_path(
      finding.place != nullptr ? finding.place->file : diff.after.file, gate.source_root);
  if (source.is_below_root) return base::printable(source.text);
  const std::size_t start = source.text.starts_with("file:///") ? 8 : 0;
  return source.text.substr(start);
}

}  // namespace

std::string as_gitlab(const Diff& diff, const RenderOptions& options) {
  const Gate gate = gate_of(diff, options);
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> output(buffer);
  output.SetIndent(' ', 1);
  const JsonContext context;
  JsonWriter writer(output, context);
  output.StartArray();
  for (const Finding& finding : findings_of(diff, gate, options)) {
    if (finding.is_repetition) continue;
    output.StartObject();
    writer.member("description", finding.message);
    writer.member("check_name", finding.kind);
    writer.member("fingerprint", finding.fingerprint);
    writer.member("severity", std::string_view(severity_of(finding.level)));
    writer.object("location", [&](auto& o) {
      o.member("path", path_for_gitlab(finding, diff, gate));
      o.object("lines", [&](auto& lines) {
        lines.member("begin", finding.place != nullptr ? finding.place->line : 1u);
      });
    });
    output.EndObject();
  }
  output.EndArray();
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

}  // namespace heapdiff::report
