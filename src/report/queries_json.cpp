#include "report/json_document.hpp"
#include "report/queries.hpp"

namespace heapdiff::report {
namespace {

class JsonAnswer : private JsonDocument {
 public:
  std::string of(const ClassReport& report) {
    begin_answer("class", report.asked);
    object_.member("pattern", report.pattern);
    object_.member("count", report.count);
    object_.member("size", report.size.value);
    retained("retained", report.retained.value);
    list("classes", report.classes, [this](const ClassSummary& c) { class_summary(c); });
    objects("objects", report.largest);
    chains("chains", report.chains);
    object_.member("other_chains_count", report.other_chains_count);
    return end_report();
  }

  std::string of(const ObjectReport& report) {
    begin_answer("object", report.asked);
    object_.key("object");
    object(report.object);
    object_.member("detachedness", static_cast<std::uint64_t>(report.detachedness));
    retained("dominator", std::uint64_t{report.dominator.value});
    references("references", report.references);
    object_.member("references_count", report.references_count);
    return end_report();
  }

  std::string of(const RetainersReport& report) {
    begin_answer("retainers", report.asked);
    object_.key("object");
    object(report.object);
    references("retainers", report.retainers);
    object_.member("retainers_count", report.retainers_count);
    return end_report();
  }

  std::string of(const DominatorsReport& report) {
    begin_answer("dominators", report.asked);
    object_.key("object");
    object(report.object);
    objects("dominators", report.dominators);
    object_.member("dominators_count", report.dominators_count);
    objects("children", report.children);
    object_.member("children_count", report.children_count);
    retained("other_children_retained", report.other_children_retained.value);
    return end_report();
  }

  std::string of(const FindReport& report) {
    begin_answer(report.is_new ? "new" : "find", report.asked);
    object_.member("pattern", report.pattern);
    object_.member("count", report.count);
    object_.member("size", report.size.value);
    objects("objects", report.objects);
    return end_report();
  }

  std::string of(const StringsReport& report) {
    begin_answer("strings", report.asked);
    object_.member("pattern", report.pattern);
    object_.member("text_count", report.text_count);
    object_.member("copies", report.copies);
    object_.member("size", report.size.value);
    list("texts", report.texts, [this](const TextInfo& text) { this->text(text, false); });
    return end_report();
  }

  std::string of(const DuplicatesReport& report) {
    begin_answer("duplicates", report.asked);
    duplicates(report);
    return end_report();
  }

  std::string of(const BiggestReport& report) {
    begin_answer("biggest", report.asked);
    object_.member("size", report.heap.value);
    big_objects("objects", report.objects);
    return end_report();
  }

 private:
  void begin_answer(const char* kind, const Asked& asked) {
    begin_report(kind);
    object_.member("file", asked.file);
    damage(asked.damage);
    has_retained_ = asked.has_retained_sizes();
    set_aside(asked);
  }

  void object(const ObjectInfo& info) {
    object_.begin();
    members_of(info);
    object_.end();
  }

  void objects(const char* name, const std::vector<ObjectInfo>& infos) {
    list(name, infos, [this](const ObjectInfo& info) { object(info); });
  }

  void references(const char* name, const std::vector<Reference>& references) {
    list(name, references, [this](const Reference& one) {
      object_.begin();
      object_.member("edge", one.edge);
      object_.member("edge_type", one.edge_type);
      object_.member("retaining", one.is_retaining);
      object_.member("set_aside", one.is_set_aside);
      object_.key("object");
      object(one.object);
      object_.end();
    });
  }
};

}  // namespace

std::string as_json(const ClassReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const ObjectReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const RetainersReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const DominatorsReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const FindReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const StringsReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const DuplicatesReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}
std::string as_json(const BiggestReport& report, const RenderOptions&) {
  return JsonAnswer().of(report);
}

}  // namespace heapdiff::report
