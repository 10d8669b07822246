#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "base/printable.hpp"
#include "heapdiff/files.hpp"
#include "heapdiff/render.hpp"
#include "heapdiff/session.hpp"
#include "support/program.hpp"

namespace heapdiff::test {
namespace {

// Text that is wider than the terminal is wrapped there, in the middle of words and columns.

const std::string pairs = std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/pairs/";

std::string before_of(const std::string& pair) { return pairs + pair + ".before.heapsnapshot.gz"; }
std::string after_of(const std::string& pair) { return pairs + pair + ".after.heapsnapshot.gz"; }

/// Lines that need more than `width` columns.
std::vector<std::string> too_wide(const std::string& text, std::size_t width) {
  std::vector<std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (base::display_width(line) > width) found.push_back(line);
  }
  return found;
}

template <class AnyReport>
void expect_fits(const AnyReport& report) {
  for (const std::size_t width : {80u, 100u, 120u, 160u}) {
    RenderOptions options;
    options.width = width;
    options.top = 10;
    EXPECT_THAT(too_wide(render(report, options), width), testing::IsEmpty()) << width;
    options.all_rows = true;
    options.units = UnitSystem::iec;
    EXPECT_THAT(too_wide(render(report, options), width), testing::IsEmpty()) << width;
  }
}

class Width : public testing::TestWithParam<std::string> {};

TEST_P(Width, OfADiffFitsTheTerminal) {
  DiffOptions options;
  options.ops = 1000;
  const auto diff = compare_files(before_of(GetParam()), after_of(GetParam()), options);
  ASSERT_TRUE(diff.has_value());
  expect_fits(*diff);
}

TEST_P(Width, OfADumpFitsTheTerminal) {
  const auto triage = triage_file(after_of(GetParam()), {});
  ASSERT_TRUE(triage.has_value());
  expect_fits(*triage);
}

TEST_P(Width, OfATrendFitsTheTerminal) {
  const std::string after = after_of(GetParam());
  const auto trend = follow_files({before_of(GetParam()), after, after, after}, {}, {});
  ASSERT_TRUE(trend.has_value());
  expect_fits(*trend);
}

TEST_P(Width, OfAnswersFitsTheTerminal) {
  auto session = Session::open(after_of(GetParam()), Purpose::anything);
  ASSERT_TRUE(session.has_value());
  const BiggestReport biggest = session->biggest(10);
  expect_fits(biggest);
  const ObjectId id = biggest.objects.at(0).object.id;
  expect_fits(session->summary());
  expect_fits(session->paths(std::vector<ObjectId>{id}).value());
  expect_fits(session->object(id, 10).value());
  expect_fits(session->retainers(id, 10).value());
  expect_fits(session->dominators(id, 10).value());
  const auto pattern = NamePattern::parse("/./", NamePattern::PlainText::is_part_of_name);
  expect_fits(session->classes(*pattern, 10).value());
  expect_fits(session->find(*pattern, 10));
  expect_fits(session->strings(*pattern, 10));
  expect_fits(session->duplicates(10));
}

INSTANTIATE_TEST_SUITE_P(Pairs, Width,
                         testing::Values("unbounded-map", "emitter-listeners", "timer-closures",
                                         "bounded-lru", "dictionary"),
                         [](const auto& of) {
                           std::string name = of.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace heapdiff::test
