#include "parse/strings.hpp"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <optional>
#include <string>

#include "base/printable.hpp"

namespace heapdiff::parse {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

constexpr std::uint64_t every_byte(unsigned char byte) { return 0x0101010101010101u * byte; }

/// Marks (in the top bit of each byte) at least the first byte of the eight that is no plain text:
/// a quote, a backslash, a control character, or not ASCII.
std::uint64_t special_bytes(std::uint64_t eight) {
  const auto equals = [eight](unsigned char byte) {
    const std::uint64_t difference = eight ^ every_byte(byte);
    return (difference - every_byte(0x01)) & ~difference;
  };
  const std::uint64_t control = (eight - every_byte(0x20)) & ~eight;
  return (equals('"') | equals('\\') | control | eight) & every_byte(0x80);
}

/// The end of the plain text that starts at `p`. There is a NUL at `end`.
const char* end_of_plain(const char* p, const char* end) {
  while (end - p >= 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, p, sizeof eight);
    if (const std::uint64_t special = special_bytes(eight)) {
      return p + std::countr_zero(special) / 8;
    }
    p += 8;
  }
  for (;; ++p) {
    const auto byte = static_cast<unsigned char>(*p);
    if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') return p;
  }
}

/// Texts in file order. Values are cut once all texts together are long enough; until then, which
/// texts are values is not computed.
class TextKeeper {
 public:
  TextKeeper() = default;
  /// `columns` outlives it.
  TextKeeper(Texts texts, const Columns& columns) : columns_(&columns), bound_(texts.cut_above) {}

  void append(std::string_view piece) {
    if (is_open_text_full_) return;
    texts_.append(piece);
    if (texts_.text_bytes() > bound_) meet_bound();
  }

  void finish() {
    texts_.finish();
    if (names_) start_next();
  }

  [[nodiscard]] std::size_t count() const { return texts_.size(); }
  /// All finished texts.
  base::StringPool take() {
    texts_.keep_first(texts_.size());
    return std::move(texts_);
  }
  [[nodiscard]] bool has_cut() const { return names_.has_value(); }

 private:
  static constexpr std::uint64_t unbounded = std::numeric_limits<std::uint64_t>::max();

  void meet_bound() {
    if (!names_) {
      names_.emplace(*columns_);
      cut_values(texts_, *names_);
      start_next();
      if (texts_.text_bytes() <= bound_) return;
    }
    texts_.shorten_open_text(start_of_value(texts_.open_text()).size());
    is_open_text_full_ = true;
  }

  /// Sets the bound for the text that is open.
  void start_next() {
    is_open_text_full_ = false;
    const std::uint64_t start = texts_.text_bytes() - texts_.open_text().size();
    bound_ = names_->contains(texts_.size()) ? unbounded : start + value_bytes_kept;
  }

  base::StringPool texts_;
  std::optional<Names> names_;  // known once values are cut
  const Columns* columns_ = nullptr;
  std::uint64_t bound_ = unbounded;  // of `texts_`; beyond it something must be cut
  bool is_open_text_full_ = false;   // what else comes of it is dropped
};

/// Decodes one string after another into a table.
class StringDecoder {
 public:
  StringDecoder(ByteReader& reader, TextKeeper texts) : reader_(reader), texts_(std::move(texts)) {}

  /// The reader is past the opening quote. False: the input ended.
  bool read_string() {
    // Most texts are plain, and whole in the window.
    const char* const first = reader_.position();
    const char* const last = end_of_plain(first, reader_.window_end());
    if (*last == '"' && last != reader_.window_end()) {
      texts_.append({first, static_cast<std::size_t>(last - first)});
      texts_.finish();
      reader_.set_position(last + 1);
      return true;
    }
    for (;;) {
      if (reader_.peek() == ByteReader::end) return false;
      const char* start = reader_.position();
      const char* stop = end_of_plain(start, reader_.window_end());
      if (stop != start) {
        end_run();
        texts_.append({start, static_cast<std::size_t>(stop - start)});
        reader_.set_position(stop);
      }
      const int byte = reader_.peek();
      if (byte == ByteReader::end) return false;
      if (byte == '"') {
        reader_.skip();
        end_run();
        texts_.finish();
        return true;
      }
      if (byte == '\\') {
        reader_.skip();
        if (!read_escape()) return false;
      } else if (byte >= 0x80) {
        read_multibyte();
      } else if (byte < 0x20) {
        if (byte == 0) see_nul();
        reader_.skip();
        replace_raw();
      }
      // Otherwise the window ended and a new one begins with plain text.
    }
  }

  StringTable take() { return {texts_.take(), replaced_, texts_.has_cut(), hole_}; }
  [[nodiscard]] std::size_t count() const { return texts_.count(); }

