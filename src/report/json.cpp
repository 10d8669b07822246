#include "report/json.hpp"

#include <fmt/format.h>

#include <iterator>
#include <type_traits>

#include "diff/lineage_words.hpp"
#include "report/damage.hpp"
#include "report/formats.hpp"
#include "report/json_document.hpp"
#include "report/selection.hpp"
#include "report/shape_words.hpp"
#include "report/suspect_words.hpp"
#include "report/words.hpp"

namespace heapdiff::report {
namespace {

class JsonReport : private JsonDocument {
 public:
  std::string diff(const Diff& diff, const RenderOptions& options) {
    begin_report("diff");
    side("before", diff.before);
    side("after", diff.after);
    lineage(diff.lineage);
    object_.member("size_delta", diff.size_delta().value);
    object_.member("count_delta", diff.count_delta());
    object_.member("balanced", diff.is_balanced);
    has_retained_ = diff.has_retained_sizes();
    can_follow_ = diff.lineage.can_follow();
    ops_ = diff.ops;
    object_.member("group_by", name_of(diff.group_by));
    object_.member("ops", ops_);
    per_op(diff.count_delta(), diff.size_delta().value, {});
    verdict(diff.verdict, true);
    unnamed(diff.unnamed);
    suspects(diff.suspects, options);
    remainder(diff.remainder);
    const Selection selection = select(diff, options);
    object_.key("classes");
    writer_.StartArray();
    for (const std::size_t i : selection.shown) change(diff.classes[i]);
    writer_.EndArray();
    object_.key("others");
    object_.begin();
    object_.member("classes", std::uint64_t{selection.others.size()});
    sums(sum_of(diff, selection.others), false);
    object_.end();
    notes(diff.notes);
    return end_report();
  }

  std::string summary(const Summary& summary, const RenderOptions& options) {
    begin_report("summary");
    snapshot(summary);
    classes(summary, options);
    notes(summary.notes);
    return end_report();
  }

  std::string triage(const Triage& triage, const RenderOptions& options) {
    begin_report("triage");
    snapshot(triage.summary);
    retained("kept", triage.kept.value);
    verdict(triage.verdict, false);
    if (triage.unnamed) {
      accumulation("unnamed", *triage.unnamed);
    } else {
      object_.null("unnamed");
    }
    suspects(triage.suspects, options);
    if (triage.suspects_from.empty()) {
      object_.null("suspects_from");
    } else {
      object_.member("suspects_from", triage.suspects_from);
    }
    object_.key("duplicates");
    object_.begin();
    duplicates(triage.duplicates);
    object_.end();
    object_.key("pinned");
    object_.begin();
    object_.member("slices", triage.pinned.slices);
    object_.member("texts", triage.pinned.texts);
    object_.member("size", triage.pinned.size.value);
    object_.end();
    object_.key("detached");
    object_.begin();
    object_.member("count", triage.detached.count);
    object_.member("size", triage.detached.size.value);
    object_.end();
    big_objects("biggest", triage.biggest.objects);
    classes(triage.summary, options);
    notes(triage.summary.notes);
    return end_report();
  }

  std::string paths(const PathsReport& report) {
    const Asked& asked = report.asked;
    begin_report("path");
    object_.member("file", asked.file);
    damage(asked.damage);
    has_retained_ = asked.has_retained_sizes();
    set_aside(asked);
    object_.key("paths");
    writer_.StartArray();
    for (const PathReport& path : report.paths) {
      object_.begin();
      object_.member("id", std::uint64_t{path.id.value});
      object_.member("node", path.node);
      object_.member("node_type", path.node_type);
      place(path.place);
      object_.member("size", path.size.value);
      retained("retained", path.retained.value);
      object_.member("reachable", path.is_reachable);
      steps("steps", path.steps);
      object_.end();
    }
    writer_.EndArray();
    return end_report();
  }

 private:
  /// A snapshot as a whole.
  void snapshot(const Summary& summary) {
    object_.member("file", summary.file);
    object_.member("nodes", summary.nodes);
    object_.member("edges", summary.edges);
    object_.member("size", summary.size.value);
    object_.member("extra_native_bytes", summary.extra_native_bytes);
    damage(summary.damage);
    has_retained_ = summary.has_retained_sizes();
    if (has_retained_) {
      statistics(summary.statistics);
    } else {
      object_.null("statistics");
    }
  }

