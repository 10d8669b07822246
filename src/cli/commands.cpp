#include "cli/commands.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/printable.hpp"
#include "cli/gate.hpp"
#include "cli/reports.hpp"
#include "heapdiff/files.hpp"
#include "heapdiff/session.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t default_rows_of_text = 10;
constexpr std::size_t rows_with_chains_of_page = 100;

}  // namespace

RenderOptions render_options(const Options& options) {
  RenderOptions rendering;
  rendering.format = options.format;
  rendering.units = options.units;
  rendering.color = options.output.empty() && Terminal::wants_color(options.color);
  if (options.color == ColorMode::always) rendering.color = true;
  rendering.width = Terminal::width();
  rendering.top = options.top;
  const bool is_for_people = options.format == Format::text || options.format == Format::markdown;
  if (!options.top && is_for_people) rendering.top = default_rows_of_text;
  if (options.top == std::size_t{0}) rendering.top.reset();
  if (options.filter) {
    rendering.filter = [&filter = *options.filter](std::string_view name) {
      return filter.matches(name);
    };
  }
  rendering.advice = !options.no_advice;
  return rendering;
}

namespace {

Result<void> write_report(const Options& options, std::string_view text, Terminal& terminal) {
  terminal.end_progress();
  Output output(options.output);
  if (Result<void> written = output.write(text); !written) return written;
  return output.finish();
}

/// The end of a command that made one report.
ExitStatus finish(const Options& options, const Report& report, const RenderOptions& rendering,
                  const std::string& side, const std::string& file, Terminal& terminal) {
  Phase phase(terminal.watch(side, file), "render");
  const std::string text = render(report, rendering);
  phase.end();
  const Result<void> written = write_report(options, text, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

/// A snapshot to ask about, without what is ignored from the start.
Result<Session> open_session(const std::string& file, Purpose purpose, const Options& options,
                             Terminal& terminal) {
  Result<Session> session = Session::open(file, purpose, options, &terminal);
  if (!session) return session;
  for (const ObjectId id : options.ignored) {
    if (const Result<void> done = session->ignore(id); !done) return fail(done.error());
  }
  return session;
}

/// Which were used, for who asked for details.
void report_source_maps(const std::vector<SourceMapUse>& uses, Terminal& terminal) {
  for (const SourceMapUse& use : uses) {
    if (use.problem.empty()) terminal.detail(describe(use));
  }
}

DiffOptions diff_options(const Options& options, const std::vector<ReportPlan>& reports) {
  DiffOptions diffing;
  diffing.sort = options.sort;
  diffing.group_by = options.group_by;
  diffing.chains_max = options.chains_max;
  diffing.chains_for = 0;
  diffing.force = options.force;
  diffing.ops = options.ops;
  diffing.chains_of_engine = false;
  for (const ReportPlan& report : reports) {
    const RenderOptions& rendering = report.rendering;
    const bool has_chains = rendering.format == Format::text || rendering.format == Format::json ||
                            rendering.format == Format::ndjson || rendering.format == Format::html;
    if (!has_chains) continue;
    const std::size_t all = rendering.format == Format::html ? rows_with_chains_of_page : SIZE_MAX;
    diffing.chains_for =
        std::max(diffing.chains_for, std::min(rendering.top.value_or(SIZE_MAX), all));
    diffing.wants_chains = rendering.filter;
    // Rows that will be summed in one need no chains, and leave them to others.
    if (rendering.filter || rendering.all_rows || rendering.format != Format::text) {
      diffing.chains_of_engine = true;
    }
  }
  return diffing;
}

}  // namespace

namespace {

/// The same, with what a page needs of a run.
ReadOptions reading_for(const Options& options, const std::vector<ReportPlan>& reports) {
  ReadOptions reading = options;
  reading.pictures = has_page(reports);
  return reading;
}

/// Writes the reports of one run, all or none, and shows the page.
Result<void> write_reports(const std::vector<FileText>& texts,
                           const std::vector<ReportPlan>& reports, const Options& options,
                           Terminal& terminal) {
  const Result<void> written = write_together(texts, terminal);
  if (written) open_page(reports, options, terminal);
  return written;
}

}  // namespace

ExitStatus run(const DiffCommand& command, Terminal& terminal) {
  std::vector<ReportPlan> reports = plan_reports(command.options);
  const Result<GateOptions> gate_of_options = gate_options(command.options);
  if (!gate_of_options) return terminal.fail(gate_of_options.error());
  Making making({command.before, command.after}, command.options, reports);
  const Result<Diff> diff =
      compare_files(command.before, command.after, diff_options(command.options, reports),
                    reading_for(command.options, reports), &terminal);
  if (!diff) return terminal.fail(diff.error());
  Result<Gate> gate = judge_diff(*diff, *gate_of_options);
  if (!gate) return terminal.fail(gate.error());
  for (ReportPlan& report : reports) {
    // Other programs are always told how suspects stand; people, where there is a gate.
    const Format format = report.rendering.format;
    const bool is_told = format != Format::text && format != Format::json && format != Format::html;
    if (is_told || has_gate(*gate_of_options)) report.rendering.gate = &*gate;
  }
  report_source_maps(diff->before.source_maps, terminal);
  report_source_maps(diff->after.source_maps, terminal);
  for (const std::string& note : diff->notes) terminal.note(note);
  making.tell(reports);
  std::vector<FileText> texts =
      render_reports([&](const RenderOptions& rendering) { return render(*diff, rendering); },
                     reports, terminal.watch("both", ""));
  const bool accepts = !command.options.write_baseline.empty();
  if (accepts) texts.push_back({command.options.write_baseline, baseline_text(*diff, *gate)});
  const Result<void> written = write_reports(texts, reports, command.options, terminal);
  if (!written) return terminal.fail(written.error());
  add_to_step_summary(*diff, reports, terminal);
  if (accepts) return ExitStatus::ok;
  return report_gate(*diff, *gate, command.before, command.after, command.options, terminal);
}

ExitStatus run(const TriageCommand& command, Terminal& terminal) {
  std::vector<ReportPlan> reports = plan_reports(command.options);
  Making making({command.file}, command.options, reports);
  const Result<Triage> triage =
      triage_file(command.file, reading_for(command.options, reports), &terminal);
  if (!triage) return terminal.fail(triage.error());
  report_source_maps(triage->summary.source_maps, terminal);
  for (const std::string& note : triage->summary.notes) terminal.note(command.file + ": " + note);
  making.tell(reports);
  const std::vector<FileText> texts =
      render_reports([&](const RenderOptions& rendering) { return render(*triage, rendering); },
                     reports, terminal.watch("snapshot", command.file));
  const Result<void> written = write_reports(texts, reports, command.options, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const TrendCommand& command, Terminal& terminal) {
  const Options& options = command.options;
  std::vector<ReportPlan> reports = plan_reports(options);
  const Result<GateOptions> gate_of_options = gate_options(options);
  if (!gate_of_options) return terminal.fail(gate_of_options.error());
  std::vector<std::string> files;
  for (const std::string& word : command.files) {
    Result<std::vector<std::string>> found = list_snapshots(word);
    if (!found) return terminal.fail(found.error());
    files.insert(files.end(), found->begin(), found->end());
  }
  TrendOptions following;
  following.ops = options.ops;
  following.force = options.force;
  Making making(files, options, reports);
  const Result<Trend> trend =
      follow_files(files, following, reading_for(options, reports), &terminal);
  if (!trend) return terminal.fail(trend.error());
  Result<Gate> gate = judge_trend(*trend, *gate_of_options);
  if (!gate) return terminal.fail(gate.error());
  for (const std::string& note : trend->whole.notes) terminal.note(note);
  for (ReportPlan& report : reports) {
    if (has_gate(*gate_of_options)) report.rendering.gate = &*gate;
  }
  making.tell(reports);
  const std::vector<FileText> texts =
      render_reports([&](const RenderOptions& rendering) { return render(*trend, rendering); },
                     reports, terminal.watch("both", ""));
  const Result<void> written = write_reports(texts, reports, options, terminal);
  if (!written) return terminal.fail(written.error());
  return report_gate(trend->whole, *gate, files.front(), files.back(), options, terminal);
}

ExitStatus run(const SummaryCommand& command, Terminal& terminal) {
  Result<Summary> summary = summarize_file(command.file, command.options, &terminal);
  if (!summary) return terminal.fail(summary.error());
  report_source_maps(summary->source_maps, terminal);
  for (const std::string& note : summary->notes) terminal.note(summary->file + ": " + note);
  return finish(command.options, std::move(*summary), render_options(command.options), "snapshot",
                command.file, terminal);
}

ExitStatus run(const SaveCommand& command, Terminal& terminal) {
  const std::string& output = command.options.output;
  if ((output.empty() || output == "-") && isatty(STDOUT_FILENO) != 0) {
    return terminal.fail({ErrorKind::usage, "", "a saved summary is nothing for a terminal",
                          std::nullopt, "-o FILE writes it to a file"});
  }
  const Result<std::string> bytes = save_file(command.file, command.options, &terminal);
  if (!bytes) return terminal.fail(bytes.error());
  const Result<void> written = write_report(command.options, *bytes, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const PathCommand& command, Terminal& terminal) {
  Result<PathsOfFile> paths =
      explain_paths(command.file, command.ids, command.options.ignored, command.options, &terminal);
  if (!paths) return terminal.fail(paths.error());
  for (const std::string& note : paths->notes) terminal.note(command.file + ": " + note);
  return finish(command.options, std::move(paths->report), render_options(command.options),
                "snapshot", command.file, terminal);
}

ExitStatus run(const QueryCommand& command, Terminal& terminal) {
  const Query& query = *command.question.query;
  Result<Session> session = open_session(command.file, query.purpose, command.options, terminal);
  if (!session) return terminal.fail(session.error());
  RenderOptions rendering = render_options(command.options);
  rendering.top = rows_of(command.options);
  Phase phase(terminal.watch("snapshot", command.file), "answer");
  Result<Report> report = query.answer(*session, command.question, *rendering.top);
  phase.end();
  if (!report) return terminal.fail(report.error());
  for (const std::string& note : session->notes()) terminal.note(command.file + ": " + note);
  return finish(command.options, *report, rendering, "snapshot", command.file, terminal);
}

ExitStatus run(const NodesCommand& command, Terminal& terminal) {
  constexpr std::size_t flush_bytes = std::size_t{1} << 20;
  Result<Session> session =
      Session::open(command.file, Purpose::lookup, command.options, &terminal);
  if (!session) return terminal.fail(session.error());
  for (const std::string& note : session->notes()) terminal.note(command.file + ": " + note);
  if (session->damage()) terminal.note(command.file + ": " + describe(*session->damage()));
  Output output(command.options.output);
  NodesText nodes(command.options.nodes_format);
  std::string text;
  nodes.begin(text, {session->file(), session->damage(), session->notes()});
  Result<void> written;
  const auto flush = [&] {
    if (output.is_stdout()) terminal.end_progress();
    written = output.write(text);
    text.clear();
    return written.has_value() && !output.is_closed_by_reader();
  };
  session->for_each_node([&](const NodeRow& row) {
    nodes.add(text, row);
    return text.size() < flush_bytes || flush();
  });
  nodes.end(text);
  if (written) flush();
  if (written) written = output.finish();
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const Answer& answer, Terminal& terminal) {
  const Result<void> written = write_report({}, answer.text, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

}  // namespace heapdiff::cli
