#pragma once

#include <string>
#include <vector>

namespace heapdiff::test {

/// Small snapshots for transcripts, kept as files in tests/golden/inputs so that people can look at
/// them and try commands on them; a test holds the files to what is built here.
struct GoldenInput {
  std::string name;
  std::string text;
};
[[nodiscard]] std::vector<GoldenInput> golden_inputs();

}  // namespace heapdiff::test
