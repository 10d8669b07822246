#include "source_maps/mappings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>

#include "source_maps/vlq.hpp"

namespace heapdiff::source_maps {
namespace {

constexpr std::uint32_t segments_between_checkpoints = 64;
/// A longer run of empty lines has a checkpoint at both of its ends.
constexpr std::uint32_t lines_between_checkpoints = 64;
/// A line out of order is searched from its start each time.
constexpr std::size_t unsorted_line_bytes_max = std::size_t{1} << 20;

bool ends_segment(char c) { return c == ',' || c == ';'; }

}  // namespace

/// Goes through the segments in order.
class Mappings::Decoder {
 public:
  enum class Problem { none, no_digit, too_wide, wrong_fields, negative };

  explicit Decoder(std::string_view text) : text_(text) {}
  Decoder(std::string_view text, const Checkpoint& from)
      : text_(text),
        at_(from.offset),
        line_(from.line),
        column_(from.column),
        source_(from.source),
        original_line_(from.original_line),
        original_column_(from.original_column),
        name_(from.name),
        fields_(from.fields) {}

  [[nodiscard]] std::uint32_t line() const { return line_; }
  [[nodiscard]] std::size_t offset() const { return at_; }
  /// Has the line had a segment?
  [[nodiscard]] bool has_segment() const { return fields_ != 0; }
  [[nodiscard]] Problem problem() const { return problem_; }
  [[nodiscard]] bool is_at_end() const { return at_ == text_.size(); }

  /// The segment that was read last. REQUIRES: has_segment().
  [[nodiscard]] Segment segment() const {
    Segment segment;
    segment.column = column_;
    if (fields_ < 4) return segment;
    segment.source = source_;
    segment.original_line = original_line_;
    segment.original_column = original_column_;
    if (fields_ == 5) segment.name = name_;
    return segment;
  }

  [[nodiscard]] Checkpoint checkpoint() const {
    return {static_cast<std::uint32_t>(at_),
            line_,
            column_,
            source_,
            original_line_,
            original_column_,
            name_,
            fields_};
  }

  /// Steps over separators, to where the next segment begins.
  void skip_separators() {
    while (at_ < text_.size() && ends_segment(text_[at_])) {
      if (text_[at_++] == ';') start_line();
    }
  }

  /// Steps to the next segment, over ends of lines. False at the end, and at a problem.
  bool next() {
    skip_separators();
    return at_ < text_.size() && read_segment();
  }

 private:
  void start_line() {
    ++line_;
    column_ = 0;
    fields_ = 0;
  }

  bool read_segment() {
    fields_ = 1;
    if (!add(column_)) return false;
    if (is_segment_over()) return true;
    if (!add(source_) || !add(original_line_) || !add(original_column_)) return false;
    fields_ = 4;
    if (is_segment_over()) return true;
    if (!add(name_)) return false;
    fields_ = 5;
    return is_segment_over() || fail_with(Problem::wrong_fields);
  }

  [[nodiscard]] bool is_segment_over() const {
    return at_ == text_.size() || ends_segment(text_[at_]);
  }

  bool add(std::uint32_t& field) {
    if (is_segment_over()) return fail_with(Problem::wrong_fields);
    std::uint64_t value = 0;
    switch (read_vlq(text_, at_, value)) {
      case VlqProblem::none:
        break;
      case VlqProblem::no_digit:
        return fail_with(Problem::no_digit);
      case VlqProblem::too_wide:
        return fail_with(Problem::too_wide);
      case VlqProblem::unfinished:
        return fail_with(Problem::wrong_fields);
    }
    const std::int64_t sum = std::int64_t{field} + signed_vlq(value);
    if (sum < 0) return fail_with(Problem::negative);
    if (sum > std::numeric_limits<std::int32_t>::max()) return fail_with(Problem::too_wide);
    field = static_cast<std::uint32_t>(sum);
    return true;
  }

