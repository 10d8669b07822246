#include <rapidjson/encodedstream.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "input/compress.hpp"
#include "saved/columns.hpp"
#include "saved/json_text.hpp"

namespace heapdiff::saved {
namespace {

class Writer {
 public:
  explicit Writer(rapidjson::StringBuffer& buffer) : json_(buffer) {}

  void text(const char* name, const std::string& value) {
    json_.Key(name);
    string(value);
  }
  void number(const char* name, std::uint64_t value) {
    json_.Key(name);
    json_.Uint64(value);
  }
  void number(const char* name, std::int64_t value) {
    json_.Key(name);
    json_.Int64(value);
  }
  void flag(const char* name, bool value) {
    json_.Key(name);
    json_.Bool(value);
  }
  template <class Number>
  void optional(const char* name, const std::optional<Number>& value) {
    if (value) number(name, *value);
  }
  template <class Number>
  void numbers(const char* name, const std::vector<Number>& values) {
    json_.Key(name);
    json_.StartArray();
    for (const Number value : values) {
      if constexpr (std::is_signed_v<Number>) {
        json_.Int64(value);
      } else {
        json_.Uint64(value);
      }
    }
    json_.EndArray();
  }
  void texts(const char* name, const std::vector<std::string>& values) {
    json_.Key(name);
    json_.StartArray();
    for (const std::string& value : values) string(value);
    json_.EndArray();
  }
  template <class Members>
  void object(const char* name, Members&& members) {
    json_.Key(name);
    json_.StartObject();
    members();
    json_.EndObject();
  }
  template <class Item, class Members>
  void list(const char* name, const std::vector<Item>& items, Members&& members) {
    json_.Key(name);
    json_.StartArray();
    for (const Item& item : items) {
      json_.StartObject();
      members(item);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void document(const Columns& columns) {
    json_.StartObject();
    text("format", format_name);
    number("version", format_version);
    describe(*this, columns);
    json_.EndObject();
  }

 private:
  void string(const std::string& value) {
    const std::string shown = to_json_text(value);
    json_.String(shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
  }

  rapidjson::Writer<rapidjson::StringBuffer> json_;
};

}  // namespace

std::string to_json_text(const std::string& text) {
  for (std::string_view rest = text; !rest.empty();) {
    const base::CodePoint next = base::decode_code_point(rest);
    if (!next.is_valid || (rest.size() == text.size() && next.value == 0)) {
      std::string bytes(1, '\0');
      for (const char byte : text) bytes += fmt::format("{:02x}", static_cast<unsigned char>(byte));
      return bytes;
    }
    rest.remove_prefix(next.bytes);
  }
  return text;
}

std::optional<std::uint64_t> place_of_damage(std::string_view text) {
  rapidjson::MemoryStream bytes(text.data(), text.size());
  rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
  rapidjson::Reader reader;
  rapidjson::BaseReaderHandler<> nothing;
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  if (reader.Parse<flags>(stream, nothing)) return std::nullopt;
  return reader.GetErrorOffset();
}

std::string to_json(const SavedSummary& summary) {
  rapidjson::StringBuffer buffer;
  Writer(buffer).document(to_columns(summary));
  return {buffer.GetString(), buffer.GetSize()};
}

std::string write(const SavedSummary& summary) { return input::compress_zstd(to_json(summary)); }

}  // namespace heapdiff::saved
