#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "query/biggest.hpp"
#include "query/classes.hpp"
#include "query/new_objects.hpp"
#include "query/objects.hpp"
#include "query/session.hpp"
#include "query/strings.hpp"
#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

using query::Session;
using testing::ElementsAre;

constexpr std::size_t all = 1000;

Session ask(const Heap& heap) { return Session(analysed(heap)); }

NamePattern pattern(std::string_view text,
                    NamePattern::PlainText meaning = NamePattern::PlainText::is_whole_name) {
  return NamePattern::parse(text, meaning).value();
}

ClassReport class_of(Session& session, std::string_view name) {
  return query::show_class(session, pattern(name), all).value();
}

template <class Objects>
std::vector<std::uint64_t> ids_of(const Objects& objects) {
  std::vector<std::uint64_t> ids;
  for (const ObjectInfo& object : objects) ids.push_back(object.id.value);
  return ids;
}

/// "name>id": the edges of references, and what is at their other end.
std::vector<std::string> in_short(const std::vector<Reference>& references) {
  std::vector<std::string> texts;
  for (const Reference& one : references) {
    texts.push_back(fmt::format("{}>{}", one.edge, one.object.id.value));
  }
  return texts;
}

// root ─▶ Cache(16) ─a▶ Entry#1(40) ─▶ Body(100)
//              └────b▶ Entry#2(40)       ╎
//         Watch(8) ╌╌╌╌╌╌╌weak╌╌╌╌╌╌╌╌╌▶╯
Heap cache() {
  return Heap()
      .node("Cache", 16)
      .node("Entry#1", 40)
      .node("Entry#2", 40)
      .node("Body", 100)
      .node("Watch", 8)
      .edge("root", "Cache")
      .edge("root", "Watch")
      .edge("Cache", "Entry#2", "b")
      .edge("Cache", "Entry#1", "a")
      .edge("Entry#1", "Body", "body")
      .weak("Watch", "Body", "seen");
}

TEST(ClassQuery, HasTheSummarysSumsAndTheLargestObjectsFirst) {
  const Heap heap = cache();
  Session session = ask(heap);
  const ClassReport report = class_of(session, "Entry");
  EXPECT_EQ(report.count, 2u);
  EXPECT_EQ(report.size, Bytes{80});
  EXPECT_EQ(report.retained, Bytes{180});
  ASSERT_EQ(report.classes.size(), 1u);
  const ClassSummary in_summary = row_of(summary_of(heap), "Entry");
  EXPECT_EQ(report.classes[0].count, in_summary.count);
  EXPECT_EQ(report.classes[0].retained, in_summary.retained);
  EXPECT_EQ(report.classes[0].distance, in_summary.distance);
  EXPECT_THAT(ids_of(report.largest),
              ElementsAre(heap.id_of("Entry#1").value, heap.id_of("Entry#2").value));
}

TEST(ClassQuery, TellsHowTheObjectsAreHeld) {
  Session session = ask(cache());
  const ClassReport report = class_of(session, "Entry");
  ASSERT_EQ(report.chains.size(), 2u);  // over .a and over .b
  EXPECT_EQ(report.chains[0].steps[0].node, "Cache");
}

// root ─▶ A(10) ─▶ B(20) ─▶ A#2(30)
TEST(ClassQuery, CountsNothingTwiceAcrossThePatternsClasses) {
  Session session = ask(Heap()
                            .node("A", 10)
                            .node("B", 20)
                            .node("A#2", 30)
                            .edge("root", "A")
                            .edge("A", "B")
                            .edge("B", "A#2"));
  const ClassReport report = class_of(session, "/^[AB]$/");
  EXPECT_EQ(report.classes.size(), 2u);
  EXPECT_EQ(report.count, 3u);
  EXPECT_EQ(report.retained, Bytes{60});
}

// root ─▶ A(near)       root ─▶ B ─▶ C ─▶ A(far)      in either order
TEST(ClassQuery, TellsTheDistanceOfTheNearest) {
  for (const auto& [near, far] : {std::pair("A#1", "A#2"), std::pair("A#2", "A#1")}) {
    Heap heap = Heap().node("A#1", 10).node("A#2", 10).node("B", 10).node("C", 10);
    heap.edge("root", near).edge("root", "B").edge("B", "C").edge("C", far);
    Session session = ask(heap);
    EXPECT_EQ(class_of(session, "A").classes.at(0).distance, 1) << near;
  }
}