  bool fail_with(Problem problem) {
    problem_ = problem;
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0, column_ = 0;
  std::uint32_t source_ = 0, original_line_ = 0, original_column_ = 0, name_ = 0;
  std::uint8_t fields_ = 0;
  Problem problem_ = Problem::none;
};

Result<Mappings> Mappings::index(std::string_view text, std::uint32_t sources,
                                 std::uint32_t names) {
  Mappings made;
  made.text_ = text;
  std::uint64_t in_line = 0;
  const auto refuse = [&](std::uint32_t line, std::string what,
                          ErrorKind kind = ErrorKind::malformed) {
    return fail({kind, "",
                 fmt::format("\"mappings\", line {}, segment {}: {}", line + 1, in_line, what),
                 std::nullopt, ""});
  };
  if (text.size() > std::numeric_limits<std::int32_t>::max()) {
    return fail({ErrorKind::limit, "",
                 fmt::format("\"mappings\" has {} bytes; the limit is {}", text.size(),
                             std::numeric_limits<std::int32_t>::max()),
                 std::nullopt, ""});
  }
  Decoder decoder(text);
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::size_t line_start = 0;
  const auto check_length = [&](std::size_t end) -> Result<void> {
    const bool is_unsorted = !made.unsorted_.empty() && made.unsorted_.back() == line;
    if (!is_unsorted || end - line_start <= unsorted_line_bytes_max) return {};
    return refuse(line,
                  fmt::format("the line is out of order, and has {} bytes; the limit for such "
                              "lines is {}",
                              end - line_start, unsorted_line_bytes_max),
                  ErrorKind::limit);
  };
  for (;;) {
    const Checkpoint before = decoder.checkpoint();
    decoder.skip_separators();
    if (decoder.line() - before.line > lines_between_checkpoints) {
      made.checkpoints_.push_back(before);
      made.checkpoints_.push_back(decoder.checkpoint());
    }
    if (!decoder.next()) break;
    const Segment segment = decoder.segment();
    if (decoder.line() != line) {
      if (Result<void> fine = check_length(before.offset); !fine) return fail(fine.error());
      line = decoder.line();
      line_start = before.offset;
      in_line = column = 0;
    }
    ++in_line;
    if (segment.has_source() && segment.source >= sources) {
      return refuse(
          line, fmt::format("points to source {}, and there are {}", segment.source + 1, sources));
    }
    if (segment.has_name() && segment.name >= names) {
      return refuse(line,
                    fmt::format("points to name {}, and there are {}", segment.name + 1, names));
    }
    const bool goes_back = segment.column < column;
    if (goes_back && (made.unsorted_.empty() || made.unsorted_.back() != line)) {
      made.unsorted_.push_back(line);
    }
    column = segment.column;
    if (made.segments_++ % segments_between_checkpoints == 0) {
      made.checkpoints_.push_back(decoder.checkpoint());
    }
  }
  if (decoder.problem() != Decoder::Problem::none) {
    in_line = decoder.line() == line ? in_line + 1 : 1;
    switch (decoder.problem()) {
      case Decoder::Problem::no_digit:
        return refuse(decoder.line(), "has a character that is no base64 digit");
      case Decoder::Problem::too_wide:
        return refuse(decoder.line(), "has a number that does not fit 31 bits");
      case Decoder::Problem::negative:
        return refuse(decoder.line(), "leads to a negative number");
      default:
        return refuse(decoder.line(), "has neither one, four nor five numbers");
    }
  }
  if (Result<void> fine = check_length(text.size()); !fine) return fail(fine.error());
  made.lines_ = made.segments_ == 0 ? 0 : line + 1;
  return made;
}

std::optional<Segment> Mappings::find(std::uint32_t line, std::uint32_t column) const {
  if (line >= lines_) return std::nullopt;
  const bool is_sorted = !std::binary_search(unsorted_.begin(), unsorted_.end(), line);
  // What follows the last checkpoint left of the place includes the segment that is sought, or the
  // segment before is that. A line out of order is read from its start.
  const std::uint32_t from = is_sorted ? column : 0;
  const auto behind =
      std::partition_point(checkpoints_.begin(), checkpoints_.end(), [&](const Checkpoint& at) {
        if (at.fields == 0) return at.line <= line;
        return std::tie(at.line, at.column) < std::tie(line, from);
      });
  Decoder decoder =
      behind == checkpoints_.begin() ? Decoder(text_) : Decoder(text_, *std::prev(behind));
  std::optional<Segment> best;
  const auto consider = [&](const Segment& segment) {
    if (segment.column > column) return;
    const bool is_better = !best || segment.column > best->column ||
                           (segment.column == best->column && segment.column < column);
    if (is_better) best = segment;
  };
  if (decoder.has_segment() && decoder.line() == line) consider(decoder.segment());
  // Before the end of a run of empty lines there is no segment.
  if (behind != checkpoints_.end() && behind->fields == 0) return best;
  while (decoder.next() && decoder.line() <= line) {
    if (decoder.line() < line) continue;
    const Segment segment = decoder.segment();
    if (is_sorted && segment.column > column) break;
    consider(segment);
  }
  return best;
}

}  // namespace heapdiff::source_maps
