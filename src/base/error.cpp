#include "heapdiff/error.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/printable.hpp"

namespace heapdiff {

std::string way_out_in_words(const WayOut& way_out) {
  switch (way_out.kind) {
    case WayOut::Kind::salvage:
      return "salvaging reads what is there";
    case WayOut::Kind::look_at_salvaged:
      return "a summary of the salvaged file tells what is there";
    case WayOut::Kind::borrow_names:
      return "names can be taken from a whole snapshot of the same process";
    case WayOut::Kind::force:
      return "the comparison can be forced";
    case WayOut::Kind::more_memory:
      return fmt::format("a limit of {} bytes lets it try; no limit takes what there is",
                         way_out.bytes);
    case WayOut::Kind::count_operations:
      return "it must be said how many operations the program did";
  }
  return "";
}

std::string format_error(const Error& error, const std::function<std::string(const WayOut&)>& say) {
  std::string text = "heapdiff: ";
  auto out = std::back_inserter(text);
  if (!error.path.empty()) fmt::format_to(out, "{}: ", base::printable(error.path));
  text += error.message;
  if (error.byte) fmt::format_to(out, " (byte {})", *error.byte);
  text += '\n';
  std::string hint = error.hint;
  for (const WayOut& way_out : error.ways_out) {
    if (!hint.empty()) hint += hint.back() == '?' ? " " : "; ";
    hint += say(way_out);
  }
  if (!hint.empty()) fmt::format_to(out, "  hint: {}\n", hint);
  return text;
}

}  // namespace heapdiff
