#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "gate/toml.hpp"
#include "heapdiff/gate.hpp"
#include "report/gate_words.hpp"
#include "report/suspect_words.hpp"

namespace heapdiff {
namespace {

constexpr std::int64_t file_version = 1;
constexpr double room = 1.1;  // growth seen, and what the next run may have more by chance

Result<KnownLeak> read_leak(const gate::Table& table) {
  KnownLeak leak;
  leak.line = table.line();
  Result<void> done =
      table.expect_members({"fingerprint", "shape", "holder", "element", "file", "allow",
                            "allow_per_op", "reason", "expires", "first_seen"});
  const auto read = [&](const char* key, auto& value) {
    if (done) done = table.read(key, value);
  };
  read("fingerprint", leak.fingerprint);
  read("shape", leak.shape);
  read("holder", leak.holder);
  read("element", leak.element);
  read("file", leak.file);
  std::optional<gate::Size> allow, allow_per_op;
  read("allow", allow);
  read("allow_per_op", allow_per_op);
  read("reason", leak.reason);
  read("expires", leak.expires);
  read("first_seen", leak.first_seen);
  if (!done) return fail(done.error());
  if (leak.fingerprint.empty()) return table.wrong("a leak needs a fingerprint");
  if (allow) leak.allow = static_cast<std::int64_t>(std::llround(allow->bytes));
  if (allow_per_op) leak.allow_per_op = allow_per_op->bytes;
  return leak;
}

/// Rounded up to two digits: figures that people compare, and that hardly change from run to run.
double rounded_up(double value) {
  if (value <= 0) return 0;
  const double unit = std::pow(10.0, std::max(std::floor(std::log10(value)) - 1, 0.0));
  constexpr double rounding = 1e-9;  // 100 B and a tenth are 110 B, not 120
  return std::ceil(value / unit - rounding) * unit;
}

}  // namespace

Result<std::vector<KnownLeak>> parse_known_leaks(std::string_view text, const std::string& file) {
  Result<gate::Document> document = gate::Document::parse(text, file);
  if (!document) return fail(document.error());
  const gate::Table root = document->root();
  if (Result<void> done = root.expect_members({"version", "leak"}); !done) {
    return fail(done.error());
  }
  std::optional<std::int64_t> version;
  if (Result<void> done = root.read("version", version); !done) return fail(done.error());
  if (version != file_version) {
    return root.wrong(
        fmt::format("expected version = {}, which this heapdiff reads and writes", file_version));
  }
  Result<std::vector<gate::Table>> tables = root.tables("leak");
  if (!tables) return fail(tables.error());
  std::vector<KnownLeak> leaks;
  std::set<std::string> seen;
  for (const gate::Table& table : *tables) {
    Result<KnownLeak> leak = read_leak(table);
    if (!leak) return fail(leak.error());
    if (!seen.insert(leak->fingerprint).second) {
      return table.wrong(fmt::format("{} is there twice", leak->fingerprint));
    }
    leaks.push_back(std::move(*leak));
  }
  return leaks;
}

std::string format_known_leaks(std::vector<KnownLeak> leaks) {
  // As they are written: what is no UTF-8 is not read back as it was.
  const auto rank = [](const KnownLeak& leak) {
    return std::tuple(gate::quoted(leak.file), gate::quoted(leak.holder),
                      gate::quoted(leak.element), leak.fingerprint);
  };
  std::sort(leaks.begin(), leaks.end(),
            [&](const KnownLeak& a, const KnownLeak& b) { return rank(a) < rank(b); });
  std::string text = fmt::format(
      "# Known leaks, which heapdiff lets pass. heapdiff wrote this file.\n"
      "version = {}\n",
      file_version);
  for (const KnownLeak& leak : leaks) {
    text += "\n[[leak]]\n";
    const auto add = [&](const char* key, const std::string& value) {
      text += fmt::format("{} = {}\n", key, value);
    };
    add("fingerprint", gate::quoted(leak.fingerprint));
    for (const auto& [key, value] :
         {std::pair{"shape", &leak.shape}, std::pair{"holder", &leak.holder},
          std::pair{"element", &leak.element}, std::pair{"file", &leak.file}}) {
      if (!value->empty()) add(key, gate::quoted(*value));
    }
    if (leak.allow) add("allow", fmt::format("\"{} B\"", *leak.allow));
    if (leak.allow_per_op) add("allow_per_op", fmt::format("\"{} B\"", *leak.allow_per_op));
    add("reason", gate::quoted(leak.reason));
    if (leak.expires) add("expires", report::date_in_words(*leak.expires));
    if (leak.first_seen) add("first_seen", report::date_in_words(*leak.first_seen));
  }
  return text;
}

std::vector<KnownLeak> known_leaks_of(const Diff& diff, const Gate& gate,
                                      std::chrono::year_month_day today) {
  std::vector<KnownLeak> leaks;
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    const Suspect& suspect = diff.suspects[i];
    const GatedSuspect& placed = gate.suspects[i];
    if (suspect.confidence == Suspicion::weak && !placed.known) continue;
    if (placed.standing == GatedSuspect::Standing::exempt) continue;
    KnownLeak leak;
    if (placed.known) leak = gate.known[*placed.known];
    if (placed.standing == GatedSuspect::Standing::expired) leak.expires.reset();
    if (!leak.first_seen) leak.first_seen = today;
    leak.fingerprint = placed.fingerprint;
    leak.shape = name_of(suspect.shape);
    leak.holder = report::name_in_words(suspect.holder.name);
    leak.element = report::class_in_words(suspect.element);
    leak.file = suspect.holder.short_file.empty() ? suspect.holder.file : suspect.holder.short_file;
    leak.allow.reset();
    leak.allow_per_op.reset();
    const double grew = static_cast<double>(suspect.size.value) * room;
    if (diff.ops) {
      leak.allow_per_op = rounded_up(grew / static_cast<double>(*diff.ops));
    } else {
      leak.allow = static_cast<std::int64_t>(rounded_up(grew));
    }
    leaks.push_back(std::move(leak));
  }
  return leaks;
}

}  // namespace heapdiff