TEST(ClassQuery, ThatMeansNoClassNamesOnesThatAreCalledAlike) {
  Session session = ask(cache());
  const auto report = query::show_class(session, pattern("entr"), all);
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().message, "no object is of class entr");
  EXPECT_EQ(report.error().hint, "there is Entry");
}

TEST(ObjectQuery, ListsReferencesByRetainedSizeAndTheEnginesLast) {
  const Heap heap = Heap(cache()).array("table", 64).internal("Cache", "table", "table");
  Session session = ask(heap);
  const ObjectReport report = query::show_object(session, heap.id_of("Cache"), all).value();
  EXPECT_EQ(report.object.name, "Cache");
  EXPECT_EQ(report.object.size, Bytes{80});  // with its table's
  EXPECT_EQ(report.object.retained, Bytes{260});
  EXPECT_EQ(report.object.distance, 1);
  EXPECT_EQ(report.dominator, heap.id_of("root"));
  EXPECT_THAT(in_short(report.references), ElementsAre("a>5", "b>7", "table>13"));
  EXPECT_EQ(query::show_object(session, heap.id_of("Cache"), 1)->references_count, 3u);
}

// The wrapper, of the engine's, keeps more than all that the program's own references lead to.
TEST(ObjectQuery, ListsTheEnginesReferencesLastHoweverLarge) {
  const Heap heap = Heap(cache()).native("wrapper", 5000).internal("Cache", "wrapper", "wrapper");
  Session session = ask(heap);
  const ObjectReport report = query::show_object(session, heap.id_of("Cache"), all).value();
  EXPECT_THAT(in_short(report.references), ElementsAre("a>5", "b>7", "wrapper>13"));
}

TEST(ObjectQuery, ShowsTheStartOfAStringsValue) {
  const std::string text(100, 'x');
  const Heap heap = Heap().string("s", 120).named(text).edge("root", "s");
  Session session = ask(heap);
  const auto value = query::show_object(session, heap.id_of("s"), all)->object.value;
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->start, text.substr(0, 48) + "…");
  EXPECT_TRUE(value->is_cut);
  EXPECT_EQ(value->length, 100u);
}

TEST(ObjectQuery, OfAnUnknownIdIsAnError) {
  Session session = ask(cache());
  EXPECT_EQ(query::show_object(session, {999}, all).error().message, "no object has the id @999");
}

TEST(RetainersQuery, ListsWhatHoldsTheObjectFirstAndWeakReferencesLast) {
  const Heap heap = cache();
  Session session = ask(heap);
  const RetainersReport report = query::find_retainers(session, heap.id_of("Body"), all).value();
  EXPECT_THAT(in_short(report.retainers), ElementsAre("body>5", "seen>11"));
  EXPECT_TRUE(report.retainers[0].is_retaining);
  EXPECT_FALSE(report.retainers[1].is_retaining);
  EXPECT_EQ(report.retainers[0].object.distance, 2);
}

TEST(DominatorsQuery, GoesUpToTheRootAndDownToTheLargestChildren) {
  const Heap heap = cache();
  Session session = ask(heap);
  const DominatorsReport body = query::find_dominators_of(session, heap.id_of("Body"), all).value();
  EXPECT_THAT(ids_of(body.dominators), ElementsAre(5, 3, 1));
  const DominatorsReport top = query::find_dominators_of(session, heap.id_of("Cache"), 1).value();
  EXPECT_THAT(ids_of(top.children), ElementsAre(5));
  EXPECT_EQ(top.children_count, 2u);
  EXPECT_EQ(top.other_children_retained, Bytes{40});
}

TEST(FindQuery, MatchesClassesAndNamesButNoValues) {
  const Heap heap = Heap(cache())
                        .closure("makeEntry", 32)
                        .string("Entry of a text", 24)
                        .edge("root", "makeEntry")
                        .edge("root", "Entry of a text");
  Session session = ask(heap);
  const FindReport report =
      query::find_objects(session, pattern("Entry", NamePattern::PlainText::is_part_of_name), 2);
  EXPECT_EQ(report.count, 3u);
  EXPECT_EQ(report.size, Bytes{112});
  EXPECT_THAT(ids_of(report.objects), ElementsAre(5, 7));
}

