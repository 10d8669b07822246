#include "source_maps/script_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace heapdiff::source_maps {
namespace {

/// A text and the place in it that a mark stands for: `function f▮(a)`.
struct Marked {
  explicit Marked(std::string text) {
    constexpr std::string_view mark = "▮";
    std::size_t offset = 0;
    for (;;) {
      const std::size_t found = text.find(mark, offset);
      if (found == std::string::npos) break;
      text.erase(found, mark.size());
      offsets.push_back(static_cast<std::uint32_t>(found));
      offset = found;
    }
    script = std::make_unique<ScriptText>(text);
  }
  /// The place of the n-th mark.
  [[nodiscard]] TextPlace place(std::size_t n = 0) const { return script->place_of(offsets[n]); }

  std::vector<std::uint32_t> offsets;
  std::unique_ptr<ScriptText> script;
};

/// The second mark is where the function that begins at the first has its name.
void expect_named(const std::string& name, const std::string& text) {
  const Marked marked(text);
  ASSERT_EQ(marked.offsets.size(), 2u);
  const bool is_name_first = text.find("▮" + name) < text.rfind("▮");
  EXPECT_EQ(marked.script->name_of_function(marked.place(is_name_first ? 1 : 0), name),
            marked.place(is_name_first ? 0 : 1))
      << text;
}

TEST(ScriptText, FunctionsHaveTheirNamesBeforeTheirParameters) {
  expect_named("t", "var a=1;function ▮t▮(e){return e}");
  expect_named("t", "async function*▮t▮(e){}");
  expect_named("t", "var t=function(){},▮t=function▮(e){return e}");
  expect_named("t", "let ▮t=async function*▮(e){}");
  expect_named("t", "const ▮t=▮(e)=>e");
  expect_named("t", "const ▮t=▮async e=>e");
  expect_named("t", "x={▮t▮(e){},t:1}");
  expect_named("t", "x={▮t:▮e=>e}");
  expect_named("t", "class A{constructor(){} get ▮t▮(){return 1}}");
}

TEST(ScriptText, ClassesHaveTheirNamesBehindTheKeyword) {
  expect_named("t", "new t;▮class ▮t extends e{}");
  expect_named("t", "class ▮t extends e{x=1;static y=[1,{}];t(){}constructor▮(a){super(a)}}");
  expect_named("t", "var ▮t=class{m(){return/}/}constructor▮(){}}");
  expect_named("t", "var ▮t=▮class extends e.t{}");
  EXPECT_EQ(ScriptText("class e{constructor(a){}}").name_of_function({0, 19}, "t"), std::nullopt);
}

/// The mark is where the function that is given, or the script, declares `t`.
void expect_declared(const std::string& text, std::optional<TextPlace> function = {}) {
  const Marked marked(text);
  ASSERT_EQ(marked.offsets.size(), 1u);
  EXPECT_EQ(marked.script->declaration_of("t", function), marked.place()) << text;
}

TEST(ScriptText, VariablesAreDeclaredByKeywordsParametersAndPatterns) {
  expect_declared("var ▮t=1;t=2");
  expect_declared("let a=t,b=f(t,t),▮t;");
  expect_declared("const a=()=>{let t;return t},▮t=2;");
  expect_declared("function ▮t(){}");
  expect_declared("x={t:1};class ▮t{t(){}}");
  expect_declared("const{t:e,a:▮t=t,...r}=t;");
  expect_declared("const[,▮t]=a;");
  expect_declared("for(const ▮t of a)t()");
  expect_declared("try{}catch(▮t){}");
  expect_declared("(function(e,▮t){t.a})()", TextPlace{0, 9});
  expect_declared("(({a:▮t})=>t)()", TextPlace{0, 1});
  expect_declared("▮t=>t+1", TextPlace{0, 0});
  expect_declared("(e=>{if(e){let a}var ▮t=1})", TextPlace{0, 1});
}

TEST(ScriptText, OfSeveralDeclarationsTheOutermostCounts) {
  expect_declared("if(a){let t=1}let ▮t=2;");
  EXPECT_EQ(ScriptText("function f(t){var t}").declaration_of("t", std::nullopt), std::nullopt);
  EXPECT_EQ(ScriptText("f(()=>{let t=1})").declaration_of("t", std::nullopt), std::nullopt);
  EXPECT_EQ(ScriptText("f(t);t=1;x.var;t").declaration_of("t", std::nullopt), std::nullopt);
}

TEST(ScriptText, AVariableIsThatOfTheInnermostFunctionAround) {
  const auto expect_around = [](const std::string& text) {
    const Marked marked(text);
    ASSERT_EQ(marked.offsets.size(), 2u);
    EXPECT_EQ(marked.script->declaration_around("t", marked.place(1)), marked.place(0)) << text;
  };
  expect_around("let t;function f(▮t){return()=>{return ▮()=>t}}");
  expect_around("let ▮t;function f(e){var a=1;return ▮()=>t}function g(t){}");
  expect_around("let t;(()=>{const ▮t=new Map;x={m▮(){t}}})()");
  expect_around("let t;f(▮t=>g(1,▮()=>t))");
  expect_around("let t;f((a,▮t)=>e=>▮i=>t)");
  expect_around("let ▮t;f((a,t)=>1,▮i=>t)");
}

TEST(ScriptText, PrivateNamesAreLookedForInTheirClass) {
  const Marked marked(
      "class A{#t=1}▮class B extends A{x=[{}];▮#t=2;m(){this.#t}}class C{#t;constructor▮(){}}");
  const auto of_b = marked.script->private_names(marked.place(0));
  ASSERT_EQ(of_b.size(), 1u);
  EXPECT_EQ(of_b[0].name, "#t");
  EXPECT_EQ(of_b[0].place, marked.place(1));
  const auto of_c = marked.script->private_names(marked.place(2));
  ASSERT_EQ(of_c.size(), 1u);
  EXPECT_GT(of_c[0].place.column, marked.place(1).column);
}

TEST(ScriptText, PrivateNamesComeInTheOrderOfTheText) {
  const Marked marked("let a;\n▮export class A {\n  #b = 1;\n  ▮m() { this.#c = this.#b; }\n}");
  for (const std::size_t near : {0u, 1u}) {
    const auto names = marked.script->private_names(marked.place(near));
    ASSERT_EQ(names.size(), 2u) << near;
    EXPECT_EQ(names[0].name, "#b");
    EXPECT_EQ(names[1].name, "#c");
  }
  EXPECT_TRUE(marked.script->private_names({0, 0}).empty());
}

TEST(ScriptText, TheOnlyFunctionOfALineNamesIt) {
  const auto name_behind = [](const std::string& text) {
    const Marked marked(text);
    const auto name = marked.script->name_declared_behind(marked.place());
    return name ? std::string(*name) : "";
  };
  EXPECT_EQ(name_behind("▮setTimeout(function expire() {\n  a(() => 1);\n}, 10);"), "expire");
  EXPECT_EQ(name_behind("▮const load = (a) =>\n  1;"), "load");
  EXPECT_EQ(name_behind("▮ const load = (a) => function other() {};"), "");
  EXPECT_EQ(name_behind("▮load(1); if (a) { b }"), "");
}

TEST(ScriptText, WordsAtAPlaceAreIdentifiers) {
  const ScriptText text("class Task{#own=1}");
  EXPECT_EQ(text.identifier_at({0, 6}), "Task");
  EXPECT_EQ(text.identifier_at({0, 11}), "#own");
  EXPECT_EQ(text.identifier_at({0, 0}), std::nullopt) << "a keyword";
  EXPECT_EQ(text.identifier_at({0, 7}), std::nullopt);
  EXPECT_EQ(text.identifier_at({0, 10}), std::nullopt);
}

TEST(ScriptText, TextsAndExpressionsAreNoBrackets) {
  expect_declared("a=b/c;s='}';r=/[/}]{/g;q=`}${`{${{}}`}}`;/*}*///}\nlet ▮t");
  expect_declared("if(a)/}/.test(b);let ▮t");
  expect_declared("f(a)/b;x=a[0]/2;let ▮t;/x/");
  expect_declared("{}/}/;let ▮t");
  expect_declared("return/}/;let ▮t");
}

TEST(ScriptText, ColumnsAreUtf16Units) {
  const Marked marked("// é\nconst a='😀é';/*" + std::string(3000, 'x') + "ü*/let ▮t='😀'");
  EXPECT_EQ(marked.place(), (TextPlace{1, 16 + 3000 + 1 + 2 + 4}));
  EXPECT_EQ(marked.script->offset_of(marked.place()), marked.offsets[0]);
  EXPECT_EQ(marked.script->offset_of({1, 10}), std::nullopt) << "within a character";
  EXPECT_EQ(marked.script->offset_of({2, 0}), std::nullopt);
}

TEST(ScriptText, AColumnIsAtAPlaceOrOfTheWordBeforeIt) {
  const Marked marked("▮a.▮b=▮function ▮*▮(c){}");
  const TextPlace function = marked.place(4);
  EXPECT_TRUE(marked.script->is_at_or_before(function, function.column));
  EXPECT_TRUE(marked.script->is_at_or_before(function, marked.place(2).column));
  EXPECT_FALSE(marked.script->is_at_or_before(function, marked.place(1).column));
  EXPECT_FALSE(marked.script->is_at_or_before(function, marked.place(3).column));
  EXPECT_FALSE(marked.script->is_at_or_before({7, 0}, 5));
}

TEST(ScriptText, OriginalTextsSayWhatIsDeclaredAtAPlace) {
  const auto name_at = [](const std::string& text) {
    const Marked marked(text);
    const auto name = marked.script->name_declared_at(marked.place());
    return name ? std::string(*name) : "";
  };
  EXPECT_EQ(name_at("export ▮class Store<T> extends Base {}"), "Store");
  EXPECT_EQ(name_at("▮export default class Store {}"), "Store");
  EXPECT_EQ(name_at("class Store {\n  constructor▮(a: string) {}\n}"), "Store");
  EXPECT_EQ(name_at("class Store {\n  ▮constructor(a: string) {}\n}"), "Store");
  EXPECT_EQ(name_at("▮async function load(a) {}"), "load");
  EXPECT_EQ(name_at("function load▮(a) {}"), "load");
  EXPECT_EQ(name_at("f(▮function (a) {})"), "");
  EXPECT_EQ(name_at("const load = ▮function (a) {}"), "load");
  EXPECT_EQ(name_at("const load = async function▮ (a) {}"), "");
  EXPECT_EQ(name_at("const load = async function ▮(a) {}"), "load");
  EXPECT_EQ(name_at("const load = ▮(a) => 1"), "load");
  EXPECT_EQ(name_at("const load = async ▮a => 1"), "load");
  EXPECT_EQ(name_at("x = {load: ▮a => 1}"), "load");
  EXPECT_EQ(name_at("a.load = ▮() => 1"), "") << "what is put into an object has no name";
  EXPECT_EQ(name_at("const Store = ▮class extends Base {}"), "Store");
  EXPECT_EQ(name_at("a.▮load(1)"), "");
  EXPECT_EQ(name_at("f(async▮(a) => 1)"), "");
  EXPECT_EQ(name_at("f(▮(a) => 1)"), "");
  EXPECT_EQ(name_at("▮if (a) {}"), "");
}

/// The mark is where the only declaration is; none: there is no such, or several.
void expect_declared(const std::string& variable, const std::string& text) {
  const Marked marked(text);
  const auto expected = marked.offsets.empty() ? std::nullopt : std::optional(marked.place());
  EXPECT_EQ(marked.script->only_declaration_of(variable), expected) << text;
}

TEST(ScriptText, KeywordsDeclareANameAndMentionsDoNot) {
  expect_declared("cache", "const ▮cache = new Map();\ncache.set(1, 2);");
  expect_declared("held", "\n  let  ▮held;");
  expect_declared("Registry", "class ▮Registry {}");
  expect_declared("start", "async function ▮start() {}");
  expect_declared("held", "let a = 1,\n  ▮held = 2;");
  expect_declared("cache", "import ▮cache from 'lru';");
  expect_declared("list", "function f(list) { g(() => { const ▮list = []; }); }");
  expect_declared("cache", "const {▮cache} = make(); // const cache\nf('let cache');");
  expect_declared("held", "function f(a, held = 2) {}");
  expect_declared("cache", "cache.set(1, 2);");
  expect_declared("cache", "const cached = 1;");
  expect_declared("cache", "myconst cache;");
}

TEST(ScriptText, OfTwoDeclarationsNeitherIsTheOnlyOne) {
  expect_declared("list", "function f() { const list = []; }\nfunction g() { const list = []; }");
  expect_declared("list", "const list = [];\nfunction g() { const list = []; }");
}

// What Node keeps of a script ends somewhere.
TEST(ScriptText, DeclarationsInATextThatWasCutAreFound) {
  expect_declared("list", "function f() { if (a) { const ▮list = [");
}

/// Does the function at the mark use `big`: "yes", "no", or "?".
std::string uses_big(const std::string& text) {
  const Marked marked(text);
  const auto used = marked.script->uses(marked.place(), "big");
  return !used ? "?" : *used ? "yes" : "no";
}

TEST(ScriptText, AFunctionUsesWhatItsTextNames) {
  EXPECT_EQ(uses_big("function f▮(a, b = {}) { return big; } rest()"), "yes");
  EXPECT_EQ(uses_big("function f▮(a, b = {}) { return a; } big()"), "no");
  EXPECT_EQ(uses_big("list.push(▮x => x + big.length, 2)"), "yes");
  EXPECT_EQ(uses_big("list.push(▮x => x, big)"), "no");
  EXPECT_EQ(uses_big("on(▮() => ({a: big}));"), "yes");
  EXPECT_EQ(uses_big("on(▮async () => a, big)"), "no");
  EXPECT_EQ(uses_big("class A {\n  run▮() { return 1 }\n big() {}\n}"), "no");
  EXPECT_EQ(uses_big("f(▮() => () => big)"), "yes");
  EXPECT_EQ(uses_big("f(▮() => `${big}`)"), "yes");
}

TEST(ScriptText, MembersCommentsAndTextsAreNoUse) {
  EXPECT_EQ(uses_big("f(▮() => options.big)"), "no");
  EXPECT_EQ(uses_big("f(▮() => options?.big)"), "no");
  EXPECT_EQ(uses_big("f(▮() => { s = 'big}'; /* big} */ // big}\n }, big)"), "no");
  EXPECT_EQ(uses_big("f(▮() => { `big}` }, big)"), "no");
}

// A minifier gives many variables one name.
TEST(ScriptText, AVariableOfThatNameOfTheFunctionsOwnIsAnotherOne) {
  EXPECT_EQ(uses_big("f(▮big => big.length)"), "no");
  EXPECT_EQ(uses_big("f(▮() => { const big = 1; return big; })"), "no");
  EXPECT_EQ(uses_big("f(▮() => list.map(big => big + 1))"), "no");
  EXPECT_EQ(uses_big("f(▮() => list.map(big => big + 1).concat(big))"), "yes");
  EXPECT_EQ(uses_big("f(▮() => { if (a) { let big = 1; } return big; })"), "yes");
}

TEST(ScriptText, OfATextThatWasCutNothingIsKnownOfUses) {
  EXPECT_EQ(uses_big("function f▮(a) { return big"), "?");
  EXPECT_EQ(uses_big("function f▮(a"), "?");
  EXPECT_EQ(uses_big("f(▮() => big"), "?");
  EXPECT_EQ(uses_big("▮class A { constructor() { big() } }"), "?");
}

}  // namespace
}  // namespace heapdiff::source_maps
