#include "base/column.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace heapdiff::base {
namespace {

// Below this the allocator does well enough, and small inputs stay small.
constexpr std::size_t mapping_threshold = std::size_t{1} << 20;
constexpr std::size_t huge_page = std::size_t{1} << 21;

// ThreadSanitizer does not see mremap: pages that move would keep the history of what another
// thread did at their new address, and look like races. Under it, blocks are copied.
#if defined(__SANITIZE_THREAD__)
constexpr bool can_move_pages = false;
#else
constexpr bool can_move_pages = true;
#endif

bool is_mapped(std::size_t bytes) { return bytes >= mapping_threshold; }

// Fresh 4 KiB pages cost as much as decoding into them; huge pages remove most of that.
void advise_huge(void* data, std::size_t bytes) {
  if (bytes >= 2 * huge_page) madvise(data, bytes, MADV_HUGEPAGE);
}

void* map(std::size_t bytes) {
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) throw std::bad_alloc();
  advise_huge(data, bytes);
  return data;
}

void* allocate(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  if (is_mapped(bytes)) return map(bytes);
  void* data = std::calloc(1, bytes);
  if (data == nullptr) throw std::bad_alloc();
  return data;
}

void release(void* data, std::size_t bytes) {
  if (data == nullptr) return;
  if (is_mapped(bytes)) {
    munmap(data, bytes);
  } else {
    std::free(data);
  }
}

}  // namespace

Block::Block(std::size_t bytes) : data_(allocate(bytes)), size_(bytes) {}

Block::Block(Block&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Block& Block::operator=(Block&& other) noexcept {
  if (this != &other) {
    release(data_, size_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Block::~Block() { release(data_, size_); }

void Block::resize(std::size_t bytes) {
  if (bytes == size_) return;
  if (can_move_pages && is_mapped(bytes) && is_mapped(size_)) {
    void* moved = mremap(data_, size_, bytes, MREMAP_MAYMOVE);
    if (moved == MAP_FAILED) throw std::bad_alloc();
    if (bytes > size_) advise_huge(moved, bytes);
    data_ = moved;
    size_ = bytes;
    return;
  }
  Block other(bytes);
  if (data_ != nullptr && other.data_ != nullptr) {
    std::memcpy(other.data_, data_, bytes < size_ ? bytes : size_);
  }
  *this = std::move(other);
}

}  // namespace heapdiff::base
