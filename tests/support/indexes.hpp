#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "index/index_file.hpp"

namespace heapdiff::test {

/// The bytes of a heap's index. `cut_texts` as `index::Contents` has them.
[[nodiscard]] inline std::string index_bytes(graph::Heap heap,
                                             base::StringPool* cut_texts = nullptr) {
  analysis::Analysis analysed = analysis::analyse(std::move(heap));
  analysed.paths = analysis::find_retaining_paths(analysed.heap, analysed.retains);
  index::Facts facts = index::gather_facts(analysed, std::nullopt);
  if (cut_texts != nullptr) facts.counts.cut_text_bytes = cut_texts->text_bytes();
  std::string bytes;
  const Result<void> written =
      index::write({analysed, cut_texts, facts, {1, 2}}, [&](std::string_view piece) {
        bytes += piece;
        return Result<void>();
      });
  return written ? bytes : std::string();
}

/// All of an index that a file has.
[[nodiscard]] inline Result<analysis::Analysis> read_index(
    const std::string& path, parse::Texts texts = parse::Texts::whole()) {
  Result<index::IndexFile> file = index::IndexFile::open(path);
  if (!file) return fail(file.error());
  return std::move(*file).read_analysis("test.heapsnapshot", texts, 1);
}

/// A section of an index, as its table has it.
struct IndexSection {
  std::uint32_t element_bytes = 0, unused = 0;
  std::uint64_t offset = 0, count = 0, hash = 0;
  [[nodiscard]] std::size_t bytes() const {
    return static_cast<std::size_t>(count) * element_bytes;
  }
};
inline constexpr std::size_t index_head_bytes = 80;

[[nodiscard]] inline std::vector<IndexSection> sections_of(const std::string& index) {
  std::uint32_t count = 0;
  std::memcpy(&count, index.data() + 44, sizeof count);
  std::vector<IndexSection> sections(count);
  std::memcpy(sections.data(), index.data() + index_head_bytes, count * sizeof(IndexSection));
  return sections;
}

/// Makes all checksums those of what is there: damage that was meant to be found by other means.
inline void reseal(std::string& index) {
  std::vector<IndexSection> sections = sections_of(index);
  for (IndexSection& section : sections) {
    section.hash = XXH3_64bits(index.data() + section.offset, section.bytes());
  }
  const std::size_t table_bytes = sections.size() * sizeof(IndexSection);
  std::memcpy(index.data() + index_head_bytes, sections.data(), table_bytes);
  std::uint64_t hash = XXH3_64bits(sections.data(), table_bytes);
  std::memcpy(index.data() + index_head_bytes - sizeof hash, &hash, sizeof hash);
  hash = XXH3_64bits(index.data(), index_head_bytes);
  std::memcpy(index.data() + index_head_bytes - sizeof hash, &hash, sizeof hash);
}

}  // namespace heapdiff::test
