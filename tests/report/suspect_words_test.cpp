#include "report/suspect_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "heapdiff/render.hpp"
#include "report/shape_words.hpp"
#include "support/suspects.hpp"

namespace heapdiff::test {
namespace {

using report::name_in_words;
using report::reason_in_words;
using testing::HasSubstr;
using testing::Not;
using Kind = NameStep::Kind;

TEST(NameInWords, IsWhatOneWouldWriteInTheProgram) {
  const NameStep rooms{Kind::variable, "rooms"};
  EXPECT_EQ(name_in_words({}), "");
  EXPECT_EQ(name_in_words({rooms}), "rooms");
  EXPECT_EQ(name_in_words({rooms, {Kind::property, "log"}}), "rooms.log");
  EXPECT_EQ(name_in_words({rooms, {Kind::key, "a b"}}), "rooms[\"a b\"]");
  EXPECT_EQ(name_in_words({rooms, {Kind::any_key}}), "rooms[…]");
  EXPECT_EQ(name_in_words({rooms, {Kind::element}, {Kind::property, "log"}}), "rooms[].log");
  EXPECT_EQ(name_in_words({rooms, {Kind::entry, "a"}}), "rooms.get(\"a\")");
  EXPECT_EQ(name_in_words({rooms, {Kind::entry_of, "tenant"}}), "rooms.get(tenant)");
  EXPECT_EQ(name_in_words({rooms, {Kind::any_entry}}), "rooms.get(…)");
}

TEST(NameInWords, APropertyOfThisStandsByItself) {
  EXPECT_EQ(name_in_words({{Kind::property, "jobs"}, {Kind::element}}), "jobs[]");
}

TEST(NameInWords, AVariableMayBeOneOfSeveral) {
  EXPECT_EQ(name_in_words({{Kind::variable, "port", {"agent"}}, {Kind::property, "sockets"}}),
            "(port or agent).sockets");
}

TEST(NameInWords, TimersAreNamedByTheirDuration) {
  EXPECT_EQ(name_in_words({{Kind::timers, "60000"}}), "timers of 60000 ms");
  EXPECT_EQ(name_in_words({{Kind::timers}}), "timers");
  EXPECT_EQ(name_in_words({{Kind::handle, "TCPSocketWrap"}}), "TCPSocketWrap");
}

TEST(ReasonInWords, HasBothNumbers) {
  EXPECT_EQ(reason_in_words({Reason::Kind::survivors, 192, 200}),
            "192 of 200 earlier ones are still alive");
  EXPECT_EQ(reason_in_words({Reason::Kind::survivors, 5, 90, "Session"}),
            "5 of 90 earlier Session are still alive");
  EXPECT_EQ(reason_in_words({Reason::Kind::surviving_keys, 99, 100}),
            "99 of 100 earlier keys are still present");
  EXPECT_EQ(reason_in_words({Reason::Kind::share, 25, 200}),
            "12 % of what your program keeps alive");
  EXPECT_EQ(reason_in_words({Reason::Kind::share, 300, 200}),
            "100 % of what your program keeps alive");
  EXPECT_EQ(reason_in_words({Reason::Kind::share, 0, 0}), "0 % of what your program keeps alive");
  EXPECT_EQ(reason_in_words({Reason::Kind::elsewhere, 300, 200, "Item"}),
            "Item: 200 there, 300 here");
}

TEST(ReasonInWords, OfUnnamedGrowthListsFiveClassesInStep) {
  UnnamedGrowth unnamed;
  const Reason in_step{Reason::Kind::in_step};
  unnamed.in_step = {"A", "B", "C", "D", "E"};
  EXPECT_EQ(reason_in_words(in_step, unnamed), "in step with the operations: A, B, C, D, E");
  unnamed.in_step.emplace_back("F");
  EXPECT_EQ(reason_in_words(in_step, unnamed),
            "in step with the operations: A, B, C, D, E and 1 more");
}

TEST(Advice, IsThereForEachShapeAndLeavesNoBlank) {
  for (std::size_t i = 0; i <= static_cast<std::size_t>(LeakShape::unknown); ++i) {
    Suspect suspect;
    suspect.shape = static_cast<LeakShape>(i);
    suspect.holder = variable("cache");
    suspect.element.class_name = "Session";
    suspect.is_keyed_by_objects = true;
    const std::vector<std::string> sentences = report::advice_for(suspect);
    ASSERT_EQ(sentences.size(), 2u) << name_of(suspect.shape);
    for (const std::string& sentence : sentences) {
      EXPECT_THAT(sentence, Not(HasSubstr("{"))) << name_of(suspect.shape);
    }
  }
}

TEST(Advice, NamesWeakCollectionsOnlyWhereTheKeysAreObjects) {
  for (const LeakShape shape : {LeakShape::unbounded_map, LeakShape::unbounded_set}) {
    Suspect suspect;
    suspect.shape = shape;
    suspect.holder = variable("cache");
    EXPECT_EQ(report::advice_for(suspect).size(), 1u);
    suspect.is_keyed_by_objects = true;
    EXPECT_THAT(report::advice_for(suspect).at(1), HasSubstr("Weak"));
  }
}

TEST(Advice, OfACollectionOfAPackageSaysWhose) {
  Suspect suspect;
  suspect.holder = variable("agent.sockets");
  suspect.holder.made_by = "undici";
  for (const LeakShape shape : {LeakShape::unbounded_map, LeakShape::unbounded_set,
                                LeakShape::unbounded_array, LeakShape::object_dictionary}) {
    suspect.shape = shape;
    EXPECT_THAT(report::advice_for(suspect), ElementsAre(HasSubstr("belongs to undici")));
  }
  suspect.shape = LeakShape::closure_capture;
  EXPECT_THAT(report::advice_for(suspect)[0], Not(HasSubstr("undici")));
}

TEST(Advice, UsesTheSuspectsOwnNames) {
  Suspect suspect;
  suspect.shape = LeakShape::event_listeners;
  suspect.holder = variable("bus", HolderKind::event_emitter);
  suspect.holder.event = "data";
  suspect.element.kind = Element::Kind::function;
  suspect.element.class_name = "onData";
  suspect.element.location = Place{"/app/a.js", 7, 3};
  EXPECT_THAT(report::advice_for(suspect)[0],
              HasSubstr("onData at /app/a.js:7 is added to bus for 'data'"));
  suspect.holder.name.clear();
  suspect.holder.event.clear();
  suspect.element.class_name.clear();
  EXPECT_THAT(report::advice_for(suspect)[0],
              HasSubstr("an anonymous function at /app/a.js:7 is added to the EventEmitter for an "
                        "event"));
}

TEST(Advice, IsAChoiceOfTheReport) {
  Diff diff;
  diff.has_suspects = true;
  diff.suspects.resize(1);
  diff.suspects[0].shape = LeakShape::unbounded_map;
  diff.suspects[0].confidence = Suspicion::strong;
  diff.suspects[0].holder = variable("cache");
  for (const Format format : {Format::text, Format::json}) {
    RenderOptions options;
    options.format = format;
    EXPECT_THAT(render(diff, options), HasSubstr("never removed"));
    options.advice = false;
    EXPECT_THAT(render(diff, options), Not(HasSubstr("never removed")));
  }
}

}  // namespace
}  // namespace heapdiff::test
