#include "heapdiff/nodes.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/printable.hpp"
#include "report/csv.hpp"
#include "report/formats.hpp"
#include "report/json_writer.hpp"

namespace heapdiff {
namespace report {
namespace {

void append_as_json(std::string& out, const NodeRow& row) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> output(buffer);
  const JsonContext context;
  JsonWriter(output, context).write(row);
  out.append(buffer.GetString(), buffer.GetSize());
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

/// The report without its nodes, whose list is the last member: up to the list's bracket, and from
/// the other one on.
std::pair<std::string, std::string> around_nodes(const NodesHead& head) {
  std::string text = as_json(head);
  const std::size_t between = text.rfind("[]") + 1;
  return {text.substr(0, between), text.substr(between)};
}

}  // namespace
}  // namespace report

void NodesText::begin(std::string& out, const NodesHead& head) const {
  if (format_ == NodesFormat::csv) {
    out += "index,id,type,name,class,self,retained,distance,dominator,detachedness\r\n";
  } else if (format_ == NodesFormat::json) {
    out += report::around_nodes(head).first;
  }
}

void NodesText::add(std::string& out, const NodeRow& row) {
  if (format_ == NodesFormat::csv) return report::append_as_csv(out, row);
  if (format_ == NodesFormat::json) out += is_empty_ ? "\n" : ",\n";
  is_empty_ = false;
  report::append_as_json(out, row);
  if (format_ == NodesFormat::ndjson) out += '\n';
}

void NodesText::end(std::string& out) const {
  if (format_ != NodesFormat::json) return;
  if (!is_empty_) out += "\n ";
  out += report::around_nodes({}).second;
}

}  // namespace heapdiff
