#include "heapdiff/nodes.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/printable.hpp"
#include "report/csv.hpp"
#include "report/json_writer.hpp"

namespace heapdiff {
namespace report {
namespace {

void append_as_ndjson(std::string& out, const NodeRow& row) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> output(buffer);
  const JsonContext context;
  JsonWriter(output, context).write(row);
  out.append(buffer.GetString(), buffer.GetSize());
  out += '\n';
}

void append_as_csv(std::string& out, const NodeRow& row) {
  auto end = std::back_inserter(out);
  fmt::format_to(end, "{},{},", row.index.value, row.id.value);
  append_csv_field(out, row.type);
  out += ',';
  append_csv_field(out, base::cut_to_bytes(row.name, node_name_bytes_max));
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
