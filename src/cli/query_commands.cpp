#include "cli/query_commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "base/printable.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t rows_of_text = 10;
constexpr std::size_t rows_of_json = 100;

/// An answer, or why there is none.
template <class OneReport>
Result<Report> found(Result<OneReport> report) {
  if (!report) return fail(report.error());
  return Report(std::move(*report));
}

Result<Report> answer_summary(Session& session, const Question&, std::size_t) {
  return session.summary();
}

Result<Report> answer_path(Session& session, const Question& question, std::size_t) {
  return found(session.paths(std::span(&question.id, 1)));
}

Result<Report> answer_class(Session& session, const Question& question, std::size_t rows_max) {
  return found(session.classes(*question.pattern, rows_max));
}

Result<Report> answer_object(Session& session, const Question& question, std::size_t rows_max) {
  return found(session.object(question.id, rows_max));
}

Result<Report> answer_retainers(Session& session, const Question& question, std::size_t rows_max) {
  return found(session.retainers(question.id, rows_max));
}

Result<Report> answer_dominators(Session& session, const Question& question, std::size_t rows_max) {
  return found(session.dominators(question.id, rows_max));
}

Result<Report> answer_find(Session& session, const Question& question, std::size_t rows_max) {
  return session.find(*question.pattern, rows_max);
}

Result<Report> answer_strings(Session& session, const Question& question, std::size_t rows_max) {
  return session.strings(*question.pattern, rows_max);
}

Result<Report> answer_duplicates(Session& session, const Question&, std::size_t rows_max) {
  return session.duplicates(rows_max);
}

Result<Report> answer_biggest(Session& session, const Question&, std::size_t rows_max) {
  return session.biggest(rows_max);
}

constexpr std::array query_table{
    Query{.name = "summary", .answer = answer_summary},
    Query{.name = "path", .answer = answer_path},
    Query{.name = "class", .purpose = Purpose::classes, .answer = answer_class},
    Query{.name = "object", .answer = answer_object},
    Query{.name = "retainers", .answer = answer_retainers},
    Query{.name = "dominators", .answer = answer_dominators},
    Query{.name = "find", .answer = answer_find},
    Query{.name = "strings", .purpose = Purpose::values, .answer = answer_strings},
    Query{.name = "duplicates", .purpose = Purpose::duplicates, .answer = answer_duplicates},
    Query{.name = "biggest", .purpose = Purpose::biggest, .answer = answer_biggest},
};

}  // namespace

std::span<const Query> queries() { return query_table; }

const Query* find_query(std::string_view name) {
  const auto* found = std::find_if(query_table.begin(), query_table.end(),
                                   [&](const Query& query) { return query.name == name; });
  return found == query_table.end() ? nullptr : found;
}

const CommandSpec& Query::spec() const {
  const CommandSpec* command = find_command(name);
  assert(command != nullptr);
  return *command;
}

std::size_t rows_of(const Options& options) {
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
