#include <fmt/format.h>

#include <pugixml.hpp>

#include "base/printable.hpp"
#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/gate_words.hpp"
#include "report/suspects.hpp"

namespace heapdiff::report {
namespace {

/// Attributes are safe to print, and so are valid XML; pugixml escapes what means something there.
void set_attribute(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

/// A suite of cases, and how many of them there are.
class JunitSuite {
 public:
  JunitSuite(pugi::xml_node suites, const char* name)
      : node_(suites.append_child("testsuite")), class_name_(fmt::format("heapdiff.{}", name)) {
    set_attribute(node_, "name", class_name_);
    for (const char* count : {"tests", "failures", "errors", "skipped"}) {
      node_.append_attribute(count).set_value(0);
    }
  }

  pugi::xml_node add_case(const std::string& name) {
    pugi::xml_node one = node_.append_child("testcase");
    set_attribute(one, "classname", class_name_);
    set_attribute(one, "name", name);
    ++tests_;
    return one;
  }
  /// The text of a failure holds all of it: some readers ignore its message.
  void fail(pugi::xml_node one, const std::string& type, const std::string& message,
            const std::string& text) {
    pugi::xml_node failure = one.append_child("failure");
    set_attribute(failure, "type", type);
    set_attribute(failure, "message", message);
    failure.append_child(pugi::node_pcdata).set_value(text.c_str());
    ++failures_;
  }
  void skip(pugi::xml_node one, const std::string& reason) {
    set_attribute(one.append_child("skipped"), "message", reason);
    ++skipped_;
  }

  void end() {
    node_.attribute("tests").set_value(tests_);
    node_.attribute("failures").set_value(failures_);
    node_.attribute("skipped").set_value(skipped_);
  }
  [[nodiscard]] unsigned tests() const { return tests_; }
  [[nodiscard]] unsigned failures() const { return failures_; }
  [[nodiscard]] unsigned skipped() const { return skipped_; }

 private:
  pugi::xml_node node_;
  std::string class_name_;
  unsigned tests_ = 0, failures_ = 0, skipped_ = 0;
};

void add_rules(JunitSuite& suite, const Diff& diff, const Gate& gate,
               const RenderOptions& options) {
  for (std::size_t i = 0; i < gate.rules.size(); ++i) {
    const pugi::xml_node one = suite.add_case(base::printable(gate.rules[i].text));
    std::string first, all;
    for (const Crossing& crossing : gate.crossings) {
      if (crossing.rule != i) continue;
      const std::string words = crossing_in_words(diff, gate, crossing, options.units);
      if (first.empty()) first = words;
      all += words + '\n';
      if (crossing.suspect) {
        all += '\n' + suspect_as_text(diff, diff.suspects[*crossing.suspect], options);
      }
    }
    if (!all.empty()) suite.fail(one, kind_of_crossing, first, all);
  }
}

void add_suspects(JunitSuite& suite, const Diff& diff, const Gate& gate,
                  const RenderOptions& options) {
  for (const Finding& finding : findings_of(diff, gate, options)) {
    if (finding.of != Finding::Of::suspect) continue;
    // Without figures, so that it is the same case in the next run.
    const pugi::xml_node one =
        suite.add_case(fmt::format("{} ({})", finding.title, finding.fingerprint));
    const std::string known = standing_in_words(diff, gate, finding.index, options.units);
    if (is_accepted(gate.suspects[finding.index])) {
      suite.skip(one, known);
      continue;
    }
    const std::string block = suspect_as_text(diff, diff.suspects[finding.index], options);
    suite.fail(one, finding.kind, block.substr(0, block.find('\n')),
               known.empty() ? block : block + known + '\n');
  }
}

void add_known(JunitSuite& suite, const Gate& gate) {
  for (const std::size_t i : gate.fixed) {
    const std::string leak = known_leak_in_short(gate.known[i]);
    const std::string message =
        fmt::format("known, but no longer occurs; remove its entry in line {}", gate.known[i].line);
    suite.fail(suite.add_case(leak), kind_of_fixed, message, leak + ": " + message + '\n');
  }
}

struct StringWriter final : pugi::xml_writer {
  std::string text;
  void write(const void* data, std::size_t size) override {
    text.append(static_cast<const char*>(data), size);
  }
};

}  // namespace

std::string as_junit(const Diff& diff, const RenderOptions& options) {
  const Gate gate = gate_of(diff, options);
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set_attribute(declaration, "version", "1.0");
  set_attribute(declaration, "encoding", "UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set_attribute(suites, "name", "heapdiff");
  JunitSuite rules(suites, "rules"), leaks(suites, "leaks");
  add_rules(rules, diff, gate, options);
  add_suspects(leaks, diff, gate, options);
  std::vector<JunitSuite*> all{&rules, &leaks};
  std::optional<JunitSuite> known;
  if (gate.is_strict && gate.has_known) {
    all.push_back(&known.emplace(suites, "known"));
    add_known(*known, gate);
  }
  unsigned tests = 0, failures = 0, skipped = 0;
  for (JunitSuite* suite : all) {
    suite->end();
    tests += suite->tests();
    failures += suite->failures();
    skipped += suite->skipped();
  }
  suites.append_attribute("tests").set_value(tests);
  suites.append_attribute("failures").set_value(failures);
  suites.append_attribute("errors").set_value(0);
  suites.append_attribute("skipped").set_value(skipped);
  StringWriter writer;
  document.save(writer, " ", pugi::format_indent, pugi::encoding_utf8);
  return std::move(writer.text);
}

}  // namespace heapdiff::report
