#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "base/stable_hash.hpp"
#include "heapdiff/gate.hpp"

namespace heapdiff {
namespace {

constexpr int fingerprint_version = 1;

class Hash {
 public:
  /// Fields are told apart by their lengths.
  void add(std::string_view field) {
    value_ = base::stable_hash(fmt::format("{}:", field.size()), value_);
    value_ = base::stable_hash(field, value_);
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = base::stable_hash("");
};

/// A script's path as it is on every machine: of a package from its name on; of the program, from
/// the source root on.
std::string portable_path(std::string_view file, const std::string& short_file,
                          std::string_view source_root) {
  constexpr std::string_view scheme = "file://";
  if (file.starts_with(scheme)) file.remove_prefix(scheme.size());
  while (source_root.ends_with('/')) source_root.remove_suffix(1);
  const bool is_below = !source_root.empty() && file.starts_with(source_root) &&
                        file.substr(source_root.size()).starts_with('/');
  const bool is_of_package = file.find("/node_modules/") != std::string_view::npos;
  if (is_below && !is_of_package) return std::string(file.substr(source_root.size() + 1));
  return short_file.empty() ? std::string(file) : short_file;
}

/// Steps of a name, without keys: those change from run to run.
void add_name(Hash& hash, const Name& name) {
  hash.add(std::to_string(name.size()));
  for (const NameStep& step : name) {
    switch (step.kind) {
      case NameStep::Kind::key:
      case NameStep::Kind::any_key:
        hash.add("[key]");
        break;
      case NameStep::Kind::element:
        hash.add("[]");
        break;
      case NameStep::Kind::entry:
      case NameStep::Kind::any_entry:
        hash.add("[entry]");
        break;
      case NameStep::Kind::entry_of:
        hash.add("[entry of]");
        hash.add(step.text);
        break;
      case NameStep::Kind::variable:
      case NameStep::Kind::property:
      case NameStep::Kind::timers:
      case NameStep::Kind::handle:
        hash.add(step.text);
        break;
    }
  }
}

/// How V8 keeps a text differs by its version, and by how long ago it was put together.
std::string_view class_of(const Element& element) {
  constexpr std::string_view string = "(string)";
  const std::string& name = element.class_name;
  return name == "(concatenated string)" || name == "(sliced string)" ? string
                                                                      : std::string_view(name);
}

std::uint64_t hash_of(const Suspect& suspect, const std::string& source_root, std::uint64_t which) {
  const Holder& holder = suspect.holder;
  const Element& element = suspect.element;
  Hash hash;
  hash.add(name_of(suspect.shape));
  hash.add(name_of(holder.kind));
  add_name(hash, holder.name);
  hash.add(holder.event);
  hash.add(holder.function);
  hash.add(portable_path(holder.file, holder.short_file, source_root));
  hash.add(element.is_function() ? "function" : "object");
  hash.add(class_of(element));
  if (element.location) {
    hash.add(portable_path(element.location->file, element.location->short_file, source_root));
  }
  if (which != 0) hash.add(std::to_string(which));
  return hash.value();
}

}  // namespace

std::vector<std::string> fingerprints_of(const std::vector<Suspect>& suspects,
                                         const std::string& source_root) {
  // Two that have all of this in common are told apart by their order in the source, which moved
  // lines leave as it is.
  std::vector<std::size_t> order(suspects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto place = [&](std::size_t i) {
    const std::optional<Place>& at = suspects[i].element.location;
    const std::optional<Place>& of_holder = suspects[i].holder.location;
    return std::tuple(at ? at->line : 0, at ? at->column : 0, of_holder ? of_holder->line : 0,
                      of_holder ? of_holder->column : 0, suspects[i].rank);
  };
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  std::map<std::uint64_t, std::uint64_t> seen;
  std::vector<std::string> fingerprints(suspects.size());
  for (const std::size_t i : order) {
    const std::uint64_t which = seen[hash_of(suspects[i], source_root, 0)]++;
    fingerprints[i] =
        fmt::format("{}-{:016x}", fingerprint_version, hash_of(suspects[i], source_root, which));
  }
  return fingerprints;
}

}  // namespace heapdiff
