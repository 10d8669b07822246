#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "heapdiff/error.hpp"
#include "heapdiff/watch.hpp"
#include "index/facts.hpp"
#include "parse/texts.hpp"

namespace heapdiff::index {

/// Which snapshot an index is of: the file's size and time of its last change.
struct Origin {
  std::uint64_t bytes = 0;
  std::int64_t modified = 0;  ///< nanoseconds since 1970
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// Does a file begin as an index does?
[[nodiscard]] bool is_index(const std::string& path);

using Sink = std::function<Result<void>(std::string_view)>;

/// What an index is made of.
struct Contents {
  analysis::Analysis& analysed;  ///< with whole texts, and with paths
  base::StringPool* cut_texts;   ///< where a diff would have cut values; else null
  PathColumns& paths;
  const Facts& facts;
  Origin origin;
};

/// Writes an index, to be opened by the same version of heapdiff on a machine that orders bytes
/// alike. Errors: the sink's. O(bytes).
[[nodiscard]] Result<void> write(const Contents& contents, const Sink& sink);

/// An index that is open. Its facts are read and checked; columns are mapped and checked when they
/// are asked for: every checksum, and that every number is one that the graph can have, so that
/// analyses are as safe on it as on a snapshot, whoever wrote it. A file that shrinks while it is
/// in use ends the process (SIGBUS).
class IndexFile {
 public:
  /// Errors: io; cut_short; malformed; mismatch, for one of another version of heapdiff.
  [[nodiscard]] static Result<IndexFile> open(const std::string& path);
  IndexFile(IndexFile&& other) noexcept;
  IndexFile& operator=(IndexFile&& other) = delete;
  ~IndexFile();

  [[nodiscard]] const Origin& origin() const { return origin_; }
  [[nodiscard]] const Facts& facts() const { return facts_; }
  /// Of the snapshot.
  [[nodiscard]] const std::vector<std::string>& notes() const { return analysed_.heap.notes; }

  /// What a diff needs of its before side. `file` is what reports call the snapshot. Once, or
  /// `read_analysis`. Errors: io, malformed. O(nodes).
  [[nodiscard]] Result<model::Reduction> read_reduction(const std::string& file, unsigned threads,
                                                        const Watch& watch = {}) &&;
  /// All of it, with values as a heap that is loaded with `texts` has them. O(nodes + edges).
  [[nodiscard]] Result<analysis::Analysis> read_analysis(const std::string& file,
                                                         parse::Texts texts, unsigned threads,
                                                         const Watch& watch = {}) &&;

 private:
  friend class ColumnReader;
  template <class T>
  friend class LazyColumn;
  friend class PathReader;
  /// One column, or the facts. Bytes of elements are as in memory.
  struct Section {
    std::uint32_t element_bytes = 0, unused = 0;
    std::uint64_t offset = 0, count = 0;

    [[nodiscard]] std::uint64_t bytes() const { return count * element_bytes; }
  };
  /// Each block of a section has a hash (XXH3), so that a few can be believed without the others.
  static constexpr std::size_t block_bytes = std::size_t{64} << 10;
  friend Result<void> write(const Contents& contents, const Sink& sink);

  IndexFile(std::string path, int fd);
  [[nodiscard]] Result<void> read_table();
  [[nodiscard]] Result<void> read_facts_section();
  [[nodiscard]] const std::uint64_t* hashes_of(std::size_t section) const {
    return hashes_.data() + first_hashes_[section];
  }
  /// The bytes of a section, mapped or read; not checked yet.
  [[nodiscard]] Result<base::Block> take_section(std::size_t i) const;
  [[nodiscard]] Result<void> read_bytes(std::uint64_t offset, void* to, std::size_t bytes) const;
  [[nodiscard]] tl::unexpected<Error> damaged(const std::string& what) const;
  void rename(const std::string& file);

  std::string path_;
  int fd_ = -1;
  Origin origin_;
  std::vector<Section> sections_;  // the first is that of the facts
  std::vector<std::uint64_t> hashes_;
  std::vector<std::size_t> first_hashes_;  // by section
  Facts facts_;
  analysis::Analysis analysed_;  // what the facts say of it
};

}  // namespace heapdiff::index
