#include "base/column.hpp"

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

void release(void* data, std::size_t bytes) {
  if (data == nullptr) return;
  if (is_mapped(bytes)) {
    unmap(data, bytes);
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
  if (data_ == nullptr && is_mapped(bytes)) {
    data_ = map_recycled(bytes);
    size_ = bytes;
    return;
  }
  if (can_remap() && is_mapped(bytes) && is_mapped(size_)) {
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
