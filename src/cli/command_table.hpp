#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace heapdiff::cli {

/// Commands of one kind take the same options. All questions about one snapshot are of one kind.
enum class CommandKind {
  diff,
  dump,
  trend,
  summary,
  save,
  index,
  path,
  nodes,
  tables,
  query,
  shell
};

/// A set of kinds.
class CommandKinds {
 public:
  constexpr CommandKinds(std::initializer_list<CommandKind> kinds) {
    for (const CommandKind kind : kinds) bits_ |= bit(kind);
  }
  [[nodiscard]] constexpr bool has(CommandKind kind) const { return (bits_ & bit(kind)) != 0; }

 private:
  static constexpr unsigned bit(CommandKind kind) { return 1u << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

enum class ArgumentKind { snapshot, object_id, class_name, part_of_name };
enum class ArgumentCount { one, optional, one_or_more };

struct Argument {
  std::string_view name;  ///< as help shows it: "FILE", "@ID"
  ArgumentKind kind = ArgumentKind::snapshot;
  ArgumentCount count = ArgumentCount::one;
};

/// A command, as users see it. Parsing, help, heapdiff(1) and the completions follow from the table
/// of these; `tools/generate` writes the files.
struct CommandSpec {
  CommandKind kind = CommandKind::query;
  std::string_view name = {};  ///< empty for a dump, which is only called by its file
  std::vector<Argument> arguments = {};
  std::string_view expects = {};  ///< the arguments in words, for an error
  std::string_view summary =
      {};                       ///< its line in `heapdiff --help`, in the shell and in completions
  std::string_view about = {};  ///< starts its own help; empty: "One snapshot: " and the summary
  std::string_view examples = {};  ///< a command on each line
  std::string_view manual = {};    ///< mdoc

  /// What is asked about a snapshot; null for the commands that need no more than files.
  [[nodiscard]] const Argument* operand() const;
};

/// In the order of help.
[[nodiscard]] std::span<const CommandSpec> command_specs();
/// Null if there is none of that name.
[[nodiscard]] const CommandSpec* find_command(std::string_view name);
/// The first of its kind.
[[nodiscard]] const CommandSpec& command_of(CommandKind kind);

}  // namespace heapdiff::cli
