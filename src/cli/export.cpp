#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <deque>
#include <filesystem>
#include <system_error>

#include "cli/commands.hpp"
#include "heapdiff/export.hpp"

namespace heapdiff::cli {
namespace {

/// The folder of an export: made where it is not there, and gone again where nothing comes of it.
/// Its files are there together or not at all.
class Folder final : public ExportFolder {
 public:
  explicit Folder(std::string path)
      : path_(std::move(path)), on_interrupt_([this] {
          if (is_new_) rmdir(path_.c_str());
        }) {}
  ~Folder() override {
    outputs_.clear();  // with what is left of their files
    const auto held = hold_interrupts();
    if (is_new_) rmdir(path_.c_str());
  }

  Result<void> expect(const std::vector<std::string>&,
                      const std::vector<std::string>& others) override {
    {
      const auto held = hold_interrupts();
      is_new_ = mkdir(path_.c_str(), 0777) == 0;
      if (!is_new_ && errno != EEXIST) return system_error(errno);
    }
    std::error_code ignored;
    if (!std::filesystem::is_directory(path_, ignored)) return system_error(ENOTDIR);
    for (const std::string& file : others) {
      const std::string other = path_of(file);
      if (access(other.c_str(), F_OK) != 0) continue;
      return fail({ErrorKind::usage, other, "is of another export, and would be read with this one",
                   std::nullopt, "remove it, or name another folder"});
    }
    return {};
  }
  Result<void> begin(const std::string& file) override {
    outputs_.emplace_back(path_of(file));
    return outputs_.back().write("");  // a table without rows is a file, too
  }
  Result<void> write(std::string_view bytes) override { return outputs_.back().write(bytes); }
  Result<void> end() override { return outputs_.back().close_file(); }

  Result<void> finish() {
    if (Result<void> finished = Output::finish_all(outputs_); !finished) return finished;
    const auto held = hold_interrupts();
    is_new_ = false;
    return {};
  }

 private:
  [[nodiscard]] std::string path_of(const std::string& file) const {
    return (std::filesystem::path(path_) / file).string();
  }
  [[nodiscard]] Result<void> system_error(int reason) const {
    return fail({ErrorKind::io, path_, std::generic_category().message(reason), std::nullopt, ""});
  }

  std::string path_;
  bool is_new_ = false;  // changed only while interrupts are held
  OnInterrupt on_interrupt_;
  std::deque<Output> outputs_;  // undone first
};

Result<Exported> write_database(const ExportCommand& command, const ExportOptions& exporting,
                                Terminal& terminal) {
  const Options& options = command.options;
  if (!has_sqlite()) {
    return fail({ErrorKind::usage, "", "this heapdiff was built without SQLite", std::nullopt,
                 "--format ndjson writes the same tables, which every engine reads"});
  }
  Output output(options.output);
  const Result<std::string> path = output.reserve();
  if (!path) return fail(path.error());
  Result<Exported> exported = export_sqlite(command.file, *path, exporting, options, &terminal);
  if (!exported) return fail(output.error_of_path(exported.error()));
  if (Result<void> finished = output.finish(); !finished) return fail(finished.error());
  return exported;
}

Result<Exported> write_folder(const ExportCommand& command, const ExportOptions& exporting,
                              Terminal& terminal) {
  const Options& options = command.options;
  Folder folder(options.output);
  Result<Exported> exported =
      export_ndjson(command.file, folder, options.compression, exporting, options, &terminal);
  if (!exported) return exported;
  if (Result<void> finished = folder.finish(); !finished) return fail(finished.error());
  return exported;
}

}  // namespace

ExitStatus run(const ExportCommand& command, Terminal& terminal) {
  const ExportOptions exporting{command.options.labels};
  const bool is_database = command.options.tables_format == TablesFormat::sqlite;
  const Result<Exported> exported = is_database ? write_database(command, exporting, terminal)
                                                : write_folder(command, exporting, terminal);
  if (!exported) return terminal.fail(exported.error());
  for (const std::string& note : exported->notes) terminal.note(command.file + ": " + note);
  if (exported->damage) terminal.note(command.file + ": " + describe(*exported->damage));
  return ExitStatus::ok;
}

}  // namespace heapdiff::cli
