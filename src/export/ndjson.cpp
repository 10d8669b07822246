#include "export/ndjson.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/printable.hpp"
#include "report/json.hpp"

namespace heapdiff::tables {
namespace {

constexpr std::size_t flush_bytes = std::size_t{1} << 20;
/// Of the name of a node or an edge; `strings` has it whole. A string of megabytes may be the name
/// of millions of nodes.
constexpr std::size_t name_bytes_max = 1024;

constexpr std::string_view endings[] = {"", ".gz", ".zst"};

std::string file_named(const Table& table, std::string_view ending) {
  return fmt::format("{}.ndjson{}", table.name, ending);
}

void append(std::string& out, const Column& column, const Value& value) {
  if (value.kind == Value::Kind::null) {
    out += "null";
  } else if (value.kind == Value::Kind::number) {
    const fmt::format_int digits(value.number);
    out.append(digits.data(), digits.size());
  } else {
    const bool is_name = column.kind == ColumnKind::text_of_string;
    out +=
        report::json_literal(is_name ? base::cut_to_bytes(value.text, name_bytes_max) : value.text);
  }
}

}  // namespace

std::string NdjsonWriter::file_of(const Table& table) const {
  return file_named(table, endings[static_cast<std::size_t>(compression_)]);
}

Result<void> NdjsonWriter::prepare(std::span<const Table* const> tables) {
  std::vector<std::string> files, others;
  for (const Table* table : tables) files.push_back(file_of(*table));
  for (const Table& table : all_tables()) {
    for (const std::string_view ending : endings) {
      std::string file = file_named(table, ending);
      if (std::find(files.begin(), files.end(), file) == files.end()) {
        others.push_back(std::move(file));
      }
    }
  }
  return folder_.expect(files, others);
}

Result<void> NdjsonWriter::start(const Origin& origin) {
  origin_ = fmt::format("\"file\":{},\"taken\":{},\"labels\":{{", report::json_literal(origin.file),
                        origin.taken ? report::json_literal(*origin.taken) : "null");
  for (const auto& [name, value] : origin.labels) {
    if (origin_.back() != '{') origin_ += ',';
    origin_ += fmt::format("{}:{}", report::json_literal(name), report::json_literal(value));
  }
  origin_ += '}';
  return {};
}

Result<void> NdjsonWriter::begin(const Table& table) {
  table_ = &table;
  members_.clear();
  for (const Column& column : table.columns) {
    members_.push_back({column.key.empty() ? "" : fmt::format("\"{}\":", column.key),
                        fmt::format("\"{}\":", column.name)});
  }
  if (compression_ != Compression::none) compressor_.emplace(compression_);
  return folder_.begin(file_of(table));
}

Result<void> NdjsonWriter::row(std::span<const Value> values) {
  text_ += '{';
  if (table_->is_of_fleets) text_ += origin_;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Column& column = table_->columns[i];
    if (table_->is_of_fleets && (column.name == "file" || column.name == "taken")) continue;
    if (text_.back() != '{') text_ += ',';
    if (!members_[i].key.empty()) {
      const bool is_null = values[i].kind == Value::Kind::null;
      text_ += members_[i].key;
      append(text_, column, is_null ? Value() : Value(values[i].number));
      text_ += ',';
    }
    text_ += members_[i].name;
    append(text_, column, values[i]);
  }
  text_ += "}\n";
  return text_.size() < flush_bytes ? Result<void>() : flush();
}

Result<void> NdjsonWriter::flush() {
  if (!compressor_) {
    bytes_.swap(text_);
  } else {
    compressor_->add(text_, bytes_);
  }
  text_.clear();
  const Result<void> written = folder_.write(bytes_);
  bytes_.clear();
  return written;
}

Result<void> NdjsonWriter::end() {
  if (Result<void> written = flush(); !written) return written;
  if (compressor_) {
    compressor_->finish(bytes_);
    compressor_.reset();
    const Result<void> written = folder_.write(bytes_);
    bytes_.clear();
    if (!written) return written;
  }
  return folder_.end();
}

}  // namespace heapdiff::tables
