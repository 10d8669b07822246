#include "parse/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <thread>

#include "base/checked.hpp"

namespace heapdiff::parse {
namespace {

constexpr std::uint64_t u32_max = std::numeric_limits<std::uint32_t>::max();
// One less than what an index can tell, so that a count fits as well.
constexpr std::uint64_t elements_max = u32_max - 1;
// So that sizes and their differences fit a signed 64-bit number.
constexpr std::uint64_t size_total_max = std::numeric_limits<std::int64_t>::max();

/// What the decoders share: names for messages, and the first thing that was wrong. One object a
/// thread; all of them write to the same columns, each to the rows of the chunks that it got.
class Decoder {
 public:
  Decoder(std::string file, const SectionName& section)
      : file_(std::move(file)), section_(section) {}

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 protected:
  /// Always false, so that a check can read `return refuse(…)`.
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

  /// The ordinal of a node given as an offset into the flat array of nodes.
  std::optional<std::uint32_t> node_at(std::uint64_t offset, std::size_t width,
                                       std::size_t node_count, std::uint64_t element,
                                       std::uint64_t byte) {
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
  }

  bool operator()(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.node_at;
    const std::uint64_t type = values[at.type];
    if (type >= schema_.node_types.size()) {
      return refuse(element, byte,
                    fmt::format("its type is {}, but the header lists {} types", type,
                                schema_.node_types.size()));
    }
    if (element >= elements_max) {
      return refuse(element, byte, "more nodes than 32 bits count", ErrorKind::limit);
    }
    const std::uint64_t name = values[at.name];
    const std::uint64_t id = values[at.id];
    const std::uint64_t edge_count = values[at.edge_count];
    if (!fits(name, "name", element, byte) || !fits(id, "id", element, byte)) return false;
    if (edge_count > elements_max) {
      return refuse(element, byte,
                    fmt::format("claims {} edges, more than 32 bits count", edge_count));
    }
    largest_name.see(name, element, byte);
    largest_edge_count.see(edge_count, element, byte);
    const std::uint64_t self_size = values[at.self_size];
    const auto total = base::checked_add(self_size_total, self_size);
    if (!total || *total > size_total_max) {
      return refuse(
          element, byte,
          fmt::format("its self_size {} makes the heap larger than 2^63 bytes", self_size),
          ErrorKind::limit);
    }
    self_size_total = *total;
    types_[element] = schema_.node_types[type];
    names_[element] = static_cast<std::uint32_t>(name);
    ids_[element] = static_cast<std::uint32_t>(id);
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

  Extreme largest_name, largest_edge_count;
  std::uint64_t self_size_total = 0;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> large_sizes;  // element, size

 private:
  const Schema& schema_;
  NodeType* types_ = nullptr;
  std::uint32_t* names_ = nullptr;
  std::uint32_t* ids_ = nullptr;
  std::uint32_t* self_sizes_ = nullptr;
  std::uint32_t* edge_counts_ = nullptr;
  Detachedness* detachedness_ = nullptr;
};

/// Edges while they are decoded.
struct EdgeRows {
  base::Column<std::uint32_t> targets, labels;
};

class EdgeDecoder : public Decoder {
 public:
  EdgeDecoder(std::string file, const SectionName& section, const Schema& schema,
              std::size_t node_count)
      : Decoder(std::move(file), section), schema_(schema), node_count_(node_count) {}

  void write_to(EdgeRows& rows) {
    targets_ = rows.targets.data();
    labels_ = rows.labels.data();
  }

  bool operator()(const Values& values, std::uint64_t element, std::uint64_t byte) {
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
    if (!has_numeric_name(type)) largest_name.see(name, element, byte);
    const std::optional<std::uint32_t> target =
        node_at(values[at.to_node], schema_.node.width(), node_count_, element, byte);
    if (!target) return false;
    targets_[element] = *target;
    labels_[element] = EdgeLabels::pack(type, static_cast<std::uint32_t>(name),
                                        static_cast<std::uint32_t>(element), escaped);
    return true;
  }

  Extreme largest_name;
  EdgeLabels::Escaped escaped;

