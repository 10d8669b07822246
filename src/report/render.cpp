#include "heapdiff/render.hpp"

#include "report/formats.hpp"
#include "report/queries.hpp"

namespace heapdiff {

std::string render(const Diff& diff, const RenderOptions& options) {
  return options.format == Format::json ? report::diff_as_json(diff, options)
                                        : report::diff_as_text(diff, options);
}

std::string render(const Summary& summary, const RenderOptions& options) {
  return options.format == Format::json ? report::summary_as_json(summary, options)
                                        : report::summary_as_text(summary, options);
}

std::string render(const Triage& triage, const RenderOptions& options) {
  return options.format == Format::json ? report::triage_as_json(triage, options)
                                        : report::triage_as_text(triage, options);
}

std::string render(const std::vector<PathReport>& paths, const std::string& file,
                   const RenderOptions& options, const std::optional<Damage>& damage) {
  return render(paths, Asked{file, damage, {}}, options);
}

std::string render(const std::vector<PathReport>& paths, const Asked& asked,
                   const RenderOptions& options) {
  return options.format == Format::json ? report::paths_as_json(paths, asked)
                                        : report::paths_as_text(paths, asked, options);
}

namespace {

template <class Report>
std::string answer(const Report& report, const RenderOptions& options) {
  return options.format == Format::json ? report::as_json(report)
                                        : report::as_text(report, options);
}

}  // namespace

std::string render(const ClassReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const ObjectReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const RetainersReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const DominatorsReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const FindReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const StringsReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const DuplicatesReport& report, const RenderOptions& options) {
  return answer(report, options);
}

std::string render(const BiggestReport& report, const RenderOptions& options) {
  return answer(report, options);
}

}  // namespace heapdiff
