#include "input/read_ahead.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace heapdiff::input {
namespace {

// As much as the parser asks for at once.
constexpr std::size_t piece_bytes = std::size_t{512} << 10;

// One is filled and one is read; the others even out a reader and a filler of changing speed.
constexpr std::size_t piece_count = 4;

/// Some bytes in a row; the last piece also has the reason why there are no more.
struct Piece {
  std::unique_ptr<char[]> bytes;
  std::size_t size = 0;
  bool is_last = false;
  std::optional<Error> error;  // at the end of the last piece; nothing there: the end of the input
  std::exception_ptr exception;  // the same, of what is no value
};

/// The pieces are a ring. Piece n belongs to the filling thread until `filled_` passes n, and then
/// to the reader until `emptied_` does; only these two counts need the lock. Where the system gives
/// no thread, the reader fills each piece when it wants one.
class ReadAheadSource final : public Source {
 public:
  explicit ReadAheadSource(std::unique_ptr<Source> source)
      : Source(source->name()), source_(std::move(source)) {
    start();
  }
  ~ReadAheadSource() override {
    source_->stop();
    finish();
  }

  Result<std::size_t> read(std::span<char> into) override {
    const Piece& piece = wait_for_piece();
    if (given_ < piece.size) {
      const std::size_t count = std::min(into.size(), piece.size - given_);
      std::copy_n(piece.bytes.get() + given_, count, into.data());
      given_ += count;
      if (given_ == piece.size && !piece.is_last) give_back();
      return count;
    }
    if (piece.exception) std::rethrow_exception(piece.exception);
    if (piece.error) return fail(*piece.error);
    return std::size_t{0};
  }

  [[nodiscard]] bool can_reread() const override { return source_->can_reread(); }
  [[nodiscard]] bool is_decompressed() const override { return source_->is_decompressed(); }
  [[nodiscard]] std::optional<std::uint64_t> size() const override { return source_->size(); }

  void seek(std::uint64_t offset) override {
    finish();
    source_->seek(offset);
    start();
  }

  void stop() override { source_->stop(); }

 private:
  void start() {
    filled_ = emptied_ = given_ = 0;
    is_stopped_ = false;
    try {
      thread_ = std::thread([this] { fill_pieces(); });
    } catch (const std::system_error&) {
    }
  }

  void finish() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  // The reader's side. The last piece is never given back: its end can be met any number of times.

  const Piece& wait_for_piece() {
    if (!thread_.joinable()) {
      if (filled_ == emptied_) {
        fill_or_end(pieces_[filled_ % piece_count]);
        ++filled_;
      }
      return pieces_[emptied_ % piece_count];
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return filled_ > emptied_; });
    return pieces_[emptied_ % piece_count];
  }

  void give_back() {
    given_ = 0;
    {
      const std::lock_guard lock(mutex_);
      ++emptied_;
    }
    changed_.notify_all();
  }

  // The filling thread's side, if there is one.

  void fill_pieces() {
    for (bool is_last = false; !is_last;) {
      Piece* const piece = wait_for_room();
      if (piece == nullptr) return;
      fill_or_end(*piece);
      is_last = piece->is_last;
      {
        const std::lock_guard lock(mutex_);
        ++filled_;
      }
      changed_.notify_all();
    }
  }

  /// Null if nothing will be read any more.
  Piece* wait_for_room() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return is_stopped_ || filled_ - emptied_ < piece_count; });
    return is_stopped_ ? nullptr : &pieces_[filled_ % piece_count];
  }

  void fill_or_end(Piece& piece) {
    piece = {std::move(piece.bytes), 0, false, {}, {}};
    try {
      fill(piece);
    } catch (...) {
      piece.is_last = true;
      piece.exception = std::current_exception();
    }
  }

  /// Short reads are gathered, since the parser pays for each piece.
  void fill(Piece& piece) {
    if (!piece.bytes) piece.bytes.reset(new char[piece_bytes]);
    while (piece.size < piece_bytes) {
      const Result<std::size_t> got =
          source_->read({piece.bytes.get() + piece.size, piece_bytes - piece.size});
      if (!got) piece.error = got.error();
      piece.is_last = !got || *got == 0;
      if (piece.is_last) return;
      piece.size += *got;
    }
  }

  std::unique_ptr<Source> source_;
  std::array<Piece, piece_count> pieces_;
  std::size_t given_ = 0;  // bytes of the piece that is being read

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t filled_ = 0;
  std::size_t emptied_ = 0;
  bool is_stopped_ = false;

  std::thread thread_;
};

}  // namespace

std::unique_ptr<Source> read_ahead(std::unique_ptr<Source> source) {
  return std::make_unique<ReadAheadSource>(std::move(source));
}

}  // namespace heapdiff::input
