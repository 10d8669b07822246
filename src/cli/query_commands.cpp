#include "cli/query_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

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
    Query{.name = "summary",
          .summary = "the snapshot, class by class",
          .is_command_of_its_own = true,
          .answer = answer_summary},
    Query{.name = "path",
          .operand = Operand::object_id,
          .operand_name = "@ID",
          .summary = "what holds an object, up to the root",
          .is_command_of_its_own = true,
          .answer = answer_path},
    Query{.name = "class",
          .operand = Operand::class_name,
          .operand_name = "NAME",
          .summary = "a class: sizes, largest objects, how they are held",
          .example = "Session",
          .work = Work::classes,
          .answer = answer_class},
    Query{.name = "object",
          .operand = Operand::object_id,
          .operand_name = "@ID",
          .summary = "an object, and what it refers to",
          .example = "@48213",
          .answer = answer_object},
    Query{.name = "retainers",
          .operand = Operand::object_id,
          .operand_name = "@ID",
          .summary = "what refers to an object",
          .example = "@48213",
          .answer = answer_retainers},
    Query{.name = "dominators",
          .operand = Operand::object_id,
          .operand_name = "@ID",
          .summary = "the objects that dominate an object, and those it dominates",
          .example = "@48213",
          .answer = answer_dominators},
    Query{.name = "find",
          .operand = Operand::part_of_name,
          .operand_name = "PATTERN",
          .summary = "objects by class or name",
          .example = "'/^Http/'",
          .answer = answer_find},
    Query{.name = "strings",
          .operand = Operand::part_of_name,
          .operand_name = "PATTERN",
          .summary = "strings by value",
          .example = "password",
          .work = Work::values,
          .answer = answer_strings},
    Query{.name = "duplicates",
          .summary = "duplicated strings, and what keeps them alive",
          .work = Work::duplicates,
          .answer = answer_duplicates},
    Query{.name = "biggest",
          .summary = "the objects of the largest retained size",
          .work = Work::biggest,
          .answer = answer_biggest},
};

}  // namespace

std::span<const Query> queries() { return table; }

const Query* find_query(std::string_view name) {
  const auto* found = std::find_if(table.begin(), table.end(),
                                   [&](const Query& query) { return query.name == name; });
  return found == table.end() ? nullptr : found;
}

std::size_t rows_of(const RenderOptions& options) {
  return options.top.value_or(options.format == Format::json ? rows_of_json : rows_of_text);
}

Result<ObjectId> parse_object_id(std::string_view text) {
  const std::string shown = base::printable(text);
  if (text.starts_with('@')) text.remove_prefix(1);
  ObjectId id;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (status != std::errc{} || end != text.data() + text.size()) {
    return fail({ErrorKind::usage, "",
                 fmt::format("{} is no object id; ids look like @12345", shown), std::nullopt, ""});
  }
  return id;
}

Result<NamePattern> parse_pattern(std::string_view text, NamePattern::PlainText meaning) {
  Result<NamePattern> pattern = NamePattern::parse(text, meaning);
  if (pattern) return pattern;
  return fail({ErrorKind::usage, "",
               fmt::format("{}: {}", base::printable(text), pattern.error().message), std::nullopt,
               ""});
}

Result<Question> ask(const Query& query, std::string_view operand) {
  Question question{&query, std::string(operand), {}, {}};
  if (query.operand == Operand::none) {
    if (operand.empty()) return question;
    return fail(
        {ErrorKind::usage, "",
         fmt::format("{} takes nothing behind it, not {}", query.name, base::printable(operand)),
         std::nullopt, ""});
  }
  if (operand.empty()) {
    return fail({ErrorKind::usage, "", fmt::format("{} needs {}", query.name, query.operand_name),
                 std::nullopt, ""});
  }
  if (query.operand == Operand::object_id) {
    const Result<ObjectId> id = parse_object_id(operand);
    if (!id) return fail(id.error());
    question.id = *id;
    return question;
  }
  Result<NamePattern> pattern = parse_pattern(
      operand, query.operand == Operand::class_name ? NamePattern::PlainText::is_whole_name
                                                    : NamePattern::PlainText::is_part_of_name);
  if (!pattern) return fail(pattern.error());
  question.pattern = std::move(*pattern);
  return question;
}

}  // namespace heapdiff::cli
