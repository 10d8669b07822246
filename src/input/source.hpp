#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "heapdiff/error.hpp"
#include "heapdiff/watch.hpp"

namespace heapdiff::input {

/// Where the bytes of a snapshot come from, decompressed. A plain file can be read again from any
/// offset; a pipe or a compressed stream passes by once.
class Source {
 public:
  explicit Source(std::string name) : name_(std::move(name)) {}
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  /// Fills a prefix of `into` and returns its length; 0 means the end. Errors: io, cut_short,
  /// malformed (a broken compressed stream).
  virtual Result<std::size_t> read(std::span<char> into) = 0;

  [[nodiscard]] virtual bool can_reread() const { return false; }

  /// Are these bytes made of others, so they have no place in the file?
  [[nodiscard]] virtual bool is_decompressed() const { return false; }

  /// How many bytes there are in all, where that is known.
  [[nodiscard]] virtual std::optional<std::uint64_t> size() const { return std::nullopt; }

  /// The next read starts at this offset. REQUIRES: can_reread().
  virtual void seek(std::uint64_t offset);

  /// The one function that may be called while another thread reads: whoever waits for bytes that a
  /// pipe may never give gets the end instead, now and from then on. Files do not keep anyone
  /// waiting and go on as before.
  virtual void stop() {}

  /// How the user named it, for messages.
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  std::string name_;
};

/// Opens a path, or standard input for "-". Compression is recognised by the first bytes; with
/// several threads, one of them decompresses ahead of the reader. Errors: io with the system's
/// reason; malformed for kinds of file that are recognised and cannot be read. The bytes that are
/// read are counted in the subject of `watch`.
[[nodiscard]] Result<std::unique_ptr<Source>> open_source(const std::string& path,
                                                          unsigned threads = 1,
                                                          const Watch& watch = {});

/// A text in memory, which the caller keeps alive. `first_byte` is the offset at which it stood in
/// the input that it was taken from.
[[nodiscard]] std::unique_ptr<Source> text_source(std::string_view text, std::string name,
                                                  std::uint64_t first_byte = 0);

/// A text in memory that may be read only once, and is decompressed when it looks compressed: what
/// a pipe would give. The caller keeps the text alive.
[[nodiscard]] Result<std::unique_ptr<Source>> piped_text_source(std::string_view text,
                                                                std::string name);

}  // namespace heapdiff::input
