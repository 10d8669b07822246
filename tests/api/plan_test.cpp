#include "api/plan.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "heapdiff/session.hpp"
#include "support/program.hpp"

namespace heapdiff::api {
namespace {

const std::string snapshot =
    std::string(HEAPDIFF_SOURCE_DIR) + "/testdata/pairs/dictionary.after.heapsnapshot.gz";

/// Keeps the plan of a run.
class Follower final : public Monitor {
 public:
  explicit Follower(bool wants_forecast) : wants_forecast_(wants_forecast) {}
  void planned(const Plan& plan) override { plan_ = plan; }
  [[nodiscard]] bool wants_forecast() const override { return wants_forecast_; }
  [[nodiscard]] const Plan& plan() const { return plan_.value(); }

 private:
  bool wants_forecast_;
  std::optional<Plan> plan_;
};

Plan plan_of(bool wants_forecast, std::uint64_t memory_max) {
  Follower follower(wants_forecast);
  ReadOptions options;
  options.memory_max = memory_max;
  EXPECT_TRUE(Session::open(snapshot, Purpose::lookup, options, &follower).has_value());
  return follower.plan();
}

constexpr std::uint64_t any = 0;  // no limit, whatever the control group's is

TEST(PlanOfMemory, IsForecastForThoseWhoAskOrAreLimited) {
  EXPECT_TRUE(plan_of(true, any).needed);
  EXPECT_TRUE(plan_of(false, 1'000'000'000).needed);
  EXPECT_FALSE(plan_of(false, any).needed);
}

TEST(PlanOfMemory, IsForecastForAMonitorThatDoesNotSay) {
  EXPECT_TRUE(Monitor().wants_forecast());
  EXPECT_FALSE(monitor_or_nobody(nullptr).wants_forecast());
}

}  // namespace
}  // namespace heapdiff::api
