#include "parse/decode.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/checked.hpp"
#include "base/parallel.hpp"
#include "parse/decoders.hpp"

namespace heapdiff::parse {
namespace {

/// What one thread does until there are no more chunks, or none that fit.
template <class D>
struct Worker {
  D decoder;
  std::uint64_t end = 0;       // past the last record decoded
  std::uint64_t error_at = 0;  // the record in error
  std::optional<Error> error = std::nullopt;

  void run(ChunkReader& chunks, std::uint64_t capacity, const std::string& file,
           const SectionName& section) {
    try {
      decode_all(chunks, capacity, file, section);
    } catch (...) {  // of memory: the others need not go on
      chunks.stop();
      throw;
    }
  }

 private:
  void decode_all(ChunkReader& chunks, std::uint64_t capacity, const std::string& file,
                  const SectionName& section) {
    while (std::optional<Chunk> chunk = chunks.next(capacity)) {
      const Partial<std::uint64_t> count = decode_chunk(*chunk, file, section, decoder);
      if (count.error || decoder.error()) {
        error = count.error ? count.error : decoder.error();
        error_at = chunk->first_record + count.value;
        chunks.stop();
        return;
      }
      end = std::max(end, chunk->first_record + count.value);
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
/// decoder at them. Returns the number of records. Where there is an error, chunks after it may
/// have been decoded as well: rows from that number on, and what decoders say of them, are void.
template <class D, class Resize>
Partial<std::uint64_t> run(ByteReader& reader, const SectionName& section,
                           std::vector<Worker<D>>& workers, Resize&& resize) {
  ChunkReader chunks(reader, section.record.width());
  std::uint64_t capacity = first_capacity(reader, section);
  for (;;) {
    resize(capacity);
    {
      const auto run_worker = [&](std::size_t i) {
        workers[i].run(chunks, capacity, reader.name(), section);
      };
      std::vector<base::Task<void>> helpers;
      const auto threads = static_cast<unsigned>(workers.size());
      helpers.reserve(threads);
      for (std::size_t i = 1; i < workers.size(); ++i) {
        helpers.push_back(base::start(threads, [&run_worker, i] { run_worker(i); }));
      }
      run_worker(0);
      // One that no thread has begun finds no chunks left.
      for (base::Task<void>& helper : helpers) helper.get();
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
      return {first_error->error_at,
              seems_to_end ? reader.failure().value_or(*first_error->error) : *first_error->error};
    }
    const auto wanted = chunks.capacity_wanted();
    if (!wanted) return {end};
    capacity = std::max(*wanted, capacity * 2);
  }
}

/// The sum of all sizes, from the sums of the threads. Where it is too large, or where `error` says
/// that these sums hold too much, they are added up one by one: the node that makes the sum too
/// large is the same for any number of threads.
void sum_self_sizes(Partial<NodeColumns>& part, const std::vector<Worker<NodeDecoder>>& workers,
                    std::uint64_t& count, const std::string& file) {
  NodeColumns& nodes = part.value;
  std::optional<std::uint64_t> total = 0;
  for (const auto& worker : workers) {
    const auto& sum = worker.decoder.self_size_total;
    total = total && sum ? base::checked_add(*total, *sum) : std::nullopt;
  }
  if (!part.error && total && *total <= size_total_max) {
    nodes.self_size_total = *total;
    return;
  }
  std::uint64_t sum = 0;
  std::size_t node = 0;
  while (node < count && nodes.self_sizes[node] <= size_total_max - sum) {
    sum += nodes.self_sizes[node++];
  }
  nodes.self_size_total = sum;
  if (node == count) return;
  count = node;
  part.error = {ErrorKind::limit, file,
                fmt::format("node {}: its self_size {} makes the heap larger than 2^63 bytes", node,
                            nodes.self_sizes[node]),
                std::nullopt, ""};
}

/// Turns edge counts, which stand one place further on, into first edges. Where they are more than
/// 32 bits count, no edge has an owner.
void sum_edge_counts(Partial<NodeColumns>& part, const std::string& file) {
  NodeColumns& nodes = part.value;
  std::uint64_t sum = 0;
  nodes.first_edges[0] = 0;
  for (std::size_t i = 1; i < nodes.first_edges.size(); ++i) {
    sum += nodes.first_edges[i];
    if (sum > elements_max) {
      if (!part.error) {
        part.error = {
            ErrorKind::malformed, file,
            fmt::format("nodes 0 to {} claim {} edges, more than 32 bits count; node {} alone "
                        "claims {}",
                        i - 1, sum, nodes.largest_edge_count.element,
                        nodes.largest_edge_count.value),
            nodes.largest_edge_count.byte, ""};
      }
      nodes.first_edges.fill(0);
      return;
    }
    nodes.first_edges[i] = static_cast<std::uint32_t>(sum);
  }
}

/// Fields that are not needed: whatever V8 writes there does no harm, minus one included.
std::uint64_t all_but(const Record& record, std::initializer_list<std::size_t> asked_for) {
  std::uint64_t fields = record.width() < Values::count_max
                             ? (std::uint64_t{1} << record.width()) - 1
                             : ~std::uint64_t{0};
  for (const std::size_t field : asked_for) fields &= ~(std::uint64_t{1} << field);
  return fields;
}

std::uint64_t signed_fields_of_nodes(const Schema& schema) {
  const auto& at = schema.node_at;
  return all_but(schema.node, {at.type, at.name, at.id, at.self_size, at.edge_count,
                               at.detachedness.value_or(at.type), at.trace_node.value_or(at.type)});
}

// What V8's writer can print (heap-snapshot-generator.cc, SerializeNode and so on), by the type of
// its own variables. Until Node 23 it printed all of them as if they had no sign.
//
//   nodes     type: 0 to 15. name, edge_count: int, never negative. id: 32 bits without a sign.
//             self_size: 64 bits. trace_node_id: 32 bits. detachedness: 0 to 2.
//   edges     type: 0 to 6. name_or_index: int; negative for an element (or hidden edge) whose
//             index is 2^31 or more. to_node: int; negative where nodes × fields pass 2^31.
//   locations object_index, script_object_index: as to_node. script_id: int, −1 while a script is
//             compiled. line, column: int, −1 where V8 finds no place.
//   trace_function_infos  function_id: 32 bits. name, script_name: int, never negative. script_id:
//             int. line, column: counted from 1; 0 where V8 finds no place.
//   trace_tree            all: 32 bits without a sign.
//   samples               timestamp_us: 64 bits with a sign; skipped, as all unknown sections are:
//   scopes, scope_context_vars, scope_uses  int, −1 among them.
//   strings   index 0 is never used. Escapes, ASCII, and \u with four digits: see strings.hpp.
std::uint64_t signed_fields_of_edges(const Schema& schema) {
  return all_but(schema.edge, {schema.edge_at.type});
}

std::uint64_t signed_fields_of_locations(const Schema& schema) {
  return all_but(schema.location, {});
}

std::uint64_t signed_fields_of_trace_functions(const Schema& schema) {
  const auto& at = schema.trace_function_at;
  return all_but(schema.trace_function, {at.name, at.script_name, at.line, at.column});
}

/// Numbers ids above 32 bits after all others.
void place_wide_ids(Partial<NodeColumns>& part, std::vector<Worker<NodeDecoder>>& workers,
                    std::uint64_t& count, const std::string& file) {
  NodeColumns& nodes = part.value;
  auto wide = std::move(workers[0].decoder.wide_ids);
  for (std::size_t i = 1; i < workers.size(); ++i) {
    const auto more = std::exchange(workers[i].decoder.wide_ids, {});
    wide.insert(wide.end(), more.begin(), more.end());
  }
  std::erase_if(wide, [&](const auto& item) { return item.first >= count; });
  if (wide.empty()) return;
  std::sort(wide.begin(), wide.end());
  std::uint64_t largest = 0;
  std::size_t next_wide = 0;
  for (std::uint64_t element = 0; element < count; ++element) {
    const bool is_wide = next_wide < wide.size() && wide[next_wide].first == element;
    if (is_wide) {
      ++next_wide;
    } else {
      largest = std::max<std::uint64_t>(largest, nodes.ids[element]);
    }
  }
  for (const auto& [element, id] : wide) nodes.wide_ids.push_back(id);
  std::sort(nodes.wide_ids.begin(), nodes.wide_ids.end());
  nodes.wide_ids.resize(static_cast<std::size_t>(
      std::unique(nodes.wide_ids.begin(), nodes.wide_ids.end()) - nodes.wide_ids.begin()));
  if (largest + nodes.wide_ids.size() > elements_max) {
    count = 0;
    part.error = {ErrorKind::limit, file,
                  fmt::format("holds {} ids above 32 bits beside the id {}: together they are more "
                              "than 32 bits number",
                              nodes.wide_ids.size(), largest),
                  std::nullopt, ""};
    return;
  }
  nodes.first_wide_id = static_cast<std::uint32_t>(largest + 1);
  for (const auto& [element, id] : wide) {
    const auto at = std::lower_bound(nodes.wide_ids.begin(), nodes.wide_ids.end(), id);
    nodes.ids[element] =
        nodes.first_wide_id + static_cast<std::uint32_t>(at - nodes.wide_ids.begin());
  }
}

}  // namespace

Partial<NodeColumns> decode_nodes(ByteReader& reader, const Schema& schema, unsigned threads) {
  const SectionName section{"nodes", "node", schema.node, schema.node_count,
                            signed_fields_of_nodes(schema)};
  Partial<NodeColumns> part;
  NodeColumns& nodes = part.value;
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
  auto [count, error] = run(reader, section, workers, [&](std::uint64_t rows) {
    resize(rows);
    for (auto& worker : workers) worker.decoder.write_to(nodes);
  });
  part.error = std::move(error);
  for (const auto& worker : workers) {
    nodes.largest_name.merge(worker.decoder.largest_name);
    nodes.largest_edge_count.merge(worker.decoder.largest_edge_count);
    for (const auto& [element, size] : worker.decoder.large_sizes) {
      if (element < count) nodes.self_sizes.set(element, size);
    }
  }
  sum_self_sizes(part, workers, count, reader.name());
  place_wide_ids(part, workers, count, reader.name());
  resize(count);
  nodes.types.shrink_to_fit();
  nodes.names.shrink_to_fit();
  nodes.ids.shrink_to_fit();
  nodes.self_sizes.shrink_to_fit();
  nodes.first_edges.shrink_to_fit();
  nodes.detachedness.shrink_to_fit();
  nodes.trace_ids.shrink_to_fit();
  sum_edge_counts(part, reader.name());
  return part;
}

Partial<EdgeColumns> decode_edges(ByteReader& reader, const Schema& schema, std::size_t node_count,
                                  LabelLayout layout, unsigned threads) {
  const SectionName section{"edges", "edge", schema.edge, schema.edge_count,
                            signed_fields_of_edges(schema)};
  EdgeRows rows(node_count, layout);
  const auto resize = [&](std::uint64_t count) {
    rows.targets.resize_for_overwrite(count);
    rows.labels.resize_for_overwrite(count);
  };
  std::vector<Worker<EdgeDecoder>> workers(
      std::max(threads, 1u),
      Worker<EdgeDecoder>{EdgeDecoder(reader.name(), section, schema, rows)});
  auto [count, error] = run(reader, section, workers, resize);
  resize(count);
  rows.targets.shrink_to_fit();
  rows.labels.shrink_to_fit();
  Partial<EdgeColumns> part{{}, std::move(error)};
  EdgeColumns& edges = part.value;
  EdgeLabels::Escaped escaped;
  for (const auto& worker : workers) {
    edges.largest_name.merge(worker.decoder.largest_name);
    for (const auto& [edge, name] : worker.decoder.escaped) {
      if (edge < count) escaped.emplace_back(edge, name);
    }
  }
  edges.targets = std::move(rows.targets);
  edges.labels = EdgeLabels(std::move(rows.labels), std::move(escaped));
  return part;
}

Partial<base::Column<Location>> decode_locations(ByteReader& reader, const Schema& schema,
                                                 std::size_t node_count, unsigned threads) {
  const SectionName section{"locations", "location", schema.location, std::nullopt,
                            signed_fields_of_locations(schema)};
  base::Column<Location> locations;
  std::vector<Worker<LocationDecoder>> workers(
      std::max(threads, 1u),
      Worker<LocationDecoder>{LocationDecoder(reader.name(), section, schema, node_count)});
  auto [count, error] = run(reader, section, workers, [&](std::uint64_t rows) {
    locations.resize_for_overwrite(rows);
    for (auto& worker : workers) worker.decoder.write_to(locations);
  });
  locations.resize_for_overwrite(count);
  locations.shrink_to_fit();
  return {std::move(locations), std::move(error)};
}

Partial<TraceFunctions> decode_trace_functions(ByteReader& reader, const Schema& schema) {
  const SectionName section{"trace_function_infos", "trace function", schema.trace_function,
                            std::nullopt, signed_fields_of_trace_functions(schema)};
  TraceFunctions functions;
  std::vector<Worker<TraceFunctionDecoder>> workers(
      1, Worker<TraceFunctionDecoder>{TraceFunctionDecoder(reader.name(), section, schema)});
  TraceFunctionDecoder& decoder = workers[0].decoder;
  auto [count, error] = run(reader, section, workers, [&](std::uint64_t rows) {
    functions.rows.resize_for_overwrite(rows);
    decoder.write_to(functions.rows);
  });
  functions.rows.resize_for_overwrite(count);
  functions.rows.shrink_to_fit();
  functions.largest_name = decoder.largest_name;
  functions.largest_script_name = decoder.largest_script_name;
  return {std::move(functions), std::move(error)};
}

}  // namespace heapdiff::parse
