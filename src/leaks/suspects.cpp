#include "leaks/suspects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "analysis/path_steps.hpp"
#include "analysis/roles.hpp"
#include "leaks/advice.hpp"
#include "leaks/confidence.hpp"
#include "leaks/declarations.hpp"
#include "leaks/evidence.hpp"
#include "leaks/holders.hpp"
#include "leaks/lookup.hpp"
#include "leaks/owners.hpp"
#include "leaks/shapes.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;
using model::Role;

constexpr std::size_t owners_named_max = 4;
constexpr std::size_t suspects_max = 20;
constexpr std::size_t key_text_max = 40;
constexpr double content_share_min = 0.4;

/// A holder that was chosen, and how it is called.
struct Named {
  NodeIndex node;
  std::vector<InEdge> from_item;  // edges from an item up to the holder
  NamedWay way;                   // from there to something with a name
  std::string name, event;
  bool is_users = false;
};

/// What is known of one accumulation in the end.
struct Case {
  const Accumulation* found = nullptr;
  const Owners* owners = nullptr;
  Evidence evidence;
  Named holder;
  Suspect suspect;
  bool is_told = false;
};

class Investigation {
 public:
  Investigation(const HeldHeap& held, const diff::ComparedNodes& nodes,
                const std::vector<ClassChange>& changes, const Findings& findings,
                const SuspectOptions& options)
      : held_(held),
        heap_(held.heap),
        nodes_(nodes),
        changes_(changes),
        findings_(findings),
        options_(options),
        retainers_(held.heap, held.retains, options.threads),
        names_(held.heap, held.scripts, held.scopes, retainers_) {}

