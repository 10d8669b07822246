#include "heapdiff/render.hpp"

#include "report/formats.hpp"

namespace heapdiff {
namespace {

template <class AnyReport>
std::string render_as(const AnyReport& report, const RenderOptions& options) {
  return options.format == Format::text ? report::as_text(report, options)
                                        : report::as_json(report, options);
}
std::string render_as(const Diff& diff, const RenderOptions& options) {
  switch (options.format) {
    case Format::text:
      return report::as_text(diff, options);
    case Format::json:
      return report::as_json(diff, options);
    case Format::ndjson:
      return report::as_ndjson(diff, options);
    case Format::markdown:
      return report::as_markdown(diff, options);
    case Format::csv:
      return report::as_csv(diff, options);
    case Format::junit:
      return report::as_junit(diff, options);
    case Format::sarif:
      return report::as_sarif(diff, options);
    case Format::github:
      return report::as_github(diff, options);
    case Format::gitlab:
      return report::as_gitlab(diff, options);
    case Format::html:
      return report::as_html(diff, options);
  }
  return "";
}

std::string render_as(const Triage& triage, const RenderOptions& options) {
  switch (options.format) {
    case Format::text:
      return report::as_text(triage, options);
    case Format::html:
      return report::as_html(triage, options);
    default:
      return report::as_json(triage, options);
  }
}

std::string render_as(const Trend& trend, const RenderOptions& options) {
  switch (options.format) {
    case Format::text:
      return report::as_text(trend, options);
    case Format::csv:
      return report::as_csv(trend, options);
    case Format::html:
      return report::as_html(trend, options);
    default:
      return report::as_json(trend, options);
  }
}

}  // namespace

std::string render(const Diff& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const Summary& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const Triage& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const Trend& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const PathsReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const ClassReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const ObjectReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const RetainersReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const DominatorsReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const FindReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const StringsReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const DuplicatesReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const BiggestReport& report, const RenderOptions& options) {
  return render_as(report, options);
}

std::string render(const Report& report, const RenderOptions& options) {
  return std::visit([&](const auto& one) { return render_as(one, options); }, report);
}

}  // namespace heapdiff
