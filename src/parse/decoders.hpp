#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/checked.hpp"
#include "parse/columns.hpp"
#include "parse/integers.hpp"
#include "parse/records.hpp"

namespace heapdiff::parse {

inline constexpr std::uint64_t u32_max = std::numeric_limits<std::uint32_t>::max();
// One less than what an index can tell, so a count fits as well.
inline constexpr std::uint64_t elements_max = u32_max - 1;
// So that sizes and their differences fit a signed 64-bit number.
inline constexpr std::uint64_t size_total_max = std::numeric_limits<std::int64_t>::max();

/// What the decoders share: names for messages, and the first thing that was wrong. One object a
/// thread; all of them write to the same columns, each to the rows of the chunks that it got.
class Decoder {
 public:
  Decoder(std::string file, const SectionName& section)
      : file_(std::move(file)), section_(section) {}

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 protected:
  /// Always false, so a check can read `return refuse(…)`.
  bool refuse(std::uint64_t element, std::uint64_t byte, std::string problem,
              ErrorKind kind = ErrorKind::malformed) {
    error_ =
        Error{kind, file_, fmt::format("{} {}: {}", section_.element, element, problem), byte, ""};
    return false;
  }

  bool fits(std::uint64_t value, const char* what, std::uint64_t element, std::uint64_t byte) {
    if (value <= u32_max) return true;
    return refuse(element, byte, fmt::format("its {} is {}, more than 32 bits hold", what, value),
                  ErrorKind::limit);
  }

  bool refuse_negative(const char* what, std::uint64_t element, std::uint64_t byte) {
    return refuse(
        element, byte,
        fmt::format("its {} is a negative number where a whole number is expected", what));
  }

  static bool is_any(const std::uint32_t*) { return true; }

  /// Takes note of a batch's largest value of a field, among records that `counts` accepts.
  template <class Counts = bool (*)(const std::uint32_t*)>
  static void see_largest(Extreme& largest, std::uint32_t value, const RecordBatch& batch,
                          std::size_t field, Counts&& counts = is_any) {
    if (largest.is_set && value <= largest.value) return;
    for (std::size_t i = 0; i < batch.count; ++i) {
      const std::uint32_t* record = batch.values + i * batch.width;
      if (record[field] != value || !counts(record)) continue;
      largest.see(value, batch.first_element + i, batch.byte_of(i));
      return;
    }
  }

  /// The ordinal of a node given as an offset into the flat array of nodes.
  std::optional<std::uint32_t> node_at(const Values& values, std::size_t field, std::size_t width,
                                       std::size_t node_count, std::uint64_t element,
                                       std::uint64_t byte) {
    const std::uint64_t offset = values[field];
    // Nearly all offsets fit 32 bits, where division is several times faster.
    std::uint64_t ordinal = 0, rest = 0;
    if (offset <= u32_max) {
      const auto narrow = static_cast<std::uint32_t>(offset);
      ordinal = narrow / static_cast<std::uint32_t>(width);
      rest = narrow % static_cast<std::uint32_t>(width);
    } else {
      ordinal = offset / width;
      rest = offset % width;
    }
    if (rest == 0 && ordinal < node_count) return static_cast<std::uint32_t>(ordinal);
    if (values.is_negative(field)) {  // it is not what V8 makes of an offset above 2^31
      refuse_negative(section_.record.fields[field].c_str(), element, byte);
      return std::nullopt;
    }
    refuse(
        element, byte,
        rest != 0
            ? fmt::format("points at {}, which is not a multiple of {} node fields", offset, width)
            : fmt::format("points at {}, beyond the last of {} nodes", offset, node_count));
    return std::nullopt;
  }

 private:
  std::string file_;
  const SectionName& section_;
  std::optional<Error> error_;
};

/// Numbers of nodes become columns.
class NodeDecoder : public Decoder {
 public:
  NodeDecoder(std::string file, const SectionName& section, const Schema& schema)
      : Decoder(std::move(file), section), schema_(schema) {}

