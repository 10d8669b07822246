#pragma once

// Every JSON object of a report, described once: its members in their order. A visitor writes them
// (JsonWriter) or states what they are (JsonSchema); see there what it can be asked for. A member
// that is not always there is visited by `member_if`; everything else is visited in any case, so
// that a value without content shows all members of its type.

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/printable.hpp"
#include "diff/lineage_words.hpp"
#include "heapdiff/nodes.hpp"
#include "heapdiff/render.hpp"
#include "report/damage.hpp"
#include "report/selection.hpp"
#include "report/shape_words.hpp"
#include "report/suspect_words.hpp"
#include "report/words.hpp"

namespace heapdiff::report {

template <class Value>
inline constexpr bool is_number =
    std::same_as<Value, Bytes> || std::same_as<Value, ByteDelta> || std::same_as<Value, ObjectId>;

/// The last of an enum's values, all of which have a name.
constexpr ScriptOwner last_of(ScriptOwner) { return ScriptOwner::engine; }
constexpr SourceMapUse::FoundBy last_of(SourceMapUse::FoundBy) {
  return SourceMapUse::FoundBy::data_url;
}
constexpr Relation last_of(Relation) { return Relation::unrelated; }
constexpr Confidence last_of(Confidence) { return Confidence::undecided; }
constexpr GroupBy last_of(GroupBy) { return GroupBy::package; }
constexpr HolderKind last_of(HolderKind) { return HolderKind::finalization_registry; }
constexpr Holder::Meaning last_of(Holder::Meaning) { return Holder::Meaning::listener; }
constexpr LeakShape last_of(LeakShape) { return LeakShape::unknown; }
constexpr Course last_of(Course) { return Course::unclear; }
constexpr Suspicion last_of(Suspicion) { return Suspicion::strong; }
constexpr GatedSuspect::Standing last_of(GatedSuspect::Standing) {
  return GatedSuspect::Standing::exempt;
}

/// What the members of a report depend on besides its values.
struct JsonContext {
  bool has_retained = true;  ///< are retained sizes known? See Damage
  bool can_follow = true;    ///< can objects be followed by id?
  std::optional<std::uint64_t> ops = {};
  RenderOptions options = {};

