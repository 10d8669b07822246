#include "leaks/case.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "leaks/holders/collections.hpp"

namespace heapdiff::leaks {
namespace {

/// What the listeners of an emitter have in common hangs on its table of events; the listeners
/// themselves hang in the table's lists.
bool is_in_table(const Case& table, const Case& list) {
  const std::vector<InEdge>& way = list.holder.way.edges;
  return table.holder.called.is_event_table && !list.suspect.holder.event.empty() && !way.empty() &&
         way.front().source == table.holder.node;
}

/// The step in which two names differ; nothing where they differ in more, or in other steps than
/// properties.
std::optional<std::size_t> differing_property(const Name& a, const Name& b) {
  if (a.size() != b.size()) return std::nullopt;
  std::optional<std::size_t> differing;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    const bool are_properties =
        a[i].kind == NameStep::Kind::property && b[i].kind == NameStep::Kind::property;
    if (!are_properties || differing) return std::nullopt;
    differing = i;
  }
  return differing;
}

/// Do the holders belong to two parts of one object in the same way: `tree.left.items` and
/// `tree.right.items`, where both are objects of one class? Two collections are no such parts, and
/// have a name each. Returns the step of the names in which they differ.
std::optional<std::size_t> is_of_sibling(const graph::Heap& heap, const Case& a, const Case& b) {
  if (a.found->row != b.found->row || a.suspect.shape != b.suspect.shape) return std::nullopt;
  const auto differing = differing_property(a.holder.called.name, b.holder.called.name);
  if (!differing || a.suspect.holder.event != b.suspect.holder.event) return std::nullopt;
  const std::vector<InEdge>& way = a.holder.way.edges;
  const std::vector<InEdge>& other = b.holder.way.edges;
  std::size_t i = 0;
  while (i < way.size() && i < other.size() && way[i].source != other[i].source) ++i;
  if (i == way.size() || i == other.size()) return std::nullopt;
  const NodeIndex part = heap.edges.target(way[i].edge);
  const NodeIndex other_part = heap.edges.target(other[i].edge);
  const bool are_alike = heap.nodes.types[part] == NodeType::object &&
                         heap.nodes.types[other_part] == NodeType::object &&
                         heap.raw_name(part) == heap.raw_name(other_part) &&
                         heap.raw_name(part) != "Object";
  const bool are_collections = collection_kind(heap, part) != Collection::none;
  return are_alike && !are_collections ? differing : std::nullopt;
}

bool is_same(const graph::Heap& heap, const Case& a, const Case& b) {
  if (is_in_table(a, b)) return true;
  const Holder& holder = a.suspect.holder;
  const Holder& other = b.suspect.holder;
  // A scope can hold several, by different variables.
  if (holder.id == other.id && holder.name == other.name) return true;
  if (std::find(a.others.begin(), a.others.end(), other.id) != a.others.end()) return true;
  const Element& element = a.suspect.element;
  const bool is_same_element = a.found->row == b.found->row ||
                               (element.is_function() && b.suspect.element.is_function() &&
                                element.location && element.location == b.suspect.element.location);
  if (!is_same_element || a.suspect.shape != b.suspect.shape) return false;
  if (a.suspect.shape == LeakShape::timers) return true;
  if (is_of_sibling(heap, a, b)) return true;
  return !a.pattern.empty() && a.pattern == b.pattern && holder.event == other.event;
}

/// The first of an emitter's lists decides what is registered, and for which event.
void tell_listeners(Case& table, const Case& list) {
  Suspect& s = table.suspect;
  if (!s.holder.event.empty()) return;
  const bool has_more = list.suspect.element.location && list.suspect.element.is_function();
  if (!has_more) return;
  s.holder.event = list.suspect.holder.event;
  s.shape = list.suspect.shape;
  s.new_count = list.suspect.new_count;
  s.entries_before = list.suspect.entries_before;
  s.entries_after = list.suspect.entries_after;
  const std::vector<Element::PayloadStep> payload = s.element.payload;
  const Bytes retained = s.element.retained;
  s.element = list.suspect.element;
  s.element.payload = payload;
  s.element.retained += retained;
}

void join(const graph::Heap& heap, Case& into, const Case& c) {
  Suspect& s = into.suspect;
  s.size += c.suspect.size;
  s.count += c.suspect.count;
  s.off_heap += c.suspect.off_heap;
  if (is_in_table(into, c)) {
    tell_listeners(into, c);
    return;
  }
  const bool is_other_holder = s.holder.id != c.suspect.holder.id;
  const bool is_same_element =
      into.found->row == c.found->row || s.element.location == c.suspect.element.location;
  if (!is_other_holder || !is_same_element) return;
  if (std::find(into.others.begin(), into.others.end(), c.suspect.holder.id) != into.others.end()) {
    return;  // another holder of the same items
  }
  s.new_count += c.suspect.new_count;
  s.entries_before += c.suspect.entries_before;
  s.entries_after += c.suspect.entries_after;
  s.element.size += c.suspect.element.size;
  s.element.retained += c.suspect.element.retained;
  if (s.shape == LeakShape::timers) {
    s.holder.name = {{NameStep::Kind::timers}};
  } else if (const auto step = is_of_sibling(heap, into, c)) {
    s.holder.name[*step] = {NameStep::Kind::any_key};
  } else if (into.holder.called.is_entry && s.holder.event.empty()) {
    s.holder.name = collection_of_entries(std::move(s.holder.name));
  } else {
    s.holder.name = without_keys(std::move(s.holder.name));
  }
}

}  // namespace

std::vector<Case> merge_cases(const graph::Heap& heap, std::vector<Case> cases) {
  std::stable_sort(cases.begin(), cases.end(),
                   [](const Case& a, const Case& b) { return a.suspect.size > b.suspect.size; });
  std::vector<Case> merged;
  for (Case& c : cases) {
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const Case& m) { return is_same(heap, m, c); });
    if (same == merged.end()) {
      merged.push_back(std::move(c));
    } else {
      join(heap, *same, c);
    }
  }
  return merged;
}

}  // namespace heapdiff::leaks
