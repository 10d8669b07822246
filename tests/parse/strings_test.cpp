#include <gtest/gtest.h>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

constexpr const char* replacement = "\uFFFD";

/// The string table of a snapshot whose table is written `table`.
graph::Heap load_strings(std::string_view table) {
  return load_text(replaced(Heap().json(), "\"<dummy>\",\n\"\"", table));
}

/// What a string that is written `literal` between quotes is read as.
std::string read_string(std::string_view literal) {
  const graph::Heap heap = load_strings("\"\",\"\",\"" + std::string(literal) + "\"");
  return std::string(heap.string(2));
}

std::string note_on(std::string_view literal) {
  const graph::Heap heap = load_strings("\"\",\"\",\"" + std::string(literal) + "\"");
  return heap.notes.empty() ? "" : heap.notes.front();
}

TEST(Strings, EscapesOfJsonAreRead) {
  EXPECT_EQ(read_string(R"(a\"b\\c\/d\b\f\n\r\t)"), "a\"b\\c/d\b\f\n\r\t");
  EXPECT_EQ(read_string(R"(\u0041\u00e9\u4E2D)"), "Aé中");
  EXPECT_EQ(note_on(R"(\u0041)"), "");
}

TEST(Strings, RawUtf8IsRead) { EXPECT_EQ(read_string("é中🎉"), "é中🎉"); }

TEST(Strings, SurrogatePairsAreOneCharacter) {
  EXPECT_EQ(read_string(R"(\uD83C\uDF89!)"), "🎉!");
  EXPECT_EQ(note_on(R"(\uD83C\uDF89)"), "");
}

// V8 writes the low 16 bits of a code point above U+FFFF, so surrogates occur alone.
TEST(Strings, LoneSurrogatesAreReplacedAndCounted) {
  EXPECT_EQ(read_string(R"(a\uD83Cb)"), std::string("a") + replacement + "b");
  EXPECT_EQ(read_string(R"(a\uDF89b)"), std::string("a") + replacement + "b");
  EXPECT_EQ(read_string(R"(\uD83C)"), replacement);
  EXPECT_EQ(note_on(R"(\uD83Cx\uDF89)"),
            "2 places in strings held no valid text and became U+FFFD");
}

TEST(Strings, OfTwoHighSurrogatesOnlyTheSecondMayPair) {
  EXPECT_EQ(read_string(R"(\uD83C\uD83C\uDF89)"), std::string(replacement) + "🎉");
}

TEST(Strings, AHighSurrogateDoesNotPairAcrossOtherText) {
  EXPECT_EQ(read_string(R"(\uD83C-\uDF89)"), std::string(replacement) + "-" + replacement);
}

TEST(Strings, BadEscapesAreReplacedAndTheRestIsKept) {
  EXPECT_EQ(read_string(R"(a\qb)"), std::string("a") + replacement + "b");
  EXPECT_EQ(read_string(R"(a\u12zb)"), std::string("a") + replacement + "zb");
  EXPECT_EQ(note_on(R"(a\qb)"), "1 place in strings held no valid text and became U+FFFD");
}

// The quote ends the string, even where four digits were due.
TEST(Strings, AnEscapeThatMeetsTheQuoteEndsThere) {
  const graph::Heap heap = load_strings(R"("","","\u12","next")");
  EXPECT_EQ(heap.strings.size(), 4u);
  EXPECT_EQ(heap.string(2), replacement);
  EXPECT_EQ(heap.string(3), "next");
}

TEST(Strings, ARunOfRawControlCharactersIsOneReplacement) {
  EXPECT_EQ(read_string("a\x01\x02\nb"), std::string("a") + replacement + "b");
  EXPECT_EQ(note_on("a\x01\x02\nb"), "3 places in strings held no valid text and became U+FFFD");
}

TEST(Strings, NulBytesInsideAStringAreReplaced) {
  EXPECT_EQ(read_string(std::string_view("a\0b", 3)), std::string("a") + replacement + "b");
}

TEST(Strings, InvalidUtf8IsReplaced) {
  EXPECT_EQ(read_string("a\xFFz"), std::string("a") + replacement + "z");
  EXPECT_EQ(read_string("a\xC3z"), std::string("a") + replacement + "z");          // cut off
  EXPECT_EQ(read_string("a\xC0\xAFz"), std::string("a") + replacement + "z");      // overlong
  EXPECT_EQ(read_string("a\xED\xA0\x80z"), std::string("a") + replacement + "z");  // surrogate
}

TEST(Strings, TheTableMayBeSpacedAndHoldEmptyTexts) {
  const graph::Heap heap = load_strings(" \"\" ,\r\n\t\"\" , \"a\" ");
  EXPECT_EQ(heap.strings.size(), 3u);
  EXPECT_EQ(heap.string(0), "");
  EXPECT_EQ(heap.string(2), "a");
}

// Input is read in chunks of 512 KiB: each kind of text is moved over the border, byte by byte.
TEST(Strings, NothingBreaksAtTheBorderOfTwoChunks) {
  constexpr std::size_t chunk = std::size_t{512} << 10;
  constexpr std::string_view literal = R"(\uD83C\uDF89é\"\u0041🎉\\)";
  const std::string start = replaced(Heap().json(), "\"<dummy>\",\n\"\"]}\n", "");
  for (std::size_t before = 0; before <= literal.size(); ++before) {
    std::string json = start + "\"\",\"";
    json += std::string(chunk - before - json.size() - 3, 'p') + "\",\"";
    ASSERT_EQ(json.size(), chunk - before);
    json += std::string(literal) + "\"]}";
    EXPECT_EQ(load_text(json).string(2), "🎉é\"A🎉\\") << before << " bytes before the border";
  }
}

TEST(Strings, ATextMayBeLongerThanManyChunks) {
  const std::string text(3'000'000, 'q');
  EXPECT_EQ(read_string(text), text);
}

}  // namespace
}  // namespace heapdiff::test
