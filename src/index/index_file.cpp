#include "index/index_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cerrno>
#include <cstring>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "base/hash_block.hpp"
#include "base/parallel.hpp"

namespace heapdiff::index {
namespace {

// magic, head, table of sections, sections. Large ones stand where every system's pages begin, and
// are mapped; small ones are read.
constexpr std::string_view magic = "heapdiff index\r\n";
constexpr std::uint32_t byte_order_mark = 0x01020304;
constexpr std::size_t mapped_bytes_min = std::size_t{1} << 20;
constexpr std::uint64_t page_bytes_max = 64 << 10;
constexpr std::uint64_t small_alignment = 64;
constexpr std::size_t sections_max = 64;
constexpr std::size_t path_columns = 4, text_columns = 2;

struct Head {
  std::array<char, magic.size()> magic_text{};
  std::array<char, 24> version{};
  std::uint32_t byte_order = byte_order_mark;
  std::uint32_t sections = 0;
  std::uint64_t file_bytes = 0;
  Origin origin;
  std::uint64_t hash = 0;  ///< of all before it, and of the table
};
static_assert(std::is_trivially_copyable_v<Head> && sizeof(Head) == 80);

std::array<char, 24> this_version() {
  std::array<char, 24> version{};
  std::string_view(HEAPDIFF_VERSION " 2").copy(version.data(), version.size() - 1);
  return version;
}

/// Of the head, whose own hash counts as 0, and what stands behind it.
template <class Section>
std::uint64_t hash_of_table(Head head, const std::vector<Section>& sections,
                            const std::vector<std::uint64_t>& hashes) {
  head.hash = 0;
  std::string table(reinterpret_cast<const char*>(&head), sizeof head);
  table.append(reinterpret_cast<const char*>(sections.data()), sections.size() * sizeof(Section));
  table.append(reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof hashes[0]);
  return base::hash_block(table.data(), table.size());
}

std::uint64_t align(std::uint64_t offset, std::uint64_t bytes) {
  const std::uint64_t alignment = bytes >= mapped_bytes_min ? page_bytes_max : small_alignment;
  return (offset + alignment - 1) / alignment * alignment;
}

/// Sees a column block by block: its checksum and its rule, while a block is in the cache.
template <class T, class Rule>
bool check(std::span<const T> all, const std::uint64_t* hashes, std::size_t block_bytes,
           Rule rule) {
  const std::size_t block_elements = block_bytes / sizeof(T);
  for (std::size_t i = 0; i < all.size(); i += block_elements) {
    const std::span<const T> block = all.subspan(i, std::min(block_elements, all.size() - i));
    if (base::hash_block(block.data(), block.size_bytes()) != *hashes++) return false;
    rule.see(block);
  }
  return rule.holds(all);
}

struct Check {
  const char* column;
  std::size_t effort;  ///< in bytes that are only read
  std::function<bool()> is_fine;
};

/// The column that fails, if any does: the first in the order of the file.
const char* find_failure(std::vector<Check> checks, unsigned threads) {
  std::vector<std::size_t> order(checks.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return checks[a].effort > checks[b].effort;
  });
  std::vector<char> results(checks.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < order.size(); i = next++) {
      results[order[i]] = checks[order[i]].is_fine() ? 1 : 0;
    }
  };
  std::vector<base::Task<void>> others;
  for (unsigned i = 1; i < threads; ++i) others.push_back(base::start(threads, work));
  work();
  for (base::Task<void>& other : others) other.get();
  const auto failed = std::find(results.begin(), results.end(), 0);
  return failed != results.end() ? checks[static_cast<std::size_t>(failed - results.begin())].column
                                 : nullptr;
}

analysis::Analysis nothing_yet() {
  return {{}, {}, scripts::ScriptNames(graph::Heap{}), {}, {}, {}, {}, {}};
}

}  // namespace

bool is_index(const std::string& path) {
  std::array<char, magic.size()> start{};
  const int fd = path == "-" ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return false;
  struct stat status {};
  const bool is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  const bool is_long =
      is_file && pread(fd, start.data(), start.size(), 0) == static_cast<ssize_t>(start.size());
  close(fd);
  return is_long && std::string_view(start.data(), start.size()) == magic;
}

