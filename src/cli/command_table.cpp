#include "cli/command_table.hpp"

#include <algorithm>
#include <cassert>

namespace heapdiff::cli {
namespace {

const std::vector<Argument> one_file{{"FILE"}};
const std::vector<Argument> file_and_id{{"FILE"}, {"@ID", ArgumentKind::object_id}};
const std::vector<Argument> file_and_pattern{{"FILE"}, {"PATTERN", ArgumentKind::part_of_name}};

const std::vector<CommandSpec> command_table{
    {.kind = CommandKind::diff,
     .name = "diff",
     .arguments = {{"BEFORE"}, {"AFTER"}},
     .expects = "two snapshots, BEFORE and AFTER",
     .summary = "two snapshots: what grew, and what holds it",
     .about = "What leaks between two V8 heap snapshots, what holds it, and what grew.",
     .examples = R"(heapdiff before.heapsnapshot after.heapsnapshot
heapdiff Heap.20261124.101112.42.0.001.heapsnapshot     after a crash
heapdiff a.heapsnapshot.gz b.heapsnapshot.gz --sort retained --top 20
heapdiff a.heapsnapshot b.heapsnapshot --filter Session --chains 10
heapdiff a.heapsnapshot b.heapsnapshot --ops 5000       after 5,000 requests
heapdiff a.heapsnapshot b.heapsnapshot --format json -o growth.json
heapdiff a.heapsnapshot b.heapsnapshot --fail-on 'size > 1MiB' \
    --fail-on 'count:Order > 0' --fail-on 'retained:/Cache$/ > 512KiB'
)",
     .manual =
         R"(Compares two snapshots, the earlier one first: of one process, or of two runs of one program.
See
.Sx WHAT A DIFF SHOWS
and
.Sx LINEAGE .
The word
.Cm diff
is only needed if the first file has the name of a command.
)"},
    {.kind = CommandKind::dump,
     .arguments = {{"DUMP"}},
     .summary = "one snapshot: what is using its memory",
     .manual =
         R"(What is using the memory of a single snapshot, such as a process that ran out of it leaves behind.
See
.Sx WHAT A SINGLE SNAPSHOT SHOWS .
)"},
    {.kind = CommandKind::trend,
     .name = "trend",
     .arguments = {{"SNAPSHOT", ArgumentKind::snapshot, ArgumentCount::one_or_more}},
     .expects = "three snapshots or more, or a folder with them",
     .summary = "three or more: what grows, and what stopped",
     .about = "Several V8 heap snapshots of one program, in order: what grows by the same amount "
              "each time, and what grew once, fills up, or comes and goes. SNAPSHOT is a snapshot, "
              "a saved summary, a folder with such files, or a quoted pattern.",
     .examples = R"(heapdiff trend 1.heapsnapshot 2.heapsnapshot 3.heapsnapshot 4.heapsnapshot
heapdiff trend dumps/ --ops 1000        1,000 requests between two
heapdiff trend 'nightly-*.hds' --fail-on 'slope/op > 64B'
)",
     .manual =
         R"(Follows classes and holders over three snapshots or more; see
.Sx TRENDS .
)"},
    {.kind = CommandKind::summary,
     .name = "summary",
     .arguments = one_file,
     .expects = "one snapshot",
     .summary = "a snapshot, class by class",
     .about = "One heap snapshot, class by class, with the numbers of Chrome DevTools.",
     .examples = R"(heapdiff summary app.heapsnapshot
heapdiff summary app.heapsnapshot --filter '/^Http/' --top 0
curl -s http://localhost:9229/heap | heapdiff summary - --format json
)",
     .manual =
         R"(One snapshot, class by class, ordered by retained size: the Summary view of DevTools, and its
statistics.
)"},
    {.kind = CommandKind::save,
     .name = "save",
     .arguments = one_file,
     .expects = "one snapshot",
     .summary = "what a diff needs of it, in a small file",
     .about = "Saves what a diff needs of a snapshot in a file of some hundred kilobytes. A diff "
              "and a trend take it in place of the snapshot.",
     .examples = R"(heapdiff save main.heapsnapshot -o main.hds
heapdiff main.hds pull-request.heapsnapshot --fail-on 'suspects >= likely'
)",
     .manual =
         R"(Writes what a diff needs of a snapshot when no object has to be followed: see