 private:
  bool read_escape() {
    const int kind = reader_.take();
    switch (kind) {
      case ByteReader::end:
        return false;
      case 'u':
        return read_code_unit();
      case 'b':
        put('\b');
        break;
      case 'f':
        put('\f');
        break;
      case 'n':
        put('\n');
        break;
      case 'r':
        put('\r');
        break;
      case 't':
        put('\t');
        break;
      case '"':
      case '\\':
      case '/':
        put(static_cast<char>(kind));
        break;
      default:
        end_run();
        replace();
        break;
    }
    return true;
  }

  bool read_code_unit() {
    char32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
      const int byte = reader_.peek();
      if (byte == ByteReader::end) return false;
      const int lower = byte | 0x20;
      const bool is_letter = lower >= 'a' && lower <= 'f';
      if (!is_letter && (byte < '0' || byte > '9')) {
        end_run();
        replace();
        return true;
      }
      unit = unit * 16 + static_cast<char32_t>(is_letter ? lower - 'a' + 10 : byte - '0');
      reader_.skip();
    }
    if (high_ != 0 && is_low_surrogate(unit)) {
      put_code_point(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
      high_ = 0;
      return true;
    }
    end_run();
    if (is_high_surrogate(unit)) {
      high_ = unit;
    } else if (is_low_surrogate(unit)) {
      replace();
    } else {
      put_code_point(unit);
    }
    return true;
  }

  void see_nul() {
    constexpr unsigned hole_bytes_min = 16;  // a block of a file has hundreds
    const std::uint64_t byte = reader_.offset();
    nul_run_ = byte == last_nul_ + 1 ? nul_run_ + 1 : 1;
    last_nul_ = byte;
    if (nul_run_ == hole_bytes_min && !hole_) hole_ = {texts_.count(), byte + 1 - hole_bytes_min};
  }

  /// One UTF-8 sequence, which may lie across two chunks.
  void read_multibyte() {
    char bytes[4];
    std::size_t length = 0;
    bytes[length++] = static_cast<char>(reader_.take());
    const auto lead = static_cast<unsigned char>(bytes[0]);
    const std::size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    while (length < wanted && (reader_.peek() & 0xC0) == 0x80 &&
           reader_.peek() != ByteReader::end) {
      bytes[length++] = static_cast<char>(reader_.take());
    }
    const base::CodePoint point = base::decode_code_point({bytes, length});
    if (!point.is_valid || point.bytes != length) return replace_raw();
    end_run();
    texts_.append({bytes, length});
  }

  void put(char c) {
    end_run();
    texts_.append({&c, 1});
  }

  void put_code_point(char32_t point) {
    std::string bytes;
    base::append_utf8(bytes, point);
    texts_.append(bytes);
  }

  void replace() {
    ++replaced_;
    texts_.append(replacement);
  }

  void replace_raw() {
    if (high_ != 0) end_run();
    if (is_in_raw_run_) {
      ++replaced_;
    } else {
      replace();
    }
    is_in_raw_run_ = true;
  }

  /// What came before is over: a run of raw bytes, or a high surrogate that stayed alone.
  void end_run() {
    is_in_raw_run_ = false;
    if (high_ != 0) {
      high_ = 0;
      replace();
    }
  }

  ByteReader& reader_;
  TextKeeper texts_;
  std::uint64_t replaced_ = 0;
  char32_t high_ = 0;
  bool is_in_raw_run_ = false;
  unsigned nul_run_ = 0;
  std::uint64_t last_nul_ = 0;
  std::optional<Hole> hole_;
};

Partial<StringTable> read_into(TextKeeper texts, ByteReader& reader) {
  StringDecoder decoder(reader, std::move(texts));
  const auto trouble = [&](const char* expected) -> Partial<StringTable> {
    const std::string after = counted(decoder.count(), "string");
    const int found = reader.peek();
    if (found == ByteReader::end) {
      return {decoder.take(),
              ends_early(reader, fmt::format("inside \"strings\" after {}", after))};
    }
    return {decoder.take(), Error{ErrorKind::malformed, reader.name(),
                                  fmt::format("\"strings\": after {} comes {} where {} is expected",
                                              after, describe_byte(found), expected),
                                  reader.offset(), found == 0 ? hole_hint : ""}};
  };
  if (reader.peek_past_space() == ']') {
    reader.skip();
    return {decoder.take()};
  }
  for (;;) {
    if (reader.peek_past_space() != '"') return trouble("a string");
    reader.skip();
    if (!decoder.read_string()) return trouble("a string");
    const int separator = reader.peek_past_space();
    if (separator != ',' && separator != ']') return trouble("a comma");
    reader.skip();
    if (separator == ']') return {decoder.take()};
  }
}

}  // namespace

Partial<StringTable> read_strings(ByteReader& reader) { return read_into({}, reader); }

Partial<StringTable> read_strings(ByteReader& reader, Texts texts, const Columns& columns) {
  return read_into({texts, columns}, reader);
}

}  // namespace heapdiff::parse
