#include "report/findings.hpp"
#include "report/formats.hpp"
#include "report/gate_words.hpp"
#include "report/json_writer.hpp"

namespace heapdiff::report {
namespace {

/// An object in one line, which says first of what type it is.
template <class Members>
void append_line(std::string& text, const JsonContext& context, const char* type,
                 Members&& members) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> output(buffer);
  JsonWriter writer(output, context);
  output.StartObject();
  writer.member("type", std::string_view(type));
  members(writer);
  output.EndObject();
  text.append(buffer.GetString(), buffer.GetSize());
  text += '\n';
}

}  // namespace

std::string as_ndjson(const Diff& diff, const RenderOptions& options) {
  const Gate gate = gate_of(diff, options);
  const JsonContext context{diff.has_retained_sizes(), diff.lineage.can_follow(), diff.ops,
                            options};
  std::string text;
  append_line(text, context, "diff", [&](auto& o) {
    o.member("schema", std::string_view(json_schema));
    o.member("before", diff.before);
    o.member("after", diff.after);
    o.member("size_delta", diff.size_delta());
    o.member("count_delta", diff.count_delta());
    o.member("ops", diff.ops);
    o.verdict(diff.verdict, true);
    o.member("passes", gate.passes());
  });
  for (std::size_t i = 0; i < diff.suspects.size(); ++i) {
    append_line(text, context, "suspect", [&](auto& o) {
      describe(o, diff.suspects[i]);
      o.member("fingerprint", gate.suspects[i].fingerprint);
      o.word("standing", gate.suspects[i].standing);
    });
  }
  const Selection selection = select(diff, options);
  for (const std::size_t i : selection.shown) {
    append_line(text, context, "class", [&](auto& o) { describe(o, diff.classes[i]); });
  }
  append_line(text, context, "others", [&](auto& o) {
    o.member("classes", std::uint64_t{selection.others.size()});
    describe_sums(o, sum_of(diff, selection.others), false);
  });
  for (const Crossing& crossing : gate.crossings) {
    const Rule& rule = gate.rules[crossing.rule];
    std::optional<std::uint32_t> suspect;
    if (crossing.suspect) suspect = diff.suspects[*crossing.suspect].rank;
    append_line(text, context, "crossing", [&](auto& o) {
      o.member("rule", rule.text);
      o.member("subject", crossing.subject);
      o.member("measured", crossing.measured);
      o.member("limit", rule.value);
      o.member("suspect", suspect);
      o.member("message", crossing_in_words(diff, gate, crossing, options.units));
    });
  }
  return text;
}

}  // namespace heapdiff::report
