#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/diff.hpp"
#include "heapdiff/name_pattern.hpp"

namespace heapdiff {

/// A rule for the growth between two snapshots:
///
///     rule   = metric [ ":" class ] comparison value
///     metric = "size" | "count" | "retained"
///     class  = a class name | "/" regular expression "/"
///     comparison = ">" | ">=" | "<" | "<=" | "==" | "!="
///     value  = [ "+" | "-" ] number [ unit ]        units of size: B kB MB GB KiB MiB GiB K M G
///
/// The comparison is the last one in the rule that has a value after it, so class names such
/// as "Map<K>" need no quotes. Without a class the rule is about the whole heap. With one, each
/// class that matches is measured by itself; a name that no object has has grown by 0.
struct Limit {
  enum class Metric { size, count, retained };
  enum class Comparison { greater, greater_equal, less, less_equal, equal, not_equal };

  std::string text;  ///< as the user wrote it
  Metric metric = Metric::size;
  std::optional<NamePattern> classes;
  Comparison comparison = Comparison::greater;
  std::int64_t value = 0;  ///< bytes, or objects
};

/// Errors: usage; the message holds the rule with a caret under the place.
[[nodiscard]] Result<Limit> parse_limit(std::string_view text);

/// A rule that the diff crosses, for one class or for the heap.
struct Crossing {
  const Limit* limit;
  std::string subject;  ///< class name, or "the heap"
  std::int64_t growth;
};

/// Refuses rules about numbers that damage of a side may have changed. Errors: mismatch.
[[nodiscard]] Result<void> check_limits(const Diff& diff, const std::vector<Limit>& limits);

/// In the order of the rules, then of the diff's rows.
[[nodiscard]] std::vector<Crossing> find_crossings(const Diff& diff,
                                                   const std::vector<Limit>& limits);

/// A size as users write it: "64K", "1.5MiB", "200 kB", "1000". Nothing if it is none.
[[nodiscard]] std::optional<std::int64_t> parse_size(std::string_view text);

}  // namespace heapdiff
