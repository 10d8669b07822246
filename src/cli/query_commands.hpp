#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/command_table.hpp"
#include "cli/operands.hpp"
#include "cli/options.hpp"
#include "heapdiff/error.hpp"
#include "heapdiff/name_pattern.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/session.hpp"

namespace heapdiff::cli {

struct Question;

/// A question about one snapshot: a command of the program, which its table describes, and of the
/// shell.
struct Query {
  std::string_view name = {};
  Purpose purpose = Purpose::lookup;
  Result<Report> (*answer)(Session&, const Question&, std::size_t rows_max) = nullptr;

  /// As users see it.
  [[nodiscard]] const CommandSpec& spec() const;
};

/// A query with its operand, read.
struct Question {
  const Query* query = nullptr;
  std::string operand;
  ObjectId id;                         ///< if it is one
  std::optional<NamePattern> pattern;  ///< if it is one
};

/// In the order of help.
[[nodiscard]] std::span<const Query> queries();
/// Null if there is none of that name.
[[nodiscard]] const Query* find_query(std::string_view name);

/// Errors: usage, for an operand that is missing, too much, or none of its kind.
[[nodiscard]] Result<Question> ask(const Query& query, std::string_view operand);

/// How many rows an answer has.
[[nodiscard]] std::size_t rows_of(const Options& options);

}  // namespace heapdiff::cli
