#include "heapdiff/render.hpp"

#include "report/formats.hpp"

namespace heapdiff {
namespace {

template <class AnyReport>
std::string render_as(const AnyReport& report, const RenderOptions& options) {
  return options.format == Format::json ? report::as_json(report, options)
                                        : report::as_text(report, options);
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
