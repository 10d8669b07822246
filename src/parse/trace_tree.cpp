#include "parse/trace_tree.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "parse/decoders.hpp"

namespace heapdiff::parse {
namespace {

class TreeReader {
 public:
  TreeReader(ByteReader& reader, const Schema& schema)
      : reader_(reader),
        at_(schema.trace_node_at),
        section_{"trace_tree", "trace node", schema.trace_node, std::nullopt} {}

  Partial<TraceTree> run() {
    // Where we are is one row: the node whose list of children we are in. Its caller is the node
    // whose list that one is in, so the column of callers is all the stack there need be.
    bool is_new_list = true;
    for (;;) {
      const int byte = reader_.peek_past_space();
      if (byte == ']') {
        reader_.skip();
        if (open_ == TraceTree::none) return {take()};
        if (!read_fields_behind_children()) return {take(), std::move(error_)};
        open_ = tree_.callers[open_];
        is_new_list = false;
        continue;
      }
      if (!is_new_list && !pass_comma_between_nodes(byte)) return {take(), std::move(error_)};
      if (!start_node()) return {take(), std::move(error_)};
      is_new_list = true;
    }
  }

 private:
  /// The next node of the list, up to where its own list of children has begun.
  bool start_node() {
    row_ = tree_.size();
    if (row_ >= elements_max) {
      return refuse(ErrorKind::limit, reader_.offset(), "more trace nodes than 32 bits count");
    }
    tree_.ids.push_back(0);
    tree_.functions.push_back(0);
    tree_.callers.push_back(open_);
    for (std::size_t field = 0; field < at_.children; ++field) {
      if (!read_field(field) || !pass_comma(field)) return false;
    }
    const int byte = reader_.peek_past_space();
    if (byte != '[') {
      if (byte == ByteReader::end) return ends(row_);
      return refuse(ErrorKind::malformed, reader_.offset(),
                    fmt::format("trace node {}: its children are {} where an array is expected",
                                row_, describe_byte(byte)));
    }
    reader_.skip();
    open_ = static_cast<std::uint32_t>(row_);
    return true;
  }

  /// Of the node whose children have ended. V8 writes none.
  bool read_fields_behind_children() {
    row_ = open_;
    for (std::size_t field = at_.children + 1; field < section_.record.width(); ++field) {
      const int separator = reader_.peek_past_space();
      if (separator != ',') return refuse_separator(field - 1, separator);
      reader_.skip();
      if (!read_field(field)) return false;
    }
    return true;
  }

  bool read_field(std::size_t field) {
    reader_.peek_past_space();
    const std::uint64_t byte = reader_.offset();
    const auto value = read_number(reader_, section_, row_, field, error_);
    if (!value) return false;
    if (field != at_.id && field != at_.function) return true;
    if (*value > u32_max) {
      return refuse(ErrorKind::limit, byte,
                    fmt::format("trace node {}: its {} is {}, more than 32 bits hold", row_,
                                section_.record.fields[field], *value));
    }
    const auto number = static_cast<std::uint32_t>(*value);
    if (field == at_.id) {
      tree_.ids[row_] = number;
    } else {
      tree_.functions[row_] = number;
      tree_.largest_function.see(number, row_, byte);
    }
    return true;
  }

  bool pass_comma(std::size_t field) {
    const int separator = reader_.peek_past_space();
    if (separator != ',') return refuse_separator(field, separator);
    reader_.skip();
    return true;
  }

  bool pass_comma_between_nodes(int byte) {
    if (byte == ByteReader::end) return ends(tree_.size());
    if (byte != ',') {
      return refuse(ErrorKind::malformed, reader_.offset(),
                    fmt::format("trace node {} is followed by {} where a comma is expected", row_,
                                describe_byte(byte)));
    }
    reader_.skip();
    return true;
  }

  // Each of these is false, so a check can read `return refuse(…)`.
  bool refuse(ErrorKind kind, std::uint64_t byte, std::string problem) {
    error_ = Error{kind, reader_.name(), std::move(problem), byte,
                   reader_.peek() == '\0' ? hole_hint : ""};
    return false;
  }
  bool refuse_separator(std::size_t field, int found) {
    error_ = no_comma(reader_, section_, row_, field, found);
    return false;
  }
  bool ends(std::size_t nodes) {
    error_ = ends_inside(reader_, section_, nodes);
    return false;
  }

  TraceTree take() {
    tree_.ids.shrink_to_fit();
    tree_.callers.shrink_to_fit();
    tree_.functions.shrink_to_fit();
    return std::move(tree_);
  }

  ByteReader& reader_;
  const decltype(Schema::trace_node_at)& at_;
  SectionName section_;
  TraceTree tree_;
  std::uint32_t open_ = TraceTree::none;  // whose list of children we are in
  std::size_t row_ = 0;                   // what is read, and what messages are about
  std::optional<Error> error_;
};

}  // namespace

Partial<TraceTree> read_trace_tree(ByteReader& reader, const Schema& schema) {
  return TreeReader(reader, schema).run();
}

}  // namespace heapdiff::parse
