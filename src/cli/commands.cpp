#include "cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/explain_paths.hpp"
#include "analysis/node_rows.hpp"
#include "analysis/reduce.hpp"
#include "analysis/summarise.hpp"
#include "base/printable.hpp"
#include "cli/compare_files.hpp"
#include "cli/load_file.hpp"
#include "cli/plan.hpp"
#include "graph/load.hpp"
#include "model/engine_classes.hpp"
#include "query/session.hpp"
#include "query/triage.hpp"
#include "report/damage.hpp"
#include "report/nodes.hpp"
#include "report/units.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t default_rows_of_text = 10;

}  // namespace

RenderOptions render_options(const Options& options) {
  RenderOptions rendering;
  rendering.format = options.format;
  rendering.units = options.units;
  rendering.color = options.output.empty() && Terminal::wants_color(options.color);
  if (options.color == ColorMode::always) rendering.color = true;
  rendering.width = Terminal::width();
  rendering.top = options.top;
  if (!options.top && options.format == Format::text) rendering.top = default_rows_of_text;
  if (options.top == std::size_t{0}) rendering.top.reset();
  if (options.filter) {
    rendering.filter = [&filter = *options.filter](std::string_view name) {
      return filter.matches(name);
    };
  }
  return rendering;
}

Result<analysis::Analysed> load_analysed(const std::string& path, Work work, const Options& options,
                                         Terminal& terminal, const base::Watch& watch) {
  const Result<Plan> plan =
      plan_single(path, work, options.threads, memory_limit(options.memory_max));
  if (!plan) return fail(plan.error());
  terminal.detail(describe(*plan, options.units));
  const parse::Texts texts = keeps_values(work) ? parse::Texts::whole() : parse::Texts::cut();
  Result<graph::Heap> heap = load_file(path, {options, plan->threads, texts}, watch);
  if (!heap) return fail(heap.error());
  return analysis::analyse(std::move(*heap), plan->threads, watch);
}

namespace {

Result<void> write_report(const Options& options, std::string_view text, Terminal& terminal) {
  terminal.end_progress();
  Output output(options.output);
  if (Result<void> written = output.write(text); !written) return written;
  return output.finish();
}

/// A snapshot to ask about, with what is set aside from the start.
Result<query::Session> load_session(const std::string& path, Work work, const Options& options,
                                    Terminal& terminal, const base::Watch& watch) {
  Result<analysis::Analysed> analysed = load_analysed(path, work, options, terminal, watch);
  if (!analysed) return fail(analysed.error());
  query::Session session(std::move(*analysed));
  for (const ObjectId id : options.ignored) {
    if (const Result<void> done = session.set_aside(id); !done) return fail(done.error());
  }
  return session;
}

DiffOptions diff_options(const Options& options, const RenderOptions& rendering) {
  DiffOptions diffing;
  diffing.sort = options.sort;
  diffing.group_by = options.group_by;
  diffing.chains_max = options.chains_max;
  diffing.chains_for = rendering.top.value_or(SIZE_MAX);
  diffing.force = options.force;
  diffing.threads = options.threads;
  diffing.ops = options.ops;
  diffing.wants_chains = rendering.filter;
  // Rows that will be summed in one need no chains, and leave them to others.
  if (!rendering.filter && !rendering.all_rows && rendering.format == Format::text) {
    diffing.wants_chains = [](std::string_view name) { return !model::is_engine_class(name); };
  }
  return diffing;
}

/// A rule about a class that is in neither snapshot can be right, or misspelt.
void note_unknown_classes(const Diff& diff, const DiffCommand& command, Terminal& terminal) {
  for (const diff::Limit& limit : command.options.limits) {
    const std::string* name = limit.classes ? limit.classes->whole_name() : nullptr;
    const bool is_known = name == nullptr || std::any_of(diff.classes.begin(), diff.classes.end(),
                                                         [&](const ClassChange& change) {
                                                           return change.name == *name;
                                                         });
    if (!is_known) {
      terminal.note(fmt::format("{}: neither snapshot has objects of class {}", limit.text, *name));
    }
  }
}

/// Names every crossed rule with both numbers.
ExitStatus report_crossings(const Diff& diff, const DiffCommand& command, Terminal& terminal) {
  const std::vector<diff::Crossing> crossings = diff::find_crossings(diff, command.options.limits);
  for (const diff::Crossing& crossing : crossings) {
    const bool is_count = crossing.limit->metric == diff::Limit::Metric::count;
    const auto shown = [&](std::int64_t value) {
      return is_count ? report::format_count_delta(value)
                      : fmt::format("{} ({} bytes)",
                                    report::format_byte_delta({value}, command.options.units),
                                    report::format_count_delta(value));
    };
    terminal.report_crossing(fmt::format("limit crossed: {}: {} grew by {}, the limit is {}",
                                         crossing.limit->text, crossing.subject,
                                         shown(crossing.growth), shown(crossing.limit->value)));
  }
  return crossings.empty() ? ExitStatus::ok : ExitStatus::limit_crossed;
}

}  // namespace

ExitStatus run(const DiffCommand& command, Terminal& terminal) {
  const Result<Plan> plan = plan_diff(command.before, command.after, command.options.threads,
                                      memory_limit(command.options.memory_max));
  if (!plan) return terminal.fail(plan.error());
  terminal.detail(describe(*plan, command.options.units));
  RenderOptions rendering = render_options(command.options);
  rendering.all_rows = command.options.all;
  rendering.advice = !command.options.no_advice;
  const Result<Diff> diff =
      compare_files(command, *plan, diff_options(command.options, rendering), terminal);
  if (!diff) return terminal.fail(diff.error());
  if (Result<void> fine = diff::check_limits(*diff, command.options.limits); !fine) {
    return terminal.fail(fine.error());
  }
  base::Phase phase(terminal.watch("both", ""), "render");
  const std::string report = render(*diff, rendering);
  phase.end();
  for (const std::string& note : diff->notes) terminal.note(note);
  const Result<void> written = write_report(command.options, report, terminal);
  if (!written) return terminal.fail(written.error());
  note_unknown_classes(*diff, command, terminal);
  return report_crossings(*diff, command, terminal);
}