// before: Cache, Entry@5          after: Cache, Entry@5, Entry@7, Entry@9
TEST(NewQuery, ListsThoseThatWereNotThereBefore) {
  const Heap old = Heap().node("Cache", 16).node("Entry#1", 40).edge("root", "Cache");
  Heap grown = Heap(old).node("Entry#2", 40).node("Entry#3", 60);
  for (const char* entry : {"Entry#1", "Entry#2", "Entry#3"}) grown.edge("Cache", entry, entry);
  Session before = ask(Heap(old).edge("Cache", "Entry#1"));
  Session after = ask(grown);
  const FindReport report = query::find_new(before, after, pattern("Entry"), all);
  EXPECT_TRUE(report.is_new);
  EXPECT_EQ(report.count, 2u);
  EXPECT_EQ(report.size, Bytes{100});
  EXPECT_THAT(ids_of(report.objects), ElementsAre(9, 7));
}

// root ─▶ Cache ─a,b▶ "GET"(24), "GET"(24)     root ─last▶ "GET"(32)    root ─▶ "once"(900)
Heap verbs() {
  return Heap()
      .node("Cache", 16)
      .string("GET#1", 24)
      .string("GET#2", 24)
      .string("GET#3", 32)
      .string("once", 900)
      .edge("root", "Cache")
      .element("Cache", "GET#1", 0)
      .element("Cache", "GET#2", 1)
      .edge("root", "GET#3", "last")
      .edge("root", "once");
}

TEST(DuplicatesQuery, CountsAllCopiesButTheLargestAsWastedAndTellsWhoHoldsThem) {
  const Heap heap = verbs();
  Session session = ask(heap);
  const DuplicatesReport report = query::find_duplicates(session, all);
  EXPECT_EQ(report.text_count, 1u);
  EXPECT_EQ(report.copies, 3u);
  EXPECT_EQ(report.size, Bytes{80});
  EXPECT_EQ(report.wasted, Bytes{48});
  ASSERT_EQ(report.texts.size(), 1u);
  const TextInfo& text = report.texts[0];
  EXPECT_EQ(text.value.start, "GET");
  EXPECT_EQ(text.copies, 3u);
  EXPECT_EQ(text.examples,
            (std::vector{heap.id_of("GET#1"), heap.id_of("GET#2"), heap.id_of("GET#3")}));
  ASSERT_EQ(text.holders.size(), 2u);
  EXPECT_EQ(text.holders[0].count, 2u);
  EXPECT_EQ(text.holders[0].steps[0].node, "Cache");
}

// The same property of one class is one holder, whatever leads there; an array is told by its
// owner.
//
// root ─a▶ Post#1 ─tags▶ Array#1 ─elements▶ (array) ─0▶ "news"
// root ─▶ Blog ─▶ Post#2 ─tags▶ Array#2 ─elements▶ (array) ─3▶ "news"
TEST(DuplicatesQuery, PutsCopiesTogetherThatTheSamePropertyOfOneClassHolds) {
  Heap heap;
  heap.node("Blog", 8).node("Post#1", 16).node("Post#2", 16);
  heap.edge("root", "Post#1", "a").edge("root", "Blog").edge("Blog", "Post#2", "b");
  for (std::uint32_t i = 1; i <= 2; ++i) {
    const auto label = [i](const char* name) { return fmt::format("{}#{}", name, i); };
    heap.node(label("Array"), 16).array(label("elements"), 32).string(label("news"), 24);
    heap.edge(label("Post"), label("Array"), "tags");
    heap.internal(label("Array"), label("elements"), "elements");
    heap.internal(label("elements"), label("news"), fmt::format("{}", 3 * i));
  }
  Session session = ask(heap);
  const DuplicatesReport report = query::find_duplicates(session, all);
  ASSERT_EQ(report.texts.size(), 1u);
  ASSERT_EQ(report.texts[0].holders.size(), 1u);
  const Chain& holder = report.texts[0].holders[0];
  EXPECT_EQ(holder.count, 2u);
  EXPECT_EQ(holder.example, heap.id_of("news#1"));
  ASSERT_EQ(holder.steps.size(), 3u);
  EXPECT_EQ(holder.steps[2].node, "Post");
  EXPECT_EQ(holder.steps[2].edge, "tags");
}

// "GET " + "/users" is the same text as "GET /users"; what was flattened is its first part alone.
TEST(DuplicatesQuery, FlattensJoinedStringsButNotTwice) {
  Heap heap;
  heap.string("GET /users", 32)
      .string("GET ", 16)
      .string("/users", 16)
      .string("empty", 16)
      .named("")
      .node("rope", 20, NodeType::concatenated_string)
      .node("flat", 20, NodeType::concatenated_string)
      .internal("rope", "GET ", "first")
      .internal("rope", "/users", "second")
      .internal("flat", "GET /users", "first")
      .internal("flat", "empty", "second");
  for (const char* label : {"GET /users", "rope", "flat", "empty"}) heap.edge("root", label, label);
  Session session = ask(heap);
  const DuplicatesReport report = query::find_duplicates(session, all);
  ASSERT_EQ(report.texts.size(), 1u);
  EXPECT_EQ(report.texts[0].value.start, "GET /users");
  EXPECT_EQ(report.copies, 2u);
  EXPECT_EQ(report.wasted, Bytes{20});
}

