#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "parse/byte_reader.hpp"
#include "parse/check.hpp"
#include "parse/columns.hpp"
#include "parse/strings.hpp"
#include "parse/texts.hpp"

namespace heapdiff::parse {

/// How far a section has been read.
enum class Extent : std::uint8_t {
  absent,   ///< not met so far
  skipped,  ///< met, but not decoded: what it needs has not come, or the header does not describe
            ///< it
  partial,  ///< decoded up to the error; also while it is decoded
  whole,
};

/// What decoders share.
class ParseState {
 public:
  ParseState(unsigned thread_count, Texts kept);

  Columns columns;
  unsigned threads;
  Texts texts;
  bool are_strings_early = false;  ///< they came, whole, before it was known which are names
  std::optional<Hole> hole;        ///< in the strings

  /// Of one of `sections`.
  [[nodiscard]] Extent& extent(std::string_view key) { return extents_[row_of(key)]; }
  [[nodiscard]] Extent extent(std::string_view key) const { return extents_[row_of(key)]; }
  [[nodiscard]] bool is_decoded(std::string_view key) const {
    return extent(key) >= Extent::partial;
  }
  [[nodiscard]] bool is_whole(std::string_view key) const { return extent(key) == Extent::whole; }

 private:
  [[nodiscard]] static std::size_t row_of(std::string_view key);

  std::vector<Extent> extents_;  // one for each of `sections`
};

/// What is kept of a section in a damaged file.
enum class Salvage : std::uint8_t {
  start,    ///< what was read of it: `keep_what_is_sound` judges how much of that is right
  whole,    ///< all of it, or nothing
  nothing,  ///< nothing, since other damage may have made it wrong
};

/// A section of a snapshot: one member of the file's JSON object. Everything that the parser knows
/// of it is in its row; adding a row adds a section.
struct Section {
  std::string_view key;
  bool is_required = false;
  bool is_array = true;
  /// The section that has to be decoded before; empty where that is none. What comes earlier is
  /// read later.
  std::string_view needs = "snapshot";
  /// Does the header describe it? Otherwise it is skipped, whatever it is.
  bool (*is_described)(const Schema& schema) = [](const Schema&) { return true; };
  /// Do its elements refer to strings? Then which texts are names is not known without it.
  bool has_names = false;
  /// Reads it into the columns. The reader is past the `[` of an array, and ends past
  /// its `]`. Where something is wrong, what lies before is in the columns.
  std::optional<Error> (*decode)(ByteReader& reader, ParseState& state);
  /// How many elements were read.
  std::size_t (*count)(const Columns& columns) = nullptr;
  Salvage salvage = Salvage::start;
  /// Takes it out of the columns, and what is of no use without it. Null with Salvage::start only.
  void (*drop)(Columns& columns) = nullptr;
  /// What it and sections above it must satisfy together; is asked once all have been read, from
  /// the first row to the last. Null: nothing.
  std::optional<Fault> (*check)(Columns& columns) = nullptr;
  /// Drops it if it is of no use, which is no reason to refuse a file. Null: it never is.
  void (*settle)(Columns& columns) = nullptr;
};

/// All that are known, in the order in which V8 writes them and in which they are checked.
[[nodiscard]] std::span<const Section> sections();

/// The row of a key; null if there is none.
[[nodiscard]] const Section* find_section(std::string_view key);

}  // namespace heapdiff::parse
