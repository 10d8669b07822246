#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/plan.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/render.hpp"
#include "model/name_pattern.hpp"
#include "query/session.hpp"

namespace heapdiff::cli {

/// What stands behind the name of a query.
enum class Operand { none, object_id, class_name, part_of_name };

struct Question;

/// A question about one snapshot: a command of the program and of its shell. Help, completion and
/// parsing follow from the table of them.
struct Query {
  std::string_view name = {};
  Operand operand = Operand::none;
  std::string_view operand_name = {};  ///< "@ID"; empty for none
  std::string_view summary = {};       ///< a line of help
  std::string_view example = {};       ///< of an operand
  Work work = Work::lookup;
  /// As a command of the program it has options and a way of loading of its own.
  bool is_command_of_its_own = false;
  Result<std::string> (*answer)(query::Session&, const Question&, const RenderOptions&) = nullptr;
};

/// A query with its operand, read.
struct Question {
  const Query* query = nullptr;
  std::string operand;
  ObjectId id;                                ///< where it is one
  std::optional<model::NamePattern> pattern;  ///< where it is one
};

/// In the order of help.
[[nodiscard]] std::span<const Query> queries();
/// Null where there is none of that name.
[[nodiscard]] const Query* find_query(std::string_view name);

/// Errors: usage, for an operand that is missing, too much, or none of its kind.
[[nodiscard]] Result<Question> ask(const Query& query, std::string_view operand);

/// "@123" or "123". Errors: usage.
[[nodiscard]] Result<ObjectId> parse_object_id(std::string_view text);

/// A name, or an expression between slashes. Errors: usage.
[[nodiscard]] Result<model::NamePattern> parse_pattern(std::string_view text,
                                                       model::NamePattern::PlainText meaning);

/// How many rows an answer has.
[[nodiscard]] std::size_t rows_of(const RenderOptions& options);

}  // namespace heapdiff::cli
