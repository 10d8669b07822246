#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapdiff/render.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

using testing::HasSubstr;
using testing::Not;

Diff with_verdict(Verdict verdict) {
  Diff diff = diff_of(Heap(), Heap());
  diff.verdict = verdict;
  return diff;
}

UnnamedGrowth sockets() {
  UnnamedGrowth unnamed;
  unnamed.size = ByteDelta{1'500'000};
  unnamed.count = 4'500;
  unnamed.class_name = "Socket";
  unnamed.class_count = 1'500;
  unnamed.class_size = ByteDelta{300'000};
  unnamed.class_retained = ByteDelta{1'500'000};
  unnamed.accumulation = {"Socket", 1'500, ByteDelta{1'400'000}, "(root)", ObjectId{1}};
  unnamed.in_step = {"Socket"};
  unnamed.speaks_for = {{Reason::Kind::in_step}};
  unnamed.speaks_against = {{Reason::Kind::one_object}};
  unnamed.next = UnnamedGrowth::Next::at_rest;
  return unnamed;
}

std::string text_of(const Diff& diff) {
  RenderOptions options;
  options.width = 120;
  return render(diff, options);
}

TEST(VerdictText, NothingGrewIsSaidOnlyWhereItIsTheVerdict) {
  constexpr const char* promise = "no significant growth";
  EXPECT_THAT(text_of(with_verdict(Verdict::nothing)), HasSubstr(promise));
  Diff unnamed = with_verdict(Verdict::unnamed);
  unnamed.unnamed = sockets();
  EXPECT_THAT(text_of(unnamed), Not(HasSubstr(promise)));
}

TEST(VerdictText, UnnamedGrowthIsToldWithWhatIsKnownOfIt) {
  Diff diff = with_verdict(Verdict::unnamed);
  diff.unnamed = sockets();
  EXPECT_THAT(
      text_of(diff),
      HasSubstr("grew, no holder identified: +1.5 MB in +4,500 objects\n"
                "   mostly  +1,500 Socket, +300.0 kB shallow, +1.5 MB retained\n"
                "   alike   1,500 new Socket below (root) @1, +1.4 MB with what they hold\n"
                "   for     in step with the operations: Socket\n"
                "   against one large object, not many similar ones\n"
                "   next    take the second snapshot again when the program is idle: work in "
                "progress is gone by then\n"));
}

TEST(VerdictJson, HasTheVerdictAndWhatIsKnown) {
  RenderOptions options;
  options.format = Format::json;
  Diff diff = with_verdict(Verdict::nothing);
  EXPECT_THAT(render(diff, options), HasSubstr("\"verdict\": \"nothing-grew\""));
  EXPECT_THAT(render(diff, options), HasSubstr("\"unnamed\": null"));
  diff = with_verdict(Verdict::unnamed);
  diff.unnamed = sockets();
  const std::string json = render(diff, options);
  EXPECT_THAT(json, HasSubstr("\"verdict\": \"grew-unnamed\""));
  EXPECT_THAT(json, HasSubstr("\"container\": \"(root)\""));
  diff.verdict.reset();
  EXPECT_THAT(render(diff, options), HasSubstr("\"verdict\": null"));
}

}  // namespace
}  // namespace heapdiff::test
