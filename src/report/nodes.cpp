#include "heapdiff/nodes.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/printable.hpp"
#include "report/json.hpp"

namespace heapdiff {
namespace report {
namespace {

constexpr std::size_t name_bytes_max = 1024;

/// RFC 4180: quoted where a separator or a quote stands in it. CSV has no escapes, so that text is
/// as it may be printed: a table may be looked at on a terminal.
void append_csv_field(std::string& out, std::string_view heap_text) {
  const std::string text = base::printable(heap_text);
  if (text.find_first_of(",\"") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_as_ndjson(std::string& out, const NodeRow& row) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  JsonObject object(writer);
  object.begin();
  object.member("index", std::uint64_t{row.index.value});
  object.member("id", std::uint64_t{row.id.value});
  object.member("type", row.type);
  object.member("name", base::cut_to_bytes(row.name, name_bytes_max));
  object.member("class", row.class_name);
  object.member("self", row.self.value);
  if (row.has_retention) {
    object.member("retained", row.retained.value);
    object.member("distance", std::int64_t{row.distance});
    object.member("dominator", std::uint64_t{row.dominator.value});
  } else {
    for (const char* unknown : {"retained", "distance", "dominator"}) object.null(unknown);
  }
  object.member("detachedness", static_cast<std::uint64_t>(row.detachedness));
  object.end();
  out.append(buffer.GetString(), buffer.GetSize());
  out += '\n';
}

void append_as_csv(std::string& out, const NodeRow& row) {
  auto end = std::back_inserter(out);
  fmt::format_to(end, "{},{},", row.index.value, row.id.value);
  append_csv_field(out, row.type);
  out += ',';
  append_csv_field(out, base::cut_to_bytes(row.name, name_bytes_max));
  out += ',';
  append_csv_field(out, row.class_name);
  if (row.has_retention) {
    fmt::format_to(end, ",{},{},{},{}", row.self.value, row.retained.value, row.distance,
                   row.dominator.value);
  } else {
    fmt::format_to(end, ",{},,,", row.self.value);
  }
  fmt::format_to(end, ",{}\r\n", static_cast<int>(row.detachedness));
}

}  // namespace
}  // namespace report

std::string_view nodes_header(NodesFormat format) {
  if (format != NodesFormat::csv) return {};
  return "index,id,type,name,class,self,retained,distance,dominator,detachedness\r\n";
}

void append_row(std::string& out, const NodeRow& row, NodesFormat format) {
  format == NodesFormat::csv ? report::append_as_csv(out, row) : report::append_as_ndjson(out, row);
}

}  // namespace heapdiff
