// A client of the library that writes what `heapdiff BEFORE AFTER --format json` does: with the
// program's options, the same bytes.
//   library BEFORE AFTER
#include <cstdint>
#include <cstdio>
#include <heapdiff/files.hpp>
#include <heapdiff/render.hpp>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  heapdiff::DiffOptions diffing;
  diffing.chains_for = SIZE_MAX;
  const auto diff = heapdiff::compare_files(argv[1], argv[2], diffing);
  if (!diff) {
    std::fputs(heapdiff::format_error(diff.error()).c_str(), stderr);
    return 2;
  }
  heapdiff::RenderOptions rendering;
  rendering.format = heapdiff::Format::json;
  std::fputs(heapdiff::render(*diff, rendering).c_str(), stdout);
  return 0;
}
