// Indexes: what is computed from one is what is computed from the snapshot, and what is damaged is
// refused or harmless.

#include <gtest/gtest.h>

#include "api/impl.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/session.hpp"
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

TEST(IndexLaws, EveryByteCounts) {
  const TemporaryDirectory directory;
  std::size_t damaged = 0;
  for_seeds(2000, [&](std::uint64_t seed) {
    Random random(seed);
    Random of_file(seed / 16);
    std::string bytes = index_bytes(load_valid(write_file(random_file(of_file, {}))));
    const std::size_t at = random.below(bytes.size());
    const std::vector<IndexSection> sections = sections_of(bytes);
    const bool is_content = at < index_head_bytes + sections.size() * sizeof(IndexSection) ||
                            std::any_of(sections.begin(), sections.end(), [&](const auto& section) {
                              return at >= section.offset && at < section.offset + section.bytes();
                            });
    if (!is_content) return;  // between two columns
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
    const Result<analysis::Analysis> read = read_index(directory.write("damaged", bytes));
    EXPECT_FALSE(read.has_value()) << "byte " << at;
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
    EXPECT_FALSE(everything_of(std::move(*read)).empty());
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
