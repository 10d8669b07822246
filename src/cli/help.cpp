#include "cli/help.hpp"

#include <fmt/format.h>

#include "cli/shell.hpp"

namespace heapdiff::cli {
namespace {

constexpr const char* common_options =
    "  -o, --output FILE       write the report to FILE, whole or not at all\n"
    "      --color WHEN        auto (default), always or never; NO_COLOR is honoured\n"
    "      --no-strings        show nothing of what strings of the heap say; names stay\n"
    "      --threads N         threads to use (default: the processors); the report is the same\n"
    "      --max-memory SIZE   take no more memory than SIZE, such as 512M (default: what the "
    "control\n"
    "                          group allows); 0 for any\n"
    "      --salvage           read what is there of a file that was cut short or is broken\n"
    "      --names-from FILE   with --salvage: names that are lost come from FILE, a whole "
    "snapshot "
    "of\n"
    "                          the same process\n"
    "  -q, --quiet             no notes and no progress on standard error\n"
    "      --verbose           time and memory of every phase, on standard error\n"
    "  -h, --help              this text\n";

constexpr const char* units_option =
    "      --units SYSTEM      decimal (kB, MB; default) or iec (KiB, MiB)\n";

constexpr const char* table_options =
    "      --top N             show N rows, the rest summed in one; 0 for all\n"
    "                          (default: 10 as text, all as JSON)\n"
    "      --filter PATTERN    only classes whose name holds PATTERN, or matches /PATTERN/\n"
    "      --format FORMAT     text (default) or json\n";

constexpr const char* answer_options =
    "      --top N             list N rows, from 1 to 10000 (default: 10 as text, 100 as JSON)\n"
    "      --format FORMAT     text (default) or json\n";

constexpr const char* ignore_option =
    "      --ignore @ID        tell sizes and paths as if that object held nothing; may be "
    "repeated\n";

const char* help_of_operand(Operand operand) {
  switch (operand) {
    case Operand::class_name:
      return "NAME is the whole name of a class, or an expression between slashes.\n\n";
    case Operand::part_of_name:
      return "PATTERN is a part of it, or an expression between slashes.\n\n";
    case Operand::object_id:
    case Operand::none:
      break;
  }
  return "";
}

/// The queries that are commands, as lines of help.
std::string query_lines() {
  std::string text;
  for (const Query& query : queries()) {
    if (query.is_command_of_its_own) continue;
    text += fmt::format("  {:<32}{}\n",
                        fmt::format("heapdiff {} FILE{}{}", query.name,
                                    query.operand_name.empty() ? "" : " ", query.operand_name),
                        query.summary);
  }
  return text;
}

}  // namespace

std::string help_of_diff() {
  return std::string(
             "What leaks between two V8 heap snapshots, what holds it, and what grew.\n"
             "\n"
             "  heapdiff BEFORE AFTER [options]\n"
             "  heapdiff DUMP                   a single snapshot: what its memory is held by\n"
             "  heapdiff summary FILE           one snapshot, class by class\n"
             "  heapdiff path FILE @ID…         what holds an object\n"
             "  heapdiff nodes FILE             every node, as NDJSON or CSV\n") +
         query_lines() +
         "  heapdiff shell FILE [FILE]      asks one or two snapshots many such questions\n"
         "\n" +
         std::string(
             "Snapshots of one process, or of two runs of one program. They may be plain, gzip or\n"
             "zstd; one of them may be - for standard input.\n"
             "\n"
             "Examples\n"
             "  heapdiff before.heapsnapshot after.heapsnapshot\n"
             "  heapdiff Heap.20261124.101112.42.0.001.heapsnapshot     after an out-of-memory "
             "crash\n"
             "  heapdiff a.heapsnapshot.gz b.heapsnapshot.gz --sort retained --top 20\n"
             "  heapdiff a.heapsnapshot b.heapsnapshot --filter Session --chains 10\n"
             "  heapdiff a.heapsnapshot b.heapsnapshot --ops 5000       after 5,000 requests\n"
             "  heapdiff a.heapsnapshot b.heapsnapshot --format json -o growth.json\n"
             "  heapdiff a.heapsnapshot b.heapsnapshot --fail-on 'size > 1MiB' \\\n"
             "      --fail-on 'count:Order > 0' --fail-on 'retained:/Cache$/ > 512KiB'\n"
             "\n"
             "Options\n"
             "      --sort KEY          order rows by growth in size (default), count or "
             "retained\n") +
         table_options +
         "      --group-by WHAT     rows of the table: class (default), place, script or package: "
         "functions\n"
         "                          and objects by where their source is\n"
         "      --chains N          list at most N ways in which new objects of a class are held\n"
         "                          (default: 3; 0 for none)\n"
         "      --ops N             N operations (requests, say) were done between the two: shows "
         "what\n"
         "                          grew for each, and marks what grew by 1, 2, 3, 4, 1/2, 1/3 or "
         "1/4\n"
         "      --all               show the engine's rows (compiled code, hidden classes) one by "
         "one,\n"
         "                          and rows in which a few objects came and as many went\n"
         "      --no-advice         say what leaks, but not what to do about it\n"
         "      --fail-on RULE      exit with 1 when growth crosses RULE; may be repeated:\n"
         "                          size, count or retained, then :CLASS or :/EXPRESSION/ or\n"
         "                          nothing, a comparison, and a value with its unit\n"
         "      --force             compare even what is unrelated, or was given in reverse\n" +
         units_option + common_options +
         "      --version           version of the program\n"
         "\n"
         "Exit status: 0 done, 1 a --fail-on rule was crossed, 2 trouble. See heapdiff(1).\n";
}

std::string help_of_summary() {
  return std::string(
             "One heap snapshot, class by class, with the numbers of Chrome DevTools.\n"
             "\n"
             "  heapdiff summary FILE [options]\n"
             "\n"
             "Examples\n"
             "  heapdiff summary app.heapsnapshot\n"
             "  heapdiff summary app.heapsnapshot --filter '/^Http/' --top 0\n"
             "  curl -s http://localhost:9229/heap | heapdiff summary - --format json\n"
             "\n"
             "Options\n") +
         table_options + units_option + common_options;
}

std::string help_of_path() {
  return std::string(
             "What holds an object: its cheapest retaining path, step by step up to the root.\n"
             "\n"
             "  heapdiff path FILE @ID… [options]\n"
             "\n"
             "Examples\n"
             "  heapdiff path after.heapsnapshot @48213\n"
             "  heapdiff path after.heapsnapshot @48213 @48215 --format json\n"
             "\n"
             "Options\n"
             "      --format FORMAT     text (default) or json\n") +
         ignore_option + units_option + common_options;
}

std::string help_of_query(const Query& query) {
  const std::string operand =
      query.operand_name.empty() ? "" : fmt::format(" {}", query.operand_name);
  const std::string example = query.example.empty() ? "" : fmt::format(" {}", query.example);
  return fmt::format(
             "One snapshot: {0}.\n"
             "\n"
             "  heapdiff {1} FILE{2} [options]\n"
             "\n"
             "{4}"
             "Examples\n"
             "  heapdiff {1} app.heapsnapshot{3}\n"
             "  heapdiff {1} app.heapsnapshot{3} --format json --top 20\n"
             "\n"
             "Options\n",
             query.summary, query.name, operand, example, help_of_operand(query.operand)) +
         answer_options + ignore_option + units_option + common_options;
}

std::string help_of_shell() {
  return "Loads a snapshot, or two, once, and answers what is asked about it. Of two, the second "
         "is\n"
         "asked. Commands come from a terminal, with history and completion, or from a pipe.\n"
         "\n"
         "  heapdiff shell FILE [options]\n"
         "  heapdiff shell BEFORE AFTER [options]\n"
         "\n"
         "Commands\n" +
         help_of_shell_commands() +
         "\n"
         "Examples\n"
         "  heapdiff shell app.heapsnapshot\n"
         "  echo 'class Session' | heapdiff shell before.heapsnapshot after.heapsnapshot\n"
         "\n"
         "Options\n" +
         answer_options + units_option + common_options;
}

std::string help_of_nodes() {
  return std::string(
             "Every node of a snapshot on a line of its own: index, id, type, name, class, self,\n"
             "retained, distance, dominator, detachedness.\n"
             "\n"
             "  heapdiff nodes FILE [options]\n"
             "\n"
             "Examples\n"
             "  heapdiff nodes app.heapsnapshot | jq -c 'select(.retained > 1000000)'\n"
             "  heapdiff nodes app.heapsnapshot --format csv -o nodes.csv\n"
             "\n"
             "Options\n"
             "      --format FORMAT     ndjson (default) or csv\n") +
         common_options;
}

std::string version_text() { return "heapdiff " HEAPDIFF_VERSION "\n"; }

}  // namespace heapdiff::cli
