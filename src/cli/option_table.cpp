#include "cli/option_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/nearest.hpp"
#include "base/printable.hpp"
#include "cli/operands.hpp"
#include "cli/option_values.hpp"

namespace heapdiff::cli {
namespace {

constexpr std::size_t ops_max = 1'000'000'000'000'000;
constexpr std::size_t threads_max = 64;

using enum CommandKind;
constexpr CommandKinds every_command{diff, dump,  trend,  summary, save, index,
                                     path, nodes, tables, query,   shell};
constexpr CommandKinds all_to_output{diff, dump, trend, summary, save, path, nodes, query, shell};
/// Indexes are made of what the file says, and used where it has no maps.
constexpr CommandKinds users_of_maps{diff, dump,  trend,  summary, save,
                                     path, nodes, tables, query,   shell};
constexpr CommandKinds users_of_indexes = users_of_maps;
constexpr CommandKinds all_reports{diff, dump, trend, summary, path, nodes, tables, query, shell};
constexpr CommandKinds readers_of_damage{diff, dump, summary, path, nodes, tables, query, shell};
constexpr CommandKinds with_tables{diff, dump, trend, summary};
constexpr CommandKinds answers{query, shell};
constexpr CommandKinds pages{diff, dump, trend};
constexpr CommandKinds comparisons{diff, dump};
constexpr CommandKinds reports{summary, path, query, shell};
constexpr CommandKinds sized_reports{diff, dump, trend, summary, path, query, shell};

/// No pattern is one that all names match.
Result<std::optional<NamePattern>> parse_filter(std::string_view text) {
  if (text.empty()) return std::optional<NamePattern>();
  return parse_pattern(text, NamePattern::PlainText::is_part_of_name);
}

/// "host=web-1". The name is one that every engine takes for a column's.
Result<ExportLabel> parse_label(std::string_view text) {
  const std::size_t sign = text.find('=');
  const std::string_view name = text.substr(0, sign);
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const bool is_name = !name.empty() && is_letter(name[0]) &&
                       std::all_of(name.begin(), name.end(),
                                   [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
  if (sign == std::string_view::npos || !is_name) {
    return fail({ErrorKind::usage, "",
                 fmt::format("expected NAME=VALUE, the name of letters, digits and _, not {}",
                             base::printable(text)),
                 std::nullopt, ""});
  }
  return ExportLabel{std::string(name), std::string(text.substr(sign + 1))};
}

/// "junit=leaks.xml"; "github".
Result<ReportSpec> parse_report(std::string_view text) {
  constexpr std::pair<std::string_view, Format> formats[] = {
      {"text", Format::text},         {"json", Format::json},     {"ndjson", Format::ndjson},
      {"markdown", Format::markdown}, {"csv", Format::csv},       {"junit", Format::junit},
      {"sarif", Format::sarif},       {"github", Format::github}, {"gitlab", Format::gitlab},
      {"html", Format::html}};
  const std::size_t sign = text.find('=');
  const std::string_view name = text.substr(0, sign);
  const std::string_view file = sign == std::string_view::npos ? "-" : text.substr(sign + 1);
  if (file.empty()) {
    return fail({ErrorKind::usage, "",
                 fmt::format("expected a file after {}", base::printable(text)), std::nullopt, ""});
  }
  for (const auto& [word, format] : formats) {
    if (word == name) return ReportSpec{format, file == "-" ? "" : std::string(file)};
  }
  std::vector<std::string_view> names;
  std::string words;
  for (const auto& [word, format] : formats) {
    names.push_back(word);
    if (!words.empty()) words += &word == &std::end(formats)[-1].first ? " or " : ", ";
    words += word;
  }
  const std::string_view meant = base::nearest_name(name, names, 2);
  return fail({ErrorKind::usage, "",
               fmt::format("expected {}, not {}{}", words, base::printable(name),
                           meant.empty() ? "" : fmt::format("; did you mean {}?", meant)),
               std::nullopt, ""});
}

const std::vector<OptionSpec> option_table{
    {.name = "--sort",
     .value_name = "KEY",
     .group = OptionGroup::diff,
     .commands = {diff},
     .value = choice<&Options::sort>(
         {{"size", SortKey::size}, {"count", SortKey::count}, {"retained", SortKey::retained}}),
     .summary = "order rows by growth in KEY",
     .manual = R"(Orders rows by growth in
.Cm size
(shallow; the default),
.Cm count
or
.Cm retained
size, the largest growth first.
Rows that are equal in it follow each other by growth in retained size, then in count, then by name and
place.
)"},
    {.name = "--top",
     .value_name = "N",
     .group = OptionGroup::table,
     .commands = with_tables,
     .value = number<&Options::top>(0),
     .summary = "show N rows, and sum up the rest in one",
     .details = "; 0 for all (default: 10 as text, all as JSON)",
     .manual = R"(Shows
.Ar n
rows, and sums up the rest in one row,
.Ql [N others] .
0 shows all.
The default is 10 in text, and all in JSON.
Rows of a diff in which nothing changed are among the others.
)"},
    {.name = "--filter",
     .value_name = "PATTERN",
     .group = OptionGroup::table,
     .commands = with_tables,
     .value = parsed<&Options::filter>(parse_filter),
     .summary = "show only classes whose name contains PATTERN",
     .details = ", or matches /PATTERN/",
     .manual = R"(Gives rows of their own only to classes whose name contains
.Ar pattern ,
or, between slashes, matches the regular expression.
Case matters.
The rest is summed up as others, so the table still adds up.
Expressions are RE2's: matching takes linear time, whatever the name of a class; there are no back
references and no look-around.
)"},
    {.name = "--format",
     .value_name = "FORMAT",
     .group = OptionGroup::report,
     .commands = comparisons,
     .value = choice<&Options::format>(
         {{"text", Format::text}, {"json", Format::json}, {"html", Format::html}}),
     .summary = "format of the report",
     .manual = R"(.Cm text
(default),
.Cm json
or
.Cm html ,
a page to look at; see
.Xr heapdiff-report 5 .
)"},
    {.name = "--format",
     .value_name = "FORMAT",
     .group = OptionGroup::report,
     .commands = reports,
     .value = choice<&Options::format>({{"text", Format::text}, {"json", Format::json}}),
     .summary = "format of the report",
     .manual = R"(.Cm text
(default) or
.Cm json ;
see
.Xr heapdiff-report 5 .
)"},
    {.name = "--format",
     .value_name = "FORMAT",
     .group = OptionGroup::report,
     .commands = {trend},
     .value = choice<&Options::format>({{"text", Format::text},
                                        {"json", Format::json},
                                        {"csv", Format::csv},
                                        {"html", Format::html}}),
     .summary = "format of the report",
     .manual = R"(.Cm text
(default),
.Cm json ,
.Cm csv ,
which has a line for each class and snapshot, or
.Cm html ,
a page to look at; see
.Xr heapdiff-report 5 .
)"},
    {.name = "--top",
     .value_name = "N",
     .group = OptionGroup::query,
     .commands = answers,
     .value = number<&Options::top>(1, query_rows_max),
     .summary = "list up to N rows",
     .details = ", from 1 to 10000 (default: 10 as text, 100 as JSON)",
     .manual = R"(Lists at most
.Ar n
rows, from 1 to 10000.
The default is 10 in text, and 100 in JSON.
)"},
    {.name = "--format",
     .value_name = "FORMAT",
     .group = OptionGroup::nodes,
     .commands = {nodes},
     .value = choice<&Options::nodes_format>({{"ndjson", NodesFormat::ndjson, "one a line"},
                                              {"csv", NodesFormat::csv},
                                              {"json", NodesFormat::json}}),
     .summary = "format of the nodes",
     .manual = R"(.Cm ndjson
(default),
.Cm csv
or
.Cm json ,
one object with a list of all nodes; see
.Xr heapdiff-report 5 .
)"},
    {.name = "--format",
     .value_name = "FORMAT",
     .group = OptionGroup::tables,
     .commands = {tables},
     .value = choice<&Options::tables_format>(
         {{"sqlite", TablesFormat::sqlite, "a database"},
          {"ndjson", TablesFormat::ndjson, "a folder with a file for each table"}}),
     .summary = "format of the tables",
     .manual = R"(.Cm sqlite
.Pq the default ,
a database, or
.Cm ndjson ,
a folder with a file for each table, which has a JSON object on each line; see
.Xr heapdiff-sql 7 .
)"},
    {.name = "--compress",
     .value_name = "HOW",
     .group = OptionGroup::tables,
     .commands = {tables},
     .value = choice<&Options::compression>(
         {{"none", Compression::none}, {"zstd", Compression::zstd}, {"gzip", Compression::gzip}}),
     .summary = "compress NDJSON",
     .manual = R"(Compresses the files of
.Fl Fl format Cm ndjson :
.Cm none
.Pq the default ,
.Cm zstd
or
.Cm gzip ,
which BigQuery reads.
)"},
    {.name = "--label",
     .value_name = "NAME=VALUE",
     .group = OptionGroup::tables,
     .commands = {tables},
     .value = each<&Options::labels>(parse_label),
     .summary = "say what the snapshot is of",
     .details = ", such as host=web-1; may be repeated",
     .manual =
         R"(Says what the snapshot is of: its host, the version of the program, a run.
Rows that are compared between snapshots carry it.
The name is of letters, digits and
.Ql _ .
May be given several times.
)"},
    {.name = "--group-by",
     .value_name = "WHAT",
     .group = OptionGroup::diff,
     .commands = {diff},
     .value = choice<&Options::group_by>({{"class", GroupBy::class_name},
                                          {"place", GroupBy::place},
                                          {"script", GroupBy::script},
                                          {"package", GroupBy::package}}),
     .summary = "group rows by WHAT",
     .details = "; the last three are where functions and classes are in the source",
     .manual = R"(What the rows of the table are.
Functions, and objects of classes whose constructor has a place, are grouped by where their source is;
what has no place keeps the row of its class, in every grouping.
.Bl -tag -width "package"
.It Cm class
the classes of DevTools
.Pq the default :
all functions are one row
.It Cm place
the same, and each function by its name and place
.It Cm script
by the script's path or URL
.It Cm package
by npm package, which is the one of the innermost
.Pa node_modules
in the script's path; other scripts by the folder that they are in; Node's own scripts are
.Ql node:
.El
.Pp
Names in
.Fl Fl filter
and
.Fl Fl fail-on
are then names of these rows.
Suspects, and the steps of chains, always name classes and functions.
)"},
    {.name = "--chains",
     .value_name = "N",
     .group = OptionGroup::diff,
     .commands = {diff},
     .value = number<&Options::chains_max>(0),
     .summary = "list up to N ways in which new objects of a class are held",
     .details = " (default: 3; 0 for none)",
     .manual = R"(For each row that is shown, lists at most
.Ar n
ways in which its new objects are held, those of most objects first.
The default is 3;
0 leaves them out, and saves the time to find them.
)"},
    {.name = "--ops",
     .value_name = "N",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = number<&Options::ops>(1, ops_max),
     .summary = "N operations (such as requests) ran between the two",
     .details = ": shows growth per operation, and marks 1, 2, 3, 4, 1/2, 1/3 and 1/4 objects",
     .manual = R"(Says that the program did
.Ar n
operations
.Pq requests, say
between the two snapshots.
The growth is then shown for each of them, and a column
.Dq \(*D/op
has the change in count of each class.
A class that grew by about 1, 2, 3, 4, \(12, 1/3 or \(14 objects an operation
.Po
within 2 in 100, and by 16 objects at least
.Pc
is marked by
.Ql \(mu1 ,
.Ql \(mu\(12
and so on: what a program leaves behind, it leaves behind each time.
A suspect says how many of its objects came with each operation, and if that is such a number, this
counts as a sign of a leak.
)"},
    {.name = "--all",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = flag<&Options::all>(),
     .summary = "show every row of the engine's own work",
     .details =
         " (compiled code, hidden classes), and rows in which a few objects came and as many went",
     .manual =
         R"(Shows the rows of the engine one by one in text, and rows in which a few objects came and as many went.
See
.Sx WHAT A DIFF SHOWS .
)"},
    {.name = "--no-advice",
     .group = OptionGroup::diff,
     .commands = {diff, dump, trend},
     .value = flag<&Options::no_advice>(),
     .summary = "report what leaks, but not what to do about it",
     .manual = R"(Says of each suspect what it is and what holds it, but not what to do about it.
)"},
    {.name = "--report",
     .value_name = "REPORT",
     .group = OptionGroup::diff,
     .commands = pages,
     .value = each<&Options::reports>(parse_report),
     .summary = "write a report, as FORMAT=FILE, too",
     .details = "; may be repeated: text, json, html; csv but for one snapshot; and of a diff "
                "ndjson, markdown, junit, sarif, github, gitlab; without FILE to standard output, "
                "instead of the one of --format",
     .manual = R"(Writes a report in another format, as a page to look at, or for other programs:
.Ar report
is
.Ar format Ns Op = Ns Ar file ,
see
.Sx REPORT FORMATS .
May be given several times; all reports are of one comparison, and are there together or not at all.
Without
.Ar file ,
or if that is
.Ql - ,
the report goes to standard output instead of the one of
.Fl Fl format ;
only one can.
)"},
    {.name = "--open",
     .group = OptionGroup::diff,
     .commands = pages,
     .value = flag<&Options::open>(),
     .summary = "show the html report in the default browser",
     .manual = R"(Shows the report that
.Fl Fl report Cm html Ns = Ns Ar file
or
.Fl Fl format Cm html
with
.Fl o
wrote: by the program that the variable
.Ev BROWSER
names, else by
.Xr xdg-open 1 .
Where there is neither, or no screen, a note says so.
)"},
    {.name = "--fail-on",
     .value_name = "RULE",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = each<&Options::rules>(parse_rule),
     .summary = "exit with 1 when growth crosses RULE",
     .details = "; may be repeated: 'suspects >= likely', 'count:Session/op > 0.01', 'size@/cache/ "
                "> 1MiB'; see RULES in the manual",
     .manual = R"(Exits with 1 when the growth crosses
.Ar rule .
May be given several times.
See
.Sx RULES .
)"},
    {.name = "--baseline",
     .value_name = "FILE",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = text<&Options::baseline>(),
     .completion = Completion::file,
     .summary = "let the known leaks in FILE pass, and exit with 1 for others",
     .manual = R"(Reads a file of known leaks.
A known leak passes if it grows by no more than it may; all others are judged by the rules.
Without a rule,
.Ql suspects >= likely
is one.
See
.Sx KNOWN LEAKS .
)"},
    {.name = "--write-baseline",
     .value_name = "FILE",
     .group = OptionGroup::diff,
     .commands = {diff},
     .value = text<&Options::write_baseline>(),
     .completion = Completion::file,
     .summary = "write the leaks of this diff to FILE, as known ones",
     .manual =
         R"(Writes the likely and strong suspects of this diff to a file of known leaks, and judges nothing.
Reasons and dates are taken over from the file of
.Fl Fl baseline ,
which may be the same one.
)"},
    {.name = "--strict-baseline",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = flag<&Options::strict_baseline>(),
     .summary = "exit with 1 if a known leak no longer occurs, too",
     .manual =
         R"(Fails if an entry of the known leaks no longer occurs, so that allowances do not grow stale.
)"},
    {.name = "--suppressions",
     .value_name = "FILE",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = text<&Options::suppressions>(),
     .completion = Completion::file,
     .summary = "do not judge suspects that a line leak:PATTERN of FILE matches",
     .manual = R"(Reads a file with a
.Ql leak:PATTERN
on each line, as sanitizers have it.
The pattern is a part of a holder's name, of an element's class or of a script's name, or a regular expression
between slashes.
A comment above the line, begun by
.Ql # ,
is the reason.
)"},
    {.name = "--config",
     .value_name = "FILE",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = text<&Options::config>(),
     .completion = Completion::file,
     .summary = "read FILE, not the heapdiff.toml of this directory or one above",
     .manual = R"(Reads this configuration instead of the nearest
.Pa heapdiff.toml ,
which is looked for in the working directory and then upwards.
See
.Sx CONFIGURATION .
)"},
    {.name = "--no-config",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = flag<&Options::no_config>(),
     .excludes = "--config",
     .summary = "read no configuration",
     .manual = R"(Reads no configuration.
)"},
    {.name = "--profile",
     .value_name = "NAME",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = text<&Options::profile>(),
     .excludes = "--no-config",
     .summary = "use the configuration's profile NAME",
     .manual =
         R"(Uses a profile of the configuration: its options instead of the others, its rules in addition.
)"},
    {.name = "--source-root",
     .value_name = "DIR",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = text<&Options::source_root>(),
     .summary = "fingerprints have paths of scripts relative to DIR",
     .details = " (default: the nearest one with .git, else this one)",
     .manual =
         R"(Fingerprints of leaks have the paths of scripts below this directory relative to it, and are then
the same wherever the program lies.
The default is the nearest directory upwards from the working directory that has a
.Pa .git ;
without one, the working directory.
)"},
    {.name = "--force",
     .group = OptionGroup::diff,
     .commands = {diff, trend},
     .value = flag<&Options::force>(),
     .summary = "compare snapshots even if unrelated, or in reverse order",
     .manual = R"(Compares even snapshots that are unrelated, or were given in reverse, and says so.
See
.Sx LINEAGE .
)"},
    {.name = "--ignore",
     .value_name = "@ID",
     .group = OptionGroup::query,
     .commands = {path, query},
     .value = each<&Options::ignored>(parse_object_id),
     .summary = "compute sizes and paths as if that object retained nothing",
     .details = "; may be repeated",
     .manual = R"(Ignores an object: it keeps its place, but its references retain nothing.
Sizes, distances and paths are those of the heap without these references, and the answer says so.
May be given several times.
.Cm shell
has a command for it.
)"},
    {.name = "--units",
     .value_name = "SYSTEM",
     .group = OptionGroup::report,
     .commands = sized_reports,
     .value = choice<&Options::units>(
         {{"decimal", UnitSystem::decimal, "kB, MB"}, {"iec", UnitSystem::iec, "KiB, MiB"}}),
     .summary = "units of sizes",
     .manual = R"(Sizes in text:
.Cm decimal
(1 kB is 1000 bytes, as in DevTools; the default) or
.Cm iec
(1 KiB is 1024 bytes).
JSON always has bytes.
)"},
    {.name = "--output",
     .letter = 'o',
     .value_name = "PATH",
     .group = OptionGroup::tables,
     .commands = {tables},
     .value = text<&Options::output>(),
     .completion = Completion::file,
     .summary = "write the database, or the folder, PATH",
     .details = ", whole or not at all; must be given",
     .manual = R"(Writes the database
.Ar path ,
or files into the folder
.Ar path ,
which is made if it is not there.
All are written beside their places and then renamed, so none is ever half there.
An older database is replaced, and so are files of an older export; a folder that has files of an export
with other tables, or compressed otherwise, is refused, because they would be read together.
Must be given.
)"},
    {.name = "--output",
     .letter = 'o',
     .value_name = "FILE",
     .group = OptionGroup::index,
     .commands = {index},
     .value = text<&Options::output>(),
     .completion = Completion::file,
     .summary = "write the index to FILE",
     .details = ", whole or not at all (default: beside the snapshot, with .hdx)",
     .manual = R"(Writes the index to
.Ar file
instead of beside the snapshot, whole or not at all.
There it is found only by its own name.
)"},
    {.name = "--output",
     .letter = 'o',
     .value_name = "FILE",
     .commands = all_to_output,
     .value = text<&Options::output>(),
     .completion = Completion::file,
     .summary = "write the report to FILE",
     .details = ", whole or not at all",
     .manual = R"(Writes the report to
.Ar file
instead of standard output.
It is written beside its place and then renamed, so
.Ar file
is never half a report.
An older one is replaced; the new one has its permissions and, where that is allowed, its owner.
A symbolic link stays, and what it leads to is replaced.
)"},
    {.name = "--color",
     .value_name = "WHEN",
     .commands = every_command,
     .value = choice<&Options::color>({{"auto", ColorMode::automatic},
                                       {"always", ColorMode::always},
                                       {"never", ColorMode::never}}),
     .summary = "when to use colour",
     .details = "; NO_COLOR is honoured",
     .manual = R"(.Cm auto
(default: where standard output is a terminal),
.Cm always
or
.Cm never .
)"},
    {.name = "--source-map",
     .value_name = "PATH",
     .commands = users_of_maps,
     .value = map_paths<&SourceMapOptions::paths>(),
     .completion = Completion::file,
     .excludes = "--no-source-map",
     .summary = "use the source map PATH, or those in the folder PATH",
     .details = ";\nmay be repeated; maps beside the scripts are found without",
     .manual = R"(Uses a source map, or the source maps
.Pq Pa *.map
in a folder and in those below it; may be repeated.
A map of its own has to be one of a script in the snapshot.
See
.Sx SOURCE MAPS .
)"},
    {.name = "--before-source-map",
     .value_name = "PATH",
     .group = OptionGroup::diff,
     .commands = {diff},
     .value = map_paths<&SourceMapOptions::before_paths>(),
     .completion = Completion::file,
     .excludes = "--no-source-map",
     .summary = "the same for BEFORE alone",
     .details = ": two builds have two maps",
     .manual = R"(As
.Fl Fl source-map ,
for the earlier snapshot alone: two builds of a program have two maps.
)"},
    {.name = "--after-source-map",
     .value_name = "PATH",
     .group = OptionGroup::diff,
     .commands = {diff},
     .value = map_paths<&SourceMapOptions::after_paths>(),
     .completion = Completion::file,
     .excludes = "--no-source-map",
     .summary = "the same for AFTER alone",
     .manual = R"(The same for the later snapshot.
)"},
    {.name = "--sources",
     .value_name = "DIR",
     .commands = users_of_maps,
     .value = map_paths<&SourceMapOptions::script_folders>(),
     .completion = Completion::file,
     .excludes = "--no-source-map",
     .summary = "find the generated scripts below DIR",
     .details = ", where they are not at their\nplaces any more: variables get their original "
                "names from them",
     .manual =
         R"(Finds the generated scripts, such as bundles, below this directory, where they are not on this machine
at the paths that the snapshot has.
Snapshots of Node hold only the start of each; with all of its text, variables get their original names.
May be repeated.
)"},
    {.name = "--no-source-map",
     .commands = users_of_maps,
     .value = {.add =
                   [](CLI::App& app, const std::string& names, Options& options) {
                     return app.add_flag_callback(
                         names, [&options] { options.source_maps.enabled = false; });
                   }},
     .summary = "use no source maps",
     .details = ", even if there are some beside the scripts",
     .manual = R"(Uses no source maps: places and names are those of the scripts as they ran.
)"},
    {.name = "--no-strings",
     .commands = all_reports,
     .value = flag<&Options::hide_values>(),
     .summary = "hide what strings of the heap say",
     .details = "; names stay",
     .manual =
         R"(Hides the heap's values: what its strings, symbols, regular expressions and numbers say.
Names of classes, properties, variables and functions stay.
Without it, the first 48 bytes of a value may be shown; see
.Sx SECURITY CONSIDERATIONS .
)"},
    {.name = "--threads",
     .value_name = "N",
     .commands = every_command,
     .value = number<&Options::threads>(1, threads_max),
     .summary = "use N threads",
     .details = " (default: one per processor); the report is the same",
     .manual = R"(Uses
.Ar n
threads, from 1 to 64; the default is the number of processors.
The report is the same with any number.
With more than 1, a compressed snapshot is unpacked by one thread more.
If the system gives fewer, fewer do the work.
)"},
    {.name = "--max-memory",
     .value_name = "SIZE",
     .commands = every_command,
     .value = size<&Options::memory_max>(),
     .summary = "use no more memory than SIZE",
     .details = ", such as 512M; 0 for no limit (default: what the control group allows)",
     .manual = R"(Uses no more memory than
.Ar size ,
a number with a unit such as
.Cm 512M
or
.Cm 1.5GiB ;
0 sets no limit.
The default is the limit of the control group that the process is in, if there is one.
.Pp
Memory use is estimated from the headers and from samples of the strings, before anything is read;
mostly a few per cent above what it will be, and up to a fifth where a file is nearly all text.
If the fast way of working does not fit, a lean one is taken: the two snapshots are never in memory
together, and the later one is read twice.
The report is the same.
What cannot fit even so is refused, with the memory that it would need.
Standard input and other pipes cannot be looked into before they are read, so they are always read the
fast way.
)"},
    {.name = "--salvage",
     .commands = readers_of_damage,
     .value = flag<&Options::salvage>(),
     .summary = "read as much as possible of a truncated or damaged file",
     .manual = R"(Reads as much as possible of a damaged file, see
.Sx DAMAGED FILES .
Files that are whole give the same report as without it.
)"},
    {.name = "--names-from",
     .value_name = "FILE",
     .commands = readers_of_damage,
     .value = text<&Options::names_from>(),
     .completion = Completion::file,
     .needs = "--salvage",
     .summary = "take lost names from FILE",
     .details = ", a whole snapshot of the same process; with --salvage",
     .manual = R"(With
.Fl Fl salvage :
names that are lost come from
.Ar file ,
a whole snapshot of the same process, taken earlier or later.
Without this option, a diff takes them from its other side.
)"},
    {.name = "--index",
     .commands = users_of_indexes,
     .value = flag<&Options::make_indexes>(),
     .excludes = "--no-index",
     .summary = "make the index of each snapshot that has none, FILE.hdx",
     .manual =
         R"(Makes the index of each snapshot that has none, or an old one, before anything else: see
.Sx INDEXES .
)"},
    {.name = "--no-index",
     .commands = users_of_indexes,
     .value = flag<&Options::use_indexes>(false),
     .excludes = "--index",
     .summary = "read snapshots themselves, even beside an index",
     .manual = R"(Reads the snapshots, even where there are indexes beside them.
)"},
    {.name = "--quiet",
     .letter = 'q',
     .commands = every_command,
     .value = flag<&Options::verbosity>(Verbosity::quiet),
     .excludes = "--verbose",
     .summary = "print no notes and no progress to standard error",
     .manual = R"(No notes and no progress on standard error.
Errors and crossed rules are still reported.
)"},
    {.name = "--verbose",
     .commands = every_command,
     .value = flag<&Options::verbosity>(Verbosity::verbose),
     .excludes = "--quiet",
     .summary = "print time and memory of every phase to standard error",
     .manual =
         R"(Writes to standard error the plan (fast or lean, the threads, the estimated memory and its limit),
then a line for each phase of the work when it ends, and one for the whole run:
.Bd -literal -offset indent
seconds  peak MB    MB/s  side      phase
  0.412    181.2   612.3  before    decode
  0.031    190.3       -  before    retaining edges
.Ed
.Pp
The columns are the time that the phase took; the most memory that the program had resident until
then, in units of 1000000 bytes; for
.Dq decode ,
how much of the decompressed text was read in a second; and which snapshot it was about.
With more than one thread phases overlap, so their times sum to more than the total.
Names of phases may change from version to version.
There is no progress then.
)"},
    {.name = "--help",
     .letter = 'h',
     .commands = every_command,
     .value = flag<&Options::help>(),
     .summary = "print this help",
     .manual = R"(Prints a short help of the command.
)"},
    {.name = "--version",
     .commands = every_command,
     .value = flag<&Options::version>(),
     .summary = "print the version",
     .manual = R"(Prints the program's version.
)"},
};

}  // namespace

std::span<const OptionSpec> option_specs() { return option_table; }

std::vector<const OptionSpec*> options_of(CommandKind command) {
  std::vector<const OptionSpec*> found;
  for (const OptionSpec& option : option_table) {
    if (option.commands.has(command)) found.push_back(&option);
  }
  return found;
}

const OptionSpec* find_option(std::string_view name) {
  const auto found =
      std::find_if(option_table.begin(), option_table.end(), [&](const OptionSpec& option) {
        return option.name == name ||
               (name.size() == 2 && name[0] == '-' && name[1] == option.letter);
      });
  return found == option_table.end() ? nullptr : &*found;
}

}  // namespace heapdiff::cli