.Sx SAVED SUMMARIES .
)"},
    {.kind = CommandKind::index,
     .name = "index",
     .arguments = one_file,
     .expects = "one snapshot",
     .summary = "what makes it open at once the next time",
     .about = "Writes FILE.hdx beside a snapshot: its graph, dominators, sizes and paths, ready to "
              "be mapped into memory. Every other command then uses it in place of the snapshot, "
              "as long as that is not changed, and gives the same answers sooner.",
     .examples = R"(heapdiff index app.heapsnapshot
heapdiff shell app.heapsnapshot --index
heapdiff path app.heapsnapshot.hdx @48213
)",
     .manual =
         R"(Writes what makes a snapshot open at once the next time: see
.Sx INDEXES .
)"},
    {.kind = CommandKind::path,
     .name = "path",
     .arguments = {{"FILE"}, {"@ID", ArgumentKind::object_id, ArgumentCount::one_or_more}},
     .expects = "a snapshot and at least one object id",
     .summary = "what holds an object, up to the root",
     .about = "What holds an object: its cheapest retaining path, step by step up to the root.",
     .examples = R"(heapdiff path after.heapsnapshot @48213
heapdiff path after.heapsnapshot @48213 @48215 --format json
)",
     .manual =
         R"(How each of the objects is held: its cheapest retaining path, from its holder up to the root.
Ids are those of the file; the leading
.Ql @
is optional.
)"},
    {.kind = CommandKind::nodes,
     .name = "nodes",
     .arguments = one_file,
     .expects = "one snapshot",
     .summary = "every node, as NDJSON, CSV or JSON",
     .about = "Every node of a snapshot: index, id, type, name, class, self, retained, distance, "
              "dominator, detachedness.",
     .examples = R"(heapdiff nodes app.heapsnapshot | jq -c 'select(.retained > 1000000)'
heapdiff nodes app.heapsnapshot --format csv -o nodes.csv
)",
     .manual =
         R"(Every node, in the order of the file, for other programs: on a line of its own, or as one JSON object.
)"},
    {.kind = CommandKind::tables,
     .name = "export",
     .arguments = one_file,
     .expects = "one snapshot or saved summary",
     .summary = "its tables, to ask in SQL",
     .about =
         "A snapshot as tables to ask in SQL: an SQLite database, or NDJSON for DuckDB, Spark, "
         "BigQuery and others. Of a saved summary, its classes and holders. heapdiff-sql(7) "
         "has the tables, and ten questions.",
     .examples = R"(heapdiff export app.heapsnapshot -o heap.sqlite
sqlite3 heap.sqlite 'SELECT class, count, retained_size FROM classes LIMIT 9'
heapdiff export app.heapsnapshot -o heap/ --format ndjson --compress zstd
heapdiff export app.hds -o fleet/web-1/ --format ndjson \
    --label host=web-1 --label version=1.4.2
)",
     .manual =
         R"(Writes a snapshot as tables to ask in SQL, or a saved summary: see
.Xr heapdiff-sql 7 .
)"},
    {.name = "class",
     .arguments = {{"FILE"}, {"NAME", ArgumentKind::class_name}},
     .expects = "a snapshot and the name of a class",
     .summary = "a class: sizes, largest objects, their holders",
     .examples = R"(heapdiff class app.heapsnapshot Session
heapdiff class app.heapsnapshot Session --format json --top 20
)",
     .manual =
         R"(A class: its sizes, as in a summary, its objects of the largest retained size, and how its objects are
held.
.Ar name
is the whole name, or a regular expression between slashes, which may match several classes.
)"},
    {.name = "object",
     .arguments = file_and_id,
     .expects = "a snapshot and an object id",
     .summary = "an object, and what it refers to",
     .examples = R"(heapdiff object app.heapsnapshot @48213
heapdiff object app.heapsnapshot @48213 --format json --top 20
)",
     .manual =
         R"(An object, and what it refers to: what the program wrote first, by retained size, and the engine's
references last.
Of a string, the start of its value.
)"},
    {.name = "retainers",
     .arguments = file_and_id,
     .expects = "a snapshot and an object id",
     .summary = "what refers to an object",
     .examples = R"(heapdiff retainers app.heapsnapshot @48213
heapdiff retainers app.heapsnapshot @48213 --format json --top 20
)",
     .manual = R"(What refers to an object, the nearest to the root first.
