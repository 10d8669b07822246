#include "cli/query_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "analysis/explain_paths.hpp"
#include "analysis/summarise.hpp"
#include "base/printable.hpp"
#include "query/biggest.hpp"
#include "query/classes.hpp"
#include "query/objects.hpp"
#include "query/strings.hpp"

namespace heapdiff::cli {
namespace {

using model::NamePattern;
using query::Session;

constexpr std::size_t rows_of_text = 10;
constexpr std::size_t rows_of_json = 100;

template <class Report>
Result<std::string> render_found(const Result<Report>& report, const RenderOptions& options) {
  if (!report) return fail(report.error());
  return render(*report, options);
}

Result<std::string> answer_summary(Session& session, const Question&,
                                   const RenderOptions& options) {
  Summary summary = analysis::summarise(session.analysed());
  for (const ObjectInfo& info : session.asked().set_aside) {
    summary.notes.push_back(fmt::format("@{} is ignored: it retains nothing", info.id.value));
  }
  RenderOptions shown = options;
  if (!shown.top) shown.top = rows_of(options);
  return render(summary, shown);
}

Result<std::string> answer_path(Session& session, const Question& question,
                                const RenderOptions& options) {
  static_cast<void>(session.paths());  // made once, and found in what is analysed
  const auto paths = analysis::explain_paths(session.analysed(), std::span(&question.id, 1));
  if (!paths) return fail(paths.error());
  return render(*paths, session.asked(), options);
}

Result<std::string> answer_class(Session& session, const Question& question,
                                 const RenderOptions& options) {
  return render_found(
      query::show_class(session, question.operand, *question.pattern, rows_of(options)), options);
}

Result<std::string> answer_object(Session& session, const Question& question,
                                  const RenderOptions& options) {
  return render_found(query::show_object(session, question.id, rows_of(options)), options);
}

Result<std::string> answer_retainers(Session& session, const Question& question,
                                     const RenderOptions& options) {
  return render_found(query::find_retainers(session, question.id, rows_of(options)), options);
}

Result<std::string> answer_dominators(Session& session, const Question& question,
                                      const RenderOptions& options) {
  return render_found(query::find_dominators_of(session, question.id, rows_of(options)), options);
}

Result<std::string> answer_find(Session& session, const Question& question,
                                const RenderOptions& options) {
  return render(query::find_objects(session, question.operand, *question.pattern, rows_of(options)),
                options);
}

Result<std::string> answer_strings(Session& session, const Question& question,
                                   const RenderOptions& options) {
  return render(query::find_strings(session, question.operand, *question.pattern, rows_of(options)),
                options);
}

Result<std::string> answer_duplicates(Session& session, const Question&,
                                      const RenderOptions& options) {
  return render(query::find_duplicates(session, rows_of(options)), options);
}

Result<std::string> answer_biggest(Session& session, const Question&,
                                   const RenderOptions& options) {
  return render(query::find_biggest(session, rows_of(options)), options);
}

constexpr std::array table{
    Query{.name = "summary", .answer = answer_summary},
    Query{.name = "path", .answer = answer_path},
    Query{.name = "class", .work = Work::classes, .answer = answer_class},
    Query{.name = "object", .answer = answer_object},
    Query{.name = "retainers", .answer = answer_retainers},
    Query{.name = "dominators", .answer = answer_dominators},
    Query{.name = "find", .answer = answer_find},
    Query{.name = "strings", .work = Work::values, .answer = answer_strings},
    Query{.name = "duplicates", .work = Work::duplicates, .answer = answer_duplicates},
    Query{.name = "biggest", .work = Work::biggest, .answer = answer_biggest},
};

}  // namespace

std::span<const Query> queries() { return table; }

const Query* find_query(std::string_view name) {
  const auto* found = std::find_if(table.begin(), table.end(),
                                   [&](const Query& query) { return query.name == name; });
  return found == table.end() ? nullptr : found;
}

const CommandSpec& Query::spec() const {
  const CommandSpec* command = find_command(name);
  assert(command != nullptr);
  return *command;
}

std::size_t rows_of(const RenderOptions& options) {
  return options.top.value_or(options.format == Format::json ? rows_of_json : rows_of_text);
}

Result<Question> ask(const Query& query, std::string_view operand) {
  Question question{&query, std::string(operand), {}, {}};
  const Argument* expected = query.spec().operand();
  if (expected == nullptr) {
    if (operand.empty()) return question;
    return fail(
        {ErrorKind::usage, "",
         fmt::format("{} takes nothing behind it, not {}", query.name, base::printable(operand)),
         std::nullopt, ""});
  }
  if (operand.empty()) {
    return fail({ErrorKind::usage, "", fmt::format("{} needs {}", query.name, expected->name),
                 std::nullopt, ""});
  }
  if (expected->kind == ArgumentKind::object_id) {
    const Result<ObjectId> id = parse_object_id(operand);
    if (!id) return fail(id.error());
    question.id = *id;
    return question;
  }
  Result<NamePattern> pattern =
      parse_pattern(operand, expected->kind == ArgumentKind::class_name
                                 ? NamePattern::PlainText::is_whole_name
                                 : NamePattern::PlainText::is_part_of_name);
  if (!pattern) return fail(pattern.error());
  question.pattern = std::move(*pattern);
  return question;
}

}  // namespace heapdiff::cli
