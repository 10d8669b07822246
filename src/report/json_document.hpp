#pragma once

#include <optional>
#include <string>
#include <vector>

#include "heapdiff/path.hpp"
#include "heapdiff/render.hpp"
#include "report/damage.hpp"
#include "report/json.hpp"

namespace heapdiff::report {

/// What reports of the schema have in common: how they begin and end, and how places, paths,
/// classes, objects and damage look in them.
class JsonDocument {
 public:
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

 protected:
  using Buffer = rapidjson::StringBuffer;
  using Writer = rapidjson::PrettyWriter<Buffer>;

  JsonDocument() : writer_(buffer_), object_(writer_) { writer_.SetIndent(' ', 1); }
  ~JsonDocument() = default;

  void begin_report(const char* kind) {
    object_.begin();
    object_.member("schema", json_schema);
    object_.member("report", kind);
  }

  std::string end_report() {
    object_.end();
    return std::string(buffer_.GetString(), buffer_.GetSize()) + '\n';
  }

  /// Ids of what was set aside; in answers where nothing was, an empty list.
  void set_aside(const Asked& asked) {
    object_.key("set_aside");
    writer_.StartArray();
    for (const ObjectInfo& info : asked.set_aside) writer_.Uint64(info.id.value);
    writer_.EndArray();
  }

  void place(const std::optional<Place>& place) {
    object_.key("location");
    if (!place) {
      writer_.Null();
      return;
    }
    object_.begin();
    object_.member("file", place->file);
    object_.member("line", std::uint64_t{place->line});
    object_.member("column", std::uint64_t{place->column});
    object_.member("short", place->short_file.empty() ? place->file : place->short_file);
    object_.member("owner", name_of(place->owner));
    object_.end();
  }

  void steps(const char* name, const std::vector<ChainStep>& steps) {
    object_.key(name);
    writer_.StartArray();
    for (const ChainStep& step : steps) {
      object_.begin();
      object_.member("edge", step.edge);
      object_.member("edge_type", step.edge_type);
      object_.member("any_key", step.is_any_key);
      object_.member("repeated", step.is_repeated);
      object_.member("node", step.node);
      object_.member("node_type", step.node_type);
      object_.member("id", std::uint64_t{step.id.value});
      place(step.place);
      if (step.role != EntryRole::none) {
        object_.member("role", step.role == EntryRole::key ? "key" : "value");
      }
      if (step.scope) scope(*step.scope);
      object_.end();
    }
    writer_.EndArray();
  }

  void scope(const ScopeLabel& label) {
    object_.key("scope");
    object_.begin();
    object_.member("function", label.function);
    object_.member("file", label.file);
    object_.member("module", label.is_module);
    place(label.place);
    object_.end();
  }

  void class_summary(const ClassSummary& c) {
    object_.begin();
    object_.member("name", c.name);
    place(c.place);
    object_.member("count", c.count);
    object_.member("size", c.size.value);
    retained("retained", c.retained.value);
    retained("distance", std::int64_t{c.distance});
    object_.end();
  }

  void texts(const char* name, const std::vector<std::string>& all) {
    object_.key(name);
    writer_.StartArray();
    for (const std::string& text : all) object_.string(text);
    writer_.EndArray();
  }

  template <class Items, class Write>
  void list(const char* name, const Items& items, Write&& write) {
    object_.key(name);
    writer_.StartArray();
    for (const auto& item : items) write(item);
    writer_.EndArray();
  }

  void damage(const std::optional<Damage>& found) {
    if (!found) return object_.null("damage");
    const Damage& d = *found;
    object_.key("damage");
    object_.begin();
    object_.member("section", d.section);
    object_.member("element", d.element);
    object_.member("byte", d.byte);
    object_.member("compressed", d.is_compressed);
    object_.member("problem", d.problem);
    coverage("nodes", d.nodes);
    coverage("edges", d.edges);
    coverage("strings", d.strings);
    object_.member("nodes_with_edges", d.nodes_with_edges);
    object_.key("names");
    object_.begin();
    lost_names("strings", d.names);
    lost_names("nodes", d.node_names);
    lost_names("edges", d.edge_names);
    object_.end();
    if (d.borrowed_from.empty()) {
      object_.null("names_from");
    } else {
      object_.member("names_from", d.borrowed_from);
    }
    object_.key("partial");
    writer_.StartArray();
    for (const char* result : partial_results(d)) object_.string(result);
    writer_.EndArray();
    object_.end();
  }

  void coverage(const char* name, const Damage::Coverage& part) {
    object_.key(name);
    object_.begin();
    object_.member("kept", part.kept);
    object_.member("expected", part.expected);
    object_.end();
  }

  void lost_names(const char* name, const Damage::Names& names) {
    object_.key(name);
    object_.begin();
    object_.member("all", names.all);
    object_.member("lost", names.lost);
    object_.member("found", names.borrowed);
    object_.end();
  }

  /// What takes all edges to be known.
  template <class Number>
  void retained(const char* name, Number value) {
    if (!has_retained_) return object_.null(name);
    object_.member(name, value);
  }

  /// The only form in which answers write values.
  void value(const StringValue& value) {
    object_.key("value");
    object_.begin();
    object_.member("start", value.start);
    object_.member("cut", value.is_cut);
    object_.member("length", value.length);
    object_.end();
  }

  void members_of(const ObjectInfo& info) {
    object_.member("id", std::uint64_t{info.id.value});
    object_.member("node", info.name);
    object_.member("node_type", info.type);
    place(info.place);
    object_.member("size", info.size.value);
    retained("retained", info.retained.value);
    retained("distance", std::int64_t{info.distance});
    if (info.value) value(*info.value);
  }

  void chains(const char* name, const std::vector<Chain>& chains) {
    list(name, chains, [this](const Chain& chain) {
      object_.begin();
      object_.member("count", chain.count);
      steps("steps", chain.steps);
      object_.member("example_id", std::uint64_t{chain.example.value});
      object_.end();
    });
  }

  void text(const TextInfo& text, bool has_holders) {
    object_.begin();
    value(text.value);
    object_.member("copies", text.copies);
    object_.member("size", text.size.value);
    object_.member("wasted", text.wasted.value);
    list("example_ids", text.examples, [this](ObjectId id) { writer_.Uint64(id.value); });
    if (has_holders) {
      chains("chains", text.holders);
      object_.member("other_chains_count", text.other_holders_count);
    }
    object_.end();
  }
  void duplicates(const DuplicatesReport& report) {
    object_.member("text_count", report.text_count);
    object_.member("copies", report.copies);
    object_.member("size", report.size.value);
    object_.member("wasted", report.wasted.value);
    list("texts", report.texts, [this](const TextInfo& text) { this->text(text, true); });
  }

  void big_objects(const char* name, const std::vector<BigObject>& objects) {
    list(name, objects, [this](const BigObject& big) {
      object_.begin();
      members_of(big.object);
      object_.member("inside", big.inside ? std::optional<std::uint64_t>(big.inside->value)
                                          : std::optional<std::uint64_t>());
      steps("steps", big.path);
      object_.member("retained_max", big.retained_max
                                         ? std::optional<std::uint64_t>(big.retained_max->value)
                                         : std::optional<std::uint64_t>());
      object_.end();
    });
  }

  bool has_retained_ = true;  ///< can retained sizes be told? See Damage
  Buffer buffer_;
  Writer writer_;
  JsonObject<Writer> object_;
};

}  // namespace heapdiff::report
