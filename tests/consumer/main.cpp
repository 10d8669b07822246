// What a user of the library writes: read two snapshots, compare them, and run an algorithm of the
// Boost Graph Library on a heap.

#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <cstdio>
#include <heapdiff/boost_graph.hpp>
#include <heapdiff/render.hpp>
#include <heapdiff/retention.hpp>
#include <vector>

BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<heapdiff::Snapshot>));
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<heapdiff::Snapshot>));

namespace {

std::size_t count_reachable(const heapdiff::Snapshot& snapshot) {
  std::vector<boost::default_color_type> colors(num_vertices(snapshot));
  const auto color_map = boost::make_iterator_property_map(
      colors.begin(), get(boost::vertex_index, snapshot), colors.front());
  boost::breadth_first_search(snapshot, snapshot.root().value, boost::color_map(color_map));
  std::size_t count = 0;
  for (const auto color : colors) count += color == boost::black_color ? 1 : 0;
  return count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  heapdiff::Result<heapdiff::Snapshot> before = heapdiff::read_snapshot(argv[1]);
  heapdiff::Result<heapdiff::Snapshot> after = heapdiff::read_snapshot(argv[2]);
  if (!before || !after) {
    std::fputs(heapdiff::format_error(before ? after.error() : before.error()).c_str(), stderr);
    return 2;
  }
  std::printf("%zu of %u nodes are reachable\n", count_reachable(*after), after->node_count());
  const heapdiff::Retention old_side = heapdiff::analyze(std::move(*before));
  const heapdiff::Retention new_side = heapdiff::analyze(std::move(*after));
  const heapdiff::NodeIndex root = new_side.snapshot().root();
  const heapdiff::Result<heapdiff::Diff> diff = heapdiff::compare(old_side, new_side);
  if (!diff || !diff->is_balanced) return 2;
  if (new_side.retained_size(root) != diff->after.size) return 2;
  std::fputs(heapdiff::render(*diff, {.top = 3}).c_str(), stdout);
  return 0;
}
