#include "report/json.hpp"

#include <fmt/format.h>

#include <iterator>

#include "report/formats.hpp"
#include "report/json_writer.hpp"

namespace heapdiff::report {
namespace {

template <class AnyReport>
std::string write(const AnyReport& report, const JsonContext& context) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> output(buffer);
  output.SetIndent(' ', 1);
  JsonWriter(output, context).write(report);
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

/// Of the answer to a question about one snapshot.
template <class Answer>
std::string write_answer(const Answer& answer, const RenderOptions& options) {
  return write(answer, {.has_retained = answer.view.has_retained_sizes(), .options = options});
}

}  // namespace

std::string json_literal(std::string_view text) {
  std::string out = "\"";
  const auto escape = [&out](std::uint32_t unit) {
    fmt::format_to(std::back_inserter(out), "\\u{:04X}", unit);
  };
  while (!text.empty()) {
    const base::CodePoint point = base::decode_code_point(text);
    const auto c = static_cast<std::uint32_t>(point.value);
    const std::size_t short_form = std::string_view("\"\\\b\f\n\r\t").find(text[0]);
    if (!point.is_valid) {
      out += "\xEF\xBF\xBD";
    } else if (short_form != std::string_view::npos) {
      out += '\\';
      out += "\"\\bfnrt"[short_form];
    } else if (base::is_printable(point.value)) {
      out += text.substr(0, point.bytes);
    } else if (c < 0x10000) {
      escape(c);
    } else {  // as UTF-16 has it
      escape(0xD800 + ((c - 0x10000) >> 10));
      escape(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    text.remove_prefix(point.bytes);
  }
  return out += '"';
}

std::string as_json(const Diff& diff, const RenderOptions& options) {
  JsonContext context{diff.has_retained_sizes(), diff.lineage.can_follow(), diff.ops, options};
  if (options.only_suspects) context.options.top = 0;
  return write(diff, context);
}

std::string as_json(const Summary& summary, const RenderOptions& options) {
  return write(summary, {.has_retained = summary.has_retained_sizes(), .options = options});
}

std::string as_json(const Triage& triage, const RenderOptions& options) {
  return write(triage, {.has_retained = triage.summary.has_retained_sizes(), .options = options});
}

std::string as_json(const NodesHead& head) { return write(head, {}); }

std::string as_json(const Trend& trend, const RenderOptions& options) {
  const Diff& whole = trend.whole;
  return write(trend, {whole.has_retained_sizes(), whole.lineage.can_follow(), whole.ops, options});
}

std::string as_json(const PathsReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const ClassReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const ObjectReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const RetainersReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const DominatorsReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const FindReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const StringsReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const DuplicatesReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

std::string as_json(const BiggestReport& report, const RenderOptions& options) {
  return write_answer(report, options);
}

}  // namespace heapdiff::report
