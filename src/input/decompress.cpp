#include "input/decompress.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>
#include <vector>

namespace heapdiff::input {
namespace {

constexpr std::size_t compressed_chunk = std::size_t{1} << 17;

/// What both decompressors share: a chunk of compressed bytes, and the count of bytes made of it.
/// What was made before a stream broke is given before the error, so it does not depend on the
/// sizes of reads what a reader comes to see.
class Decompressor : public Source {
 public:
  explicit Decompressor(std::unique_ptr<Source> compressed)
      : Source(compressed->name()), compressed_(std::move(compressed)), chunk_(compressed_chunk) {}

  [[nodiscard]] bool is_decompressed() const override { return true; }
  void stop() override { compressed_->stop(); }

 protected:
  /// False at the end of the compressed bytes.
  Result<bool> refill() {
    const Result<std::size_t> got = compressed_->read(chunk_);
    if (!got) return fail(got.error());
    input_ = std::span(chunk_.data(), *got);
    return *got > 0;
  }

  [[nodiscard]] tl::unexpected<Error> cut_short(const char* format) const {
    return fail({ErrorKind::cut_short, name(),
                 fmt::format("the {} stream ends too early, after {} decompressed bytes", format,
                             produced_),
                 std::nullopt, "the file was cut short; was it copied while it was written?"});
  }

  [[nodiscard]] tl::unexpected<Error> broken(const char* format, const char* reason) const {
    return fail({ErrorKind::malformed, name(),
                 fmt::format("the {} stream is broken after {} decompressed bytes: {}", format,
                             produced_, reason),
                 std::nullopt, "the file was damaged; copy it again from where it was made"});
  }

  std::unique_ptr<Source> compressed_;
  std::vector<char> chunk_;
  std::span<char> input_;
  std::uint64_t produced_ = 0;
};

class GzipSource final : public Decompressor {
 public:
  explicit GzipSource(std::unique_ptr<Source> compressed) : Decompressor(std::move(compressed)) {
    // 15 bits of window, plus 16 for the gzip format alone.
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { inflateEnd(&stream_); }

  Result<std::size_t> read(std::span<char> into) override {
    stream_.next_out = reinterpret_cast<Bytef*>(into.data());
    stream_.avail_out = static_cast<uInt>(into.size());
    while (stream_.avail_out == into.size() && !is_done_) {
      if (break_ != nullptr) return broken("gzip", break_);
      if (Result<void> step = inflate_some(); !step) return fail(step.error());
    }
    const std::size_t made = into.size() - stream_.avail_out;
    produced_ += made;
    return made;
  }

 private:
  Result<void> inflate_some() {
    if (input_.empty() && !is_full_) {
      const Result<bool> more = refill();
      if (!more) return fail(more.error());
      if (!*more) {
        if (!is_between_members_) return cut_short("gzip");
        is_done_ = true;
        return {};
      }
    }
    if (is_between_members_ && is_after_first_ && input_.front() != '\x1f') {
      is_done_ = true;  // padding, or something that is no gzip: what gzip(1) ignores as well
      return {};
    }
    is_between_members_ = false;
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(input_.size());
    const int status = inflate(&stream_, Z_NO_FLUSH);
    input_ = input_.last(stream_.avail_in);
    is_full_ = status == Z_OK && stream_.avail_out == 0;
    if (status == Z_STREAM_END) {
      is_between_members_ = is_after_first_ = true;
      inflateReset(&stream_);
    } else if (status == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (status != Z_OK && status != Z_BUF_ERROR) {
      break_ = stream_.msg != nullptr ? stream_.msg : "unknown error";
    }
    return {};
  }

  z_stream stream_{};
  bool is_full_ = false;         // there may be more to give of what was taken
  const char* break_ = nullptr;  // why the stream ends where it broke
  bool is_between_members_ = true;
  bool is_after_first_ = false;
  bool is_done_ = false;
};

class ZstdSource final : public Decompressor {
 public:
  explicit ZstdSource(std::unique_ptr<Source> compressed)
      : Decompressor(std::move(compressed)), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  Result<std::size_t> read(std::span<char> into) override {
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos == 0) {
      if (input_.empty()) {
        const Result<bool> more = refill();
        if (!more) return fail(more.error());
        // A frame may have output left to flush when its last input byte is taken.
        if (!*more && is_frame_over_) return 0;
        if (!*more && is_stuck_) return cut_short("zstd");
        is_stuck_ = !*more;
      }
      // A call that fails does not show what it produced before. So each gets no more than a block,
      // and none before the last one is given whole.
      ZSTD_inBuffer in{input_.data(), is_full_ ? 0 : std::min(input_.size(), wanted_), 0};
      const std::size_t status = ZSTD_decompressStream(stream_, &out, &in);
      if (ZSTD_isError(status)) return broken("zstd", ZSTD_getErrorName(status));
      is_frame_over_ = status == 0;
      is_full_ = out.pos == out.size;
      wanted_ = status > block_header ? status - block_header : std::max<std::size_t>(status, 1);
      input_ = input_.subspan(in.pos);
    }
    is_stuck_ = false;
    produced_ += out.pos;
    return out.pos;
  }

 private:
  /// What zstd asks for ends after the header of the next block, which may be the one that fails.
  static constexpr std::size_t block_header = 3;

  ZSTD_DStream* stream_;
  bool is_frame_over_ = true;
  bool is_stuck_ = false;
  bool is_full_ = false;    // there may be more to give of what was taken
  std::size_t wanted_ = 1;  // compressed bytes up to the end of a block
};

}  // namespace

std::unique_ptr<Source> gzip_source(std::unique_ptr<Source> compressed) {
  return std::make_unique<GzipSource>(std::move(compressed));
}

std::unique_ptr<Source> zstd_source(std::unique_ptr<Source> compressed) {
  return std::make_unique<ZstdSource>(std::move(compressed));
}

}  // namespace heapdiff::input