Result<void> write(const Contents& contents, const Sink& sink) {
  analysis::Analysis& analysed = contents.analysed;
  const Counts& counts = contents.facts.counts;
  std::vector<IndexFile::Section> sections;
  std::vector<std::uint64_t> hashes;
  std::vector<std::string_view> pieces;
  const auto add = [&](const void* data, std::uint64_t count, std::size_t element_bytes) {
    const std::size_t bytes = static_cast<std::size_t>(count) * element_bytes;
    pieces.emplace_back(static_cast<const char*>(data), bytes);
    sections.push_back({static_cast<std::uint32_t>(element_bytes), 0, 0, count});
    for (std::size_t i = 0; i < bytes; i += IndexFile::block_bytes) {
      hashes.push_back(
          base::hash_block(pieces.back().data() + i, std::min(IndexFile::block_bytes, bytes - i)));
    }
  };
  const std::string facts_bytes = write_facts(contents.facts, analysed);
  add(facts_bytes.data(), facts_bytes.size(), 1);
  const auto add_column = [&]<class Column>(const char* /*name*/, Column& column,
                                            std::uint64_t /*length*/, const auto& /*rule*/) {
    if constexpr (std::is_same_v<Column, base::NarrowColumn>) {
      add(column.bytes().data(), column.bytes().size(), 1);
    } else {
      add(column.data(), column.size(), sizeof(typename Column::value_type));
    }
  };
  for_each_reduction_column(analysed.reduced, analysed.heap, counts, add_column);
  for_each_graph_column(analysed, counts, add_column);
  for_each_path_column(contents.paths, counts, add_column);
  for_each_text_column(analysed.heap.strings, counts.strings, counts.text_bytes, add_column);
  if (contents.cut_texts != nullptr) {
    for_each_text_column(*contents.cut_texts, counts.strings, *counts.cut_text_bytes, add_column);
  }

  Head head;
  magic.copy(head.magic_text.data(), magic.size());
  head.version = this_version();
  head.sections = static_cast<std::uint32_t>(sections.size());
  head.origin = contents.origin;
  std::uint64_t offset =
      sizeof head + sections.size() * sizeof(IndexFile::Section) + hashes.size() * sizeof hashes[0];
  for (std::size_t i = 0; i < sections.size(); ++i) {
    sections[i].offset = align(offset, pieces[i].size());
    offset = sections[i].offset + pieces[i].size();
  }
  head.file_bytes = offset;
  head.hash = hash_of_table(head, sections, hashes);

  std::string start(reinterpret_cast<const char*>(&head), sizeof head);
  start.append(reinterpret_cast<const char*>(sections.data()),
               sections.size() * sizeof(IndexFile::Section));
  start.append(reinterpret_cast<const char*>(hashes.data()), hashes.size() * sizeof hashes[0]);
  if (Result<void> written = sink(start); !written) return written;
  std::uint64_t position = start.size();
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const std::string padding(static_cast<std::size_t>(sections[i].offset - position), '\0');
    if (Result<void> written = sink(padding); !written) return written;
    if (Result<void> written = sink(pieces[i]); !written) return written;
    position = sections[i].offset + pieces[i].size();
  }
  return {};
}

/// Maps columns in the order of the table, and collects what has to be checked of them.
class ColumnReader {
 public:
  explicit ColumnReader(const IndexFile& file) : file_(file) {}

  template <class T, class Rule>
  void operator()(const char* name, base::Column<T>& column, std::uint64_t length, Rule rule) {
    if (failure_) return;
    const std::size_t i = next_++;
    if (i >= file_.sections_.size() || file_.sections_[i].element_bytes != sizeof(T) ||
        file_.sections_[i].count != length) {
      failure_ = file_.damaged(fmt::format("its column of {} has another length", name)).value();
      return;
    }
    Result<base::Block> block = file_.take_section(i);
    if (!block) {
      failure_ = std::move(block.error());
      return;
    }
    column = base::Column<T>(std::move(*block));
    const std::span<const T> all(column.data(), column.size());
    static_assert(IndexFile::block_bytes % sizeof(T) == 0);
    checks_.push_back({name, all.size_bytes() * effort_of<Rule>(),
                       [all, hashes = file_.hashes_of(i), rule = std::move(rule)] {
                         return check(all, hashes, IndexFile::block_bytes, rule);
                       }});
  }

