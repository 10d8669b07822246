// Indexes: what is computed from one is what is computed from the snapshot, and what is damaged is
// refused or harmless.

#include <gtest/gtest.h>

#include "analysis/explain_paths.hpp"
#include "heapdiff/render.hpp"
#include "index/path_reader.hpp"
#include "leaks/compare.hpp"
#include "properties/seeds.hpp"
#include "query/triage.hpp"
#include "support/indexes.hpp"
#include "support/program.hpp"
#include "support/random_heap.hpp"

namespace heapdiff::test {
namespace {

std::string json_of(const Report& report) {
  RenderOptions rendering;
  rendering.format = Format::json;
  return render(report, rendering);
}

analysis::Analysis analysis_of(const FileModel& file) {
  graph::Heap heap = load_valid(write_file(file));
  heap.file = "test.heapsnapshot";
  return analysis::analyse(std::move(heap));
}

/// Everything that is said of one snapshot, and of every object of it.
std::string everything_of(analysis::Analysis analysed) {
  query::Session session(std::move(analysed));
  std::string text = json_of(query::triage(session, {1, true}));
  for (const NodeIndex node : session.heap().nodes.all()) {
    const ObjectInfo info = session.describe(node);
    text += info.name + ' ' + std::to_string(info.size.value) + ' ' +
            std::to_string(info.retained.value) + ' ' + std::to_string(info.distance);
    for (const ChainStep& step : session.path_of(node, 100)) text += " < " + step.node + step.edge;
    text += '\n';
  }
  return text;
}

std::string json_of_paths(const std::string& file, Result<std::vector<PathReport>> paths) {
  EXPECT_TRUE(paths.has_value()) << (paths ? "" : format_error(paths.error()));
  if (!paths) return "";
  return json_of(PathsReport{{file, std::nullopt, {}, {}}, std::move(*paths)});
}

std::vector<ObjectId> ids_of(const graph::Heap& heap) {
  std::vector<ObjectId> ids;
  for (const NodeIndex node : heap.nodes.all()) ids.push_back(heap.id(node));
  return ids;
}

std::string paths_of(const analysis::Analysis& analysed) {
  return json_of_paths("x", analysis::explain_paths(analysed, ids_of(analysed.heap)));
}

/// All at once, and one by one, which touches less.
std::string paths_in_index(const std::string& path) {
  const Result<analysis::Analysis> whole = read_index(path);
  EXPECT_TRUE(whole.has_value());
  const std::vector<ObjectId> ids = ids_of(whole->heap);
  std::vector<PathReport> alone;
  for (const ObjectId id : ids) {
    auto paths = index::read_paths(*index::IndexFile::open(path), "x", std::span(&id, 1), false);
    EXPECT_TRUE(paths.has_value()) << (paths ? "" : format_error(paths.error()));
    if (paths) alone.push_back(std::move(paths->front()));
  }
  const std::string one_by_one = json_of_paths("x", std::move(alone));
  EXPECT_EQ(one_by_one,
            json_of_paths("x", index::read_paths(*index::IndexFile::open(path), "x", ids, false)));
  return one_by_one;
}

Result<Diff> compare(model::Reduction before, analysis::Analysis after, std::uint64_t seed) {
  DiffOptions options;
  options.force = true;
  options.group_by = static_cast<GroupBy>(seed % 4);
  return leaks::compare(std::move(before), std::move(after), options);
}

TEST(IndexLaws, AnIndexSaysWhatTheSnapshotSays) {
  const TemporaryDirectory directory;
  for_seeds(1000, [&](std::uint64_t seed) {
    Random random(seed);
    Shape shape;
    shape.has_stacks = random.chance(30);
    const FileModel before = random_file(random, shape), after = later(before, random, shape);
    const std::string index_before =
        directory.write("before", index_bytes(load_valid(write_file(before))));
    const std::string index_after =
        directory.write("after", index_bytes(load_valid(write_file(after))));

    Result<analysis::Analysis> read = read_index(index_after);
    ASSERT_TRUE(read.has_value()) << format_error(read.error());
    EXPECT_EQ(everything_of(std::move(*read)), everything_of(analysis_of(after)));

    EXPECT_EQ(paths_in_index(index_after), paths_of(analysis_of(after)));

    Result<index::IndexFile> file = index::IndexFile::open(index_before);
    ASSERT_TRUE(file.has_value()) << format_error(file.error());
    Result<model::Reduction> reduced = std::move(*file).read_reduction("test.heapsnapshot", 1);
    ASSERT_TRUE(reduced.has_value()) << format_error(reduced.error());
    read = read_index(index_after);
    ASSERT_TRUE(read.has_value());
    const Result<Diff> of_indexes = compare(std::move(*reduced), std::move(*read), seed);
    const Result<Diff> of_snapshots =
        compare(std::move(analysis_of(before).reduced), analysis_of(after), seed);
    ASSERT_TRUE(of_indexes.has_value() && of_snapshots.has_value());
    EXPECT_EQ(json_of(*of_indexes), json_of(*of_snapshots));
  });
}

/// Those that only paths need, the four before the texts, are not read with the others.
bool is_in_path_column(const std::vector<IndexSection>& sections, std::size_t at) {
  const IndexSection& first = sections[sections.size() - 6];
  const IndexSection& behind = sections[sections.size() - 2];
  return at >= first.offset && at < behind.offset;
}

TEST(IndexLaws, EveryByteCounts) {
  const TemporaryDirectory directory;
  std::size_t damaged = 0;
  for_seeds(2000, [&](std::uint64_t seed) {
    Random random(seed);
    Random of_file(seed / 16);
    const FileModel of_file_model = random_file(of_file, {});
    std::string bytes = index_bytes(load_valid(write_file(of_file_model)));
    const std::string whole_paths = paths_of(analysis_of(of_file_model));
    const std::size_t at = random.below(bytes.size());
    const std::vector<IndexSection> sections = sections_of(bytes);
    const bool is_content = at < sections.front().offset - 64 ||
                            std::any_of(sections.begin(), sections.end(), [&](const auto& section) {
                              return at >= section.offset && at < section.offset + section.bytes();
                            });
    if (!is_content) return;  // between two columns
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    const std::string path = directory.write("damaged", bytes);
    const Result<analysis::Analysis> read = read_index(path);
    EXPECT_EQ(read.has_value(), is_in_path_column(sections, at)) << "byte " << at;
    const std::vector<ObjectId> ids = ids_of(load_valid(write_file(of_file_model)));
    Result<index::IndexFile> file = index::IndexFile::open(path);
    if (file) {
      const auto paths = index::read_paths(std::move(*file), "x", ids, false);
      if (paths) {
        EXPECT_EQ(json_of_paths("x", paths), whole_paths) << "byte " << at;
      }
    }
    ++damaged;
  });
  EXPECT_GT(damaged, 1000u);
}

/// Whoever can change numbers can change checksums.
TEST(IndexLaws, NumbersThatNoGraphCanHaveAreRefusedAndOthersDoNoHarm) {
  const TemporaryDirectory directory;
  std::size_t refused = 0, harmless = 0;
  for_seeds(6000, [&](std::uint64_t seed) {
    Random random(seed);
    Random of_file(seed / 16);
    std::string bytes = index_bytes(load_valid(write_file(random_file(of_file, {}))));
    const std::vector<IndexSection> sections = sections_of(bytes);
    for (std::size_t i = 1 + random.below(3); i-- > 0;) {
      const IndexSection& section = sections[random.below(sections.size())];
      if (section.count == 0) continue;
      const std::size_t element = random.below(static_cast<std::size_t>(section.count));
      const std::uint64_t value = random.chance(70) ? random.below(40) : random.any();
      std::memcpy(bytes.data() + section.offset + element * section.element_bytes, &value,
                  std::min<std::size_t>(section.element_bytes, sizeof value));
    }
    reseal(bytes);
    Result<analysis::Analysis> read = read_index(directory.write("changed", bytes));
    if (!read) {
      ++refused;
      return;
    }
    ++harmless;
    const std::vector<ObjectId> ids = ids_of(read->heap);
    EXPECT_FALSE(everything_of(std::move(*read)).empty());
    Result<index::IndexFile> file = index::IndexFile::open((directory.path() / "changed").string());
    ASSERT_TRUE(file.has_value());
    static_cast<void>(index::read_paths(std::move(*file), "x", ids, false));
    Result<analysis::Analysis> again = read_index((directory.path() / "changed").string());
    Result<analysis::Analysis> after = read_index((directory.path() / "changed").string());
    ASSERT_TRUE(again.has_value() && after.has_value());
    EXPECT_TRUE(compare(std::move(again->reduced), std::move(*after), seed).has_value());
  });
  EXPECT_GT(refused, 1000u);
  EXPECT_GT(harmless, 500u);
}

TEST(IndexLaws, CutAnywhereItIsRefused) {
  const TemporaryDirectory directory;
  Random random(1);
  const std::string whole = index_bytes(load_valid(write_file(random_file(random, {}))));
  for (std::size_t size = 0; size < whole.size(); size += 1 + size / 50) {
    const std::string path = directory.write("cut", whole.substr(0, size));
    EXPECT_FALSE(read_index(path).has_value()) << size << " of " << whole.size();
  }
}

}  // namespace
}  // namespace heapdiff::test
