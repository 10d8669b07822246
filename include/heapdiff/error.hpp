#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace heapdiff {

/// The kind of an error. Few on purpose: callers act on the kind, people read the message.
enum class ErrorKind {
  usage,      ///< the caller asked for something that does not exist or make sense
  io,         ///< the operating system reported an error (its reason is in the message)
  cut_short,  ///< the input is truncated: it ends before the snapshot does
  malformed,  ///< the input is not a heap snapshot, or breaks a rule of the format
  mismatch,   ///< two snapshots that cannot be compared
  limit,      ///< valid, but more than this program can represent
};

/// A choice of the caller's that lets it go on. What it is called (an option, a button) is the
/// caller's to say.
struct WayOut {
  enum class Kind {
    salvage,           ///< `ReadOptions::salvage`
    look_at_salvaged,  ///< a summary of the salvaged file, instead of a diff
    borrow_names,      ///< `ReadOptions::names_from`
    force,             ///< `DiffOptions::force`
    more_memory,       ///< `ReadOptions::memory_max` of `bytes`, or no limit
    count_operations,  ///< `DiffOptions::ops`
  };
  Kind kind = Kind::salvage;
  std::uint64_t bytes = 0;  ///< of `more_memory`
};

/// One error: where it happened and what to do about it. A plain value; `format_error` formats it.
struct Error {
  ErrorKind kind = ErrorKind::malformed;
  std::string path;                   ///< the input it is about; empty if none
  std::string message;                ///< lower case, no full stop
  std::optional<std::uint64_t> byte;  ///< offset in the *decompressed* input
  std::string hint;                   ///< what to do about it; empty if nothing is known
  std::vector<WayOut> ways_out = {};  ///< what the caller may ask for instead
};

/// A value, or the error. The API throws no exception except std::bad_alloc.
template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// "salvaging reads what is there"
[[nodiscard]] std::string way_out_in_words(const WayOut& way_out);

/// "heapdiff: FILE: MESSAGE (byte N)\n  hint: HINT; WAY OUT\n". Control characters in paths are
/// escaped. `say` puts ways out in words.
[[nodiscard]] std::string format_error(
    const Error& error, const std::function<std::string(const WayOut&)>& say = way_out_in_words);

}  // namespace heapdiff
