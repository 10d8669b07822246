#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "cli/options.hpp"

namespace heapdiff::cli {

/// A report, and where it goes.
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

/// Is one of them a page?
[[nodiscard]] bool has_page(const std::vector<ReportPlan>& reports);

/// The texts of all reports.
[[nodiscard]] std::vector<FileText> render_reports(
    const std::function<std::string(const RenderOptions&)>& render,
    const std::vector<ReportPlan>& reports, const Watch& watch);

/// Finds out what pages say of their making. Files are hashed while other work goes on.
class Making {
 public:
  /// Nothing is hashed if there is no page.
  Making(const std::vector<std::string>& files, const Options& options,
         const std::vector<ReportPlan>& reports);
  /// Tells the reports, which must not outlive this.
  void tell(std::vector<ReportPlan>& reports);

 private:
  Provenance provenance_;
  base::Task<void> hashing_;  // last: it waits for what it works on
};

/// Shows the page in a browser, if that was asked for.
void open_page(const std::vector<ReportPlan>& reports, const Options& options, Terminal& terminal);

/// Writes all of them, or none. Errors: io.
[[nodiscard]] Result<void> write_together(const std::vector<FileText>& texts, Terminal& terminal);

/// Where GitHub's annotations were asked for: the summary of the workflow's step gets the report as
/// Markdown, if there is one (GITHUB_STEP_SUMMARY). A summary that cannot be written is no error.
void add_to_step_summary(const Diff& diff, const std::vector<ReportPlan>& reports,
                         Terminal& terminal);

}  // namespace heapdiff::cli