TEST(DuplicatesQuery, EndsOnARopeThatHoldsItself) {
  Heap heap;
  heap.node("rope", 20, NodeType::concatenated_string)
      .internal("rope", "rope", "first")
      .internal("rope", "rope", "second")
      .edge("root", "rope");
  Session session = ask(heap);
  EXPECT_EQ(query::find_duplicates(session, all).text_count, 0u);
}

// V8 writes the first 1,024 characters: the sizes tell that two texts go on differently.
TEST(DuplicatesQuery, TellsTextsThatWereCutApartByTheSizeOfTheString) {
  const std::string start(1024, 'x');
  Heap heap;
  heap.string("a", 5000).named(start).string("b", 6000).named(start).string("c", 5000).named(start);
  for (const char* label : {"a", "b", "c"}) heap.edge("root", label);
  Session session = ask(heap);
  const DuplicatesReport report = query::find_duplicates(session, all);
  EXPECT_EQ(report.copies, 2u);
  EXPECT_EQ(report.wasted, Bytes{5000});
}

TEST(StringsQuery, PutsCopiesOfATextTogetherTheLargestFirst) {
  Session session = ask(verbs());
  const StringsReport report = query::find_strings(session, pattern("/GET|once/"), 1);
  EXPECT_EQ(report.text_count, 2u);
  EXPECT_EQ(report.copies, 4u);
  EXPECT_EQ(report.size, Bytes{980});
  ASSERT_EQ(report.texts.size(), 1u);
  EXPECT_EQ(report.texts[0].value.start, "once");
}

TEST(BiggestQuery, MarksWhatIsInsideAnotherOfTheListAndSkipsBackingStores) {
  const Heap heap = Heap(cache()).array("table", 64).internal("Cache", "table", "table");
  Session session = ask(heap);
  const BiggestReport report = query::find_biggest(session, 3);
  EXPECT_EQ(report.heap, Bytes{268});
  ASSERT_EQ(report.objects.size(), 3u);
  EXPECT_EQ(report.objects[0].object.id, heap.id_of("Cache"));
  EXPECT_FALSE(report.objects[0].inside.has_value());
  EXPECT_EQ(report.objects[1].object.id, heap.id_of("Entry#1"));
  EXPECT_EQ(report.objects[1].inside, heap.id_of("Cache"));
  EXPECT_EQ(report.objects[2].object.id, heap.id_of("Body"));
  EXPECT_EQ(report.objects[2].inside, heap.id_of("Entry#1"));
  EXPECT_EQ(report.objects[2].path.size(), 3u);
}

// Entry#1 and Entry#2 are neighbours, and so are Cache and Watch.
TEST(BiggestQuery, TellsTheNearestThatIsAroundAndNoOther) {
  const Heap heap = cache();
  Session session = ask(heap);
  std::map<std::uint64_t, std::optional<ObjectId>> inside;
  for (const BigObject& big : query::find_biggest(session, all).objects) {
    inside[big.object.id.value] = big.inside;
  }
  const auto of = [&](const char* label) { return inside.at(heap.id_of(label).value); };
  EXPECT_EQ(of("Entry#1"), heap.id_of("Cache"));
  EXPECT_EQ(of("Entry#2"), heap.id_of("Cache"));
  EXPECT_EQ(of("Body"), heap.id_of("Entry#1"));
  EXPECT_FALSE(of("Cache").has_value());
  EXPECT_FALSE(of("Watch").has_value());
}

TEST(BiggestQuery, CanLeaveOutWhatIsInsideAnother) {
  const Heap heap = cache();
  Session session = ask(heap);
  const BiggestReport report = query::find_biggest(session, 3, query::Nested::left_out);
  ASSERT_EQ(report.objects.size(), 2u);
  EXPECT_EQ(report.objects[1].object.id, heap.id_of("Watch"));
}

