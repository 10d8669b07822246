#include "parse/decode.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "base/checked.hpp"
#include "parse/decoders.hpp"

namespace heapdiff::parse {
namespace {

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
    if (first_error != nullptr) {
      // Where reading itself failed, the input only seems to end.
      const bool seems_to_end = first_error->error->kind == ErrorKind::cut_short;
      return fail(seems_to_end ? reader.failure().value_or(*first_error->error)
                               : *first_error->error);
    }
    const auto wanted = chunks.capacity_wanted();
    if (!wanted) return end;
    capacity = std::max(*wanted, capacity * 2);
  }
}

/// The sum of all sizes, from the sums of the threads. Where it is too large, the node that makes
/// it so is the same for any number of them.
Result<void> sum_self_sizes(NodeColumns& nodes, const std::vector<Worker<NodeDecoder>>& workers,
                            const std::string& file) {
  std::optional<std::uint64_t> total = 0;
  for (const auto& worker : workers) {
    const auto& part = worker.decoder.self_size_total;
    total = total && part ? base::checked_add(*total, *part) : std::nullopt;
  }
  if (total && *total <= size_total_max) {
    nodes.self_size_total = *total;
    return {};
  }
  std::uint64_t sum = 0;
  std::size_t node = 0;
  while (nodes.self_sizes[node] <= size_total_max - sum) sum += nodes.self_sizes[node++];
  return fail({ErrorKind::limit, file,
               fmt::format("node {}: its self_size {} makes the heap larger than 2^63 bytes", node,
                           nodes.self_sizes[node]),
               std::nullopt, ""});
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
    if (schema.node_at.trace_node) nodes.trace_ids.resize_for_overwrite(rows);
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
  nodes.trace_ids.shrink_to_fit();
  for (const auto& worker : workers) {
    nodes.largest_name.merge(worker.decoder.largest_name);
    nodes.largest_edge_count.merge(worker.decoder.largest_edge_count);
    for (const auto& [element, size] : worker.decoder.large_sizes)
      nodes.self_sizes.set(element, size);
  }
  if (Result<void> summed = sum_self_sizes(nodes, workers, reader.name()); !summed) {
    return fail(summed.error());
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

Result<TraceFunctions> decode_trace_functions(ByteReader& reader, const Schema& schema) {
  const SectionName section{"trace_function_infos", "trace function", schema.trace_function,
                            std::nullopt};
  TraceFunctions functions;
  std::vector<Worker<TraceFunctionDecoder>> workers(
      1, Worker<TraceFunctionDecoder>{TraceFunctionDecoder(reader.name(), section, schema)});
  TraceFunctionDecoder& decoder = workers[0].decoder;
  const Result<std::uint64_t> count = run(reader, section, workers, [&](std::uint64_t rows) {
    functions.rows.resize_for_overwrite(rows);
    decoder.write_to(functions.rows);
  });
  if (!count) return fail(count.error());
  functions.rows.resize_for_overwrite(*count);
  functions.rows.shrink_to_fit();
  functions.largest_name = decoder.largest_name;
  functions.largest_script_name = decoder.largest_script_name;
  return functions;
}

}  // namespace heapdiff::parse
