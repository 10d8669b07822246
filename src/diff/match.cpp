#include "diff/match.hpp"

#include <algorithm>
#include <utility>

#include "base/parallel.hpp"
#include "base/radix_sort.hpp"

namespace heapdiff::diff {
namespace {

/// Which ids find each other in a table, by a place that each has to itself. V8 numbers objects
/// densely and counts in twos, so odd ids halved make a table as long as a few columns of nodes at
/// most. The others (of a process that ran for days; of an embedder) are sorted.
class TableOfIds {
 public:
  TableOfIds(const model::Reduction& before, const model::Reduction& after) {
    std::uint32_t even = 0;
    for (const std::uint32_t id : after.ids) even += 1 - id % 2;
    // Embedders have a few even ids; where there are many, others than V8 count, and in ones.
    constexpr std::uint32_t few = 8;
    counts_in_ = even > after.size() / few ? ones : twos;
    constexpr std::uint64_t places_a_node = 4;
    const std::uint64_t places = places_a_node * std::max(before.size(), after.size());
    limit_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(places, nobody));
    std::uint32_t end = 0;
    for (const std::uint32_t id : after.ids) {
      if (has(id)) end = std::max(end, place_of(id) + 1);
    }
    limit_ = end;
  }

  [[nodiscard]] bool has(std::uint32_t id) const {
    return (id % 2 != 0 || counts_in_ == ones) && place_of(id) < limit_;
  }
  [[nodiscard]] std::uint32_t place_of(std::uint32_t id) const { return id >> counts_in_; }

  /// Positions by place, plus one: none yet. Where ids are close together, the memory of columns
  /// that are gone serves. Where they are not, most of the table is never touched and takes none.
  [[nodiscard]] base::Column<std::uint32_t> make(std::uint32_t nodes) const {
    const bool is_dense = limit_ <= nodes || limit_ - nodes <= nodes / 2;
    return is_dense ? base::Column<std::uint32_t>(limit_, 0) : base::Column<std::uint32_t>(limit_);
  }

 private:
  static constexpr std::uint32_t ones = 0, twos = 1;  // as powers of two
  std::uint32_t counts_in_ = twos;
  std::uint32_t limit_ = 0;  // of places
};

/// Objects whose ids are not in the table, ascending by id: id in the upper half, position in the
/// lower.
base::Column<std::uint64_t> sort_others(const model::Reduction& side, const TableOfIds& table) {
  base::Column<std::uint64_t> keys;
  for (std::uint32_t position = 0; position < side.size(); ++position) {
    if (table.has(side.ids[position])) continue;
    keys.push_back(std::uint64_t{side.ids[position]} << 32 | position);
  }
  base::sort_by_high_half(keys);
  return keys;
}

/// The largest id of the JavaScript heap.
std::uint32_t last_id(const model::Reduction& side) {
  std::uint32_t last = 0;
  for (const std::uint32_t id : side.ids) {
    if (id % 2 != 0) last = std::max(last, id);
  }
  return last;
}

}  // namespace

Pairs pair_by_id(const model::Reduction& before, const model::Reduction& after, unsigned threads) {
  Pairs pairs{{after.size(), nobody}, base::Bits(before.size())};
  const auto pair = [&](std::uint32_t b, std::uint32_t a) {
    pairs.partners[a] = b;
    pairs.survivors.set(b);
  };
  const TableOfIds table(before, after);
  auto sorting = base::start(
      threads, [&] { return std::pair(sort_others(before, table), sort_others(after, table)); });
  {
    base::Column<std::uint32_t> position_at = table.make(after.size());
    base::in_halves(threads, after.size(), [&](std::size_t begin, std::size_t end) {
      for (auto p = static_cast<std::uint32_t>(begin); p < end; ++p) {
        if (table.has(after.ids[p])) position_at[table.place_of(after.ids[p])] = p + 1;
      }
    });
    base::in_halves(threads, before.size(), [&](std::size_t begin, std::size_t end) {
      for (auto p = static_cast<std::uint32_t>(begin); p < end; ++p) {
        if (!table.has(before.ids[p])) continue;
        const std::uint32_t found = position_at[table.place_of(before.ids[p])];
        if (found != 0) pair(p, found - 1);
      }
    });
  }
  const auto [sorted_before, sorted_after] = sorting.get();
  const auto* b = sorted_before.begin();
  const auto* a = sorted_after.begin();
  while (b != sorted_before.end() && a != sorted_after.end()) {
    const std::uint64_t id_before = *b >> 32, id_after = *a >> 32;
    if (id_before == id_after) pair(static_cast<std::uint32_t>(*b), static_cast<std::uint32_t>(*a));
    if (id_before <= id_after) ++b;
    if (id_after <= id_before) ++a;
  }
  return pairs;
}

Lineage::Order find_order(const model::Reduction& before, const model::Reduction& after,
                          const Pairs& pairs, unsigned threads) {
  Lineage::Order order;
  auto losing = base::start(threads, [&] {
    const std::uint32_t last_after = last_id(after);
    for (std::uint32_t b = 0; b < before.size(); ++b) {
      const std::uint32_t id = before.ids[b];
      if (pairs.survivors[b] || id % 2 == 0) continue;
      ++order.lost;
      if (id > last_after) ++order.lost_above;
    }
  });
  const std::uint32_t last_before = last_id(before);
  for (std::uint32_t a = 0; a < after.size(); ++a) {
    const std::uint32_t id = after.ids[a];
    if (pairs.partners[a] != nobody || id % 2 == 0) continue;
    ++order.gained;
    if (id < last_before) ++order.gained_below;
  }
  losing.get();
  return order;
}

Matches match_by_id(const model::Reduction& before, std::span<const std::uint32_t> row_of_before,
                    const model::Reduction& after, std::span<const std::uint32_t> row_of_after,
                    std::size_t row_count, const base::Column<std::uint32_t>& partners) {
  Matches matches{std::vector<ClassChange>(row_count), base::Column<std::uint8_t>(after.size(), 1)};
  base::Column<std::uint8_t> is_gone(before.size(), 1);
  for (std::uint32_t a = 0; a < after.size(); ++a) {
    const Bytes size{after.self_sizes[a]};
    const std::uint32_t row = row_of_after[after.classes[a].value];
    const std::uint32_t b = partners[a];
    if (size == Bytes{}) {
      matches.is_new[a] = 0;
    } else if (b != nobody && before.self_sizes[b] != 0 &&
               row_of_before[before.classes[b].value] == row) {
      is_gone[b] = 0;
      matches.is_new[a] = 0;
      matches.rows[row].resized += size - Bytes{before.self_sizes[b]};
    } else {
      ++matches.rows[row].added;
      matches.rows[row].allocated += size;
    }
  }
  for (std::uint32_t b = 0; b < before.size(); ++b) {
    const Bytes size{before.self_sizes[b]};
    if (is_gone[b] == 0 || size == Bytes{}) continue;
    ClassChange& row = matches.rows[row_of_before[before.classes[b].value]];
    ++row.deleted;
    row.freed += size;
  }
  return matches;
}

}  // namespace heapdiff::diff
