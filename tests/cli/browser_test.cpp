#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "support/heap_builder.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

namespace fs = std::filesystem;

std::string small_heap() { return Heap().node("Cache", 16).edge("root", "Cache").json(); }

/// A directory with two snapshots, and a browser that writes down what it is to show.
class Desk {
 public:
  Desk() {
    directory_.write("a", small_heap());
    directory_.write("b", small_heap());
    browser_ =
        directory_.write("browser", "#!/bin/sh\necho \"$1\" > shown.new && mv shown.new shown\n");
    fs::permissions(browser_, fs::perms::owner_all);
  }
  [[nodiscard]] Outcome run(std::vector<std::string> words, const std::string& browser) const {
    return run_heapdiff(
        std::move(words),
        {.directory = directory_.path().string(),
         .environment = {{"BROWSER", browser}, {"DISPLAY", ""}, {"WAYLAND_DISPLAY", ""}}});
  }
  [[nodiscard]] const std::string& browser() const { return browser_; }
  [[nodiscard]] fs::path file(const char* name) const { return directory_.path() / name; }

  /// What the browser was given; it starts beside the program.
  [[nodiscard]] std::string shown() const {
    for (int i = 0; i < 200 && !fs::exists(file("shown")); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return fs::exists(file("shown")) ? read_file(file("shown")) : "";
  }

 private:
  TemporaryDirectory directory_;
  std::string browser_;
};

TEST(Browser, ShowsThePage) {
  const Desk desk;
  const Outcome outcome =
      desk.run({"a", "b", "--report", "html=page.html", "--open"}, desk.browser());
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(desk.shown(), desk.file("page.html").string() + '\n');
  EXPECT_TRUE(fs::exists(desk.file("page.html")));
}

TEST(Browser, ShowsThePageOfOneSnapshotAndOfATrend) {
  for (const std::vector<std::string>& files :
       {std::vector<std::string>{"a"}, {"trend", "a", "b", "b"}}) {
    const Desk desk;
    std::vector<std::string> words = files;
    words.insert(words.end(), {"--format", "html", "-o", "page.html", "--open"});
    const Outcome outcome = desk.run(words, desk.browser());
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(desk.shown(), desk.file("page.html").string() + '\n');
  }
}

TEST(Browser, ThatIsNotThereIsNoError) {
  const Desk desk;
  for (const char* browser : {"", "/no/such/browser"}) {
    const Outcome outcome = desk.run({"a", "b", "--report", "html=page.html", "--open"}, browser);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.err, testing::HasSubstr("page.html is not shown: "));
  }
}

TEST(Browser, NeedsAPageInAFile) {
  const Desk desk;
  for (const std::vector<std::string>& words : {std::vector<std::string>{"a", "b", "--open"},
                                                {"a", "b", "--format", "html", "--open"},
                                                {"a", "--report", "json=x", "--open"},
                                                {"trend", "a", "b", "b", "--open"}}) {
    const Outcome outcome = desk.run(words, desk.browser());
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, testing::HasSubstr("--open shows an html report"));
  }
}

TEST(Browser, IsNotStartedForAReportThatCannotBeWritten) {
  const Desk desk;
  const Outcome outcome =
      desk.run({"a", "b", "--report", "html=no/such/page.html", "--open"}, desk.browser());
  EXPECT_EQ(outcome.status, 2);
  EXPECT_FALSE(fs::exists(desk.file("shown")));
}

// Formats that only a diff has.
TEST(Reports, OfOneSnapshotAndOfATrendAreFewer) {
  const Desk desk;
  EXPECT_EQ(desk.run({"a", "--report", "json=x", "--report", "html=y"}, "").status, 0);
  EXPECT_EQ(
      desk.run({"trend", "a", "b", "b", "--report", "csv=x", "--report", "html=y"}, "").status, 0);
  EXPECT_THAT(desk.run({"a", "--report", "sarif=x"}, "").err,
              testing::HasSubstr("of one snapshot there are text, json and html"));
  EXPECT_THAT(desk.run({"trend", "a", "b", "b", "--report", "junit=x"}, "").err,
              testing::HasSubstr("of a trend there are text, json, csv and html"));
}

}  // namespace
}  // namespace heapdiff::test
