#include "cli/reports.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <deque>
#include <system_error>

#include "cli/browser.hpp"
#include "cli/commands.hpp"
#include "cli/write_all.hpp"
#include "heapdiff/files.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t summary_bytes_max = std::size_t{1} << 20;  // of one step, as GitHub has it

}  // namespace

std::vector<ReportPlan> plan_reports(const Options& options) {
  std::vector<ReportPlan> plans;
  const bool takes_stdout =
      std::any_of(options.reports.begin(), options.reports.end(),
                  [](const ReportSpec& report) { return report.file.empty(); });
  const std::string output = options.output == "-" ? "" : options.output;
  std::vector<ReportSpec> specs = options.reports;
  if (!takes_stdout || !output.empty()) specs.insert(specs.begin(), {options.format, output});
  for (const ReportSpec& spec : specs) {
    Options of_report = options;
    of_report.format = spec.format;
    of_report.output = spec.file;
    RenderOptions rendering = render_options(of_report);
    if (spec.format != Format::text) {
      rendering.color = false;
      rendering.width = RenderOptions().width;  // whatever the terminal is
    }
    // The filter belongs to the options that are there as long as the reports are.
    rendering.filter = render_options(options).filter;
    rendering.all_rows = options.all;
    plans.push_back({spec.file, std::move(rendering)});
  }
  return plans;
}

bool has_page(const std::vector<ReportPlan>& reports) {
  return std::any_of(reports.begin(), reports.end(), [](const ReportPlan& report) {
    return report.rendering.format == Format::html;
  });
}

Making::Making(const std::vector<std::string>& files, const Options& options,
               const std::vector<ReportPlan>& reports) {
  if (!has_page(reports)) return;
  provenance_.command = options.command_line;
  for (const std::string& file : files) provenance_.inputs.push_back({file, ""});
  // One thread more, as unpacking takes one: it mostly waits for the same files.
  hashing_ = base::start(options.threads + 1, [this] {
    for (Provenance::Input& input : provenance_.inputs) {
      if (input.file != "-") input.sha256 = hash_file(input.file).value_or("");
    }
  });
}

void Making::tell(std::vector<ReportPlan>& reports) {
  if (!has_page(reports)) return;
  hashing_.get();
  for (ReportPlan& report : reports) report.rendering.provenance = &provenance_;
}

void open_page(const std::vector<ReportPlan>& reports, const Options& options, Terminal& terminal) {
  if (!options.open) return;
  for (const ReportPlan& report : reports) {
    if (report.rendering.format != Format::html || report.file.empty()) continue;
    if (const std::string reason = show_in_browser(report.file); !reason.empty()) {
      terminal.note(fmt::format("{} is not shown: {}", report.file, reason));
    }
    return;
  }
}

std::vector<FileText> render_reports(const std::function<std::string(const RenderOptions&)>& render,
                                     const std::vector<ReportPlan>& reports, const Watch& watch) {
  const Phase phase(watch, "render");
  std::vector<FileText> texts;
  texts.reserve(reports.size());
  for (const ReportPlan& report : reports) {
    texts.push_back({report.file, render(report.rendering)});
  }
  return texts;
}

Result<void> write_together(const std::vector<FileText>& texts, Terminal& terminal) {
  terminal.end_progress();
  std::deque<Output> outputs;
  for (const FileText& text : texts) outputs.emplace_back(text.file);
  // What is on standard output cannot be taken back, so it comes when the files are all right.
  for (const bool to_stdout : {false, true}) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (outputs[i].is_stdout() != to_stdout) continue;
      if (Result<void> written = outputs[i].write(texts[i].text); !written) return written;
      if (Result<void> closed = outputs[i].close_file(); !closed) return closed;
    }
  }
  return Output::finish_all(outputs);
}

void add_to_step_summary(const Diff& diff, const std::vector<ReportPlan>& reports,
                         Terminal& terminal) {
  const char* path = std::getenv("GITHUB_STEP_SUMMARY");
  const auto github = std::find_if(reports.begin(), reports.end(), [](const ReportPlan& report) {
    return report.rendering.format == Format::github;
  });
  if (path == nullptr || *path == '\0' || github == reports.end()) return;
  RenderOptions rendering = github->rendering;
  rendering.format = Format::markdown;
  const std::string text = render(diff, rendering);
  const auto give_up = [&](const std::string& reason) {
    terminal.note(fmt::format("GITHUB_STEP_SUMMARY: {}: {}", path, reason));
  };
  const int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return give_up(std::generic_category().message(errno));
  struct stat status {};
  const bool is_known = fstat(fd, &status) == 0;
  int reason = is_known ? 0 : errno;
  const bool has_room =
      !is_known || static_cast<std::size_t>(status.st_size) + text.size() <= summary_bytes_max;
  if (reason == 0 && has_room) reason = write_all(fd, text);
  if (close(fd) != 0 && reason == 0) reason = errno;
  if (reason != 0) return give_up(std::generic_category().message(reason));
  if (!has_room) give_up("is full");
}

}  // namespace heapdiff::cli
