#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <utility>

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

/// One error: where it happened and what to do about it. A plain value; `format_error` formats it.
struct Error {
  ErrorKind kind = ErrorKind::malformed;
  std::string path;                   ///< the input it is about; empty if none
  std::string message;                ///< lower case, no full stop
  std::optional<std::uint64_t> byte;  ///< offset in the *decompressed* input
  std::string hint;                   ///< the way out; empty if there is none
};

/// A value, or the error. The API throws no exception except std::bad_alloc.
template <class T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

/// "heapdiff: FILE: MESSAGE (byte N)\n  hint: HINT\n". Control characters in paths are escaped.
[[nodiscard]] std::string format_error(const Error& error);

}  // namespace heapdiff
