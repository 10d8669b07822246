#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/command_table.hpp"
#include "cli/operands.hpp"
#include "cli/plan.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/render.hpp"
#include "model/name_pattern.hpp"
#include "query/session.hpp"

namespace heapdiff::cli {

struct Question;

/// A question about one snapshot: a command of the program, which its table describes, and of the
/// shell.
struct Query {
  std::string_view name = {};
  Work work = Work::lookup;
  Result<std::string> (*answer)(query::Session&, const Question&, const RenderOptions&) = nullptr;

  /// As users see it.
  [[nodiscard]] const CommandSpec& spec() const;
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

/// How many rows an answer has.
[[nodiscard]] std::size_t rows_of(const RenderOptions& options);

}  // namespace heapdiff::cli
