#pragma once

#include <string>
#include <string_view>

#include "graph/load.hpp"

namespace heapdiff::test {

/// What is salvaged of a text, or why nothing is.
[[nodiscard]] inline Result<graph::Heap> salvage(std::string_view text, unsigned threads = 1) {
  const auto source = input::text_source(text, "test.heapsnapshot");
  return graph::load_heap(*source, threads, {parse::Texts::whole(), true});
}

/// The text up to where `what` starts.
[[nodiscard]] inline std::string cut_before(std::string text, std::string_view what) {
  text.resize(std::min(text.find(what), text.size()));
  return text;
}

}  // namespace heapdiff::test
