#include <malloc.h>
#include <unistd.h>

#include <csignal>
#include <new>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/shell.hpp"
#include "cli/terminal.hpp"
#include "cli/write_all.hpp"

namespace {

/// Blocks from here on go back to the system when they are freed. glibc would raise that to the
/// largest block that was freed so far, the buffers of files among them, and keep the rest: 5 MB of
/// a diff of 232 + 258 MB, which is no slower without.
void return_large_blocks() {
#ifdef __GLIBC__
  constexpr int bytes = 128 << 10;
  mallopt(M_MMAP_THRESHOLD, bytes);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  using namespace heapdiff;
  return_large_blocks();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is seen where we write,
  std::signal(SIGXFSZ, SIG_IGN);  // and so is a file that may not grow
  cli::watch_for_interrupts();
  cli::Terminal terminal;
  try {
    const Result<cli::Command> command = cli::parse_command_line(argc, argv);
    if (!command) return static_cast<int>(terminal.fail(command.error()));
    const auto run = [&](const auto& chosen) {
      if constexpr (requires { chosen.options; }) {
        terminal.start(chosen.options.verbosity, chosen.options.units);
        if (chosen.options.make_indexes) {
          const Result<void> made =
              cli::make_indexes(cli::snapshots_of(chosen), chosen.options, terminal);
          if (!made) return terminal.fail(made.error());
        }
      }
      return cli::run(chosen, terminal);
    };
    return static_cast<int>(std::visit(run, *command));
  } catch (const std::bad_alloc&) {
    try {
      return static_cast<int>(
          terminal.fail({ErrorKind::limit, "", "out of memory", std::nullopt,
                         "--max-memory SIZE makes a diff of large snapshots lean"}));
    } catch (const std::bad_alloc&) {  // not even for the message
      cli::write_all(STDERR_FILENO, "heapdiff: out of memory\n");
      return static_cast<int>(cli::ExitStatus::trouble);
    }
  }
}