 private:
  const Schema& schema_;
  std::size_t node_count_;
  std::uint32_t* targets_ = nullptr;
  std::uint32_t* labels_ = nullptr;
};

class LocationDecoder : public Decoder {
 public:
  LocationDecoder(std::string file, const SectionName& section, const Schema& schema,
                  std::size_t node_count)
      : Decoder(std::move(file), section), schema_(schema), node_count_(node_count) {}

  void write_to(base::Column<Location>& locations) { locations_ = locations.data(); }

  bool operator()(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.location_at;
    const std::optional<std::uint32_t> node =
        node_at(values[at.object], schema_.node.width(), node_count_, element, byte);
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

 private:
  const Schema& schema_;
  std::size_t node_count_;
  Location* locations_ = nullptr;
};

/// What one thread does until there are no more chunks, or none that fit.
template <class D>
struct Worker {
  D decoder;
  std::uint64_t end = 0;       // behind the last record decoded
  std::uint64_t error_at = 0;  // first record of the chunk in error
  std::optional<Error> error = std::nullopt;

  void run(ChunkReader& chunks, std::uint64_t capacity, const std::string& file,
           const SectionName& section) {
    while (std::optional<Chunk> chunk = chunks.next(capacity)) {
      const Result<std::uint64_t> count = decode_chunk(*chunk, file, section, decoder);
      if (!count || decoder.error()) {
        error = count ? *decoder.error() : count.error();
        error_at = chunk->first_record;
        chunks.stop();
        return;
      }
      end = std::max(end, chunk->first_record + *count);
      chunks.recycle(std::move(chunk->memory));
    }
  }
};

/// How many rows to make room for at first. Room costs address space until it is used, but a header
/// may claim anything, so what the input can hold bounds it: an element takes two bytes or more.
std::uint64_t first_capacity(const ByteReader& reader, const SectionName& section) {
  constexpr std::uint64_t unknown_size_max = std::uint64_t{1} << 22;
  constexpr std::uint64_t unknown_count = std::uint64_t{1} << 16;
  const auto size = reader.source().size();
  const std::uint64_t possible = size ? *size / (2 * section.record.width()) + 1 : unknown_size_max;
  return std::min(section.count_claimed.value_or(unknown_count), possible) + 1;
}

/// Decodes a section on several threads. `resize(rows)` makes room in the columns and points a
/// decoder at them. Returns the number of records.
template <class D, class Resize>
Result<std::uint64_t> run(ByteReader& reader, const SectionName& section,
                          std::vector<Worker<D>>& workers, Resize&& resize) {
  ChunkReader chunks(reader, section.record.width());
  std::uint64_t capacity = first_capacity(reader, section);
  for (;;) {
    resize(capacity);
    {
      std::vector<std::jthread> helpers;
      for (std::size_t i = 1; i < workers.size(); ++i) {
        helpers.emplace_back([&, i] { workers[i].run(chunks, capacity, reader.name(), section); });
      }
      workers[0].run(chunks, capacity, reader.name(), section);
    }
    const Worker<D>* first_error = nullptr;
    std::uint64_t end = 0;
    for (const Worker<D>& worker : workers) {
      end = std::max(end, worker.end);
      if (!worker.error) continue;
      if (first_error == nullptr || worker.error_at < first_error->error_at) first_error = &worker;
    }
    // Where reading itself failed, the input only seems to end.
    if (first_error != nullptr) return fail(reader.failure().value_or(*first_error->error));
    const auto wanted = chunks.capacity_wanted();
    if (!wanted) return end;
    capacity = std::max(*wanted, capacity * 2);
  }
}

/// Turns edge counts, which stand one place further on, into first edges.
Result<void> sum_edge_counts(NodeColumns& nodes, const std::string& file) {
  std::uint64_t sum = 0;
  nodes.first_edges[0] = 0;
  for (std::size_t i = 1; i < nodes.first_edges.size(); ++i) {
    sum += nodes.first_edges[i];
    if (sum > elements_max) {
      return fail(
          {ErrorKind::malformed, file,
           fmt::format("nodes 0 to {} claim {} edges, more than 32 bits count; node {} alone "
                       "claims {}",
                       i - 1, sum, nodes.largest_edge_count.element,
                       nodes.largest_edge_count.value),
           nodes.largest_edge_count.byte, ""});
    }
    nodes.first_edges[i] = static_cast<std::uint32_t>(sum);
  }
  return {};
}

}  // namespace

Result<NodeColumns> decode_nodes(ByteReader& reader, const Schema& schema, unsigned threads) {
  const SectionName section{"nodes", "node", schema.node, schema.node_count};
  NodeColumns nodes;
  const auto resize = [&](std::uint64_t rows) {
    nodes.types.resize_for_overwrite(rows);
    nodes.names.resize_for_overwrite(rows);
    nodes.ids.resize_for_overwrite(rows);
    nodes.self_sizes.resize_for_overwrite(rows);
    nodes.first_edges.resize_for_overwrite(rows + 1);
    if (schema.node_at.detachedness) nodes.detachedness.resize_for_overwrite(rows);
  };
  std::vector<Worker<NodeDecoder>> workers(
      std::max(threads, 1u), Worker<NodeDecoder>{NodeDecoder(reader.name(), section, schema)});
  const Result<std::uint64_t> count = run(reader, section, workers, [&](std::uint64_t rows) {
    resize(rows);
    for (auto& worker : workers) worker.decoder.write_to(nodes);
  });
  if (!count) return fail(count.error());
  resize(*count);
  nodes.types.shrink_to_fit();
  nodes.names.shrink_to_fit();
  nodes.ids.shrink_to_fit();
  nodes.self_sizes.shrink_to_fit();
  nodes.first_edges.shrink_to_fit();
  nodes.detachedness.shrink_to_fit();
  for (const auto& worker : workers) {
    nodes.largest_name.merge(worker.decoder.largest_name);
    nodes.largest_edge_count.merge(worker.decoder.largest_edge_count);
    for (const auto& [element, size] : worker.decoder.large_sizes)
      nodes.self_sizes.set(element, size);
    const auto total = base::checked_add(nodes.self_size_total, worker.decoder.self_size_total);
    if (!total || *total > size_total_max) {
      return fail({ErrorKind::limit, reader.name(), "the self sizes sum to more than 2^63 bytes",
                   std::nullopt, ""});
    }
    nodes.self_size_total = *total;
  }
  if (Result<void> summed = sum_edge_counts(nodes, reader.name()); !summed) {
    return fail(summed.error());
  }
  return nodes;
}

Result<EdgeColumns> decode_edges(ByteReader& reader, const Schema& schema, std::size_t node_count,
                                 unsigned threads) {
  const SectionName section{"edges", "edge", schema.edge, schema.edge_count};
  EdgeRows rows;
  const auto resize = [&](std::uint64_t count) {
    rows.targets.resize_for_overwrite(count);
    rows.labels.resize_for_overwrite(count);
  };
  std::vector<Worker<EdgeDecoder>> workers(
      std::max(threads, 1u),
      Worker<EdgeDecoder>{EdgeDecoder(reader.name(), section, schema, node_count)});
  const Result<std::uint64_t> count = run(reader, section, workers, [&](std::uint64_t capacity) {
    resize(capacity);
    for (auto& worker : workers) worker.decoder.write_to(rows);
  });
  if (!count) return fail(count.error());
  resize(*count);
  rows.targets.shrink_to_fit();
  rows.labels.shrink_to_fit();
  EdgeColumns edges;
  EdgeLabels::Escaped escaped;
  for (const auto& worker : workers) {
    edges.largest_name.merge(worker.decoder.largest_name);
    escaped.insert(escaped.end(), worker.decoder.escaped.begin(), worker.decoder.escaped.end());
  }
  edges.targets = std::move(rows.targets);
  edges.labels = EdgeLabels(std::move(rows.labels), std::move(escaped));
  return edges;
}

Result<base::Column<Location>> decode_locations(ByteReader& reader, const Schema& schema,
                                                std::size_t node_count) {
  const SectionName section{"locations", "location", schema.location, std::nullopt};
  base::Column<Location> locations;
  std::vector<Worker<LocationDecoder>> workers(
      1, Worker<LocationDecoder>{LocationDecoder(reader.name(), section, schema, node_count)});
  const Result<std::uint64_t> count = run(reader, section, workers, [&](std::uint64_t rows) {
    locations.resize_for_overwrite(rows);
    workers[0].decoder.write_to(locations);
  });
  if (!count) return fail(count.error());
  locations.resize_for_overwrite(*count);
  locations.shrink_to_fit();
  return locations;
}

}  // namespace heapdiff::parse