ExitStatus run(const TriageCommand& command, Terminal& terminal) {
  const base::Watch watch = terminal.watch("snapshot", command.file);
  Result<analysis::Analysed> analysed =
      load_analysed(command.file, Work::triage, command.options, terminal, watch);
  if (!analysed) return terminal.fail(analysed.error());
  const query::TriageOptions options{command.options.threads};
  Triage triage;
  {
    query::Session session(std::move(*analysed));
    triage = query::triage(session, options, watch);
  }
  if (const auto& damage = triage.summary.damage;
      damage && !damage->has_all_edges() && !damage->borrowed_from.empty()) {
    analysed = load_analysed(damage->borrowed_from, Work::triage, command.options, terminal, watch);
    if (!analysed) return terminal.fail(analysed.error());
    query::Session whole(std::move(*analysed));
    query::lend_suspects(triage, query::triage(whole, options, watch));
  }
  base::Phase phase(watch, "render");
  RenderOptions rendering = render_options(command.options);
  rendering.advice = !command.options.no_advice;
  const std::string report = render(triage, rendering);
  phase.end();
  for (const std::string& note : triage.summary.notes) terminal.note(command.file + ": " + note);
  const Result<void> written = write_report(command.options, report, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const SummaryCommand& command, Terminal& terminal) {
  const base::Watch watch = terminal.watch("snapshot", command.file);
  const Result<Plan> plan =
      plan_summary(command.file, command.options.threads, memory_limit(command.options.memory_max));
  if (!plan) return terminal.fail(plan.error());
  terminal.detail(describe(*plan, command.options.units));
  Result<graph::Heap> heap = load_file(command.file, {command.options, plan->threads}, watch);
  if (!heap) return terminal.fail(heap.error());
  const unsigned threads = plan->kind == Plan::Kind::lean ? 1 : plan->threads;
  const Summary summary = analysis::summarise(std::move(*heap), threads, watch);
  base::Phase phase(watch, "render");
  const std::string report = render(summary, render_options(command.options));
  phase.end();
  for (const std::string& note : summary.notes) terminal.note(summary.file + ": " + note);
  const Result<void> written = write_report(command.options, report, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const PathCommand& command, Terminal& terminal) {
  const base::Watch watch = terminal.watch("snapshot", command.file);
  Result<query::Session> session =
      load_session(command.file, Work::path, command.options, terminal, watch);
  if (!session) return terminal.fail(session.error());
  const Result<std::vector<PathReport>> paths =
      analysis::explain_paths(session->analysed(), command.ids, watch);
  if (!paths) return terminal.fail(paths.error());
  base::Phase phase(watch, "render");
  const RenderOptions options = render_options(command.options);
  const std::string report = render(*paths, session->asked(), options);
  phase.end();
  for (const std::string& note : session->heap().notes) terminal.note(command.file + ": " + note);
  const Result<void> written = write_report(command.options, report, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const QueryCommand& command, Terminal& terminal) {
  const base::Watch watch = terminal.watch("snapshot", command.file);
  const Query& query = *command.question.query;
  Result<query::Session> session =
      load_session(command.file, query.work, command.options, terminal, watch);
  if (!session) return terminal.fail(session.error());
  RenderOptions options = render_options(command.options);
  options.top = command.options.top;
  base::Phase phase(watch, "answer");
  const Result<std::string> report = query.answer(*session, command.question, options);
  phase.end();
  if (!report) return terminal.fail(report.error());
  for (const std::string& note : session->heap().notes) terminal.note(command.file + ": " + note);
  const Result<void> written = write_report(command.options, *report, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const NodesCommand& command, Terminal& terminal) {
  constexpr std::size_t flush_bytes = std::size_t{1} << 20;
  const base::Watch watch = terminal.watch("snapshot", command.file);
  const Result<analysis::Analysed> analysed =
      load_analysed(command.file, Work::lookup, command.options, terminal, watch);
  if (!analysed) return terminal.fail(analysed.error());
  for (const std::string& note : analysed->heap.notes) terminal.note(command.file + ": " + note);
  if (const auto& damage = analysed->heap.damage) {
    terminal.note(command.file + ": " + report::damage_in_short(*damage));
  }
  Output output(command.options.output);
  const bool is_csv = command.options.nodes_format == NodesFormat::csv;
  std::string text = is_csv ? report::csv_header() : std::string();
  Result<void> written;
  const auto flush = [&] {
    if (output.is_stdout()) terminal.end_progress();
    written = output.write(text);
    text.clear();
    return written.has_value() && !output.is_closed_by_reader();
  };
  const auto append = [&](const analysis::NodeRow& row) {
    is_csv ? report::append_as_csv(text, row) : report::append_as_ndjson(text, row);
    return text.size() < flush_bytes || flush();
  };
  analysis::for_each_node(*analysed, append, watch);
  if (written) flush();
  if (written) written = output.finish();
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

ExitStatus run(const Answer& answer, Terminal& terminal) {
  const Result<void> written = write_report({}, answer.text, terminal);
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

}  // namespace heapdiff::cli