  void classes(const Summary& summary, const RenderOptions& options) {
    const Selection selection = select(summary, options);
    object_.key("classes");
    writer_.StartArray();
    for (const std::size_t i : selection.shown) class_summary(summary.classes[i]);
    writer_.EndArray();
    object_.key("others");
    object_.begin();
    std::uint64_t count = 0;
    Bytes size;
    for (const std::size_t i : selection.others) {
      count += summary.classes[i].count;
      size += summary.classes[i].size;
    }
    object_.member("classes", std::uint64_t{selection.others.size()});
    object_.member("count", count);
    object_.member("size", size.value);
    object_.end();
  }

  void side(const char* name, const Side& s) {
    object_.key(name);
    object_.begin();
    object_.member("file", s.file);
    object_.member("nodes", s.nodes);
    object_.member("edges", s.edges);
    object_.member("objects", s.objects);
    object_.member("size", s.size.value);
    object_.member("extra_native_bytes", s.extra_native_bytes);
    damage(s.damage);
    object_.end();
  }

  void lineage(const Lineage& found) {
    object_.key("lineage");
    object_.begin();
    object_.member("relation", name_of(found.relation));
    object_.member("confidence", name_of(found.confidence));
    agreement("objects", found.objects);
    agreement("strings", found.texts);
    agreement("places", found.places);
    object_.key("scripts");
    object_.begin();
    object_.member("before", found.scripts.before);
    object_.member("after", found.scripts.after);
    object_.member("shared", found.scripts.shared);
    object_.end();
    object_.key("order");
    if (found.order) {
      object_.begin();
      object_.member("gained", found.order->gained);
      object_.member("gained_below", found.order->gained_below);
      object_.member("lost", found.order->lost);
      object_.member("lost_above", found.order->lost_above);
      object_.end();
    } else {
      writer_.Null();
    }
    dumps(found.dumps);
    object_.member("evidence", diff::evidence_in_words(found));
    object_.end();
  }

  void dumps(const std::optional<Lineage::Dumps>& found) {
    object_.key("dumps");
    if (!found) {
      writer_.Null();
      return;
    }
    object_.begin();
    object_.member("process", found->process);
    object_.member("thread", found->thread);
    object_.member("first", found->first);
    object_.member("second", found->second);
    object_.member("seconds", found->seconds);
    object_.end();
  }

  void agreement(const char* name, const Agreement& found) {
    object_.key(name);
    object_.begin();
    object_.member("shared", found.shared);
    object_.member("agreeing", found.agreeing);
    object_.end();
  }

  /// A figure that takes objects to be followed by id.
  template <class Number>
  void followed(const char* name, Number value) {
    object_.key(name);
    if (!can_follow_) {
      writer_.Null();
    } else if constexpr (std::is_signed_v<Number>) {
      writer_.Int64(value);
    } else {
      writer_.Uint64(value);
    }
  }

  void population(const char* name, const Population& population, bool has_retained) {
    object_.key(name);
    object_.begin();
    object_.member("count", population.count);
    object_.member("size", population.size.value);
    if (has_retained) retained("retained", population.retained.value);
    object_.end();
  }

  /// The figures of a row, or of a sum of rows, for which retained sizes would say nothing.
  void sums(const ClassChange& change, bool has_retained) {
    population("before", change.before, has_retained);
    population("after", change.after, has_retained);
    followed("new", change.added);
    followed("deleted", change.deleted);
    object_.member("count_delta", change.count_delta());
    followed("allocated", change.allocated.value);
    followed("freed", change.freed.value);
    followed("resized", change.resized.value);
    object_.member("size_delta", change.size_delta().value);
    if (has_retained) retained("retained_delta", change.retained_delta().value);
    std::optional<std::int64_t> retained_delta;
    if (has_retained && has_retained_) retained_delta = change.retained_delta().value;
    per_op(change.count_delta(), change.size_delta().value, retained_delta);
  }

  void per_op(std::int64_t count, std::int64_t size, std::optional<std::int64_t> retained_delta) {
    object_.key("per_op");
    if (!ops_) {
      writer_.Null();
      return;
    }
    const auto each = [&](std::int64_t sum) {
      return static_cast<double>(sum) / static_cast<double>(*ops_);
    };
    object_.begin();
    object_.member("count", each(count));
    object_.member("size", each(size));
    if (retained_delta) object_.member("retained", each(*retained_delta));
    object_.end();
  }

