// What a user of the library writes: compare two files, load one and ask about it, read two
// snapshots and analyse them node by node, and run an algorithm of the Boost Graph Library on a
// heap.

#include <atomic>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <cstdio>
#include <deque>
#include <heapdiff/boost_graph.hpp>
#include <heapdiff/files.hpp>
#include <heapdiff/render.hpp>
#include <heapdiff/retention.hpp>
#include <heapdiff/session.hpp>
#include <string>
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

/// Counts the phases of the work about each side.
class PhaseCount final : public heapdiff::Monitor, public heapdiff::Observer {
 public:
  heapdiff::Watch watch(const std::string& side, const std::string& file) override {
    return {*this, subjects_.emplace_back(side, file)};
  }
  void planned(const heapdiff::Plan& plan) override { is_planned_ = plan.threads > 0; }
  void phase_begins(const heapdiff::Phase&) override {}
  void phase_ends(const heapdiff::Phase&) override { ++count_; }
  [[nodiscard]] bool has_seen_work() const { return is_planned_ && count_ > 0; }

 private:
  std::deque<heapdiff::Subject> subjects_;
  bool is_planned_ = false;
  std::atomic<int> count_ = 0;
};

/// The suspects of a pair of files, and what one snapshot says of the largest object of the first
/// suspect's class.
bool ask_about(const char* before, const char* after) {
  PhaseCount phases;
  const auto diff = heapdiff::compare_files(before, after, {}, {.threads = 2}, &phases);
  if (!diff || diff->suspects.empty() || !phases.has_seen_work()) return false;
  heapdiff::RenderOptions only_suspects;
  only_suspects.only_suspects = true;
  std::fputs(heapdiff::render(*diff, only_suspects).c_str(), stdout);

  auto session = heapdiff::Session::open(after, heapdiff::Purpose::anything);
  const auto pattern = heapdiff::NamePattern::parse(
      diff->suspects[0].element.class_name, heapdiff::NamePattern::PlainText::is_whole_name);
  if (!session || !pattern) return false;
  const auto classes = session->classes(*pattern, 1);
  if (!classes || classes->largest.empty()) return false;
  const heapdiff::ObjectId largest = classes->largest[0].id;
  const auto path = session->paths({&largest, 1});
  if (!path || path->paths[0].steps.empty()) return false;
  const heapdiff::Bytes heap = session->summary().size;
  if (!session->ignore(path->paths[0].steps[0].id) || session->ignored().size() != 1) return false;
  if (!session->unignore() || session->summary().size != heap) return false;
  const heapdiff::Report report = session->triage();
  if (heapdiff::render(report, {}).empty()) return false;

  auto snapshot = heapdiff::read_snapshot(after);
  if (!snapshot) return false;
  heapdiff::Session of_snapshot(std::move(*snapshot));
  return of_snapshot.summary().size == heap;
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
  return ask_about(argv[1], argv[2]) ? 0 : 2;
}
