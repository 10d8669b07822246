// Cutting the texts of string values changes nothing that a report shows.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/explain_paths.hpp"
#include "analysis/summarise.hpp"
#include "graph/load.hpp"
#include "heapdiff/render.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

/// Makes some texts, names and values alike, longer than what is kept of a value.
void lengthen_texts(FileModel& file, Random& random) {
  for (std::string& text : file.strings) {
    if (!random.chance(40)) continue;
    for (std::size_t pieces = random.below(60); pieces > 0; --pieces) {
      text += random.pick({" ", "x", "/", "é", "中", "\xF0\x9F\x98\x80", "0"});
    }
  }
}

/// Their functions' names are names, too.
Shape with_stacks() {
  Shape shape;
  shape.has_stacks = true;
  return shape;
}

struct Way {
  std::size_t chunk_max;
  std::uint64_t seed;
  unsigned threads;
};

graph::Heap load(const std::string& text, const Way& way, parse::Texts texts) {
  ChoppedSource source(text, way.chunk_max, way.seed);
  Result<graph::Heap> heap = graph::load_heap(source, way.threads, texts);
  EXPECT_TRUE(heap.has_value()) << (heap ? "" : format_error(heap.error()));
  return heap ? std::move(*heap) : graph::Heap();
}

Way any_way(Random& random) {
  return {random.pick<std::size_t>({3, 50, 1000}), random.any(), random.pick({1u, 3u})};
}

template <class Value>
std::string rendered(const Value& value) {
  RenderOptions as_json;
  as_json.format = Format::json;
  return render(value, {}) + render(value, as_json);
}

std::string summary_and_paths(graph::Heap heap) {
  const analysis::Analysis analysed = analysis::analyse(std::move(heap));
  std::string report = rendered(analysis::summarise(analysed));
  for (const std::uint32_t id : analysed.reduced.ids) {
    const ObjectId wanted{id};
    const auto paths = analysis::explain_paths(analysed, std::span(&wanted, 1));
    report +=
        paths ? render(PathsReport{{"file", {}, {}, {}}, *paths}, {}) : format_error(paths.error());
  }
  return report;
}

TEST(TextLaws, SummariesAndPathsAreTheSame) {
  for_seeds(600, [](std::uint64_t seed) {
    Random random(seed);
    FileModel file = random_file(random, with_stacks());
    lengthen_texts(file, random);
    const std::string text = write_file(file, random_layout(random));
    const Way way = any_way(random);
    EXPECT_EQ(summary_and_paths(load(text, way, parse::Texts::cut(random.below(500)))),
              summary_and_paths(load(text, way, parse::Texts::whole())));
  });
}

std::string diff_and_fingerprints(graph::Heap before, graph::Heap after) {
  DiffOptions options;
  options.force = true;
  const model::Reduction reduced = analysis::reduce(std::move(before));
  const analysis::Analysis analysed = analysis::analyse(std::move(after));
  const Result<Diff> diff = leaks::compare(reduced, analysed, options);
  EXPECT_TRUE(diff.has_value());
  std::string report = diff ? rendered(*diff) : "";
  for (const model::Reduction* side : {&reduced, &analysed.reduced}) {
    for (const auto& mark : side->fingerprint.marks) {
      report += std::to_string(mark.id) + " " + std::to_string(mark.hash) +
                (mark.is_text ? " text\n" : "\n");
    }
  }
  return report;
}

TEST(TextLaws, DiffsAndFingerprintsAreTheSameWhicheverSideIsCut) {
  for_seeds(600, [](std::uint64_t seed) {
    Random random(seed);
    FileModel before = random_file(random, with_stacks());
    lengthen_texts(before, random);
    FileModel after = later(before, random, {});
    lengthen_texts(after, random);
    const std::string texts[2] = {write_file(before), write_file(after)};
    const Way way = any_way(random);
    const auto report = [&](parse::Texts of_before, parse::Texts of_after) {
      return diff_and_fingerprints(load(texts[0], way, of_before), load(texts[1], way, of_after));
    };
    const std::string expected = report(parse::Texts::whole(), parse::Texts::whole());
    EXPECT_EQ(report(parse::Texts::cut(0), parse::Texts::cut(0)), expected);
    EXPECT_EQ(report(parse::Texts::cut(0), parse::Texts::whole()), expected);
  });
}

TEST(TextLaws, NamesAreWholeAndValuesAreCutWhereverChunksEndAndSectionsStand) {
  for_seeds(1000, [](std::uint64_t seed) {
    Random random(seed);
    FileModel file = random_file(random, with_stacks());
    lengthen_texts(file, random);
    std::vector<bool> is_name(file.strings.size()), is_value(file.strings.size());
    std::size_t elements = file.nodes.size(), bytes = 0;
    for (const FileModel::Node& node : file.nodes) {
      (is_string_like(node.type) ? is_value : is_name)[node.name] = true;
      elements += node.edges.size();
      for (const FileModel::Edge& edge : node.edges) {
        if (!has_numeric_name(edge.type)) is_name[edge.name] = true;
      }
    }
    for (const FileModel::Function& function : file.functions) {
      is_name[function.name] = is_name[function.script_name] = true;
      elements += 2;
    }
    for (const std::string& text : file.strings) bytes += text.size();

    const std::size_t bound = random.below(2 * bytes);
    const graph::Heap heap =
        load(write_file(file, random_layout(random)), any_way(random), parse::Texts::cut(bound));
    ASSERT_EQ(heap.strings.size(), file.strings.size());
    for (std::size_t i = 0; i < file.strings.size(); ++i) {
      const std::string& whole = file.strings[i];
      if (bytes <= bound || is_name[i]) {
        EXPECT_EQ(heap.strings[i], whole);
      } else if (is_value[i] && i <= elements) {
        EXPECT_EQ(heap.strings[i], parse::start_of_value(whole));
      } else {  // nobody's
        EXPECT_TRUE(whole.starts_with(heap.strings[i]));
      }
    }
  });
}

}  // namespace
}  // namespace heapdiff::test
