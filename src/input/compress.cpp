#include "input/compress.hpp"

#include <zstd.h>

#include <memory>
#include <new>

namespace heapdiff::input {

std::string compress_zstd(std::string_view text) {
  // Of a summary of 2 MB: level 3 gave 1.1 times as many bytes, level 19 0.93 in 20 times the time.
  constexpr int level = 12;
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                        ZSTD_freeCCtx);
  if (!context) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), bytes.data(), bytes.size(), text.data(), text.size());
  if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // the only way to fail with room enough
  bytes.resize(size);
  return bytes;
}

}  // namespace heapdiff::input
