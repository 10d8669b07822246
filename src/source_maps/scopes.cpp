#include "source_maps/scopes.hpp"

#include <fmt/format.h>

#include <limits>

#include "source_maps/vlq.hpp"

namespace heapdiff::source_maps {
namespace {

enum Tag : std::uint64_t {
  scope_start = 1,
  scope_end = 2,
  scope_variables = 3,
  range_start = 4,
  range_end = 5,
  range_bindings = 6,
  range_part_binding = 7,
};

enum ScopeFlag : std::uint64_t { scope_has_name = 1, scope_has_kind = 2 };
enum RangeFlag : std::uint64_t { range_has_line = 1, range_has_scope = 2, range_is_function = 4 };

}  // namespace

/// Items of the text, each a tag and its numbers; what follows an item's known numbers is skipped.
class Scopes::Reader {
 public:
  Reader(std::string_view text, std::uint32_t names) : text_(text), names_(names) {}

  Result<Scopes> read() {
    for (std::uint64_t item = 1; at_ < text_.size(); ++item) {
      read_item();
      if (problem_ == nullptr) skip_rest();
      if (problem_ != nullptr) {
        return fail({ErrorKind::malformed, "",
                     fmt::format("\"scopes\", item {}: {}", item, problem_), std::nullopt, ""});
      }
    }
    if (!open_scopes_.empty() || !open_ranges_.empty()) {
      return fail({ErrorKind::malformed, "", "\"scopes\" ends within a scope or a range",
                   std::nullopt, ""});
    }
    resolve_bindings();
    return std::move(made_);
  }

 private:
  void read_item() {
    switch (number()) {
      case scope_start:
        return start_scope();
      case scope_variables:
        return read_variables();
      case scope_end:
        number();
        number();
        if (open_scopes_.empty()) return refuse("ends a scope where none is open");
        open_scopes_.pop_back();
        return;
      case range_start:
        return start_range();
      case range_bindings:
        return read_bindings();
      case range_part_binding:
        return read_part_bindings();
      case range_end:
        return end_range();
      default:
        return;  // an absent source, a call site, or what others may add
    }
  }

  void start_scope() {
    const std::uint64_t flags = number();
    number();
    number();
    Scope scope;
    if ((flags & scope_has_name) != 0) scope.name = step(scope_name_, names_);
    if ((flags & scope_has_kind) != 0) step(scope_kind_, names_);
    open_scopes_.push_back(static_cast<std::uint32_t>(made_.scopes_.size()));
    made_.scopes_.push_back(std::move(scope));
  }

  void read_variables() {
    if (open_scopes_.empty()) return refuse("has variables of no scope");
    while (has_number()) {
      const std::uint32_t name = step(variable_, names_);
      if (problem_ != nullptr) return;
      made_.scopes_[open_scopes_.back()].variables.push_back(name);
    }
  }

  void start_range() {
    const std::uint64_t flags = number();
    Range range;
    const std::uint64_t line = (flags & range_has_line) != 0 ? number() : 0;
    range.start = move(line, number());
    if ((flags & range_has_scope) != 0) {
      range.scope = step(range_scope_, static_cast<std::uint32_t>(made_.scopes_.size()));
    }
    range.is_function = (flags & range_is_function) != 0;
    if (!open_ranges_.empty()) range.parent = open_ranges_.back();
    open_ranges_.push_back(static_cast<std::uint32_t>(made_.ranges_.size()));
    made_.ranges_.push_back(std::move(range));
  }

  void read_bindings() {
    if (open_ranges_.empty()) return refuse("has bindings of no range");
    for (std::uint32_t variable = 0; has_number(); ++variable) {
      bind(variable, number());
      if (problem_ != nullptr) return;
    }
  }

  /// A variable that is called differently in parts of its range: each name counts for all of it.
  void read_part_bindings() {
    if (open_ranges_.empty()) return refuse("has bindings of no range");
    const std::uint64_t variable = number();
    if (variable >= none) return refuse("has a number that does not fit 32 bits");
    while (has_number()) {
      number();
      number();
      bind(static_cast<std::uint32_t>(variable), number());
      if (problem_ != nullptr) return;
    }
  }

  void bind(std::uint32_t variable, std::uint64_t name_and_one) {
    if (problem_ != nullptr || name_and_one == 0) return;
    if (name_and_one > names_) return refuse("points to a name that is not there");
    made_.ranges_[open_ranges_.back()].bindings.push_back(
        {variable, static_cast<std::uint32_t>(name_and_one - 1)});
  }