  void ops_factor(const std::optional<OpsFactor>& factor) {
    if (factor) {
      object_.member("ops_factor", static_cast<double>(factor->numerator) / factor->denominator);
    } else {
      object_.key("ops_factor");
      writer_.Null();
    }
  }

  void change(const ClassChange& change) {
    object_.begin();
    object_.member("name", change.name);
    place(change.place);
    object_.member("key", row_key(change));
    object_.member("engine", change.is_engine);
    sums(change, true);
    ops_factor(change.ops_factor);
    object_.key("chains");
    writer_.StartArray();
    for (const Chain& chain : change.chains) {
      object_.begin();
      object_.member("count", chain.count);
      steps("steps", chain.steps);
      object_.member("example_id", std::uint64_t{chain.example.value});
      object_.end();
    }
    writer_.EndArray();
    object_.member("other_chains_count", change.other_chains_count);
    object_.end();
  }

  void allocation_stack(const std::optional<AllocationStack>& stack) {
    object_.key("allocated");
    if (!stack) {
      writer_.Null();
      return;
    }
    object_.begin();
    object_.member("count", std::uint64_t{stack->count});
    object_.member("known", std::uint64_t{stack->known});
    object_.key("frames");
    writer_.StartArray();
    for (const StackFrame& frame : stack->frames) {
      object_.begin();
      object_.member("function", frame.function);
      place(frame.place);
      object_.end();
    }
    writer_.EndArray();
    object_.end();
  }

  void suspects(const std::vector<Suspect>& suspects, const RenderOptions& options) {
    object_.key("suspects");
    writer_.StartArray();
    for (const Suspect& s : suspects) suspect(s, options);
    writer_.EndArray();
  }

  void remainder(const Remainder& remainder) {
    object_.key("remainder");
    object_.begin();
    object_.member("size", remainder.size.value);
    object_.member("count", remainder.count);
    object_.member("code", remainder.code.value);
    object_.member("engine", remainder.engine.value);
    object_.member("engine_count", remainder.engine_count);
    object_.end();
  }

  void verdict(const std::optional<Verdict>& found, bool is_growth) {
    if (found) {
      object_.member("verdict", name_of(*found, is_growth));
    } else {
      object_.null("verdict");
    }
  }

  void accumulation(const char* name, const UnnamedGrowth::Accumulation& pile) {
    object_.key(name);
    object_.begin();
    object_.member("class", pile.class_name);
    object_.member("count", pile.count);
    object_.member("size", pile.size.value);
    object_.member("container", pile.container);
    object_.member("container_id", std::uint64_t{pile.container_id.value});
    object_.end();
  }

  void unnamed(const std::optional<UnnamedGrowth>& found) {
    if (!found) {
      object_.null("unnamed");
      return;
    }
    object_.key("unnamed");
    object_.begin();
    object_.member("size", found->size.value);
    object_.member("count", found->count);
    if (found->class_name.empty()) {
      object_.null("class");
    } else {
      object_.key("class");
      object_.begin();
      object_.member("name", found->class_name);
      place(found->location);
      object_.member("count", found->class_count);
      object_.member("size", found->class_size.value);
      object_.member("retained", found->class_retained.value);
      object_.end();
    }
    steps("held", found->held);
    if (found->accumulation) {
      accumulation("accumulation", *found->accumulation);
    } else {
      object_.null("accumulation");
    }
    texts("in_step", found->in_step);
    const auto words = [&](const Reason& reason) { return reason_in_words(reason, *found); };
    texts("for", in_words(found->speaks_for, words));
    texts("against", in_words(found->speaks_against, words));
    object_.member("next", next_in_words(found->next));
    object_.end();
  }

  void suspect(const Suspect& s, const RenderOptions& options) {
    object_.begin();
    object_.member("rank", std::uint64_t{s.rank});
    object_.member("shape", name_of(s.shape));
    object_.member("confidence", name_of(s.confidence));
    texts("reasons", in_words(s.reasons, [](const Reason& r) { return reason_in_words(r); }));
    holder(s.holder);
    object_.key("element");
    object_.begin();
    object_.member("class", class_in_words(s.element));
    object_.member("function", s.element.is_function());
    place(s.element.location);
    object_.member("size", s.element.size.value);
    object_.member("retained", s.element.retained.value);
    texts("payload", s.element.payload);
    allocation_stack(s.element.allocated);
    object_.end();
    object_.key("entries");
    object_.begin();
    object_.member("before", s.entries_before);
    object_.member("after", s.entries_after);
    object_.end();
    object_.member("new_count", s.new_count);
    object_.key("growth");
    object_.begin();
    object_.member("size", s.size.value);
    object_.member("count", s.count);
    object_.member("off_heap", s.off_heap.value);
    object_.end();
    if (s.per_op) {
      object_.member("per_op", *s.per_op);
    } else {
      object_.key("per_op");
      writer_.Null();
    }
    steps("path", s.path);
    texts("advice", options.advice ? advice_for(s) : std::vector<std::string>());
    object_.end();
  }

