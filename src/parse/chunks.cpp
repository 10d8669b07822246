#include "parse/chunks.hpp"

#include <algorithm>
#include <cstring>

#include "parse/integers.hpp"

namespace heapdiff::parse {
namespace {

// What a record can be at its longest, with single spaces: anything longer is white space or wrong.
constexpr std::size_t record_bytes_max = ByteReader::margin - readable_before;
static_assert(ByteReader::padding >= readable_behind);

/// Runs of white space become one space.
void squeeze(std::string& text) {
  const auto end = std::unique(text.begin(), text.end(),
                               [](char a, char b) { return is_space(a) && is_space(b); });
  text.erase(end, text.end());
}

/// The place after the comma that `skip` more precede, counted from the end.
const char* behind_comma_from_end(const char* begin, const char* end, std::uint64_t skip) {
  for (const char* p = end; p != begin; --p) {
    if (p[-1] != ',') continue;
    if (skip-- == 0) return p;
  }
  return begin;
}

}  // namespace

std::optional<Chunk> ChunkReader::next(std::uint64_t capacity) {
  const std::lock_guard lock(mutex_);
  try {
    if (!waiting_ && !is_over_) waiting_ = read_chunk();
  } catch (...) {  // of memory, in the middle of a chunk: who asks next must not go on from there
    is_over_ = true;
    throw;
  }
  if (!waiting_ || waiting_->first_record + waiting_->records > capacity) return std::nullopt;
  std::optional<Chunk> chunk = std::move(waiting_);
  waiting_.reset();
  return chunk;
}

void ChunkReader::recycle(std::unique_ptr<char[]> memory) {
  const std::lock_guard lock(mutex_);
  spares_.push_back(std::move(memory));
}

void ChunkReader::stop() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  waiting_.reset();
}

std::optional<std::uint64_t> ChunkReader::capacity_wanted() const {
  if (!waiting_) return std::nullopt;
  return waiting_->first_record + waiting_->records;
}

std::unique_ptr<char[]> ChunkReader::spare() {
  if (spares_.empty()) return nullptr;
  std::unique_ptr<char[]> memory = std::move(spares_.back());
  spares_.pop_back();
  return memory;
}

std::optional<Chunk> ChunkReader::read_chunk() {
  for (;;) {
    if (carry_.size() > record_bytes_max) return take_rest(reader_.position());
    // The array's end is looked for before the window is taken: what follows it is not ours.
    reader_.peek();
    const char* start = reader_.position();
    const auto length = static_cast<std::size_t>(reader_.window_end() - start);
    if (length == 0) return take_rest(start);
    if (const void* bracket = std::memchr(start, ']', length)) {
      return take_rest(static_cast<const char*>(bracket) + 1);
    }
    ByteReader::Window window = reader_.take_window(spare());
    if (carry_.empty()) carry_first_byte_ = window.first_byte;
    window.begin -= carry_.size();
    std::copy(carry_.begin(), carry_.end(), window.begin);
    window.begin[-1] = ',';
    const char* begin = window.begin;
    const char* end = window.end;
    const auto commas = std::uint64_t{count_commas(begin, end)};
    const std::uint64_t records = commas / width_;
    const char* cut = records == 0 ? begin : behind_comma_from_end(begin, end, commas % width_);
    Chunk chunk{
        std::move(window.memory), begin, cut, carry_first_byte_, next_record_, records, false};
    next_record_ += records;
    carry_first_byte_ += static_cast<std::uint64_t>(cut - begin);
    carry_.assign(cut, end);
    if (carry_.size() > record_bytes_max) squeeze(carry_);
    if (records > 0) return chunk;
    spares_.push_back(std::move(chunk.memory));
  }
}

Chunk ChunkReader::take_rest(const char* end) {
  is_over_ = true;
  const char* start = reader_.position();
  if (carry_.empty()) carry_first_byte_ = reader_.offset();
  const std::size_t length = carry_.size() + static_cast<std::size_t>(end - start);
  std::unique_ptr<char[]> memory(new char[readable_before + length + readable_behind]);
  char* const text = memory.get() + readable_before;
  text[-1] = ',';
  char* out = std::copy(carry_.begin(), carry_.end(), text);
  out = std::copy(start, end, out);
  *out = '\0';
  reader_.set_position(end);
  const char* begin = text;
  const char* chunk_end = out;
  const auto commas = std::uint64_t{count_commas(begin, chunk_end)};
  return {std::move(memory),   begin, chunk_end, carry_first_byte_, next_record_,
          commas / width_ + 1, true};
}

}  // namespace heapdiff::parse