  std::vector<Suspect> run() {
    owners_ = find_owners(heap_, retainers_, findings_.accumulations, nodes_);
    std::vector<NodeIndex> holders;
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      for (const Candidate& candidate : candidates(findings_.accumulations[i], owners_[i])) {
        holders.push_back(candidate.node);
      }
    }
    std::sort(holders.begin(), holders.end());
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    names_.prepare(holders);
    for (std::size_t i = 0; i < owners_.size(); ++i) {
      look_at(findings_.accumulations[i], owners_[i]);
    }
    return rank();
  }

 private:
  struct Candidate {
    NodeIndex node;
    std::vector<InEdge> from_item;
  };

  [[nodiscard]] std::string_view raw_name(NodeIndex node) const { return heap_.raw_name(node); }
  [[nodiscard]] const std::string& class_of(NodeIndex node) const {
    return changes_[nodes_.rows[node]].name;
  }
  [[nodiscard]] const model::RowIndex::Row& row(std::uint32_t index) const {
    return findings_.rows[index];
  }
  [[nodiscard]] bool is_context(NodeIndex node) const {
    return heap_.name_word(node) == Word::system_context;
  }

  /// Who may be the holder, best first.
  [[nodiscard]] std::vector<Candidate> candidates(const Accumulation& found,
                                                  const Owners& owners) const {
    std::vector<Candidate> all;
    if (found.pattern == Pattern::fan) {
      for (const Owner& owner : owners.all) {
        if (all.size() >= owners_named_max || !owners.holds_most(owner)) break;
        all.push_back({owner.node, owner.edges});
      }
    }
    if (!all.empty()) return all;
    const Role role = analysis::role_of(heap_, found.container);
    const bool is_container_holder =
        found.pattern == Pattern::fan && role != Role::context && role != Role::boundary &&
        owners.held_by_items * 2 < owners.sample;
    all.push_back({is_container_holder ? found.container : found.owner, {}});
    return all;
  }

  void look_at(const Accumulation& found, const Owners& owners) {
    Case c;
    c.found = &found;
    c.owners = &owners;
    c.evidence = gather_evidence(heap_, found, owners);
    choose_holder(c);
    describe_element(c);
    describe_holder(c);
    decide_shape(c);
    judge(c);
    if (c.is_told) cases_.push_back(std::move(c));
  }

  void choose_holder(Case& c) {
    std::vector<Named> all;
    for (Candidate& candidate : candidates(*c.found, *c.owners)) {
      Named named;
      named.node = candidate.node;
      named.from_item = std::move(candidate.from_item);
      name(named, *c.found);
      all.push_back(std::move(named));
    }
    // A timer that is held elsewhere, too, still runs; else what has a name in the user's code.
    const auto rank = [&](const Named& named) {
      return std::tuple(is_timer_list(named.node) ? 0 : 1, named.is_users ? 0 : 1,
                        named.name.empty() ? 1 : 0);
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const Named& a, const Named& b) { return rank(a) < rank(b); });
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (all[i].is_users && !all[i].name.empty() && all[i].name != all[0].name) {
        c.suspect.holder.also.push_back(all[i].name);
      }
    }
    c.holder = std::move(all.front());
  }

  [[nodiscard]] bool is_timer_list(NodeIndex node) const {
    const std::string_view name = raw_name(node);
    return name == "TimersList" || name == "ImmediateList";
  }

  /// The variable of a scope through which the growth hangs on it.
  [[nodiscard]] std::optional<std::string> variable_towards(NodeIndex context,
                                                            const Accumulation& found) const {
    std::optional<std::string> best;
    int best_rank = 0;
    for (const EdgeIndex edge : heap_.nodes.edges_of(context)) {
      const auto name = names_.variable_name(context, edge);
      if (!name) continue;
      const NodeIndex target = heap_.edges.target(edge);
      int rank = 0;
      const bool is_first = !found.way.empty() && target == found.way.front();
      const bool is_item = !found.items.empty() && target == found.items.front();
      if (is_first || is_item) {
        rank = 3;
      } else if (target == found.point) {
        rank = 2;
      } else if (!found.items.empty() && nodes_.rows[target] == nodes_.rows[found.items.front()]) {
        rank = 1;
      }
      if (rank > best_rank) {
        best_rank = rank;
        best = name;
      }
    }
    return best;
  }

  void name(Named& named, const Accumulation& found) {
    if (is_context(named.node)) {
      const auto variable = variable_towards(named.node, found);
      named.way.end.kind = NamedEnd::Kind::variable;
      named.way.end.node = named.node;
      named.is_users = names_.is_users_scope(named.node);
      if (variable) named.name = named.way.end.name = *variable;
      return;
    }
    named.way = names_.find(named.node);
    compose(named);
    named.is_users = named.way.end.is_users && !named.name.empty();
  }

  /// The text of a key, where the value beside it is held in a table.
  [[nodiscard]] std::string key_before(const InEdge& slot) const {
    if (slot.edge.value == heap_.nodes.first_edges[slot.source.value]) return {};
    const EdgeIndex before(slot.edge.value - 1);
    const auto number = slot_number(heap_, slot.edge);
    if (!number || slot_number(heap_, before) != *number - 1) return {};
    const NodeIndex key = heap_.edges.target(before);
    if (heap_.nodes.types[key] != NodeType::string) return {};
    const std::string_view text = raw_name(key);
    return text.size() <= key_text_max ? std::string(text) : std::string();
  }

  /// "service.cache": from the named end down to the holder.
  void compose(Named& named) const {
    const NamedWay& way = named.way;
    if (way.end.kind == NamedEnd::Kind::none) return;
    std::string text = way.end.kind == NamedEnd::Kind::global ? "globalThis." + way.end.name
                                                              : way.end.name;
    if (way.end.kind == NamedEnd::Kind::global && way.end.name == "process") text = "process";
    std::size_t i = way.edges.size();
    if (i == 0) return;
    --i;  // the end's own edge
    if (way.end.kind == NamedEnd::Kind::static_property) {
      text += "." + edge_text(heap_, way.edges[i].edge);
    }
    while (i-- > 0) {
      const InEdge& in = way.edges[i];
      const std::string edge = edge_text(heap_, in.edge);
      switch (heap_.edges.type(in.edge)) {
        case EdgeType::property:
          if (edge == "_events" && i > 0) {
            named.event = edge_text(heap_, way.edges[i - 1].edge);
            i = 0;
          } else if (edge == "<symbol kEvents>") {
            for (std::size_t j = i; j-- > 0 && named.event.empty();) {
              named.event = key_before(way.edges[j]);
            }
            i = 0;
          } else {
            text += "." + edge;
          }
          break;
        case EdgeType::element:
          text += "[]";
          break;
        case EdgeType::internal:
          if (heap_.nodes.types[in.source] == NodeType::array && slot_number(heap_, in.edge)) {
            // Elements of arrays have an edge of their own; this is an entry of a table.
            const std::string key = key_before(in);
            text += key.empty() ? ".get(…)" : ".get(\"" + key + "\")";
          } else if (heap_.edge_word(in.edge) == Word::weak_map_pair) {
            text += " (value in a WeakMap)";
          }
          break;
        default:
          break;
      }
    }
    named.name = std::move(text);
  }

  /// The function that most of the items are made to call.
  struct Called {
    NodeIndex function;
    std::uint64_t count = 0;
  };
  [[nodiscard]] std::optional<Called> called_by(const std::vector<NodeIndex>& items) const {
    std::map<std::tuple<std::string_view, std::uint32_t, std::uint32_t, std::uint32_t>, Called>
        functions;
    for (const NodeIndex item : items) {
      const auto function = function_behind(heap_, item);
      if (!function) continue;
      const parse::Location* place = heap_.locations.find(*function);
      Called& called =
          place != nullptr
              ? functions[{raw_name(*function), place->script_id, place->line, place->column}]
              : functions[{raw_name(*function), 0, 0, 0}];
      if (called.count++ == 0) called.function = *function;
    }
    std::optional<Called> best;
    for (const auto& [key, called] : functions) {
      if (!best || called.count > best->count) best = called;
    }
    if (best && best->count * 2 < items.size()) return std::nullopt;
    return best;
  }

  [[nodiscard]] bool is_users_row(std::uint32_t index) const {
    const auto& place = row(index).place;
    return place && !is_internal_script(place->file);
  }

  /// Records of the engine and general containers say less than what is in them.
  [[nodiscard]] bool is_general(const Case& c) const {
    const std::string& name = row(c.found->row).name;
    static constexpr std::string_view general[] = {
        "Array", "Map", "Set", "Promise", "Generator", "Function", "system / Context",
        "(system)", "(array)", "Object"};
    return std::find(std::begin(general), std::end(general), name) != std::end(general) ||
           name.starts_with("system / ");
  }

  void describe_element(Case& c) {
    Suspect& s = c.suspect;
    const Accumulation& found = *c.found;
    Element& element = s.element;
    s.new_count = found.items.size();
    element.class_name = row(found.row).name;
    element.location = row(found.row).place;
    element.size = {static_cast<std::uint64_t>(std::max<std::int64_t>(0, found.items_size))};
    element.retained = {static_cast<std::uint64_t>(std::max<std::int64_t>(0, found.items_retained))};
    for (const PayloadStep& step : c.evidence.payload) element.payload.push_back(step.edge);
    if (found.items.empty()) return;

    std::vector<NodeIndex> callers = found.items;
    if (element.class_name == "TimersList") callers = timers_in(found.items);
    const std::string_view item_name = raw_name(callers.front());
    const bool is_caller = heap_.nodes.types[callers.front()] == NodeType::closure ||
                           item_name == "Timeout" || item_name == "Immediate" ||
                           item_name == "Listener" || item_name == "Generator" ||
                           heap_.name_word(callers.front()) == Word::user_record;
    if (is_caller) {
      if (const auto called = called_by(callers)) {
        element.class_name = std::string(raw_name(called->function));
        element.location = held_.scripts.place_of(heap_, called->function);
        element.is_function = true;
        s.new_count = called->count;
        return;
      }
      s.new_count = callers.size();
    }
    if (!is_general(c)) return;
    // What is in them: a class of the user's that most of them have.
    for (const Content& content : found.contents) {
      const bool is_common =
          static_cast<double>(content.count) >= content_share_min * static_cast<double>(s.new_count);
      if (!is_common || !is_users_row(content.row) || content.row == found.row) continue;
      element.class_name = row(content.row).name;
      element.location = row(content.row).place;
      s.new_count = content.count;
      return;
    }
  }

  /// Timers of many durations have a list each.
  [[nodiscard]] std::vector<NodeIndex> timers_in(const std::vector<NodeIndex>& lists) const {
    std::vector<NodeIndex> timers;
    for (const NodeIndex list : lists) {
      NodeIndex at = list;
      for (std::size_t i = 0; i < found_timers_max; ++i) {
        const auto next = property(heap_, at, "_idleNext");
        if (!next || *next == list) break;
        at = *next;
        timers.push_back(at);
      }
    }
    return timers.empty() ? lists : timers;
  }
  static constexpr std::size_t found_timers_max = 1'000'000;

  void describe_holder(Case& c) {
    Suspect& s = c.suspect;
    Holder& holder = s.holder;
    const Named& named = c.holder;
    holder.name = named.name;
    holder.event = named.event;
    holder.is_users = named.is_users;
    holder.id = {heap_.nodes.ids[named.node]};
    holder.class_name = is_context(named.node)
                            ? "system / Context"
                            : (analysis::is_told_by_name(heap_.nodes.types[named.node])
                                   ? std::string(raw_name(named.node))
                                   : class_of(named.node));
    locate(c);
    s.path = path_of(c);
    const Accumulation& found = *c.found;
    s.entries_after = found.kept_count + found.items.size();
    s.entries_before = found.is_container_new ? found.kept_count : found.before_count;
    s.size = {found.growth.bytes};
    s.count = found.growth.objects;
    s.off_heap = {found.growth.off_heap};
    s.retained = {found.growth.bytes};
  }

  void locate(Case& c) {
    Holder& holder = c.suspect.holder;
    const NamedEnd& end = c.holder.way.end;
    switch (end.kind) {
      case NamedEnd::Kind::variable: {
        const auto label = held_.scopes.label_of(heap_, held_.scripts, end.node);
        if (!label) return;
        holder.function = label->function;
        holder.file = label->file;
        if (const auto declared = find_declaration(heap_, held_.scopes, end.node, end.name, *label)) {
          holder.location = declared;
          holder.location_means = Holder::Meaning::declaration;
        } else if (label->place) {
          holder.location = label->place;
          holder.location_means = Holder::Meaning::scope;
        }
        return;
      }
      case NamedEnd::Kind::static_property:
        holder.location = held_.scripts.place_of(heap_, end.node);
        holder.location_means = Holder::Meaning::class_of_holder;
        if (holder.location) holder.file = holder.location->file;
        return;
      case NamedEnd::Kind::exports:
        for (const char* name : {"filename", "id"}) {
          const auto text = property(heap_, end.node, name);
          if (!text || !is_string_like(heap_.nodes.types[*text])) continue;
          holder.file = std::string(raw_name(*text));
          return;
        }
        return;
      default:
        return;
    }
  }

  /// The steps from the direct holder of the items to the root, over the name that was found.
  [[nodiscard]] std::vector<ChainStep> path_of(const Case& c) const {
    std::vector<InEdge> edges = c.holder.from_item;
    edges.insert(edges.end(), c.holder.way.edges.begin(), c.holder.way.edges.end());
    NodeIndex top = edges.empty() ? c.holder.node : edges.back().source;
    if (!held_.paths.edges.empty()) {
      while (const auto above = held_.paths.holder_of(top)) {
        edges.push_back({*above, EdgeIndex(held_.paths.edges[top])});
        top = *above;
      }
    }
    const analysis::StepContext context{heap_, held_.scripts, held_.scopes};
    std::vector<ChainStep> steps;
    for (std::size_t i = 0; i < edges.size(); ++i) {
      const std::uint32_t above =
          i + 1 < edges.size() ? edges[i + 1].edge.value : analysis::RetainingPaths::no_edge;
      steps.push_back(analysis::describe_step(context, {edges[i].source, edges[i].edge, above},
                                              class_of(edges[i].source)));
    }
    return steps;
  }

  void decide_shape(Case& c) {
    Suspect& s = c.suspect;
    const Accumulation& found = *c.found;
    const std::string& item = row(found.row).name;
    ShapeFacts facts{found, c.evidence};
    facts.holder = collection_kind(heap_, c.holder.node);
    facts.is_timer = item == "Timeout" || item == "Immediate" || item == "TimersList" ||
                     is_timer_list(c.holder.node);
    facts.is_listener = !c.holder.event.empty() || item == "Listener";
    facts.is_promise = item == "Promise" || item == "Generator" ||
                       raw_name(c.evidence.example).starts_with("system / PromiseReaction");
    const auto is_detached = [&](const std::string& name) {
      return name.starts_with("Detached <") || name.starts_with("Detached Text");
    };
    facts.is_detached = is_detached(item);
    for (const Content& content : found.contents) {
      const bool is_common = static_cast<double>(content.count) >=
                             content_share_min * static_cast<double>(found.items.size());
      facts.is_detached |= is_common && is_detached(row(content.row).name);
    }
    facts.is_dom_listener = std::any_of(s.path.begin(), s.path.end(), [](const ChainStep& step) {
      return step.node.find("RegisteredEventListener") != std::string::npos;
    });
    facts.is_accidental_global = c.holder.way.end.kind == NamedEnd::Kind::global &&
                                 c.holder.way.edges.size() <= 1;
    s.shape = shape_of(facts);
    s.holder.kind = kind_of_holder(c, facts);
    if (facts.is_timer && !s.holder.is_users) s.holder.name = timer_name(c);
  }

  [[nodiscard]] std::string kind_of_holder(const Case& c, const ShapeFacts& facts) const {
    switch (c.suspect.shape) {
      case LeakShape::timers:
        return "timers";
      case LeakShape::event_listeners:
        return raw_name(c.holder.node) == "Listener" || c.suspect.element.class_name == "Listener"
                   ? "EventTarget"
                   : "EventEmitter";
      case LeakShape::async_context:
        return "AsyncLocalStorage";
      case LeakShape::pending_promises:
        return "Promise reactions";
      case LeakShape::string_rope:
        return "string";
      case LeakShape::accidental_global:
        return "global";
      default:
        break;
    }
    switch (facts.holder) {
      case Collection::map:
        return "Map";
      case Collection::set:
        return "Set";
      case Collection::weak_map:
        return "WeakMap";
      case Collection::array:
        return "Array";
      case Collection::dictionary:
        return "plain object";
      case Collection::buffer:
        return "buffer";
      case Collection::none:
        break;
    }
    return is_context(c.holder.node) ? "closure context" : "object";
  }

  [[nodiscard]] std::string timer_name(const Case& c) const {
    std::optional<std::uint32_t> milliseconds;
    if (raw_name(c.holder.node) == "TimersList") {
      for (const InEdge& in : retainers_.of(c.holder.node)) {
        if (heap_.edges.type(in.edge) == EdgeType::element) {
          milliseconds = std::max(milliseconds.value_or(0), heap_.edges.name(in.edge));
        }
      }
    }
    return milliseconds ? fmt::format("timers of {} ms", *milliseconds) : "timers";
  }

  void judge(Case& c) {
    c.is_told = judge_suspect(c.suspect, *c.found, row(c.found->row).name, options_.ops);
    if (options_.ops && *options_.ops > 0) {
      c.suspect.per_op =
          static_cast<double>(c.suspect.new_count) / static_cast<double>(*options_.ops);
    }
  }

  /// Two findings about one holder are one: a table's keys beside its values, pieces of a tree.
  void merge() {
    std::vector<Case> merged;
    for (Case& c : cases_) {
      Case* same = nullptr;
      for (Case& m : merged) {
        const bool is_same_holder =
            m.suspect.holder.id == c.suspect.holder.id ||
            (m.found->row == c.found->row && m.suspect.holder.name == c.suspect.holder.name) ||
            std::find(m.suspect.holder.also.begin(), m.suspect.holder.also.end(),
                      c.suspect.holder.name) != m.suspect.holder.also.end();
        if (is_same_holder) same = &m;
      }
      if (same == nullptr) {
        merged.push_back(std::move(c));
        continue;
      }
      Suspect& into = same->suspect;
      const bool is_same_class = same->found->row == c.found->row;
      into.size += c.suspect.size;
      into.count += c.suspect.count;
      into.off_heap += c.suspect.off_heap;
      into.retained += c.suspect.retained;
      if (!is_same_class || same->found->pattern != c.found->pattern) continue;
      if (same->found->pattern == Pattern::chain) continue;  // counted in the whole heap
      into.new_count += c.suspect.new_count;
      into.entries_before += c.suspect.entries_before;
      into.entries_after += c.suspect.entries_after;
    }
    cases_ = std::move(merged);
  }

  std::vector<Suspect> rank() {
    std::stable_sort(cases_.begin(), cases_.end(), [](const Case& a, const Case& b) {
      return a.suspect.size > b.suspect.size;
    });
    merge();
    std::stable_sort(cases_.begin(), cases_.end(), [](const Case& a, const Case& b) {
      const bool is_a_weak = a.suspect.confidence == Suspicion::weak;
      const bool is_b_weak = b.suspect.confidence == Suspicion::weak;
      return std::tuple(is_a_weak, -a.suspect.size.value, a.suspect.holder.id.value) <
             std::tuple(is_b_weak, -b.suspect.size.value, b.suspect.holder.id.value);
    });
    std::vector<Suspect> suspects;
    for (Case& c : cases_) {
      if (suspects.size() == suspects_max) break;
      c.suspect.rank = static_cast<std::uint32_t>(suspects.size() + 1);
      if (options_.wants_advice) c.suspect.advice = advice_for(c.suspect);
      suspects.push_back(std::move(c.suspect));
    }
    return suspects;
  }

  const HeldHeap& held_;
  const Heap& heap_;
  const diff::ComparedNodes& nodes_;
  const std::vector<ClassChange>& changes_;
  const Findings& findings_;
  const SuspectOptions& options_;
  Retainers retainers_;
  HolderNames names_;
  std::vector<Owners> owners_;
  std::vector<Case> cases_;
};

}  // namespace

std::vector<Suspect> find_suspects(const HeldHeap& held, const diff::ComparedNodes& nodes,
                                   const std::vector<ClassChange>& changes,
                                   const Findings& findings, const SuspectOptions& options) {
  if (findings.accumulations.empty()) return {};
  return Investigation(held, nodes, changes, findings, options).run();
}

Remainder remainder_of(const Diff& diff, const diff::Growth& growth) {
  Remainder remainder{diff.size_delta(), diff.count_delta(), {}, {}};
  for (const Suspect& suspect : diff.suspects) {
    remainder.size = remainder.size - suspect.size;
    remainder.count -= suspect.count;
  }
  for (const ClassChange& change : diff.classes) {
    if (change.name == "(compiled code)") remainder.code += change.size_delta();
  }
  remainder.engine = ByteDelta{growth.engine.bytes} - remainder.code;
  return remainder;
}

}  // namespace heapdiff::leaks