  /// What takes all edges to be known.
  template <class Value>
  [[nodiscard]] std::optional<Value> retained(Value value) const {
    return has_retained ? std::optional(value) : std::nullopt;
  }
  /// What takes objects to be followed.
  template <class Value>
  [[nodiscard]] std::optional<Value> followed(Value value) const {
    return can_follow ? std::optional(value) : std::nullopt;
  }
};

template <class Fact, class InWords>
[[nodiscard]] std::vector<std::string> in_words(const std::vector<Fact>& facts, InWords&& words) {
  std::vector<std::string> all;
  all.reserve(facts.size());
  for (const Fact& fact : facts) all.push_back(words(fact));
  return all;
}

/// Nothing for an empty text.
[[nodiscard]] inline std::optional<std::string> if_any(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// Places and paths.

constexpr const char* json_name(const Place::Generated*) { return "generated_place"; }
template <class Visitor>
void describe(Visitor& v, const Place::Generated& place) {
  v.member("file", place.file);
  v.member("line", place.line);
  v.member("column", place.column);
}

constexpr const char* json_name(const SourceMapUse*) { return "source_map"; }
template <class Visitor>
void describe(Visitor& v, const SourceMapUse& use) {
  v.member("script", use.script);
  v.member("map", if_any(use.map));
  v.word("found_by", use.found_by);
  v.member("places", use.places);
  v.member("unfound", use.unfound);
  v.member("problem", if_any(use.problem));
}

constexpr const char* json_name(const Place*) { return "place"; }
template <class Visitor>
void describe(Visitor& v, const Place& place) {
  v.member("file", place.file);
  v.member("line", place.line);
  v.member("column", place.column);
  v.member("short", place.short_file.empty() ? place.file : place.short_file);
  v.word("owner", place.owner);
  v.member_if(place.generated.has_value(), "generated", place.generated);
}

constexpr const char* json_name(const ScopeLabel*) { return "scope"; }
template <class Visitor>
void describe(Visitor& v, const ScopeLabel& label) {
  v.member("function", label.function);
  v.member("file", label.file);
  v.member("module", label.is_module);
  v.member("location", label.place);
}

constexpr const char* json_name(const ChainStep*) { return "step"; }
template <class Visitor>
void describe(Visitor& v, const ChainStep& step) {
  v.member("edge", step.edge);
  v.member("edge_type", std::string_view(name_of(step.edge_type)));
  v.member("any_key", step.is_any_key);
  v.member("repeated", step.is_repeated);
  v.member("node", step.node);
  v.member("node_type", name_of(step.node_type));
  v.member("id", step.id);
  v.member("location", step.place);
  v.choice_if(step.role != EntryRole::none, "role", step.role == EntryRole::key ? "key" : "value",
              {"key", "value"});
  v.member_if(step.scope.has_value(), "scope", step.scope.value_or(ScopeLabel{}));
}

constexpr const char* json_name(const Chain*) { return "chain"; }
template <class Visitor>
void describe(Visitor& v, const Chain& chain) {
  v.member("count", chain.count);
  v.member("steps", chain.steps);
  v.member("example_id", chain.example);
}

// Snapshots as a whole.

constexpr const char* json_name(const Damage*) { return "damage"; }
template <class Visitor>
void describe(Visitor& v, const Damage& damage) {
  const auto coverage = [&](const char* name, const Damage::Coverage& part) {
    v.object(name, [&](auto& o) {
      o.member("kept", part.kept);
      o.member("expected", part.expected);
    });
  };
  v.member("section", damage.section);
  v.member("element", damage.element);
  v.member("byte", damage.byte);
  v.member("compressed", damage.is_compressed);
  v.member("problem", damage.problem);
  coverage("nodes", damage.nodes);
  coverage("edges", damage.edges);
  coverage("strings", damage.strings);
  v.member("nodes_with_edges", damage.nodes_with_edges);
  v.object("names", [&](auto& o) {
    const auto lost_names = [&](const char* name, const Damage::Names& names) {
      o.object(name, [&](auto& n) {
        n.member("all", names.all);
        n.member("lost", names.lost);
        n.member("found", names.borrowed);
      });
    };
    lost_names("strings", damage.names);
    lost_names("nodes", damage.node_names);
    lost_names("edges", damage.edge_names);
  });
  v.member("names_from", if_any(damage.borrowed_from));
  v.member("partial", partial_results(damage));
}

constexpr const char* json_name(const Statistics*) { return "statistics"; }
template <class Visitor>
void describe(Visitor& v, const Statistics& s) {
  v.member("total", s.total);
  v.object("native", [&](auto& o) {
    o.member("total", s.native);
    o.member("typedArrays", s.typed_arrays);
    o.member("other", s.other_native());
  });
  v.object("v8heap", [&](auto& o) {
    o.member("total", s.v8_heap());
    o.member("objects", s.objects());
    o.member("code", s.code);
    o.member("jsArrays", s.js_arrays);
    o.member("strings", s.strings);
    o.member("system", s.system);
  });
}

constexpr const char* json_name(const Side*) { return "side"; }
template <class Visitor>
void describe(Visitor& v, const Side& side) {
  v.member("file", side.file);
  v.member("nodes", side.nodes);
  v.member("edges", side.edges);
  v.member("objects", side.objects);
  v.member("size", side.size);
  v.member("extra_native_bytes", side.extra_native_bytes);
  v.member("damage", side.damage);
  v.member("source_maps", side.source_maps);
  v.member_if(side.statistics.has_value(), "statistics", side.statistics.value_or(Statistics{}));
}

// Diffs.

constexpr const char* json_name(const Agreement*) { return "agreement"; }
template <class Visitor>
void describe(Visitor& v, const Agreement& found) {
  v.member("shared", found.shared);
  v.member("agreeing", found.agreeing);
}

constexpr const char* json_name(const Lineage*) { return "lineage"; }
template <class Visitor>
void describe(Visitor& v, const Lineage& found) {
  v.word("relation", found.relation);
  v.word("confidence", found.confidence);
  v.member("objects", found.objects);
  v.member("strings", found.texts);
  v.member("places", found.places);
  v.object("scripts", [&](auto& o) {
    o.member("before", found.scripts.before);
    o.member("after", found.scripts.after);
    o.member("shared", found.scripts.shared);
  });
  v.object("order", found.order, [](auto& o, const Lineage::Order& order) {
    o.member("gained", order.gained);
    o.member("gained_below", order.gained_below);
    o.member("lost", order.lost);
    o.member("lost_above", order.lost_above);
  });
  v.object("dumps", found.dumps, [](auto& o, const Lineage::Dumps& dumps) {
    o.member("process", dumps.process);
    o.member("thread", dumps.thread);
    o.member("first", dumps.first);
    o.member("second", dumps.second);
    o.member("seconds", dumps.seconds);
  });
  v.member("has_ids", found.has_ids);
  v.member("evidence", diff::evidence_in_words(found));
}

/// Sums of a diff or of a row, for one operation.
struct PerOp {
  std::int64_t count = 0, size = 0;
  std::optional<std::int64_t> retained;
};
template <class Visitor>
void describe_per_op(Visitor& v, const PerOp& sums) {
  const std::optional<std::uint64_t> ops = v.context().ops;
  v.object("per_op", ops ? std::optional(sums) : std::nullopt, [&](auto& o, const PerOp& of) {
    const auto each = [&](std::int64_t sum) {
      return static_cast<double>(sum) / static_cast<double>(ops.value_or(1));
    };
    o.member("count", each(of.count));
    o.member("size", each(of.size));
    o.member_if(of.retained.has_value(), "retained", each(of.retained.value_or(0)));
  });
}

/// The figures of a row, or of a sum of rows, for which retained sizes have no meaning.
template <class Visitor>
void describe_sums(Visitor& v, const ClassChange& change, bool has_retained) {
  const JsonContext& context = v.context();
  const auto population = [&](const char* name, const Population& side) {
    v.object(name, [&](auto& o) {
      o.member("count", side.count);
      o.member("size", side.size);
      if (has_retained) o.member("retained", context.retained(side.retained));
    });
  };
  population("before", change.before);
  population("after", change.after);
  v.member("new", context.followed(change.added));
  v.member("deleted", context.followed(change.deleted));
  v.member("count_delta", change.count_delta());
  v.member("allocated", context.followed(change.allocated));
  v.member("freed", context.followed(change.freed));
  v.member("resized", context.followed(change.resized));
  v.member("size_delta", change.size_delta());
  PerOp sums{change.count_delta(), change.size_delta().value, std::nullopt};
  if (has_retained) {
    v.member("retained_delta", context.retained(change.retained_delta()));
    sums.retained = context.retained(change.retained_delta().value);
  }
  describe_per_op(v, sums);
}

constexpr const char* json_name(const ClassChange*) { return "change"; }
template <class Visitor>
void describe(Visitor& v, const ClassChange& change) {
  v.member("name", change.name);
  v.member("location", change.place);
  v.member("key", row_key(change));
  v.member("engine", change.is_engine);
  describe_sums(v, change, true);
  std::optional<double> factor;
  if (const auto& found = change.ops_factor) {
    factor = static_cast<double>(found->numerator) / found->denominator;
  }
  v.member("ops_factor", factor);
  v.member("chains", change.chains);
  v.member("other_chains_count", change.other_chains_count);
}

constexpr const char* json_name(const Remainder*) { return "remainder"; }
template <class Visitor>
void describe(Visitor& v, const Remainder& remainder) {
  v.member("size", remainder.size);
  v.member("count", remainder.count);
  v.member("code", remainder.code);
  v.member("engine", remainder.engine);
  v.member("engine_count", remainder.engine_count);
}

// Suspects.

constexpr const char* json_name(const AllocationStack*) { return "allocation_stack"; }
template <class Visitor>
void describe(Visitor& v, const AllocationStack& stack) {
  v.member("count", stack.count);
  v.member("known", stack.known);
  v.list("frames", stack.frames, [](auto& o, const StackFrame& frame) {
    o.member("function", frame.function);
    o.member("location", frame.place);
  });
}

constexpr const char* json_name(const Holder*) { return "holder"; }
template <class Visitor>
void describe(Visitor& v, const Holder& holder) {
  v.member("name", name_in_words(holder.name));
  v.word("kind", holder.kind);
  v.member("class", holder.class_name);
  v.member("id", holder.id);
  v.member("location", holder.location);
  v.word_if(holder.location.has_value(), "location_is", holder.location_means);
  v.member("function", holder.function);
  v.member("file", holder.file);
  v.member("event", holder.event);
  v.member("made_by", holder.made_by);
  v.member("also", in_words(holder.also, name_in_words));
}

constexpr const char* json_name(const Suspect*) { return "suspect"; }
template <class Visitor>
void describe(Visitor& v, const Suspect& s) {
  v.member("rank", s.rank);
  v.word("shape", s.shape);
  v.word("confidence", s.confidence);
  v.member("reasons", in_words(s.reasons, [](const Reason& r) { return reason_in_words(r); }));
  v.member("holder", s.holder);
  v.object("element", [&](auto& o) {
    o.member("class", class_in_words(s.element));
    o.member("function", s.element.is_function());
    o.member("location", s.element.location);
    o.member("size", s.element.size);
    o.member("retained", s.element.retained);
    const auto edge = [](const Element::PayloadStep& step) { return step.edge; };
    o.member("payload", in_words(s.element.payload, edge));
    o.member("allocated", s.element.allocated);
  });
  v.object("entries", [&](auto& o) {
    o.member("before", s.entries_before);
    o.member("after", s.entries_after);
  });
  v.member("new_count", s.new_count);
  v.object("growth", [&](auto& o) {
    o.member("size", s.size);
    o.member("count", s.count);
    o.member("off_heap", s.off_heap);
  });
  v.member("per_op", s.per_op);
  v.member("path", s.path);
  const bool advises = v.context().options.advice;
  v.member("advice", advises ? advice_for(s) : std::vector<std::string>());
}

/// How a diff stands to rules and known leaks.
template <class Visitor>
void describe_gate(Visitor& v, const Gate& gate) {
  v.member("passes", gate.passes());
  v.list("crossings", gate.crossings, [&](auto& o, const Crossing& crossing) {
    const Rule rule = crossing.rule < gate.rules.size() ? gate.rules[crossing.rule] : Rule();
    o.member("rule", rule.text);
    o.member("subject", crossing.subject);
    o.member("measured", crossing.measured);
    o.member("limit", rule.value);
    std::optional<std::uint64_t> rank;
    if (crossing.suspect) rank = *crossing.suspect + 1;
    o.member("suspect", rank);
  });
  v.list("suspects", gate.suspects, [](auto& o, const GatedSuspect& suspect) {
    o.member("fingerprint", suspect.fingerprint);
    o.word("standing", suspect.standing);
  });
  std::vector<std::string> fixed;
  for (const std::size_t i : gate.fixed) fixed.push_back(gate.known[i].fingerprint);
  v.member("fixed", fixed);
}

constexpr const char* json_name(const UnnamedGrowth::Accumulation*) { return "accumulation"; }
template <class Visitor>
void describe(Visitor& v, const UnnamedGrowth::Accumulation& pile) {
  v.member("class", pile.class_name);
  v.member("count", pile.count);
  v.member("size", pile.size);
  v.member("container", pile.container);
  v.member("container_id", pile.container_id);
}

constexpr const char* json_name(const UnnamedGrowth*) { return "unnamed_growth"; }
template <class Visitor>
void describe(Visitor& v, const UnnamedGrowth& growth) {
  v.member("size", growth.size);
  v.member("count", growth.count);
  using Growth = std::reference_wrapper<const UnnamedGrowth>;
  const auto of_class = growth.class_name.empty() ? std::nullopt : std::optional(Growth(growth));
  v.object("class", of_class, [](auto& o, const UnnamedGrowth& of) {
    o.member("name", of.class_name);
    o.member("location", of.location);
    o.member("count", of.class_count);
    o.member("size", of.class_size);
    o.member("retained", of.class_retained);
  });
  v.member("held", growth.held);
  v.member("accumulation", growth.accumulation);
  v.member("in_step", growth.in_step);
  const auto words = [&](const Reason& reason) { return reason_in_words(reason, growth); };
  v.member("for", in_words(growth.speaks_for, words));
  v.member("against", in_words(growth.speaks_against, words));
  v.member("next", next_in_words(growth.next));
}

// Objects, as answers show them.

constexpr const char* json_name(const StringValue*) { return "value"; }
template <class Visitor>
void describe(Visitor& v, const StringValue& value) {
  v.member("start", value.start);
  v.member("cut", value.is_cut);
  v.member("length", value.length);
}

template <class Visitor>
void describe_object(Visitor& v, const ObjectInfo& info) {
  v.member("id", info.id);
  v.member("node", info.name);
  v.member("node_type", name_of(info.type));
  v.member("location", info.place);
  v.member("size", info.size);
  v.member("retained", v.context().retained(info.retained));
  v.member("distance", v.context().retained(info.distance));
  v.member_if(info.value.has_value(), "value", info.value.value_or(StringValue{}));
}

constexpr const char* json_name(const ObjectInfo*) { return "object"; }
template <class Visitor>
void describe(Visitor& v, const ObjectInfo& info) {
  describe_object(v, info);
}

constexpr const char* json_name(const BigObject*) { return "big_object"; }
template <class Visitor>
void describe(Visitor& v, const BigObject& big) {
  describe_object(v, big.object);
  v.member("inside", big.inside);
  v.member("steps", big.path);
  v.member("retained_max", big.retained_max);
}

constexpr const char* json_name(const Reference*) { return "reference"; }
template <class Visitor>
void describe(Visitor& v, const Reference& reference) {
  v.member("edge", reference.edge);
  v.member("edge_type", std::string_view(name_of(reference.edge_type)));
  v.member("retaining", reference.is_retaining);
  v.member("set_aside", reference.is_set_aside);
  v.member("object", reference.object);
}

constexpr const char* json_name(const ClassSummary*) { return "class"; }
template <class Visitor>
void describe(Visitor& v, const ClassSummary& c) {
  v.member("name", c.name);
  v.member("location", c.place);
  v.member("count", c.count);
  v.member("size", c.size);
  v.member("retained", v.context().retained(c.retained));
  v.member("distance", v.context().retained(c.distance));
}

constexpr const char* json_name(const PathReport*) { return "object_path"; }
template <class Visitor>
void describe(Visitor& v, const PathReport& path) {
  v.member("id", path.id);
  v.member("node", path.node);
  v.member("node_type", name_of(path.node_type));
  v.member("location", path.place);
  v.member("size", path.size);
  v.member("retained", v.context().retained(path.retained));
  v.member("reachable", path.is_reachable);
  v.member("steps", path.steps);
}

template <class Visitor>
void describe_texts(Visitor& v, const std::vector<TextInfo>& texts, bool has_holders) {
  v.list("texts", texts, [&](auto& o, const TextInfo& text) {
    o.member("value", text.value);
    o.member("copies", text.copies);
    o.member("size", text.size);
    o.member("wasted", text.wasted);
    o.member("example_ids", text.examples);
    if (!has_holders) return;
    o.member("chains", text.holders);
    o.member("other_chains_count", text.other_holders_count);
  });
}

template <class Visitor>
void describe_duplicates(Visitor& v, const DuplicatesReport& report) {
  v.member("text_count", report.text_count);
  v.member("copies", report.copies);
  v.member("size", report.size);
  v.member("wasted", report.wasted);
  describe_texts(v, report.texts, true);
}

inline constexpr std::size_t node_name_bytes_max = 1024;

/// A node as `heapdiff nodes` writes it.
constexpr const char* json_name(const NodeRow*) { return "node"; }
template <class Visitor>
void describe(Visitor& v, const NodeRow& row) {
  const auto known = [&](auto value) {
    return row.has_retention ? std::optional(value) : std::nullopt;
  };
  v.member("index", row.index.value);
  v.member("id", row.id);
  v.member("type", row.type);
  v.member("name", base::cut_to_bytes(row.name, node_name_bytes_max));
  v.member("class", row.class_name);
  v.member("self", row.self);
  v.member("retained", known(row.retained));
  v.member("distance", known(row.distance));
  v.member("dominator", known(row.dominator));
  v.member("detachedness", static_cast<std::uint64_t>(row.detachedness));
}

// What a page draws: there if the run makes one.

constexpr const char* json_name(const RetainedTree::Row*) { return "tree_row"; }
template <class Visitor>
void describe(Visitor& v, const RetainedTree::Row& row) {
  v.member("name", row.name);
  v.member("location", row.place);
}

constexpr const char* json_name(const RetainedTree::Own*) { return "tree_own"; }
template <class Visitor>
void describe(Visitor& v, const RetainedTree::Own& own) {
  v.member("count", own.count);
  v.member("size", own.size);
}

constexpr const char* json_name(const RetainedTree::Cell*) { return "tree_cell"; }
template <class Visitor>
void describe(Visitor& v, const RetainedTree::Cell& cell) {
  v.member("row", cell.row);
  v.member("end", cell.end);
  v.member("own_before", cell.own_before);
  v.member("own_after", cell.own_after);
  v.member("before", cell.before);
  v.member("after", cell.after);
  v.member("gained", cell.gained);
  v.member("lost", cell.lost);
}

constexpr const char* json_name(const RetainedTree*) { return "retained_tree"; }
template <class Visitor>
void describe(Visitor& v, const RetainedTree& tree) {
  v.word("group_by", tree.group_by);
  v.member("has_counts", tree.has_counts);
  const RetainedTree::Totals totals = tree.totals();
  v.member("gained", totals.gained);
  v.member("lost", totals.lost);
  v.member("rows", tree.rows);
  v.member("cells", tree.cells);
  v.member("of_suspects", tree.of_suspects);
}

template <class Visitor>
void describe_trees(Visitor& v, const std::vector<RetainedTree>& trees) {
  v.member_if(!trees.empty(), "retained_trees", trees);
}

// Reports.

/// How each begins.
template <class Visitor>
void describe_head(Visitor& v, const char* report, std::initializer_list<const char*> kinds) {
  v.choice("$schema", json_schema_file, {json_schema_file});
  v.choice("schema", json_schema, {json_schema});
  v.choice("report", report, kinds);
}

template <class Visitor>
void describe_head(Visitor& v, const char* report, const SnapshotView& view,
                   std::initializer_list<const char*> kinds) {
  describe_head(v, report, kinds);
  v.member("file", view.file);
  v.member("damage", view.damage);
  v.member("source_maps", view.source_maps);
  std::vector<ObjectId> ids;
  for (const ObjectInfo& info : view.set_aside) ids.push_back(info.id);
  v.member("set_aside", ids);
}

template <class Row>
std::vector<std::reference_wrapper<const Row>> rows_of(const std::vector<Row>& rows,
                                                       const std::vector<std::size_t>& shown) {
  std::vector<std::reference_wrapper<const Row>> all;
  all.reserve(shown.size());
  for (const std::size_t i : shown) all.push_back(rows[i]);
  return all;
}

constexpr const char* json_name(const Diff*) { return "diff"; }
template <class Visitor>
void describe(Visitor& v, const Diff& diff) {
  describe_head(v, "diff", {"diff"});
  v.member("before", diff.before);
  v.member("after", diff.after);
  v.member("lineage", diff.lineage);
  v.member("size_delta", diff.size_delta());
  v.member("count_delta", diff.count_delta());
  v.member("balanced", diff.is_balanced);
  v.word("group_by", diff.group_by);
  v.member("ops", diff.ops);
  describe_per_op(v, {diff.count_delta(), diff.size_delta().value, std::nullopt});
  v.verdict(diff.verdict, true);
  v.member("unnamed", diff.unnamed);
  v.member("suspects", diff.suspects);
  v.member("remainder", diff.remainder);
  const Selection selection = select(diff, v.context().options);
  v.member("classes", rows_of(diff.classes, selection.shown));
  v.object("others", [&](auto& o) {
    o.member("classes", std::uint64_t{selection.others.size()});
    describe_sums(o, sum_of(diff, selection.others), false);
  });
  v.object("total", [&](auto& o) { describe_sums(o, sum_of(diff), false); });
  describe_trees(v, diff.retained_trees);
  v.object_if(diff.duplicates.has_value(), "duplicates", [&](auto& o) {
    describe_duplicates(o, diff.duplicates.value_or(DuplicatesReport{}));
  });
  v.member_if(diff.biggest.has_value(), "biggest", diff.biggest.value_or(BiggestReport{}).objects);
  v.member("notes", diff.notes);
  using Judged = std::reference_wrapper<const Gate>;
  const Gate* const gate = v.context().options.gate;
  v.object("gate", gate == nullptr ? std::nullopt : std::optional(Judged(*gate)),
           [](auto& o, const Gate& judged) { describe_gate(o, judged); });
}

constexpr const char* json_name(const Slope*) { return "slope"; }
template <class Visitor>
void describe(Visitor& v, const Slope& slope) {
  v.member("value", slope.value);
  v.member("low", slope.low);
  v.member("high", slope.high);
}

template <class Visitor>
void describe_series(Visitor& v, const Series& series) {
  v.word("course", series.course);
  v.member("slope", series.slope);
  v.member("slope_per_op", series.slope_per_op);
  v.member("counts", series.counts);
  v.member("sizes", series.sizes);
}

constexpr const char* json_name(const Series*) { return "series"; }
template <class Visitor>
void describe(Visitor& v, const Series& series) {
  v.member("class", series.name);
  v.member("location", series.place);
  describe_series(v, series);
  v.member("born_first", series.born_first);
  v.member("alive_last", series.alive_last);
}

constexpr const char* json_name(const TrendPoint*) { return "trend_point"; }
template <class Visitor>
void describe(Visitor& v, const TrendPoint& point) {
  v.member("snapshot", point.side);
  v.member("saved", point.is_saved);
}

constexpr const char* json_name(const Trend*) { return "trend"; }
template <class Visitor>
void describe(Visitor& v, const Trend& trend) {
  describe_head(v, "trend", {"trend"});
  v.member("points", trend.points);
  v.member("lineage", trend.whole.lineage);
  v.member("ops", trend.ops);
  v.object("heap", [&](auto& o) { describe_series(o, trend.heap); });
  v.verdict(trend.whole.verdict, true);
  v.member("suspects", trend.whole.suspects);
  v.list("suspect_series", trend.suspects, [&](auto& o, const Trend::OfSuspect& of) {
    o.member("of_holder", of.is_of_holder);
    describe_series(o, of.series);
    o.member("born_first", of.series.born_first);
    o.member("alive_last", of.series.alive_last);
  });
  std::vector<std::reference_wrapper<const Series>> rows;
  const RenderOptions& options = v.context().options;
  for (const Series& series : trend.classes) {
    if (options.filter && !options.filter(series.name)) continue;
    if (options.top && rows.size() == *options.top) break;
    rows.emplace_back(series);
  }
  v.member("classes", rows);
  describe_trees(v, trend.whole.retained_trees);
  v.member("notes", trend.whole.notes);
  using Judged = std::reference_wrapper<const Gate>;
  v.object("gate", options.gate == nullptr ? std::nullopt : std::optional(Judged(*options.gate)),
           [](auto& o, const Gate& judged) { describe_gate(o, judged); });
}

template <class Visitor>
void describe_snapshot(Visitor& v, const Summary& summary) {
  v.member("file", summary.file);
  v.member("nodes", summary.nodes);
  v.member("edges", summary.edges);
  v.member("size", summary.size);
  v.member("extra_native_bytes", summary.extra_native_bytes);
  v.member("damage", summary.damage);
  v.member("source_maps", summary.source_maps);
  v.member("statistics", v.context().retained(summary.statistics));
}

template <class Visitor>
void describe_classes(Visitor& v, const Summary& summary) {
  const Selection selection = select(summary, v.context().options);
  v.member("classes", rows_of(summary.classes, selection.shown));
  v.object("others", [&](auto& o) {
    std::uint64_t count = 0;
    Bytes size;
    for (const std::size_t i : selection.others) {
      count += summary.classes[i].count;
      size += summary.classes[i].size;
    }
    o.member("classes", std::uint64_t{selection.others.size()});
    o.member("count", count);
    o.member("size", size);
  });
  v.object("total", [&](auto& o) {
    std::uint64_t count = 0;
    for (const ClassSummary& row : summary.classes) count += row.count;
    o.member("count", count);
    o.member("size", summary.size);
  });
}

constexpr const char* json_name(const Summary*) { return "summary"; }
template <class Visitor>
void describe(Visitor& v, const Summary& summary) {
  describe_head(v, "summary", {"summary"});
  describe_snapshot(v, summary);
  describe_classes(v, summary);
  v.member("notes", summary.notes);
}

constexpr const char* json_name(const Triage*) { return "triage"; }
template <class Visitor>
void describe(Visitor& v, const Triage& triage) {
  describe_head(v, "triage", {"triage"});
  describe_snapshot(v, triage.summary);
  v.member("kept", v.context().retained(triage.kept));
  v.verdict(triage.verdict, false);
  v.member("unnamed", triage.unnamed);
  v.member("suspects", triage.suspects);
  v.member("suspects_from", if_any(triage.suspects_from));
  v.object("duplicates", [&](auto& o) { describe_duplicates(o, triage.duplicates); });
  v.object("pinned", [&](auto& o) {
    o.member("slices", triage.pinned.slices);
    o.member("texts", triage.pinned.texts);
    o.member("size", triage.pinned.size);
  });
  v.object("detached", [&](auto& o) {
    o.member("count", triage.detached.count);
    o.member("size", triage.detached.size);
  });
  v.member("biggest", triage.biggest.objects);
  describe_trees(v, triage.retained_trees);
  describe_classes(v, triage.summary);
  v.member("notes", triage.summary.notes);
}

constexpr const char* json_name(const PathsReport*) { return "paths_report"; }
template <class Visitor>
void describe(Visitor& v, const PathsReport& report) {
  describe_head(v, "path", report.view, {"path"});
  v.member("paths", report.paths);
}

constexpr const char* json_name(const ClassReport*) { return "class_report"; }
template <class Visitor>
void describe(Visitor& v, const ClassReport& report) {
  describe_head(v, "class", report.view, {"class"});
  v.member("pattern", report.pattern);
  v.member("count", report.count);
  v.member("size", report.size);
  v.member("retained", v.context().retained(report.retained));
  v.member("classes", report.classes);
  v.member("objects", report.largest);
  v.member("chains", report.chains);
  v.member("other_chains_count", report.other_chains_count);
}

constexpr const char* json_name(const ObjectReport*) { return "object_report"; }
template <class Visitor>
void describe(Visitor& v, const ObjectReport& report) {
  describe_head(v, "object", report.view, {"object"});
  v.member("object", report.object);
  v.member("detachedness", static_cast<std::uint64_t>(report.detachedness));
  v.member("dominator", v.context().retained(report.dominator));
  v.member("references", report.references);
  v.member("references_count", report.references_count);
}

constexpr const char* json_name(const RetainersReport*) { return "retainers_report"; }
template <class Visitor>
void describe(Visitor& v, const RetainersReport& report) {
  describe_head(v, "retainers", report.view, {"retainers"});
  v.member("object", report.object);
  v.member("retainers", report.retainers);
  v.member("retainers_count", report.retainers_count);
}

constexpr const char* json_name(const DominatorsReport*) { return "dominators_report"; }
template <class Visitor>
void describe(Visitor& v, const DominatorsReport& report) {
  describe_head(v, "dominators", report.view, {"dominators"});
  v.member("object", report.object);
  v.member("dominators", report.dominators);
  v.member("dominators_count", report.dominators_count);
  v.member("children", report.children);
  v.member("children_count", report.children_count);
  v.member("other_children_retained", v.context().retained(report.other_children_retained));
}

constexpr const char* json_name(const FindReport*) { return "find_report"; }
template <class Visitor>
void describe(Visitor& v, const FindReport& report) {
  describe_head(v, report.is_new ? "new" : "find", report.view, {"find", "new"});
  v.member("pattern", report.pattern);
  v.member("count", report.count);
  v.member("size", report.size);
  v.member("objects", report.objects);
}

constexpr const char* json_name(const StringsReport*) { return "strings_report"; }
template <class Visitor>
void describe(Visitor& v, const StringsReport& report) {
  describe_head(v, "strings", report.view, {"strings"});
  v.member("pattern", report.pattern);
  v.member("text_count", report.text_count);
  v.member("copies", report.copies);
  v.member("size", report.size);
  describe_texts(v, report.texts, false);
}

constexpr const char* json_name(const DuplicatesReport*) { return "duplicates_report"; }
template <class Visitor>
void describe(Visitor& v, const DuplicatesReport& report) {
  describe_head(v, "duplicates", report.view, {"duplicates"});
  describe_duplicates(v, report);
}

constexpr const char* json_name(const BiggestReport*) { return "biggest_report"; }
template <class Visitor>
void describe(Visitor& v, const BiggestReport& report) {
  describe_head(v, "biggest", report.view, {"biggest"});
  v.member("size", report.heap);
  v.member("objects", report.objects);
}

/// Of `heapdiff nodes`; its rows follow one by one, see NodesText.
constexpr const char* json_name(const NodesHead*) { return "nodes_report"; }
template <class Visitor>
void describe(Visitor& v, const NodesHead& head) {
  describe_head(v, "nodes", {"nodes"});
  v.member("file", head.file);
  v.member("damage", head.damage);
  v.member("notes", head.notes);
  v.member("nodes", std::vector<NodeRow>());
}

}  // namespace heapdiff::report
