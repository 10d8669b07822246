#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/printable.hpp"
#include "cli/options.hpp"

namespace heapdiff::cli {

/// An error of kind usage.
[[nodiscard]] tl::unexpected<Error> usage(std::string message,
                                          std::string hint = "see heapdiff --help");

/// One CLI11 application a command. CLI11 would let a subcommand's name win anywhere among the
/// files, and a vector option swallow them; so there are no subcommands, and no option takes many.
class OptionParser {
 public:
  explicit OptionParser(const std::string& name);

  CLI::App& app() { return app_; }

  /// One of a few words. Messages are ours: CLI11's speak of conversions and sets.
  template <class T>
  void add_choice(const std::string& name, T& value,
                  const std::vector<std::pair<std::string, T>>& choices) {
    app_.add_option_function<std::string>(name, [&value, name, choices](const std::string& word) {
      std::string words;
      for (std::size_t i = 0; i < choices.size(); ++i) {
        if (choices[i].first == word) {
          value = choices[i].second;
          return;
        }
        const char* separator = i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ";
        words += separator + choices[i].first;
      }
      throw CLI::ValidationError(
          fmt::format("{} is {}, not {}", name, words, base::printable(word)));
    });
  }

  /// A whole number in [least, most].
  template <class T>
  void add_number(const std::string& name, T& value, std::size_t least, std::size_t most) {
    app_.add_option_function<std::string>(
        name, [&value, name, least, most](const std::string& word) {
          value = static_cast<T>(parse_number(name, word, least, most));
        });
  }

  void add_common(CommonOptions& options);
  void add_units(CommonOptions& options);
  void add_format(Format& format);
  void add_table(TableOptions& table);

  /// Errors: usage. Was help asked for?
  [[nodiscard]] Result<bool> parse(std::vector<std::string> arguments,
                                   std::vector<std::string>& files);

  /// What `add_table` has collected. Errors: usage, for a bad pattern.
  [[nodiscard]] Result<void> finish_table(TableOptions& table);

  /// Errors: usage, if there are not as many files as expected, or two are standard input.
  [[nodiscard]] Result<void> expect_files(const std::vector<std::string>& files, std::size_t count,
                                          const char* what) const;

  /// "see heapdiff path --help"
  [[nodiscard]] std::string hint() const { return fmt::format("see {} --help", name_); }

 private:
  [[nodiscard]] static std::size_t parse_number(const std::string& name, const std::string& word,
                                                std::size_t least, std::size_t most);
  [[nodiscard]] Result<bool> refuse_extras() const;

  CLI::App app_;
  std::string name_;
  bool wants_help_ = false;
  std::optional<std::size_t> top_;
  std::string filter_;
};

}  // namespace heapdiff::cli