  /// Where the rows go from now on. Edge counts go where first edges will stand.
  void write_to(NodeColumns& columns) {
    types_ = columns.types.data();
    names_ = columns.names.data();
    ids_ = columns.ids.data();
    self_sizes_ = columns.self_sizes.small_data();
    edge_counts_ = columns.first_edges.data() + 1;
    detachedness_ = columns.detachedness.data();
    trace_ids_ = columns.trace_ids.data();
  }

  bool take(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.node_at;
    const std::uint64_t type = values[at.type];
    if (type >= schema_.node_types.size()) {
      return refuse(element, byte,
                    fmt::format("its type is {}, but the header lists {} types", type,
                                schema_.node_types_listed));
    }
    if (element >= elements_max) {
      return refuse(element, byte, "more nodes than 32 bits count", ErrorKind::limit);
    }
    const std::uint64_t name = values[at.name];
    const std::uint64_t id = values[at.id];
    const std::uint64_t edge_count = values[at.edge_count];
    if (!fits(name, "name", element, byte)) return false;
    if (id > NodeColumns::id_max) {
      return refuse(element, byte, fmt::format("its id is {}, more than 53 bits hold", id),
                    ErrorKind::limit);
    }
    if (edge_count > elements_max) {
      return refuse(element, byte,
                    fmt::format("claims {} edges, more than 32 bits count", edge_count));
    }
    if (at.trace_node) {
      const std::uint64_t trace_id = values[*at.trace_node];
      if (!fits(trace_id, "trace_node_id", element, byte)) return false;
      trace_ids_[element] = static_cast<std::uint32_t>(trace_id);
    }
    largest_name.see(name, element, byte);
    largest_edge_count.see(edge_count, element, byte);
    const std::uint64_t self_size = values[at.self_size];
    add_to_total(self_size);
    types_[element] = schema_.node_types[type];
    names_[element] = static_cast<std::uint32_t>(name);
    ids_[element] = static_cast<std::uint32_t>(id);
    if (id > u32_max) wide_ids.emplace_back(element, id);
    if (self_size < base::SizeColumn::overflow) {
      self_sizes_[element] = static_cast<std::uint32_t>(self_size);
    } else {
      self_sizes_[element] = base::SizeColumn::overflow;
      large_sizes.emplace_back(element, self_size);
    }
    edge_counts_[element] = static_cast<std::uint32_t>(edge_count);
    if (at.detachedness) {
      const std::uint64_t state = values[*at.detachedness];
      detachedness_[element] =
          state <= 2 ? static_cast<Detachedness>(state) : Detachedness::unknown;
    }
    return true;
  }

  bool take_batch(const RecordBatch& batch) {
    if (batch.first_element + batch.count > elements_max) return false;
    const auto& at = schema_.node_at;
    const std::size_t type_count = schema_.node_types.size();
    const NodeType* type_of = schema_.node_types.data();
    const std::uint64_t first = batch.first_element;
    const std::uint32_t* record = batch.values;
    std::uint32_t name_max = 0, size_max = 0, edge_count_max = 0;
    std::uint64_t total = 0;
    bool has_types = true;
    for (std::size_t i = 0; i < batch.count; ++i, record += batch.width) {
      const std::uint32_t type = record[at.type];
      const bool has_type = type < type_count;
      has_types &= has_type;
      types_[first + i] = type_of[has_type ? type : 0];
      const std::uint32_t name = record[at.name];
      name_max = std::max(name_max, name);
      names_[first + i] = name;
      ids_[first + i] = record[at.id];
      const std::uint32_t size = record[at.self_size];
      size_max = std::max(size_max, size);
      total += size;
      self_sizes_[first + i] = size;
      const std::uint32_t edge_count = record[at.edge_count];
      edge_count_max = std::max(edge_count_max, edge_count);
      edge_counts_[first + i] = edge_count;
    }
    if (!has_types || size_max >= base::SizeColumn::overflow || edge_count_max > elements_max) {
      return false;
    }
    add_to_total(total);
    if (at.detachedness) {
      record = batch.values + *at.detachedness;
      for (std::size_t i = 0; i < batch.count; ++i, record += batch.width) {
        detachedness_[first + i] =
            *record <= 2 ? static_cast<Detachedness>(*record) : Detachedness::unknown;
      }
    }
    if (at.trace_node) {
      record = batch.values + *at.trace_node;
      for (std::size_t i = 0; i < batch.count; ++i, record += batch.width) {
        trace_ids_[first + i] = *record;
      }
    }
    see_largest(largest_name, name_max, batch, at.name);
    see_largest(largest_edge_count, edge_count_max, batch, at.edge_count);
    return true;
  }

