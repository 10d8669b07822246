#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
#include "gate/toml.hpp"
#include "heapdiff/gate.hpp"

namespace heapdiff {
namespace {

using PlainText = NamePattern::PlainText;

/// An error of a value's text, at the value's place in the file.
tl::unexpected<Error> at_place(const std::string& file, const std::string& place, Error error) {
  error.path = file;
  error.message = fmt::format("{}: {}", place, error.message);
  return fail(std::move(error));
}

class ConfigReader {
 public:
  explicit ConfigReader(const std::string& file) { config_.file = file; }

  /// Adds what a table says to the configuration.
  Result<void> read(const gate::Table& table) {
    for (const auto part :
         {&ConfigReader::read_options, &ConfigReader::read_rules, &ConfigReader::read_exemptions}) {
      if (Result<void> done = (this->*part)(table); !done) return done;
    }
    return {};
  }

  Config config() && { return std::move(config_); }

 private:
  Result<void> read_options(const gate::Table& table) {
    const Result<std::optional<gate::Table>> options = table.table("options");
    if (!options) return fail(options.error());
    if (!*options) return {};
    for (const std::string& key : (*options)->keys()) {
      Result<std::string> value = (*options)->word(key);
      if (!value) return fail(value.error());
      std::erase_if(config_.options, [&](const Config::Default& d) { return d.option == key; });
      config_.options.push_back({key, std::move(*value), (*options)->place_of(key)});
    }
    return {};
  }

  Result<void> read_rules(const gate::Table& table) {
    const Result<std::vector<gate::Table>> rules = table.tables("rule");
    if (!rules) return fail(rules.error());
    for (const gate::Table& entry : *rules) {
      std::string text;
      Result<void> done = entry.expect_members({"rule"});
      if (done) done = entry.read("rule", text);
      if (!done) return done;
      Result<Rule> rule = parse_rule(text);
      if (!rule) return at_place(config_.file, entry.place_of("rule"), rule.error());
      config_.rules.push_back(std::move(*rule));
    }
    return {};
  }

  Result<void> read_exemptions(const gate::Table& table) {
    const Result<std::vector<gate::Table>> entries = table.tables("ignore");
    if (!entries) return fail(entries.error());
    for (const gate::Table& entry : *entries) {
      std::string holder, element, reason;
      Result<void> done = entry.expect_members({"holder", "element", "reason"});
      for (const auto& [key, text] : {std::pair{"holder", &holder}, std::pair{"element", &element},
                                      std::pair{"reason", &reason}}) {
        if (done) done = entry.read(key, *text);
      }
      if (!done) return done;
      if (holder.empty() == element.empty()) {
        return entry.wrong("expected a holder or an element, and a reason");
      }
      if (reason.empty()) return entry.wrong("expected a reason: why is it no leak?");
      const char* key = holder.empty() ? "element" : "holder";
      Result<NamePattern> pattern =
          NamePattern::parse(holder.empty() ? element : holder, PlainText::is_whole_name);
      if (!pattern) return at_place(config_.file, entry.place_of(key), pattern.error());
      config_.exemptions.push_back({holder.empty() ? Exemption::Of::element : Exemption::Of::holder,
                                    std::move(*pattern), std::move(reason)});
    }
    return {};
  }

  Config config_;
};

}  // namespace

Result<Config> parse_config(std::string_view text, const std::string& file,
                            const std::string& profile) {
  const Result<gate::Document> document = gate::Document::parse(text, file);
  if (!document) return fail(document.error());
  const gate::Table root = document->root();
  if (Result<void> done = root.expect_members({"options", "rule", "ignore", "profile"}); !done) {
    return fail(done.error());
  }
  ConfigReader reader(file);
  if (Result<void> done = reader.read(root); !done) return fail(done.error());
  const Result<std::optional<gate::Table>> profiles = root.table("profile");
  if (!profiles) return fail(profiles.error());
  bool is_found = profile.empty();
  for (const std::string& name : *profiles ? (*profiles)->keys() : std::vector<std::string>()) {
    const Result<std::optional<gate::Table>> table = (*profiles)->table(name);
    if (!table) return fail(table.error());
    // Those that are not used have to be right, too.
    ConfigReader unused(file);
    Result<void> done = (*table)->expect_members({"options", "rule", "ignore"});
    if (done) done = (name == profile ? reader : unused).read(**table);
    if (!done) return fail(done.error());
    is_found = is_found || name == profile;
  }
  if (!is_found) {
    return fail({ErrorKind::usage, file,
                 fmt::format("there is no profile {}", base::printable(profile)), std::nullopt,
                 fmt::format("[profile.{}] begins one", base::printable(profile))});
  }
  return std::move(reader).config();
}

Result<std::vector<Exemption>> parse_suppressions(std::string_view text, const std::string& file) {
  constexpr std::string_view kind = "leak:";
  std::vector<Exemption> exemptions;
  std::string comment;
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto trim = [&] {
      while (!line.empty() && std::string_view(" \t\r").find(line.front()) != line.npos) {
        line.remove_prefix(1);
      }
      while (!line.empty() && std::string_view(" \t\r").find(line.back()) != line.npos) {
        line.remove_suffix(1);
      }
    };
    trim();
    if (line.empty()) {
      comment.clear();
    } else if (line.front() == '#') {
      line.remove_prefix(1);
      trim();
      comment += comment.empty() ? "" : " ";
      comment += line;
    } else {
      const std::string place = fmt::format("line {}, column 1", number);
      if (!line.starts_with(kind) || line.size() == kind.size()) {
        return at_place(file, place,
                        {ErrorKind::usage, "",
                         fmt::format("expected leak: and a pattern, not {}", base::printable(line)),
                         std::nullopt, ""});
      }
      Result<NamePattern> pattern =
          NamePattern::parse(line.substr(kind.size()), PlainText::is_part_of_name);
      if (!pattern) return at_place(file, place, pattern.error());
      exemptions.push_back({Exemption::Of::any, std::move(*pattern), comment});
    }
  }
  return exemptions;
}

}  // namespace heapdiff
