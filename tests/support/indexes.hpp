#pragma once

#include <algorithm>
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
  index::PathColumns paths;
  index::Facts facts = index::gather_facts(analysed, std::nullopt, paths);
  if (cut_texts != nullptr) facts.counts.cut_text_bytes = cut_texts->text_bytes();
  std::string bytes;
  const Result<void> written =
      index::write({analysed, cut_texts, paths, facts, {1, 2}}, [&](std::string_view piece) {
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
  std::uint64_t offset = 0, count = 0;
  [[nodiscard]] std::size_t bytes() const {
    return static_cast<std::size_t>(count) * element_bytes;
  }
};
inline constexpr std::size_t index_head_bytes = 80, index_block_bytes = 65536;

[[nodiscard]] inline std::vector<IndexSection> sections_of(const std::string& index) {
  std::uint32_t count = 0;
  std::memcpy(&count, index.data() + 44, sizeof count);
  std::vector<IndexSection> sections(count);
  std::memcpy(sections.data(), index.data() + index_head_bytes, count * sizeof(IndexSection));
  return sections;
}

/// Makes all checksums those of what is there: damage that was meant to be found by other means.
/// They stand behind the table, one for each block; the last one is in the head, of all before the
/// first section.
inline void reseal(std::string& index) {
  const std::vector<IndexSection> sections = sections_of(index);
  std::size_t at = index_head_bytes + sections.size() * sizeof(IndexSection);
  const auto put = [&](std::size_t to, std::uint64_t hash) {
    std::memcpy(index.data() + to, &hash, sizeof hash);
  };
  for (const IndexSection& section : sections) {
    for (std::size_t i = 0; i < section.bytes(); i += index_block_bytes) {
      const std::size_t bytes = std::min(index_block_bytes, section.bytes() - i);
      put(at, XXH3_64bits(index.data() + section.offset + i, bytes));
      at += sizeof(std::uint64_t);
    }
  }
  put(index_head_bytes - sizeof(std::uint64_t), 0);
  put(index_head_bytes - sizeof(std::uint64_t), XXH3_64bits(index.data(), at));
}

}  // namespace heapdiff::test