  // A switch, so that the compiler misses a meaning that has no text.
  [[nodiscard]] static const char* text_of(Holder::Meaning meaning) {
    switch (meaning) {
      case Holder::Meaning::declaration:
        return "declaration";
      case Holder::Meaning::scope:
        return "scope";
      case Holder::Meaning::captured_by:
        return "captured-by";
      case Holder::Meaning::class_of_holder:
        return "class";
      case Holder::Meaning::listener:
        return "listener";
    }
    return "";
  }

  void holder(const Holder& h) {
    object_.key("holder");
    object_.begin();
    object_.member("name", name_in_words(h.name));
    object_.member("kind", name_of(h.kind));
    object_.member("class", h.class_name);
    object_.member("id", std::uint64_t{h.id.value});
    place(h.location);
    if (h.location) object_.member("location_is", text_of(h.location_means));
    object_.member("function", h.function);
    object_.member("file", h.file);
    object_.member("event", h.event);
    texts("also", in_words(h.also, name_in_words));
    object_.end();
  }

  template <class Fact, class InWords>
  [[nodiscard]] static std::vector<std::string> in_words(const std::vector<Fact>& facts,
                                                         InWords&& words) {
    std::vector<std::string> all;
    all.reserve(facts.size());
    for (const Fact& fact : facts) all.push_back(words(fact));
    return all;
  }

  void statistics(const Statistics& s) {
    object_.key("statistics");
    object_.begin();
    object_.member("total", s.total.value);
    object_.key("native");
    object_.begin();
    object_.member("total", s.native.value);
    object_.member("typedArrays", s.typed_arrays.value);
    object_.end();
    object_.key("v8heap");
    object_.begin();
    object_.member("total", s.v8_heap().value);
    object_.member("code", s.code.value);
    object_.member("jsArrays", s.js_arrays.value);
    object_.member("strings", s.strings.value);
    object_.member("system", s.system.value);
    object_.end();
    object_.end();
  }

  void notes(const std::vector<std::string>& notes) {
    object_.key("notes");
    writer_.StartArray();
    for (const std::string& note : notes) object_.string(note);
    writer_.EndArray();
  }

  // Of the report being written.
  bool can_follow_ = true;
  std::optional<std::uint64_t> ops_;
};

}  // namespace

std::string json_literal(std::string_view text) {
  std::string out = "\"";
  const auto escape = [&out](std::uint32_t unit) {
    fmt::format_to(std::back_inserter(out), "\\u{:04X}", unit);
  };
  while (!text.empty()) {
    const base::CodePoint point = base::decode_code_point(text);
    const auto c = static_cast<std::uint32_t>(point.value);
    const std::size_t short_form = std::string_view("\"\\\b\f\n\r\t").find(text[0]);
    if (!point.is_valid) {
      out += "\xEF\xBF\xBD";
    } else if (short_form != std::string_view::npos) {
      out += '\\';
      out += "\"\\bfnrt"[short_form];
    } else if (base::is_printable(point.value)) {
      out += text.substr(0, point.bytes);
    } else if (c < 0x10000) {
      escape(c);
    } else {  // as UTF-16 has it
      escape(0xD800 + ((c - 0x10000) >> 10));
      escape(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    text.remove_prefix(point.bytes);
  }
  return out += '"';
}

std::string as_json(const Diff& diff, const RenderOptions& options) {
  RenderOptions shown = options;
  if (options.only_suspects) shown.top = 0;
  return JsonReport().diff(diff, shown);
}

std::string as_json(const Summary& summary, const RenderOptions& options) {
  return JsonReport().summary(summary, options);
}

std::string as_json(const Triage& triage, const RenderOptions& options) {
  return JsonReport().triage(triage, options);
}

std::string as_json(const PathsReport& report, const RenderOptions&) {
  return JsonReport().paths(report);
}

}  // namespace heapdiff::report
