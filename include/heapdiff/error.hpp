#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace heapdiff {

/// What kind of trouble the world gave us. Few on purpose: callers act on these, people read the
/// message.
enum class ErrorKind {
  usage,      ///< the caller asked for something that does not exist or make sense
  io,         ///< the operating system said no (its reason is in the message)
  cut_short,  ///< the input ends before the snapshot does
  malformed,  ///< the input is no heap snapshot, or breaks a rule of the format
  mismatch,   ///< two snapshots that cannot be compared
  limit,      ///< legal, but beyond what this program represents
};

/// One failure: where it happened and what to do about it. A plain value; `format_error` makes the
/// one printed form.
struct Error {
  ErrorKind kind = ErrorKind::malformed;
  std::string path;                   ///< the input it concerns; empty if none
  std::string message;                ///< lower case, no full stop
  std::optional<std::uint64_t> byte;  ///< offset in the *decompressed* input
  std::string hint;                   ///< the way out; empty if there is none
};

/// A value, or the reason why there is none. No exception but std::bad_alloc crosses the API.
template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// "heapdiff: FILE: MESSAGE (byte N)\n  hint: HINT\n". Control characters in paths are escaped.
[[nodiscard]] std::string format_error(const Error& error);

}  // namespace heapdiff
