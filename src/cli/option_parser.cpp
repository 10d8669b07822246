#include "cli/option_parser.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <thread>

#include "diff/limits.hpp"

namespace heapdiff::cli {
namespace {

constexpr unsigned threads_max = 64;

/// Levenshtein's distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string nearest_option(const CLI::App& app, std::string_view unknown) {
  std::string nearest;
  std::size_t least = 4;  // farther away is no typing mistake
  unknown = unknown.substr(0, unknown.find('='));
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      const std::size_t distance = edit_distance(unknown, "--" + name);
      if (distance < least) {
        least = distance;
        nearest = "--" + name;
      }
    }
  }
  return nearest;
}

}  // namespace

tl::unexpected<Error> usage(std::string message, std::string hint) {
  return fail({ErrorKind::usage, "", std::move(message), std::nullopt, std::move(hint)});
}

OptionParser::OptionParser(const std::string& name) : app_("", name), name_(name) {
  app_.set_help_flag("");
  app_.add_flag("-h,--help", wants_help_);
  app_.allow_extras(false);
}

std::size_t OptionParser::parse_number(const std::string& name, const std::string& word,
                                       std::size_t least, std::size_t most) {
  std::size_t number = 0;
  const char* end = word.data() + word.size();
  const auto [stop, status] = std::from_chars(word.data(), end, number);
  const bool is_number = status == std::errc{} && stop == end;
  if (is_number && number >= least && number <= most) return number;
  const std::string range = most == SIZE_MAX ? fmt::format("from {} on", least)
                                             : fmt::format("from {} to {}", least, most);
  throw CLI::ValidationError(
      fmt::format("{} is a whole number {}, not {}", name, range, base::printable(word)));
}

void OptionParser::add_common(CommonOptions& options) {
  app_.add_option("-o,--output", options.output);
  add_choice<ColorMode>(
      "--color", options.color,
      {{"auto", ColorMode::automatic}, {"always", ColorMode::always}, {"never", ColorMode::never}});
  app_.add_flag("--no-strings", options.no_strings);
  CLI::Option* quiet =
      app_.add_flag_callback("-q,--quiet", [&options] { options.verbosity = Verbosity::quiet; });
  CLI::Option* verbose =
      app_.add_flag_callback("--verbose", [&options] { options.verbosity = Verbosity::verbose; });
  quiet->excludes(verbose);
  options.threads = std::max(std::thread::hardware_concurrency(), 1u);
  add_number("--threads", options.threads, 1, threads_max);
  app_.add_option_function<std::string>("--max-memory", [&options](const std::string& word) {
    const std::optional<std::int64_t> size = diff::parse_size(word);
    if (!size || *size < 0) {
      throw CLI::ValidationError(fmt::format("--max-memory is a size such as 512M or 2GiB, not {}",
                                             base::printable(word)));
    }
    options.memory_max = static_cast<std::uint64_t>(*size);
  });
  CLI::Option* salvage = app_.add_flag("--salvage", options.salvage);
  app_.add_option("--names-from", options.names_from)->needs(salvage);
}

void OptionParser::add_units(CommonOptions& options) {
  add_choice<UnitSystem>("--units", options.units,
                         {{"decimal", UnitSystem::decimal}, {"iec", UnitSystem::iec}});
}

void OptionParser::add_format(Format& format) {
  add_choice<Format>("--format", format, {{"text", Format::text}, {"json", Format::json}});
}

void OptionParser::add_table(TableOptions& table) {
  app_.add_option("--filter", filter_);
  add_number("--top", top_, 0, SIZE_MAX);
  add_format(table.format);
}

Result<bool> OptionParser::parse(std::vector<std::string> arguments,
                                 std::vector<std::string>& files) {
  app_.add_option("files", files);
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app_.parse(std::move(arguments));
  } catch (const CLI::ExtrasError&) {
    return refuse_extras();
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string_view what = error.what();
    return usage(
        fmt::format("{} needs a value behind it", base::printable(what.substr(0, what.find(':')))),
        hint());
  } catch (const CLI::RequiresError&) {
    return usage("--names-from is for damaged files: it needs --salvage, too", hint());
  } catch (const CLI::ExcludesError&) {
    return usage("--quiet and --verbose contradict each other", hint());
  } catch (const CLI::ParseError& error) {
    return usage(base::printable(error.what()), hint());
  }
  return wants_help_;
}

Result<void> OptionParser::finish_table(TableOptions& table) {
  table.top = top_;
  if (filter_.empty()) return {};
  Result<model::NamePattern> pattern =
      model::NamePattern::parse(filter_, model::NamePattern::PlainText::is_part_of_name);
  if (!pattern) {
    return usage(fmt::format("--filter {}: {}", base::printable(filter_), pattern.error().message),
                 hint());
  }
  table.filter = std::move(*pattern);
  return {};
}

Result<void> OptionParser::expect_files(const std::vector<std::string>& files, std::size_t count,
                                        const char* what) const {
  if (files.size() != count) {
    return usage(fmt::format("expected {}, got {}", what, files.size()), hint());
  }
  if (std::count(files.begin(), files.end(), "-") > 1) {
    return usage("standard input can be read only once: one of the files must be a path", hint());
  }
  return {};
}

Result<bool> OptionParser::refuse_extras() const {
  for (const std::string& extra : app_.remaining()) {
    const std::string nearest = nearest_option(app_, extra);
    return usage(fmt::format("there is no option {}", base::printable(extra)),
                 nearest.empty() ? hint() : fmt::format("did you mean {}?", nearest));
  }
  return usage("an argument was not expected", hint());
}

}  // namespace heapdiff::cli
