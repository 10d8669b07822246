#include "cli/browser.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace heapdiff::cli {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string show_in_browser(const std::string& file) {
  std::string program = variable("BROWSER");
  program = program.substr(0, program.find(':'));  // the first of several
  if (program.empty()) {
    if (variable("DISPLAY").empty() && variable("WAYLAND_DISPLAY").empty()) {
      return "there is no screen";
    }
    program = "xdg-open";
  }
  std::error_code failed;
  std::string path = std::filesystem::absolute(file, failed).string();
  if (failed) return failed.message();
  // It says what it says to nobody: standard output is for the report.
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  char* const words[] = {program.data(), path.data(), nullptr};
  const int reason = posix_spawnp(nullptr, program.c_str(), &files, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&files);
  return reason == 0 ? "" : program + ": " + std::generic_category().message(reason);
}

}  // namespace heapdiff::cli