  /// REQUIRES: a column of the width that it was written with.
  template <class Rule>
  void operator()(const char* name, base::NarrowColumn& column, std::uint64_t length, Rule rule) {
    const std::size_t bytes =
        base::NarrowColumn::bytes_for(static_cast<std::size_t>(length), column.width());
    (*this)(name, column.bytes(), bytes, Narrow<Rule>{column, std::move(rule)});
    if (!failure_) column.restore(static_cast<std::size_t>(length));
  }

  void skip(std::size_t columns) { next_ += columns; }

  [[nodiscard]] Result<void> finish(unsigned threads) && {
    if (failure_) return fail(std::move(*failure_));
    const char* failed = find_failure(std::move(checks_), threads);
    if (failed != nullptr) return file_.damaged(fmt::format("its column of {} is damaged", failed));
    return {};
  }

 private:
  const IndexFile& file_;
  std::size_t next_ = 1;  // the facts are no column
  std::vector<Check> checks_;
  std::optional<Error> failure_;
};

IndexFile::IndexFile(std::string path, int fd)
    : path_(std::move(path)), fd_(fd), analysed_(nothing_yet()) {}

IndexFile::IndexFile(IndexFile&& other) noexcept
    : path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      origin_(other.origin_),
      sections_(std::move(other.sections_)),
      hashes_(std::move(other.hashes_)),
      first_hashes_(std::move(other.first_hashes_)),
      facts_(std::move(other.facts_)),
      analysed_(std::move(other.analysed_)) {}

IndexFile::~IndexFile() {
  if (fd_ >= 0) close(fd_);
}

tl::unexpected<Error> IndexFile::damaged(const std::string& what) const {
  return fail({ErrorKind::malformed, path_, what, std::nullopt, "heapdiff index makes it anew"});
}

Result<void> IndexFile::read_bytes(std::uint64_t offset, void* to, std::size_t bytes) const {
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t size =
        pread(fd_, static_cast<char*>(to) + done, bytes - done, static_cast<off_t>(offset + done));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) {
      const std::string why = std::generic_category().message(errno);
      return fail({ErrorKind::io, path_, why, std::nullopt, ""});
    }
    if (size == 0) {
      return fail({ErrorKind::cut_short, path_,
                   fmt::format("the index ends after {} bytes", offset + done), std::nullopt,
                   "heapdiff index makes it anew"});
    }
    done += static_cast<std::size_t>(size);
  }
  return {};
}

Result<IndexFile> IndexFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return fail({ErrorKind::io, path, std::generic_category().message(errno), std::nullopt, ""});
  }
  IndexFile file(path, fd);
  if (Result<void> read = file.read_table(); !read) return fail(std::move(read.error()));
  if (Result<void> read = file.read_facts_section(); !read) return fail(std::move(read.error()));
  return file;
}

Result<void> IndexFile::read_table() {
  Head head;
  if (Result<void> read = read_bytes(0, &head, sizeof head); !read) return read;
  if (std::string_view(head.magic_text.data(), magic.size()) != magic) {
    return fail({ErrorKind::malformed, path_, "is no index of heapdiff's", std::nullopt, ""});
  }
  const bool is_of_this = head.version == this_version() && head.byte_order == byte_order_mark;
  if (!is_of_this) {
    return fail({ErrorKind::mismatch, path_,
                 "the index was made by another version of heapdiff, or on another machine",
                 std::nullopt, "heapdiff index makes it anew"});
  }
  if (head.sections == 0 || head.sections > sections_max) return damaged("its head is damaged");
  sections_.resize(head.sections);
  if (Result<void> read =
          read_bytes(sizeof head, sections_.data(), sections_.size() * sizeof(Section));
      !read) {
    return read;
  }
  struct stat status {};
  if (fstat(fd_, &status) != 0) {
    return fail({ErrorKind::io, path_, std::generic_category().message(errno), std::nullopt, ""});
  }
  const auto file_bytes = static_cast<std::uint64_t>(status.st_size);
  if (file_bytes != head.file_bytes) {
    return fail(
        {ErrorKind::cut_short, path_,
         fmt::format("the index has {} bytes where {} were written", file_bytes, head.file_bytes),
         std::nullopt, "heapdiff index makes it anew"});
  }
  for (const Section& section : sections_) {
    const bool is_inside = section.element_bytes > 0 && section.offset <= file_bytes &&
                           section.count <= (file_bytes - section.offset) / section.element_bytes;
    if (!is_inside) return damaged("its head is damaged");
  }
  std::size_t count = 0;
  for (const Section& section : sections_) {
    first_hashes_.push_back(count);
    count += static_cast<std::size_t>((section.bytes() + block_bytes - 1) / block_bytes);
  }
  hashes_.resize(count);
  if (Result<void> read = read_bytes(sizeof head + sections_.size() * sizeof(Section),
                                     hashes_.data(), count * sizeof hashes_[0]);
      !read) {
    return read;
  }
  if (hash_of_table(head, sections_, hashes_) != head.hash) return damaged("its head is damaged");
  origin_ = head.origin;
  return {};
}