  Extreme largest_name, largest_edge_count;
  /// Of the records that this thread met; nothing where 64 bits do not hold it.
  std::optional<std::uint64_t> self_size_total = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> large_sizes;  // element, size
  std::vector<std::pair<std::uint64_t, std::uint64_t>> wide_ids;     // element, id

 private:
  void add_to_total(std::uint64_t size) {
    if (self_size_total) self_size_total = base::checked_add(*self_size_total, size);
  }

  const Schema& schema_;
  NodeType* types_ = nullptr;
  std::uint32_t* names_ = nullptr;
  std::uint32_t* ids_ = nullptr;
  std::uint32_t* self_sizes_ = nullptr;
  std::uint32_t* edge_counts_ = nullptr;
  Detachedness* detachedness_ = nullptr;
  std::uint32_t* trace_ids_ = nullptr;
};

/// Edges while they are decoded.
struct EdgeRows {
  EdgeRows(std::size_t nodes, LabelLayout label_layout)
      : node_count(nodes),
        layout(label_layout),
        targets(base::NarrowColumn::below(nodes)),
        labels(layout.bytes()) {}

  std::size_t node_count;
  LabelLayout layout;
  base::NarrowColumn targets, labels;
};

/// Numbers of edges become columns.
class EdgeDecoder : public Decoder {
 public:
  /// Writes to rows of which there are enough.
  EdgeDecoder(std::string file, const SectionName& section, const Schema& schema, EdgeRows& rows)
      : Decoder(std::move(file), section),
        schema_(schema),
        rows_(rows),
        rules_(rules_of_usual_layout()) {}

  bool take(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.edge_at;
    const std::uint64_t type_number = values[at.type];
    if (type_number >= schema_.edge_types.size()) {
      return refuse(element, byte,
                    fmt::format("its type is {}, but the header lists {} types", type_number,
                                schema_.edge_types.size()));
    }
    if (element >= elements_max) {
      return refuse(element, byte, "more edges than 32 bits count", ErrorKind::limit);
    }
    const EdgeType type = schema_.edge_types[type_number];
    const std::uint64_t name = values[at.name];
    if (!fits(name, "name_or_index", element, byte)) return false;
    if (!has_numeric_name(type)) {
      if (values.is_negative(at.name)) return refuse_negative("name_or_index", element, byte);
      largest_name.see(name, element, byte);
    }
    const std::optional<std::uint32_t> target =
        node_at(values, at.to_node, schema_.node.width(), rows_.node_count, element, byte);
    if (!target) return false;
    rows_.targets.set(element, *target);
    rows_.labels.set(element, EdgeLabels::pack(rows_.layout, type, static_cast<std::uint32_t>(name),
                                               static_cast<std::uint32_t>(element), escaped));
    return true;
  }

  bool take_batch(const RecordBatch& batch) {
    if (!rules_ || batch.first_element + batch.count > elements_max) return false;
    std::array<std::uint32_t, batch_edges_max> targets, labels;
    const auto name_max =
        pack_edges(batch.values, batch.count, *rules_, {targets.data(), labels.data()});
    if (!name_max) return false;
    rows_.targets.set_many(batch.first_element, targets.data(), batch.count);
    rows_.labels.set_many(batch.first_element, labels.data(), batch.count);
    see_largest(largest_name, *name_max, batch, schema_.edge_at.name,
                [&](const std::uint32_t* record) {
                  return !has_numeric_name(static_cast<EdgeType>(record[schema_.edge_at.type]));
                });
    return true;
  }

