#include "base/column.hpp"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

#include "base/pages.hpp"

namespace heapdiff::base {
namespace {

// Below this the allocator does well enough, and small inputs stay small.
constexpr std::size_t mapping_threshold = std::size_t{1} << 20;

bool is_mapped(std::size_t bytes) { return bytes >= mapping_threshold; }

void* allocate(std::size_t bytes) {
  if (bytes == 0) return nullptr;
  if (is_mapped(bytes)) return map_zeroed(bytes);
  void* data = std::calloc(1, bytes);
  if (data == nullptr) throw std::bad_alloc();
  return data;
}

}  // namespace

Block::Block(std::size_t bytes) : data_(allocate(bytes)), size_(bytes) {}

Block Block::map_file(int fd, std::uint64_t offset, std::size_t bytes) {
  Block block;
  if (bytes == 0) return block;
  void* data = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd,
                    static_cast<off_t>(offset));
  if (data == MAP_FAILED) return block;
  block.data_ = data;
  block.size_ = bytes;
  block.is_of_file_ = true;
  return block;
}

void Block::release() {
  if (data_ == nullptr) return;
  if (is_of_file_) {
    munmap(data_, size_);  // these pages are the file's: no other block may have them
  } else if (is_mapped(size_)) {
    unmap(data_, size_);
  } else {
    std::free(data_);
  }
}

Block::Block(Block&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      is_of_file_(std::exchange(other.is_of_file_, false)) {}

Block& Block::operator=(Block&& other) noexcept {
  if (this != &other) {
    release();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    is_of_file_ = std::exchange(other.is_of_file_, false);
  }
  return *this;
}

Block::~Block() { release(); }

void Block::resize(std::size_t bytes) {
  if (bytes == size_) return;
  if (data_ == nullptr && is_mapped(bytes)) {
    data_ = map_recycled(bytes);
    size_ = bytes;
    return;
  }
  if (can_remap() && is_mapped(bytes) && is_mapped(size_) && !is_of_file_) {
    data_ = remap(data_, size_, bytes);
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
