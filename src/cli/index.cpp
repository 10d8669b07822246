#include <unistd.h>

#include "cli/commands.hpp"
#include "heapdiff/files.hpp"

namespace heapdiff::cli {
namespace {

Result<void> write_index(const std::string& file, const std::string& path, const Options& options,
                         Terminal& terminal) {
  Output output(path);
  const Result<void> written = index_file(
      file, [&](std::string_view bytes) { return output.write(bytes); }, options, &terminal);
  return written ? output.finish() : written;
}

}  // namespace

Result<void> make_indexes(const std::vector<std::string>& words, const Options& options,
                          Terminal& terminal) {
  for (const std::string& word : words) {
    const Result<std::vector<std::string>> found =
        word == "-" ? Result<std::vector<std::string>>({word}) : list_snapshots(word);
    if (!found) return fail(found.error());
    for (const std::string& file : *found) {
      if (!lacks_index(file)) continue;
      Result<void> made = write_index(file, index_path_of(file), options, terminal);
      if (!made) return made;
    }
  }
  return {};
}

ExitStatus run(const IndexCommand& command, Terminal& terminal) {
  const std::string& output = command.options.output;
  if (output == "-" && isatty(STDOUT_FILENO) != 0) {
    return terminal.fail({ErrorKind::usage, "", "an index is nothing for a terminal", std::nullopt,
                          "-o FILE writes it to a file"});
  }
  const Result<void> written =
      write_index(command.file, output.empty() ? index_path_of(command.file) : output,
                  command.options, terminal);
  terminal.end_progress();
  return written ? ExitStatus::ok : terminal.fail(written.error());
}

}  // namespace heapdiff::cli
