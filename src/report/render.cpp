#include "heapdiff/render.hpp"

#include "report/formats.hpp"

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
  return options.format == Format::json ? report::paths_as_json(paths, file, damage)
                                        : report::paths_as_text(paths, file, options, damage);
}

}  // namespace heapdiff
