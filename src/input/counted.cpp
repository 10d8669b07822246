#include "input/counted.hpp"

namespace heapdiff::input {
namespace {

class CountedSource final : public Source {
 public:
  CountedSource(std::unique_ptr<Source> source, std::atomic<std::uint64_t>& bytes)
      : Source(source->name()), source_(std::move(source)), bytes_(bytes) {}

  Result<std::size_t> read(std::span<char> into) override {
    Result<std::size_t> got = source_->read(into);
    offset_ += got.value_or(0);
    // This is the only writer.
    if (offset_ > bytes_.load(std::memory_order_relaxed)) {
      bytes_.store(offset_, std::memory_order_relaxed);
    }
    return got;
  }

  [[nodiscard]] bool can_reread() const override { return source_->can_reread(); }
  [[nodiscard]] bool is_decompressed() const override { return source_->is_decompressed(); }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return source_->size(); }
  void seek(std::uint64_t offset) override {
    source_->seek(offset);
    offset_ = offset;
  }

  void stop() override { source_->stop(); }

 private:
  std::unique_ptr<Source> source_;
  std::atomic<std::uint64_t>& bytes_;
  std::uint64_t offset_ = 0;
};

}  // namespace

std::unique_ptr<Source> counted(std::unique_ptr<Source> source, std::atomic<std::uint64_t>& bytes) {
  return std::make_unique<CountedSource>(std::move(source), bytes);
}

}  // namespace heapdiff::input
