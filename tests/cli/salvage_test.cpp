#include <gtest/gtest.h>

#include "support/heap_builder.hpp"
#include "support/program.hpp"
#include "support/salvaged.hpp"

namespace heapdiff::test {
namespace {

// root ─▶ Cache(16) ─▶ Entry(40) …
Heap cache(int entries) {
  Heap heap = Heap().node("Cache", 16).edge("root", "Cache");
  for (int i = 0; i < entries; ++i) {
    const std::string entry = "Entry#" + std::to_string(i);
    heap.node(entry, 40).element("Cache", entry, static_cast<std::uint32_t>(i));
  }
  return heap;
}

/// A whole snapshot, and what is left of a later one.
class Salvaged : public testing::Test {
 protected:
  Outcome run(std::vector<std::string> arguments) {
    return run_heapdiff(std::move(arguments), {.directory = directory_.path().string()});
  }

  TemporaryDirectory directory_;
  std::string before_ = directory_.write("before", cache(2).json());
  std::string after_ = directory_.write("after", cache(5).json());
  std::string names_cut_ =
      directory_.write("names-cut", cut_before(cache(5).json(), "\"strings\""));
  std::string edges_cut_ = directory_.write("edges-cut", cut_before(cache(5).json(), ",1,3,30"));
  std::string nodes_cut_ = directory_.write("nodes-cut", cut_before(cache(5).json(), ",40,0,0"));
};

TEST_F(Salvaged, IsRefusedUnlessAskedFor) {
  const Outcome outcome = run({"before", "names-cut"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(outcome.err.ends_with("--salvage reads what is there\n")) << outcome.err;
}

TEST_F(Salvaged, WholeFilesGiveTheSameReports) {
  for (const char* format : {"text", "json"}) {
    EXPECT_EQ(run({"before", "after", "--format", format}).out,
              run({"before", "after", "--format", format, "--salvage"}).out);
    EXPECT_EQ(run({"summary", "after", "--format", format}).out,
              run({"summary", "after", "--format", format, "--salvage"}).out);
    EXPECT_EQ(run({"path", "after", "@5", "--format", format}).out,
              run({"path", "after", "@5", "--format", format, "--salvage"}).out);
  }
  EXPECT_EQ(run({"nodes", "after"}).out, run({"nodes", "after", "--salvage"}).out);
}

TEST_F(Salvaged, DiffIsThatOfTheWholeFileWhereAllNamesAreFound) {
  const Outcome outcome = run({"before", "names-cut", "--salvage", "-q"});
  const Outcome whole = run({"before", "after", "-q"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("Entry            5       +3    3        0"), std::string::npos)
      << outcome.out << whole.out;
}

TEST_F(Salvaged, DiffWithoutEdgesTellsNoRetainedSizes) {
  const Outcome outcome = run({"before", "edges-cut", "--salvage", "--format", "json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\"retained_delta\": null"), std::string::npos);
  EXPECT_EQ(outcome.out.find("\"retained\": 0"), std::string::npos);
  EXPECT_NE(outcome.out.find("\"suspects\": []"), std::string::npos);
}

TEST_F(Salvaged, DiffWithoutPlacesPutsClassesOfOneNameIntoOneRow) {
  const auto orders = [](int count) {
    Heap heap;
    for (int i = 0; i < count; ++i) {
      const std::string label = "Order#" + std::to_string(i);
      heap.node(label, 40).at(7, 1, 2).element("root", label, static_cast<std::uint32_t>(i));
    }
    return heap.json();
  };
  directory_.write("one", orders(1));
  directory_.write("behind-places", cut_before(orders(2), ",\n\"strings\""));
  const std::string whole = orders(2);
  const std::size_t places = whole.find("\"locations\":[");
  directory_.write("in-places", std::string_view(whole).substr(0, places + 20));
  const Outcome with_places = run({"one", "behind-places", "--salvage"});
  EXPECT_NE(with_places.out.find("(no script name):2:3"), std::string::npos) << with_places.out;
  const Outcome outcome = run({"one", "in-places", "--salvage", "--format", "json"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("\"new\": 1,"), std::string::npos) << outcome.out;
  EXPECT_EQ(outcome.out.find("\"deleted\": 1,"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("\"places\"\n"), std::string::npos) << "told as partial";
}

TEST_F(Salvaged, DiffOfEdgesThatAreMissingNeedsPaths) {
  const std::string text = read_file(directory_.path() / "edges-cut");
  const Outcome outcome = run_heapdiff({before_, "-", "--salvage"}, {.input = text});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("standard input cannot be read again"), std::string::npos)
      << outcome.err;
}

TEST_F(Salvaged, DiffIsRefusedWhereNodesAreMissing) {
  for (const std::vector<std::string>& files :
       {std::vector<std::string>{"before", "nodes-cut"}, {"nodes-cut", "after"}}) {
    const Outcome outcome = run({files[0], files[1], "--salvage"});
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_NE(outcome.err.find("nodes-cut: only 2 of its nodes could be read"), std::string::npos)
        << outcome.err;
  }
}

TEST_F(Salvaged, DiffIsRefusedWhereNobodyLendsNames) {
  const Outcome outcome = run({"names-cut", "edges-cut", "--salvage"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("no other snapshot lends any"), std::string::npos) << outcome.err;
  EXPECT_EQ(run({"names-cut", "edges-cut", "--salvage", "--names-from", "after"}).status, 0);
}

TEST_F(Salvaged, LimitsAreKeptWhereTheirNumbersAreExact) {
  EXPECT_EQ(run({"before", "edges-cut", "--salvage", "--fail-on", "size > 100"}).status, 1);
  EXPECT_EQ(run({"before", "edges-cut", "--salvage", "--fail-on", "size > 1kB"}).status, 0);
  for (const char* rule : {"count > 1", "retained > 1", "count:Entry > 1"}) {
    const Outcome outcome = run({"before", "edges-cut", "--salvage", "--fail-on", rule});
    EXPECT_EQ(outcome.status, 2) << rule;
    EXPECT_EQ(outcome.out, "") << rule;
  }
  EXPECT_EQ(run({"before", "names-cut", "--salvage", "--fail-on", "count:Entry > 2"}).status, 1)
      << "all names are known";
}

TEST_F(Salvaged, NodesHaveNoRetainedSizeWithoutAllEdges) {
  const Outcome csv = run({"nodes", "edges-cut", "--salvage", "--format", "csv", "-q"});
  EXPECT_NE(csv.out.find(",16,,,,0\r\n"), std::string::npos) << csv.out;
  const Outcome ndjson = run({"nodes", "edges-cut", "--salvage"});
  EXPECT_NE(ndjson.out.find("\"self\":16,\"retained\":null,\"distance\":null,\"dominator\":null"),
            std::string::npos);
  EXPECT_NE(ndjson.err.find("salvaged all 7 nodes, 3 of 6 edges"), std::string::npos) << ndjson.err;
}

TEST_F(Salvaged, NamesFromIsForDamagedFiles) {
  const Outcome outcome = run({"summary", "after", "--names-from", "before"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("--names-from requires --salvage"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace heapdiff::test
