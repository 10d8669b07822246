#include <unistd.h>

#include <csignal>
#include <new>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"
#include "cli/interrupts.hpp"
#include "cli/shell.hpp"
#include "cli/terminal.hpp"
#include "cli/write_all.hpp"

int main(int argc, char** argv) {
  using namespace heapdiff;
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
