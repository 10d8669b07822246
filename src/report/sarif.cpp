#include <fmt/format.h>

#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/gate_words.hpp"
#include "report/json_writer.hpp"
#include "report/source_path.hpp"
#include "report/suspects.hpp"

// SARIF 2.1.0, an OASIS standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/.

namespace heapdiff::report {
namespace {

constexpr const char* root_id = "SRCROOT";

struct SarifRule {
  std::string id, title, help;
};

/// The shapes in their order, then rules for crossings and for known leaks.
std::vector<SarifRule> sarif_rules() {
  std::vector<SarifRule> rules;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_of(LeakShape())); ++i) {
    Suspect any;
    any.shape = static_cast<LeakShape>(i);
    any.holder.name = {{NameStep::Kind::variable, "the holder"}};
    any.element.class_name = "an element";
    any.is_keyed_by_objects = true;
    rules.push_back({name_of(any.shape), title_of(any.shape),
                     fmt::format("{}", fmt::join(advice_for(any), ". "))});
  }
  rules.push_back({kind_of_crossing, "limit crossed",
                   "The growth crosses a rule that was given with --fail-on: find what grew in the "
                   "report, or change the rule"});
  rules.push_back({kind_of_fixed, "known leak that no longer occurs",
                   "Remove its entry from the file of known leaks, so that it is noticed when it "
                   "comes back"});
  return rules;
}

/// "unbounded-map" → "UnboundedMap"
std::string pascal_case(std::string_view id) {
  std::string name;
  bool begins = true;
  for (const char c : id) {
    if (c == '-') {
      begins = true;
      continue;
    }
    name += begins && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    begins = false;
  }
  return name;
}

const char* sarif_level(Finding::Level level, const Diff& diff, const Finding& finding) {
  switch (level) {
    case Finding::Level::error:
      return "error";
    case Finding::Level::warning:
      return "warning";
    case Finding::Level::notice:
      break;
  }
  // A leak that is known is suppressed, which leaves it what it is.
  return diff.suspects[finding.index].confidence == Suspicion::strong ? "error" : "warning";
}

class Sarif {
 public:
  Sarif(const Diff& diff, const RenderOptions& options)
      : diff_(diff), options_(options), gate_(gate_of(diff, options)) {}

  template <class Writer>
  void write_run(Writer& run) const {
    const std::vector<SarifRule> rules = sarif_rules();
    run.object("tool", [&](auto& tool) {
      tool.object("driver", [&](auto& driver) {
        driver.member("name", std::string_view("heapdiff"));
        driver.member("version", std::string_view(HEAPDIFF_VERSION));
        driver.list("rules", rules, [](auto& o, const SarifRule& rule) {
          o.member("id", rule.id);
          o.member("name", pascal_case(rule.id));
          text(o, "shortDescription", rule.title);
          text(o, "help", rule.help);
        });
      });
    });
    if (gate_.source_root.starts_with('/')) {
      const std::string root = source_path(gate_.source_root, "").text;
      run.object("originalUriBaseIds", [&](auto& ids) {
        ids.object(root_id,
                   [&](auto& o) { o.member("uri", root.ends_with('/') ? root : root + '/'); });
      });
    }
    run.member("columnKind", std::string_view("utf16CodeUnits"));
    run.list("results", findings_of(diff_, gate_, options_),
             [&](auto& o, const Finding& finding) { write_result(o, finding, rules); });
  }

 private:
  template <class Writer>
  static void text(Writer& o, const char* name, const std::string& words) {
    o.object(name, [&](auto& message) { message.member("text", words); });
  }

  template <class Writer>
  void write_place(Writer& o, const std::string& file, std::uint32_t line,
                   std::uint32_t column) const {
    o.object("physicalLocation", [&](auto& physical) {
      const SourcePath source = source_path(file, gate_.source_root);
      physical.object("artifactLocation", [&](auto& artifact) {
        artifact.member("uri", source.is_below_root ? uri_of_path(source.text) : source.text);
        if (source.is_below_root) artifact.member("uriBaseId", std::string_view(root_id));
      });
      physical.object("region", [&](auto& region) {
        region.member("startLine", line);
        region.member_if(column > 0, "startColumn", column);
      });
    });
  }

  template <class Writer>
  void write_result(Writer& o, const Finding& finding, const std::vector<SarifRule>& rules) const {
    std::size_t index = 0;
    while (rules[index].id != finding.kind) ++index;
    o.member("ruleId", finding.kind);
    o.member("ruleIndex", std::uint64_t{index});
    o.member("level", std::string_view(sarif_level(finding.level, diff_, finding)));
    text(o, "message", finding.message);
    // Code scanning refuses a file with a result that is nowhere.
    o.list("locations", std::vector{finding.place}, [&](auto& location, const Place* place) {
      place != nullptr ? write_place(location, place->file, place->line, place->column)
                       : write_place(location, diff_.after.file, 1, 0);
    });
    if (finding.of == Finding::Of::suspect) {
      const Suspect& suspect = diff_.suspects[finding.index];
      if (!suspect.path.empty()) write_path(o, suspect);
      if (is_accepted(gate_.suspects[finding.index])) write_suppression(o, finding.index);
    }
    o.object("partialFingerprints",
             [&](auto& prints) { prints.member("heapdiffLeak/v1", finding.fingerprint); });
  }

  /// From what holds the leak to the root, as a flow of code.
  template <class Writer>
  void write_path(Writer& o, const Suspect& suspect) const {
    o.list("codeFlows", std::vector{&suspect}, [&](auto& flow, const Suspect*) {
      flow.list("threadFlows", std::vector{&suspect}, [&](auto& thread, const Suspect*) {
        thread.list("locations", suspect.path, [&](auto& at, const ChainStep& step) {
          at.object("location", [&](auto& location) { write_step(location, step); });
        });
      });
    });
  }

  template <class Writer>
  void write_step(Writer& o, const ChainStep& step) const {
    const Place* place = step.place && is_in_source(*step.place) ? &*step.place : nullptr;
    if (place == nullptr && step.scope && step.scope->place && is_in_source(*step.scope->place)) {
      place = &*step.scope->place;
    }
    if (place != nullptr) write_place(o, place->file, place->line, place->column);
    text(o, "message",
         fmt::format("{} of {}", edge_in_words(step.edge_type, step.edge),
                     step.node.empty() ? "(unnamed)" : shown(step.node)));
  }

  template <class Writer>
  void write_suppression(Writer& o, std::size_t suspect) const {
    const GatedSuspect& placed = gate_.suspects[suspect];
    const std::string& reason = placed.exemption ? gate_.exemptions[*placed.exemption].reason
                                                 : gate_.known[*placed.known].reason;
    o.list("suppressions", std::vector{&reason}, [](auto& s, const std::string* justification) {
      s.member("kind", std::string_view("external"));
      s.member("status", std::string_view("accepted"));
      s.member_if(!justification->empty(), "justification", *justification);
    });
  }

  const Diff& diff_;
  const RenderOptions& options_;
  Gate gate_;
};

}  // namespace

std::string as_sarif(const Diff& diff, const RenderOptions& options) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> output(buffer);
  output.SetIndent(' ', 1);
  const JsonContext context;
  JsonWriter writer(output, context);
  output.StartObject();
  writer.member("$schema", std::string_view("https://json.schemastore.org/sarif-2.1.0.json"));
  writer.member("version", std::string_view("2.1.0"));
  const Sarif sarif(diff, options);
  writer.list("runs", std::vector{&sarif}, [](auto& run, const Sarif* of) { of->write_run(run); });
  output.EndObject();
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

}  // namespace heapdiff::report
