#include "parse/decode.hpp"

#include <fmt/format.h>

#include <limits>

#include "base/checked.hpp"

namespace heapdiff::parse {
namespace {

constexpr std::uint64_t u32_max = std::numeric_limits<std::uint32_t>::max();
// One less than what an index can tell, so that a count fits as well.
constexpr std::uint64_t elements_max = u32_max - 1;
// So that sizes and their differences fit a signed 64-bit number.
constexpr std::uint64_t size_total_max = std::numeric_limits<std::int64_t>::max();

/// What the three decoders share: where they are, and the first thing that was wrong.
class Decoder {
 public:
  Decoder(const ByteReader& reader, const SectionName& section)
      : reader_(reader), section_(section) {}

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 protected:
  /// Always false, so that a check can read `return refuse(…)`.
  bool refuse(std::uint64_t element, std::uint64_t byte, std::string problem,
              ErrorKind kind = ErrorKind::malformed) {
    error_ = Error{kind, reader_.name(),
                   fmt::format("{} {}: {}", section_.element, element, problem), byte, ""};
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
  const ByteReader& reader_;
  const SectionName& section_;
  std::optional<Error> error_;
};

class NodeDecoder : public Decoder {
 public:
  NodeDecoder(const ByteReader& reader, const SectionName& section, const Schema& schema)
      : Decoder(reader, section), schema_(schema) {
    nodes.first_edges.push_back(0);
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
    if (!fits(name, "name", element, byte) || !fits(id, "id", element, byte)) return false;
    nodes.largest_name.see(name, element, byte);

    const std::uint64_t edge_count = values[at.edge_count];
    nodes.largest_edge_count.see(edge_count, element, byte);
    const auto edges = base::checked_add(nodes.first_edges.back(), edge_count);
    if (!edges || *edges > elements_max) {
      return refuse(
          element, byte,
          fmt::format("claims {} edges, which with those before are more than 32 bits count",
                      edge_count));
    }
    const std::uint64_t self_size = values[at.self_size];
    const auto total = base::checked_add(nodes.self_size_total, self_size);
    if (!total || *total > size_total_max) {
      return refuse(
          element, byte,
          fmt::format("its self_size {} makes the heap larger than 2^63 bytes", self_size),
          ErrorKind::limit);
    }
    nodes.self_size_total = *total;
    nodes.types.push_back(schema_.node_types[type]);
    nodes.names.push_back(static_cast<std::uint32_t>(name));
    nodes.ids.push_back(static_cast<std::uint32_t>(id));
    nodes.self_sizes.push_back(self_size);
    nodes.first_edges.push_back(static_cast<std::uint32_t>(*edges));
    if (at.detachedness) {
      const std::uint64_t state = values[*at.detachedness];
      nodes.detachedness.push_back(state <= 2 ? static_cast<Detachedness>(state)
                                              : Detachedness::unknown);
    }
    return true;
  }

  NodeColumns nodes;

 private:
  const Schema& schema_;
};

class EdgeDecoder : public Decoder {
 public:
  EdgeDecoder(const ByteReader& reader, const SectionName& section, const Schema& schema,
              std::size_t node_count)
      : Decoder(reader, section), schema_(schema), node_count_(node_count) {}

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
    if (!has_numeric_name(type)) edges.largest_name.see(name, element, byte);
    const std::optional<std::uint32_t> target =
        node_at(values[at.to_node], schema_.node.width(), node_count_, element, byte);
    if (!target) return false;
    edges.targets.push_back(*target);
    edges.labels.push_back(type, static_cast<std::uint32_t>(name));
    return true;
  }

  EdgeColumns edges;

 private:
  const Schema& schema_;
  std::size_t node_count_;
};

class LocationDecoder : public Decoder {
 public:
  LocationDecoder(const ByteReader& reader, const SectionName& section, const Schema& schema,
                  std::size_t node_count)
      : Decoder(reader, section), schema_(schema), node_count_(node_count) {}

  bool operator()(const Values& values, std::uint64_t element, std::uint64_t byte) {
    const auto& at = schema_.location_at;
    const std::optional<std::uint32_t> node =
        node_at(values[at.object], schema_.node.width(), node_count_, element, byte);
    if (!node || !fits(values[at.script_id], "script_id", element, byte) ||
        !fits(values[at.line], "line", element, byte) ||
        !fits(values[at.column], "column", element, byte)) {
      return false;
    }
    locations.push_back({*node, static_cast<std::uint32_t>(values[at.script_id]),
                         static_cast<std::uint32_t>(values[at.line]),
                         static_cast<std::uint32_t>(values[at.column])});
    return true;
  }

  base::Column<Location> locations;

 private:
  const Schema& schema_;
  std::size_t node_count_;
};

Result<void> run(ByteReader& reader, const SectionName& section, auto& decoder) {
  const Result<std::uint64_t> read = read_records(reader, section, decoder);
  if (!read) return fail(read.error());
  if (decoder.error()) return fail(*decoder.error());
  return {};
}

}  // namespace

Result<NodeColumns> decode_nodes(ByteReader& reader, const Schema& schema) {
  const SectionName section{"nodes", "node", schema.node, schema.node_count};
  NodeDecoder decoder(reader, section, schema);
  if (Result<void> done = run(reader, section, decoder); !done) return fail(done.error());
  NodeColumns& nodes = decoder.nodes;
  nodes.types.shrink_to_fit();
  nodes.names.shrink_to_fit();
  nodes.ids.shrink_to_fit();
  nodes.self_sizes.shrink_to_fit();
  nodes.first_edges.shrink_to_fit();
  nodes.detachedness.shrink_to_fit();
  return std::move(nodes);
}

Result<EdgeColumns> decode_edges(ByteReader& reader, const Schema& schema, std::size_t node_count) {
  const SectionName section{"edges", "edge", schema.edge, schema.edge_count};
  EdgeDecoder decoder(reader, section, schema, node_count);
  if (Result<void> done = run(reader, section, decoder); !done) return fail(done.error());
  decoder.edges.targets.shrink_to_fit();
  decoder.edges.labels.shrink_to_fit();
  return std::move(decoder.edges);
}

Result<base::Column<Location>> decode_locations(ByteReader& reader, const Schema& schema,
                                                std::size_t node_count) {
  const SectionName section{"locations", "location", schema.location, std::nullopt};
  LocationDecoder decoder(reader, section, schema, node_count);
  if (Result<void> done = run(reader, section, decoder); !done) return fail(done.error());
  return std::move(decoder.locations);
}

}  // namespace heapdiff::parse
