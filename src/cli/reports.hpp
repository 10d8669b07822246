#pragma once

#include <string>
#include <vector>

#include "cli/options.hpp"

namespace heapdiff::cli {

/// A report of a diff, and where it goes.
struct ReportPlan {
  std::string file;  ///< empty: standard output
  RenderOptions rendering;
};

/// The one of --format, unless another takes its place on standard output; then those of --report.
[[nodiscard]] std::vector<ReportPlan> plan_reports(const Options& options);

/// A file's whole text.
struct FileText {
  std::string file;  ///< empty: standard output
  std::string text;
};

/// The texts of all reports.
[[nodiscard]] std::vector<FileText> render_reports(const Diff& diff,
                                                   const std::vector<ReportPlan>& reports,
                                                   Terminal& terminal);

/// Writes all of them, or none. Errors: io.
[[nodiscard]] Result<void> write_together(const std::vector<FileText>& texts, Terminal& terminal);

/// Where GitHub's annotations were asked for: the summary of the workflow's step gets the report as
/// Markdown, if there is one (GITHUB_STEP_SUMMARY). A summary that cannot be written is no error.
void add_to_step_summary(const Diff& diff, const std::vector<ReportPlan>& reports,
                         Terminal& terminal);

}  // namespace heapdiff::cli
