#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/heap_builder.hpp"

namespace heapdiff::test {
namespace {

std::string class_of_one(std::string_view name, NodeType type) {
  return class_of(Heap().node("it", 8, type).named(name), "it");
}

TEST(ClassName, OfAnObjectIsItsConstructor) {
  EXPECT_EQ(class_of_one("Session", NodeType::object), "Session");
  EXPECT_EQ(class_of_one("Node / BindingData", NodeType::native), "Node / BindingData");
  EXPECT_EQ(class_of_one("Object", NodeType::native), "Object");
}

TEST(ClassName, OfOtherTypesIsTheirType) {
  EXPECT_EQ(class_of_one("system / Map", NodeType::hidden), "(system)");
  EXPECT_EQ(class_of_one("(code)", NodeType::code), "(compiled code)");
  EXPECT_EQ(class_of_one("onClick", NodeType::closure), "Function");
  EXPECT_EQ(class_of_one("a+b", NodeType::regexp), "RegExp");
  EXPECT_EQ(class_of_one("text", NodeType::string), "(string)");
  EXPECT_EQ(class_of_one("", NodeType::concatenated_string), "(concatenated string)");
  EXPECT_EQ(class_of_one("", NodeType::sliced_string), "(sliced string)");
  EXPECT_EQ(class_of_one("", NodeType::array), "(array)");
  EXPECT_EQ(class_of_one("1.5", NodeType::number), "(number)");
  EXPECT_EQ(class_of_one("s", NodeType::symbol), "(symbol)");
  EXPECT_EQ(class_of_one("1n", NodeType::bigint), "(bigint)");
  EXPECT_EQ(class_of_one("", NodeType::object_shape), "(object shape)");
  EXPECT_EQ(class_of_one("(GC roots)", NodeType::synthetic), "(synthetic)");
}

// V8 15: a row for each scope tells nothing, and ids mean nothing in another process.
TEST(ClassName, OfAContextIsWithoutItsScopesId) {
  for (const NodeType type : {NodeType::object, NodeType::native}) {
    EXPECT_EQ(class_of_one("system / Context / scope @72153", type), "system / Context");
    EXPECT_EQ(class_of_one("system / Context / scope @", type), "system / Context / scope @");
    EXPECT_EQ(class_of_one("system / Context / scope @7a", type), "system / Context / scope @7a");
    EXPECT_EQ(class_of_one("system / Context / http://a.b/", type),
              "system / Context / http://a.b/");
  }
}

TEST(ClassName, OfAnElementIsItsTag) {
  EXPECT_EQ(class_of_one("<div class=\"x\">", NodeType::native), "<div>");
  EXPECT_EQ(class_of_one("<div>", NodeType::native), "<div>");
  EXPECT_EQ(class_of_one("Detached <p id=1>", NodeType::native), "Detached <p>");
  EXPECT_EQ(class_of_one("Detached div x", NodeType::native), "Detached div x");
}

/// Plain objects, each with the properties that a word of `shapes` lists: "ab ab c".
Heap plain_objects(std::string_view shapes) {
  Heap heap;
  heap.string("value", 8);
  int number = 0;
  while (!shapes.empty()) {
    const std::string label = "o" + std::to_string(++number);
    heap.plain(label);
    const std::size_t length = std::min(shapes.find(' '), shapes.size());
    for (const char property : shapes.substr(0, length)) {
      if (property != '-') heap.edge(label, "value", std::string(1, property));
    }
    shapes.remove_prefix(std::min(length + 1, shapes.size()));
  }
  return heap;
}

std::vector<std::string> interfaces_of(const Heap& heap) {
  std::vector<std::string> names;
  const graph::Heap loaded = heap.load();
  const analysis::Classes classes = analysis::classify(loaded, scripts::ScriptNames(loaded));
  for (const auto& definition : analysis::infer_interfaces(loaded, classes.properties)) {
    names.push_back(definition.name);
  }
  return names;
}

TEST(Interfaces, AShapeOfTwoObjectsHasAName) {
  EXPECT_THAT(interfaces_of(plain_objects("ab ab")), testing::ElementsAre("{a, b}"));
  EXPECT_THAT(interfaces_of(plain_objects("ab c")), testing::IsEmpty());
}

TEST(Interfaces, TheOrderOfPropertiesMatters) {
  EXPECT_THAT(interfaces_of(plain_objects("ab ba")), testing::IsEmpty());
}

TEST(Interfaces, TheMostFrequentComesFirstAndTiesKeepTheOrderOfTheFile) {
  EXPECT_THAT(interfaces_of(plain_objects("c a b a b b c")),
              testing::ElementsAre("{b}", "{c}", "{a}"));
}

// 2 of 2,000 is one in a thousand; 2 of 2,001 is not.
TEST(Interfaces, AShapeMustBeOneInAThousand) {
  Heap heap = plain_objects("a a");
  for (int i = 2; i < 2000; ++i) heap.plain("empty" + std::to_string(i));
  EXPECT_THAT(interfaces_of(heap), testing::ElementsAre("{a}"));
  heap.plain("one more");
  EXPECT_THAT(interfaces_of(heap), testing::IsEmpty());
}

TEST(Interfaces, ProtoIsNoProperty) {
  Heap heap;
  heap.string("value", 8);
  for (const char* label : {"x", "y"}) {
    heap.plain(label).edge(label, "value", "__proto__").edge(label, "value", "a");
  }
  EXPECT_THAT(interfaces_of(heap), testing::ElementsAre("{a}"));
}

TEST(Interfaces, NamesWithSignsAreQuoted) {
  Heap heap;
  heap.string("value", 8);
  for (const char* label : {"x", "y"}) {
    heap.plain(label)
        .edge(label, "value", "a,b")
        .edge(label, "value", "it's \"\\\n\"")
        .edge(label, "value", "back\\slash")
        .edge(label, "value", "{}");
  }
  EXPECT_THAT(interfaces_of(heap),
              testing::ElementsAre(R"({"a,b", "it's \"\\\n\"", back\slash, "{}"})"));
}

// "{" and a property of n letters make 1 + n; a second one of 3 fits while that is at most 117.
TEST(Interfaces, ANameIsCutAt120Characters) {
  for (const std::size_t length : {116u, 117u}) {
    Heap heap;
    heap.string("value", 8);
    const std::string long_name(length, 'p');
    for (const char* label : {"x", "y"}) {
      heap.plain(label).edge(label, "value", long_name).edge(label, "value", "end");
    }
    EXPECT_THAT(interfaces_of(heap),
                testing::ElementsAre("{" + long_name + (length == 116 ? ", end}" : "}")));
  }
}

TEST(Interfaces, TheFirstPropertyAlwaysFits) {
  Heap heap;
  heap.string("value", 8);
  const std::string long_name(500, 'p');
  for (const char* label : {"x", "y"}) heap.plain(label).edge(label, "value", long_name);
  EXPECT_THAT(interfaces_of(heap), testing::ElementsAre("{" + long_name + "}"));
}

// 59 characters of two UTF-16 units each, "{" and "ab" make 121.
TEST(Interfaces, LengthsCountUtf16Units) {
  std::string party;
  for (int i = 0; i < 59; ++i) party += "🎉";
  Heap heap;
  heap.string("value", 8);
  for (const char* label : {"x", "y"}) {
    heap.plain(label).edge(label, "value", party).edge(label, "value", "ab");
  }
  EXPECT_THAT(interfaces_of(heap), testing::ElementsAre("{" + party + "}"));
}

// {a} ×3 and {a, b} ×2: an object {a, b, c} satisfies both.
TEST(ShapeClass, IsTheDefinitionWithMostProperties) {
  const Heap heap = plain_objects("a a a ab ab abc");
  EXPECT_EQ(class_of(heap, "o6"), "{a, b}");
  EXPECT_EQ(class_of(heap, "o1"), "{a}");
}

TEST(ShapeClass, OfTwoDefinitionsOfOneLengthIsTheEarlierOne) {
  EXPECT_EQ(class_of(plain_objects("b b b a a ab"), "o6"), "{b}");
  EXPECT_EQ(class_of(plain_objects("a a b b ab"), "o5"), "{a}");
}

TEST(ShapeClass, DoesNotAskForTheOrderOfProperties) {
  EXPECT_EQ(class_of(plain_objects("ab ab ba"), "o3"), "{a, b}");
}

TEST(ShapeClass, OfAnObjectThatSatisfiesNoneIsObject) {
  const Heap heap = plain_objects("ab ab a -");
  EXPECT_EQ(class_of(heap, "o3"), "Object");
  EXPECT_EQ(class_of(heap, "o4"), "Object");
}

// Order  orders.js:10:5  and  Order  refunds.js:3:1
TEST(ClassPlace, TwoConstructorsOfOneNameAreTwoRows) {
  const Heap heap = Heap()
                        .closure("takeOrder", 0)
                        .at(7, 1, 0)
                        .closure("refund", 0)
                        .at(8, 1, 0)
                        .script("takeOrder", "file:///app/orders.js")
                        .script("refund", "file:///app/refunds.js")
                        .node("Order#1", 16)
                        .at(7, 9, 4)
                        .node("Order#2", 16)
                        .at(8, 2, 0)
                        .node("Order#3", 16)
                        .at(7, 9, 4);
  const Summary summary = summary_of(heap);
  ASSERT_EQ(summary.classes.size(), 2u);
  EXPECT_EQ(summary.classes[0].count, 2u);
  EXPECT_EQ(summary.classes[0].place, (Place{"file:///app/orders.js", 10, 5}));
  EXPECT_EQ(summary.classes[1].place, (Place{"file:///app/refunds.js", 3, 1}));
}

TEST(ClassPlace, FunctionsAreOneRowWhereverTheyStand) {
  const Heap heap = Heap().closure("f", 8).at(1, 2, 3).closure("g", 8).at(1, 5, 5);
  EXPECT_EQ(row_of(summary_of(heap), "Function").count, 2u);
}

TEST(ScriptName, OfNewerV8IsFreedOfItsPrefix) {
  const Heap heap = Heap()
                        .closure("make", 0)
                        .at(7, 1, 0)
                        .script("make", "system / Script / file:///app/a.js")
                        .node("A", 16)
                        .at(7, 9, 4);
  EXPECT_EQ(row_of(summary_of(heap), "A").place->file, "file:///app/a.js");
}

// Its text may have been cut.
TEST(ScriptName, IsNeverTheTextOfAString) {
  const Heap heap = Heap()
                        .closure("make", 32)
                        .at(7, 0, 0)
                        .node("shared", 0, NodeType::code)
                        .string("text", 24)
                        .internal("make", "shared", "shared")
                        .internal("shared", "text", "script");
  EXPECT_EQ(analysed(heap).scripts[7], "");
}

}  // namespace
}  // namespace heapdiff::test
