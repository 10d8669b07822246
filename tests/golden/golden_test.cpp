#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "golden/inputs.hpp"
#include "golden/transcript.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

namespace fs = std::filesystem;

// Each file in golden/cases is a transcript: commands, and what they print. Here they are typed
// again, with `heapdiff` in PATH, in a directory of their own that holds golden/inputs and
// testdata/pairs. HEAPDIFF_UPDATE_GOLDEN=1 in the environment writes the results down anew.

const fs::path golden = fs::path(HEAPDIFF_SOURCE_DIR) / "tests/golden";
const fs::path pairs = fs::path(HEAPDIFF_SOURCE_DIR) / "testdata/pairs";

bool is_update() { return std::getenv("HEAPDIFF_UPDATE_GOLDEN") != nullptr; }

/// A directory as a transcript finds it.
class Desk {
 public:
  Desk() {
    fs::create_directory(directory_.path() / "bin");
    fs::create_symlink(HEAPDIFF_BINARY, directory_.path() / "bin/heapdiff");
    fs::create_directory(work());
    for (const fs::path& from : {golden / "inputs", pairs}) {
      for (const fs::directory_entry& file : fs::directory_iterator(from)) {
        fs::create_symlink(fs::canonical(file.path()), work() / file.path().filename());
      }
    }
  }

  [[nodiscard]] std::string run(const std::string& command) const {
    const std::string path = (directory_.path() / "bin").string() + ":/usr/bin:/bin";
    const Outcome outcome =
        run_program({"/bin/sh", "-c", command},
                    {.directory = work().string(),
                     .environment = {{"PATH", path}, {"LC_ALL", "C.UTF-8"}, {"NO_COLOR", ""}}});
    return show_result(outcome.out, outcome.err, outcome.status);
  }

 private:
  [[nodiscard]] fs::path work() const { return directory_.path() / "work"; }
  TemporaryDirectory directory_;
};

class GoldenCase : public testing::Test {
 public:
  explicit GoldenCase(fs::path file) : file_(std::move(file)) {}

  void TestBody() override {
    Transcript transcript = read_transcript(read_file(file_));
    ASSERT_FALSE(transcript.steps.empty()) << file_ << " holds no command";
    const Desk desk;
    for (Transcript::Step& step : transcript.steps) {
      const std::string result = desk.run(step.command);
      if (!is_update()) {
        EXPECT_EQ(result, step.result) << "$ " << step.command;
      }
      step.result = result;
    }
    if (is_update()) write_file(file_, write_transcript(transcript));
  }

 private:
  fs::path file_;
};

/// "diff-text.txt" → "DiffText".
std::string test_name(const fs::path& file) {
  std::string name;
  bool is_start = true;
  for (const char c : file.stem().string()) {
    if (c != '-') name += is_start ? static_cast<char>(std::toupper(c)) : c;
    is_start = c == '-';
  }
  return name;
}

TEST(GoldenInputs, AreWhatTheBuilderWrites) {
  for (const GoldenInput& input : golden_inputs()) {
    const fs::path path = golden / "inputs" / input.name;
    if (is_update()) write_file(path, input.text);
    EXPECT_TRUE(read_file(path) == input.text)
        << input.name << " differs; HEAPDIFF_UPDATE_GOLDEN=1 writes it anew";
  }
}

const bool are_registered = [] {
  std::vector<fs::path> files;
  for (const fs::directory_entry& file : fs::directory_iterator(golden / "cases")) {
    if (file.path().extension() == ".txt") files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    testing::RegisterTest("Golden", test_name(file).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [file]() -> testing::Test* { return new GoldenCase(file); });
  }
  return !files.empty();
}();

TEST(GoldenCases, AreThere) { EXPECT_TRUE(are_registered); }

}  // namespace
}  // namespace heapdiff::test