  void end_range() {
    const std::uint64_t first = number();
    const bool has_line = has_number();
    const std::uint64_t second = has_line ? number() : first;
    if (open_ranges_.empty()) return refuse("ends a range where none is open");
    made_.ranges_[open_ranges_.back()].end = move(has_line ? first : 0, second);
    open_ranges_.pop_back();
  }

  /// Indices into variables become names.
  void resolve_bindings() {
    for (Range& range : made_.ranges_) {
      std::vector<Binding> resolved;
      for (const Binding binding : range.bindings) {
        if (range.scope == none) break;
        const std::vector<std::uint32_t>& variables = made_.scopes_[range.scope].variables;
        if (binding.variable < variables.size()) {
          resolved.push_back({variables[binding.variable], binding.value});
        }
      }
      range.bindings = std::move(resolved);
    }
  }

  Place move(std::uint64_t lines, std::uint64_t columns) {
    const std::uint64_t line = place_.line + lines;
    const std::uint64_t column = lines == 0 ? place_.column + columns : columns;
    if (line >= none || column >= none) refuse("has a place that does not fit 32 bits");
    place_ = {static_cast<std::uint32_t>(line), static_cast<std::uint32_t>(column)};
    return place_;
  }

  [[nodiscard]] bool has_number() const {
    return problem_ == nullptr && at_ < text_.size() && text_[at_] != ',';
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    if (problem_ != nullptr) return 0;
    switch (read_vlq(text_, at_, value)) {
      case VlqProblem::none:
        break;
      case VlqProblem::no_digit:
        refuse(text_[at_] == ',' ? "has too few numbers"
                                 : "has a character that is no base64 digit");
        break;
      case VlqProblem::too_wide:
        refuse("has a number that does not fit 32 bits");
        break;
      case VlqProblem::unfinished:
        refuse("has too few numbers");
        break;
    }
    return value;
  }

  /// A number that counts from the one before; it has to stay below a limit.
  std::uint32_t step(std::uint32_t& from, std::uint32_t limit) {
    const std::int64_t sum = std::int64_t{from} + signed_vlq(number());
    if (problem_ == nullptr && (sum < 0 || sum >= std::int64_t{limit})) {
      refuse("points to a name or a scope that is not there");
    }
    if (problem_ == nullptr) from = static_cast<std::uint32_t>(sum);
    return from;
  }

  void skip_rest() {
    while (at_ < text_.size() && text_[at_] != ',') ++at_;
    if (at_ < text_.size()) ++at_;
  }

  void refuse(const char* problem) {
    if (problem_ == nullptr) problem_ = problem;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t names_;
  std::uint32_t scope_name_ = 0, scope_kind_ = 0, variable_ = 0, range_scope_ = 0;
  Place place_;
  std::vector<std::uint32_t> open_scopes_, open_ranges_;
  const char* problem_ = nullptr;
  Scopes made_;
};

Result<Scopes> Scopes::read(std::string_view text, std::uint32_t names) {
  return Reader(text, names).read();
}

std::uint32_t Scopes::innermost(Place place) const {
  std::uint32_t found = none;
  for (std::uint32_t i = 0; i < ranges_.size(); ++i) {
    const Range& range = ranges_[i];
    if (range.start <= place && place < range.end) found = i;
  }
  return found;
}

std::optional<std::uint32_t> Scopes::function_at(std::uint32_t line, std::uint32_t column) const {
  for (std::uint32_t at = innermost({line, column}); at != none; at = ranges_[at].parent) {
    const Range& range = ranges_[at];
    if (!range.is_function) continue;
    if (range.scope == none || scopes_[range.scope].name == none) return std::nullopt;
    return scopes_[range.scope].name;
  }
  return std::nullopt;
}

std::vector<Scopes::Binding> Scopes::bindings_at(std::uint32_t line, std::uint32_t column) const {
  std::vector<Binding> all;
  const auto add = [&](const Range& range) {
    all.insert(all.end(), range.bindings.begin(), range.bindings.end());
  };
  const std::uint32_t inner = innermost({line, column});
  for (std::uint32_t at = inner; at != none; at = ranges_[at].parent) {
    add(ranges_[at]);
    if (at != inner) continue;
    // Its blocks: what lies within it, but for what lies within functions of its own.
    std::vector<bool> is_block{true};
    for (std::uint32_t i = at + 1; i < ranges_.size() && ranges_[i].parent != none; ++i) {
      if (ranges_[i].parent < at) break;
      is_block.push_back(!ranges_[i].is_function && is_block[ranges_[i].parent - at]);
      if (is_block.back()) add(ranges_[i]);
    }
  }
  return all;
}

}  // namespace heapdiff::source_maps