  Extreme largest_name;
  EdgeLabels::Escaped escaped;

 private:
  static constexpr std::size_t batch_edges_max = (Values::count_max + IntegerWindow::count_max) / 3;

  /// The vector code knows one order of fields and one numbering of types: V8's.
  [[nodiscard]] std::optional<EdgeRules> rules_of_usual_layout() const {
    const auto& at = schema_.edge_at;
    bool is_usual = schema_.edge.width() == 3 && at.type == 0 && at.name == 1 && at.to_node == 2;
    for (std::size_t i = 0; i < schema_.edge_types.size(); ++i) {
      is_usual = is_usual && schema_.edge_types[i] == static_cast<EdgeType>(i);
    }
    if (!is_usual) return std::nullopt;
    return edge_rules(schema_.edge_types.size(), rows_.node_count, schema_.node.width(),
                      rows_.layout);
  }

  const Schema& schema_;
  EdgeRows& rows_;
  std::optional<EdgeRules> rules_;
};

/// Numbers of locations become rows.
class LocationDecoder : public Decoder {
 public:
  LocationDecoder(std::string file, const SectionName& section, const Schema& schema,
                  std::size_t node_count)
      : Decoder(std::move(file), section), schema_(schema), node_count_(node_count) {}

  void write_to(base::Column<Location>& locations) { locations_ = locations.data(); }

  bool take(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.location_at;
    const std::optional<std::uint32_t> node =
        node_at(values, at.object, schema_.node.width(), node_count_, element, byte);
    if (!node || !fits(values[at.script_id], "script_id", element, byte) ||
        !fits(values[at.line], "line", element, byte) ||
        !fits(values[at.column], "column", element, byte)) {
      return false;
    }
    locations_[element] = {*node, static_cast<std::uint32_t>(values[at.script_id]),
                           static_cast<std::uint32_t>(values[at.line]),
                           static_cast<std::uint32_t>(values[at.column])};
    return true;
  }

  bool take_batch(const RecordBatch& batch) {
    const auto& at = schema_.location_at;
    const auto width = static_cast<std::uint32_t>(schema_.node.width());
    const std::uint32_t* record = batch.values;
    Location* location = locations_ + batch.first_element;
    bool are_nodes = true;
    for (std::size_t i = 0; i < batch.count; ++i, record += batch.width) {
      const std::uint32_t node = record[at.object] / width;
      are_nodes &= record[at.object] % width == 0 && node < node_count_;
      *location++ = {node, record[at.script_id], record[at.line], record[at.column]};
    }
    return are_nodes;
  }

 private:
  const Schema& schema_;
  std::size_t node_count_;
  Location* locations_ = nullptr;
};

/// Numbers of functions that were on allocation stacks become rows.
class TraceFunctionDecoder : public Decoder {
 public:
  TraceFunctionDecoder(std::string file, const SectionName& section, const Schema& schema)
      : Decoder(std::move(file), section), schema_(schema) {}

  void write_to(base::Column<TraceFunction>& functions) { functions_ = functions.data(); }

  bool take(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.trace_function_at;
    if (!fits(values[at.name], "name", element, byte) ||
        !fits(values[at.script_name], "script_name", element, byte) ||
        !fits(values[at.line], "line", element, byte) ||
        !fits(values[at.column], "column", element, byte)) {
      return false;
    }
    largest_name.see(values[at.name], element, byte);
    largest_script_name.see(values[at.script_name], element, byte);
    functions_[element] = {static_cast<std::uint32_t>(values[at.name]),
                           static_cast<std::uint32_t>(values[at.script_name]),
                           static_cast<std::uint32_t>(values[at.line]),
                           static_cast<std::uint32_t>(values[at.column])};
    return true;
  }

  /// They are few: a program has fewer functions than any other thing.
  bool take_batch(const RecordBatch&) { return false; }

  Extreme largest_name, largest_script_name;

 private:
  const Schema& schema_;
  TraceFunction* functions_ = nullptr;
};

}  // namespace heapdiff::parse