A column
.Dq Holds
says which references do not keep it alive: weak ones, and others that
.Xr heapdiff-model 7
names.
)"},
    {.name = "dominators",
     .arguments = file_and_id,
     .expects = "a snapshot and an object id",
     .summary = "what dominates an object, and what it dominates",
     .examples = R"(heapdiff dominators app.heapsnapshot @48213
heapdiff dominators app.heapsnapshot @48213 --format json --top 20
)",
     .manual =
         R"(The objects without any of which it would be freed, up to the root, and the largest of those that would be
freed with it.
)"},
    {.name = "find",
     .arguments = file_and_pattern,
     .expects = "a snapshot and a pattern",
     .summary = "objects by class or name",
     .examples = R"(heapdiff find app.heapsnapshot '/^Http/'
heapdiff find app.heapsnapshot '/^Http/' --format json --top 20
)",
     .manual = R"(Objects whose class or name contains
.Ar pattern ,
or matches it between slashes, by retained size.
)"},
    {.name = "strings",
     .arguments = file_and_pattern,
     .expects = "a snapshot and a pattern",
     .summary = "strings by value",
     .examples = R"(heapdiff strings app.heapsnapshot password
heapdiff strings app.heapsnapshot password --format json --top 20
)",
     .manual = R"(Strings whose value contains
.Ar pattern ,
or matches it between slashes; strings of one text are one row, the most bytes first.
)"},
    {.name = "duplicates",
     .arguments = one_file,
     .expects = "one snapshot",
     .summary = "duplicated strings, and what keeps them alive",
     .examples = R"(heapdiff duplicates app.heapsnapshot
heapdiff duplicates app.heapsnapshot --format json --top 20
)",
     .manual =
         R"(Texts that several strings have, the most wasted bytes first, and what holds the copies.
Wasted is the size of all copies but the largest.
Short strings made by joining others count with their text.
Where a text is as long as V8 writes it at most (1024 characters), copies of one size count as equal.
)"},
    {.name = "biggest",
     .arguments = one_file,
     .expects = "one snapshot",
     .summary = "the objects of the largest retained size",
     .examples = R"(heapdiff biggest app.heapsnapshot
heapdiff biggest app.heapsnapshot --format json --top 20
)",
     .manual = R"(The objects of the largest retained size.
The engine's own objects, roots and global objects are left out, and so are backing stores, whose owner
holds as much.
An object that another one of the list dominates is marked: their sizes must not be added.
)"},
    {.kind = CommandKind::shell,
     .name = "shell",
     .arguments = {{"FILE"}, {"AFTER", ArgumentKind::snapshot, ArgumentCount::optional}},
     .expects = "one snapshot or two",
     .summary = "ask one or two snapshots many such questions",
     .about =
         "Loads a snapshot, or two, once, and answers what is asked about it. Of two, the second "
         "is asked. Commands come from a terminal, with history and completion, or from a pipe.",
     .examples = R"(heapdiff shell app.heapsnapshot
echo 'class Session' | heapdiff shell before.heapsnapshot after.heapsnapshot
)",
     .manual = R"(Loads the snapshots once, and answers commands; see
.Sx THE SHELL .
)"},
};

}  // namespace

const Argument* CommandSpec::operand() const {
  const auto found = std::find_if(arguments.begin(), arguments.end(), [](const Argument& argument) {
    return argument.kind != ArgumentKind::snapshot;
  });
  return found == arguments.end() ? nullptr : &*found;
}

std::span<const CommandSpec> command_specs() { return command_table; }

const CommandSpec* find_command(std::string_view name) {
  const auto found = std::find_if(
      command_table.begin(), command_table.end(),
      [&](const CommandSpec& command) { return !name.empty() && command.name == name; });
  return found == command_table.end() ? nullptr : &*found;
}

const CommandSpec& command_of(CommandKind kind) {
  const auto found = std::find_if(command_table.begin(), command_table.end(),
                                  [&](const CommandSpec& command) { return command.kind == kind; });
  assert(found != command_table.end());
  return *found;
}

}  // namespace heapdiff::cli