TEST(SettingAside, LeavesTheObjectInItsPlaceAndItsReferencesHoldNothing) {
  const Heap heap = cache();
  Session session = ask(heap);
  ASSERT_TRUE(session.set_aside(heap.id_of("Cache")).has_value());
  const NodeIndex cache = heap.index_of("Cache");
  EXPECT_EQ(session.retained_size(cache), Bytes{16});
  EXPECT_EQ(session.distance(cache), 1);
  const NodeIndex entry = heap.index_of("Entry#1");
  EXPECT_EQ(session.retained_size(entry), Bytes{140});
  EXPECT_EQ(session.distance(entry), -5);
  EXPECT_TRUE(session.path_of(entry, all).empty());
  EXPECT_EQ(session.dominator(entry), heap.index_of("root"));
  const SnapshotView view = session.view();
  ASSERT_EQ(view.set_aside.size(), 1u);
  EXPECT_EQ(view.set_aside[0].name, "Cache");
}

// root ─▶ A ─▶ x ◀─ B ◀─ root
TEST(SettingAside, OneOfTwoHoldersLeavesAllToTheOther) {
  const Heap heap = Heap()
                        .node("A", 10)
                        .node("B", 10)
                        .node("x", 50)
                        .edge("root", "A")
                        .edge("root", "B")
                        .edge("A", "x")
                        .edge("B", "x");
  Session session = ask(heap);
  EXPECT_EQ(session.retained_size(heap.index_of("B")), Bytes{10});
  ASSERT_TRUE(session.set_aside(heap.id_of("A")).has_value());
  EXPECT_EQ(session.retained_size(heap.index_of("B")), Bytes{60});
  EXPECT_EQ(session.path_of(heap.index_of("x"), all).at(0).id, heap.id_of("B"));
  const RetainersReport report = query::find_retainers(session, heap.id_of("x"), all).value();
  EXPECT_THAT(in_short(report.retainers), ElementsAre("x>5", "x>3"));
  EXPECT_TRUE(report.retainers[1].is_set_aside);
}

// root ─▶ A(10) ─▶ x(50), y(70)      root ─▶ B(20) ─▶ z(3)
TEST(SettingAside, SizesThatWereAskedForBeforeAreMeasuredAnew) {
  const Heap heap = Heap()
                        .node("A", 10)
                        .node("x", 50)
                        .node("y", 70)
                        .node("B", 20)
                        .node("z", 3)
                        .edge("root", "A")
                        .edge("root", "B")
                        .edge("A", "x")
                        .edge("A", "y")
                        .edge("B", "z");
  Session session = ask(heap);
  const auto retained = [&](const char* label) {
    return session.retained_size(heap.index_of(label));
  };
  EXPECT_EQ(retained("A"), Bytes{130});
  EXPECT_EQ(retained("B"), Bytes{23});
  ASSERT_TRUE(session.set_aside(heap.id_of("A")).has_value());
  EXPECT_EQ(retained("A"), Bytes{10});
  EXPECT_EQ(retained("x"), Bytes{50});
  EXPECT_EQ(retained("y"), Bytes{70});
  EXPECT_EQ(retained("B"), Bytes{23});
  EXPECT_EQ(retained("z"), Bytes{3});
}

TEST(SettingAside, IsTakenBackWithoutATrace) {
  const Heap heap = cache();
  Session session = ask(heap);
  const BiggestReport before = query::find_biggest(session, all);
  ASSERT_TRUE(session.set_aside(heap.id_of("Entry#1")).has_value());
  ASSERT_TRUE(session.set_aside(heap.id_of("Watch")).has_value());
  EXPECT_EQ(session.view().set_aside.size(), 2u);
  ASSERT_TRUE(session.take_back(heap.id_of("Watch")).has_value());
  EXPECT_EQ(session.view().set_aside.size(), 1u);
  ASSERT_TRUE(session.take_back(std::nullopt).has_value());
  const BiggestReport after = query::find_biggest(session, all);
  ASSERT_EQ(after.objects.size(), before.objects.size());
  for (std::size_t i = 0; i < before.objects.size(); ++i) {
    EXPECT_EQ(after.objects[i].object.id, before.objects[i].object.id);
    EXPECT_EQ(after.objects[i].object.retained, before.objects[i].object.retained);
    EXPECT_EQ(after.objects[i].object.distance, before.objects[i].object.distance);
    EXPECT_EQ(after.objects[i].path.size(), before.objects[i].path.size());
  }
}

TEST(SettingAside, RefusesTheRootAndWhatIsUnknown) {
  Session session = ask(cache());
  EXPECT_EQ(session.set_aside({1}).error().message,
            "the root cannot be ignored: it retains everything");
  EXPECT_EQ(session.set_aside({998}).error().message, "no object has the id @998");
  EXPECT_EQ(session.take_back(ObjectId{3}).error().message, "@3 is not ignored");
}

}  // namespace
}  // namespace heapdiff::test