Result<base::Block> IndexFile::take_section(std::size_t i) const {
  const Section& section = sections_[i];
  const auto bytes = static_cast<std::size_t>(section.bytes());
  base::Block block;
  if (bytes >= mapped_bytes_min && section.offset % page_bytes_max == 0) {
    block = base::Block::map_file(fd_, section.offset, bytes);
  }
  if (bytes == 0 || block.data() != nullptr) return block;
  block = base::Block(bytes);
  if (Result<void> read = read_bytes(section.offset, block.data(), bytes); !read) {
    return fail(std::move(read.error()));
  }
  return block;
}

Result<void> IndexFile::read_facts_section() {
  const Section& section = sections_.front();
  std::string bytes(static_cast<std::size_t>(section.count), '\0');
  if (section.element_bytes != 1) return damaged("its facts are damaged");
  if (Result<void> read = read_bytes(section.offset, bytes.data(), bytes.size()); !read) {
    return read;
  }
  const bool is_whole = check(std::span<const char>(bytes), hashes_of(0), block_bytes, Anything{});
  std::optional<Facts> facts = is_whole ? read_facts(bytes, analysed_) : std::nullopt;
  if (!facts) return damaged("its facts are damaged");
  facts_ = std::move(*facts);
  return {};
}

void IndexFile::rename(const std::string& file) {
  analysed_.heap.file = file;
  analysed_.reduced.side.file = file;
  if (analysed_.reduced.unusable_ids) analysed_.reduced.unusable_ids->file = file;
}

Result<model::Reduction> IndexFile::read_reduction(const std::string& file, unsigned threads,
                                                   const Watch& watch) && {
  const Phase phase(watch, "index");
  rename(file);
  ColumnReader reader(*this);
  for_each_reduction_column(analysed_.reduced, analysed_.heap, facts_.counts, reader);
  if (Result<void> read = std::move(reader).finish(threads); !read) return fail(read.error());
  return std::move(analysed_.reduced);
}

Result<analysis::Analysis> IndexFile::read_analysis(const std::string& file, parse::Texts texts,
                                                    unsigned threads, const Watch& watch) && {
  const Phase phase(watch, "index");
  rename(file);
  ColumnReader reader(*this);
  for_each_reduction_column(analysed_.reduced, analysed_.heap, facts_.counts, reader);
  for_each_graph_column(analysed_, facts_.counts, reader);
  const Counts& counts = facts_.counts;
  graph::Heap& heap = analysed_.heap;
  heap.are_values_cut = counts.cut_text_bytes && counts.text_bytes > texts.cut_above;
  reader.skip(heap.are_values_cut ? path_columns + text_columns : path_columns);
  for_each_text_column(heap.strings, counts.strings,
                       heap.are_values_cut ? *counts.cut_text_bytes : counts.text_bytes, reader);
  if (Result<void> read = std::move(reader).finish(threads); !read) return fail(read.error());
  auto preparing = base::start(threads, [&] { graph::prepare_sources(heap); });
  // Rules rely on what a word says of its text.
  heap.vocabulary = graph::Vocabulary(heap.strings);
  preparing.get();
  analysed_.scripts = scripts::ScriptNames(heap);
  return std::move(analysed_);
}

}  // namespace heapdiff::index
