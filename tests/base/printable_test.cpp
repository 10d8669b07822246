#include "base/printable.hpp"

#include <gtest/gtest.h>

#include "heapdiff/error.hpp"

namespace heapdiff::base {
namespace {

TEST(Printable, PlainTextStaysAsItIs) {
  EXPECT_EQ(printable("Map<K, V> é 中 🎉"), "Map<K, V> é 中 🎉");
}

TEST(Printable, WhatCommandsATerminalIsEscaped) {
  EXPECT_EQ(printable("a\x1b[31mred\x07"), "a\\x1b[31mred\\x07");
  EXPECT_EQ(printable("two\nlines\tand\rmore"), "two\\nlines\\tand\\x0dmore");
  EXPECT_EQ(printable(std::string_view("nul\0end", 7)), "nul\\x00end");
  EXPECT_EQ(printable("\x7f"), "\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\x9b31m");  // U+009B starts a command as ESC [ does
}

TEST(Printable, WhatTurnsTextAroundOrHidesItIsEscaped) {
  EXPECT_EQ(printable("\u202Egnp.exe"), "\\u{202e}gnp.exe");
  EXPECT_EQ(printable("zero\u200Bwidth"), "zero\\u{200b}width");
  EXPECT_EQ(printable("\uFEFFmark"), "\\u{feff}mark");
  EXPECT_EQ(printable("\U000E0041tag"), "\\u{e0041}tag");
}

TEST(Printable, WhatShowsNothingIsEscaped) {
  EXPECT_EQ(printable("\u3164"),
            "\\u{3164}");  // a letter that is blank, which JavaScript takes in names
  EXPECT_EQ(printable("\u2028"), "\\u{2028}");
  EXPECT_EQ(printable("\U000E0FFF"), "\\u{e0fff}");  // no character
  EXPECT_EQ(printable("❤\uFE0F"), "❤\uFE0F");        // how it is drawn
}

TEST(Printable, BytesThatAreNoUtf8AreEscapedOneByOne) {
  EXPECT_EQ(printable("a\xFF\xFEz"), "a\\xff\\xfez");
  EXPECT_EQ(printable("\xC3"), "\\xc3");                             // cut off
  EXPECT_EQ(printable("\xC0\x80"), "\\xc0\\x80");                    // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
}

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("é"), 1u);
  EXPECT_EQ(display_width("e\u0301"), 1u);  // with a combining accent
  EXPECT_EQ(display_width("中文"), 4u);
  EXPECT_EQ(display_width("🎉"), 2u);
  EXPECT_EQ(display_width(""), 0u);
}

TEST(CutToBytes, TextEndsWhereACodePointDoes) {
  EXPECT_EQ(cut_to_bytes("abc", 3), "abc");
  EXPECT_EQ(cut_to_bytes("abc", 2), "ab");
  EXPECT_EQ(cut_to_bytes("a中", 4), "a中");
  EXPECT_EQ(cut_to_bytes("a中", 3), "a");
  EXPECT_EQ(cut_to_bytes("🎉", 3), "");
  EXPECT_EQ(cut_to_bytes("abc", 0), "");
}

TEST(CutToWidth, TextThatFitsIsNotCut) {
  EXPECT_EQ(cut_to_width("abcde", 5), "abcde");
  EXPECT_EQ(cut_to_width("中文", 4), "中文");
  EXPECT_EQ(cut_to_width("", 1), "");
}

TEST(CutToWidth, TheEllipsisCounts) {
  EXPECT_EQ(cut_to_width("abcdef", 5), "abcd…");
  EXPECT_EQ(cut_to_width("abcdef", 1), "…");
}

TEST(CutToWidth, AWideCharacterIsNeverHalved) {
  EXPECT_EQ(cut_to_width("中文字", 5), "中文…");
  EXPECT_EQ(cut_to_width("中文字", 4), "中…");
  EXPECT_EQ(display_width(cut_to_width("a中文字", 4)), 4u);
}

TEST(Utf16Length, CountsAsJavaScriptDoes) {
  EXPECT_EQ(utf16_length("abc"), 3u);
  EXPECT_EQ(utf16_length("é中"), 2u);
  EXPECT_EQ(utf16_length("🎉"), 2u);
}

TEST(AppendUtf8, EncodesWhatDecodingFinds) {
  for (const char32_t c : {U'a', U'\u07FF', U'\u0800', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, c);
    const CodePoint point = decode_code_point(text);
    EXPECT_TRUE(point.is_valid);
    EXPECT_EQ(point.value, c);
    EXPECT_EQ(point.bytes, text.size());
  }
}

TEST(ErrorMessage, NamesFileAndByteAndTheWayOut) {
  EXPECT_EQ(format_error({ErrorKind::cut_short, "a.heapsnapshot", "ends inside \"nodes\"", 12,
                          "was it cut?"}),
            "heapdiff: a.heapsnapshot: ends inside \"nodes\" (byte 12)\n"
            "  hint: was it cut?\n");
  EXPECT_EQ(format_error({ErrorKind::usage, "", "no such thing", std::nullopt, ""}),
            "heapdiff: no such thing\n");
}

TEST(ErrorMessage, APathCannotCommandTheTerminal) {
  EXPECT_EQ(format_error({ErrorKind::io, "a\x1b[2J\nb", "gone", std::nullopt, ""}),
            "heapdiff: a\\x1b[2J\\nb: gone\n");
}

TEST(CutFrontToWidth, KeepsTheEndOfAPath) {
  EXPECT_EQ(base::cut_front_to_width("dir/a.gz", 8), "dir/a.gz");
  EXPECT_EQ(base::cut_front_to_width("dir/a.gz", 5), "…a.gz");
  EXPECT_EQ(base::cut_front_to_width("dir/a.gz", 1), "…");
}

TEST(CutFrontToWidth, AWideCharacterIsNeverHalved) {
  EXPECT_EQ(base::cut_front_to_width("中文字", 6), "中文字");
  EXPECT_EQ(base::cut_front_to_width("中文字", 5), "…文字");
  EXPECT_EQ(base::cut_front_to_width("中文字", 4), "…字");
  EXPECT_EQ(base::cut_front_to_width("中文\xff字", 4), "…\xff字");
}

}  // namespace
}  // namespace heapdiff::base
