#include "leaks/holders/name_search.hpp"

#include <algorithm>
#include <queue>
#include <unordered_set>

#include "analysis/roles.hpp"
#include "graph/properties.hpp"
#include "leaks/holders/holder_name.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Word;
using model::Role;

constexpr std::size_t nodes_max = 4000;
constexpr std::size_t rounds_max = 10;
constexpr std::size_t rounds_beyond = 2;

constexpr std::uint32_t cost_named = 10;
constexpr std::uint32_t cost_events = 7;
constexpr std::uint32_t cost_symbol = 25;
constexpr std::uint32_t cost_own_store = 3;
constexpr std::uint32_t cost_slot = 9;
constexpr std::uint32_t cost_reaction = 20;
constexpr std::uint32_t cost_internal = 30;
constexpr std::uint32_t cost_weak_key = 60;
constexpr std::uint32_t cost_context = 40;
constexpr std::uint32_t cost_outer_context = 50;
constexpr std::uint32_t cost_shortcut = 80;

constexpr std::uint32_t cost_users_name = 10;
constexpr std::uint32_t cost_package = 40;
constexpr std::uint32_t cost_export = 25;
constexpr std::uint32_t cost_unknown_name = 30;
constexpr std::uint32_t cost_engine_name = 90;
// Less than the way on over the function that captured it: scope, function, and what holds that.
constexpr std::uint32_t cost_this = 60;

bool is_alias_of_global(std::string_view name) {
  constexpr std::string_view aliases[] = {"globalThis", "global", "self",     "window", "top",
                                          "parent",     "frames", "document", "Symbol"};
  return std::find(std::begin(aliases), std::end(aliases), name) != std::end(aliases);
}

Name variable(std::string name) { return {{NameStep::Kind::variable, std::move(name)}}; }

bool is_symbol(std::string_view name) { return name.starts_with("<symbol"); }

/// Names of a module are more informative than those of a function, and names of one's own code
/// more than those of a package, which are minified perhaps.
std::uint32_t cost_of_users_name(const ScopeLabel& label) {
  const bool is_package = label.owner == ScriptOwner::library;
  return cost_users_name + (label.is_module ? 0 : 2) + (is_package ? cost_package : 0);
}

/// Names that the engine gives to slots, not people.
bool is_engine_variable(std::string_view name) {
  return name.empty() || name[0] == '.' || name == "this" || name == "new.target" ||
         name == "arguments" || is_symbol(name);
}

}  // namespace

std::vector<ChainStep> describe_edges(const analysis::StepContext& context,
                                      const std::vector<InEdge>& edges,
                                      const std::function<std::string(NodeIndex)>& class_of) {
  std::vector<ChainStep> steps;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const auto above = i + 1 < edges.size() ? std::optional(edges[i + 1].edge) : std::nullopt;
    steps.push_back(analysis::describe_step(context, {edges[i].source, edges[i].edge, above},
                                            class_of(edges[i].source)));
  }
  return steps;
}

std::optional<NameStep> NameSearch::variable_name(NodeIndex context, EdgeIndex edge) const {
  if (heap_.edges.type(edge) == EdgeType::context) {
    std::string name = graph::edge_text(heap_, edge);
    if (is_engine_variable(name)) return std::nullopt;
    return NameStep{NameStep::Kind::variable, std::move(name)};
  }
  // Scopes of blocks have numbered slots; the names are in the scope info, in slot order.
  if (heap_.edges.type(edge) != EdgeType::hidden) return std::nullopt;
  const auto scope = heap_.internal_child(context, Word::scope_info);
  if (!scope) return std::nullopt;
  std::vector<std::string> names;
  for (const EdgeIndex e : heap_.nodes.edges_of(*scope)) {
    if (heap_.edges.type(e) != EdgeType::hidden) continue;
    if (heap_.edges.name(e) != names.size()) break;
    if (!is_string_like(heap_.nodes.types[heap_.edges.target(e)])) break;
    names.emplace_back(heap_.raw_name(heap_.edges.target(e)));
  }
  const std::uint32_t slot = heap_.edges.name(edge);
  std::uint32_t edges = 0;
  for (const EdgeIndex e : heap_.nodes.edges_of(context)) {
    if (heap_.edges.type(e) == EdgeType::hidden) edges = std::max(edges, heap_.edges.name(e) + 1);
  }
  // Small integers have no edge, and the numbers count edges: each that is missing may stand before
  // this one, so that one of so many names it is.
  const std::size_t missing = names.size() > edges ? names.size() - edges : 0;
  constexpr std::size_t missing_max = 2;
  if (slot + missing >= names.size() || missing > missing_max) return std::nullopt;
  std::optional<NameStep> variable;
  for (std::size_t i = slot; i <= slot + missing; ++i) {
    if (is_engine_variable(names[i])) continue;
    if (variable) {
      variable->or_else.push_back(std::move(names[i]));
    } else {
      variable = NameStep{NameStep::Kind::variable, std::move(names[i])};
    }
  }
  return variable;
}

bool NameSearch::is_users_scope(NodeIndex context) const {
  const auto label = scopes_.label_of(heap_, scripts_, context);
  return label && !is_built_in(label->owner);
}

std::optional<std::string> NameSearch::exported_name(NodeIndex store, EdgeIndex edge) const {
  // The exports of an ES module: names and cells by turns.
  const auto slot = graph::slot_number(heap_, edge);
  if (!slot || edge.value == heap_.nodes.first_edges[store.value]) return std::nullopt;
  const EdgeIndex before(edge.value - 1);
  if (graph::slot_number(heap_, before) != *slot - 1) return std::nullopt;
  const NodeIndex key = heap_.edges.target(before);
  if (!is_string_like(heap_.nodes.types[key])) return std::nullopt;
  return std::string(heap_.raw_name(key));
}

std::optional<std::uint32_t> NameSearch::cost_of(const InEdge& in) const {
  const Role role = analysis::role_of(heap_, in.source);
  if (role == Role::engine || role == Role::boundary) return std::nullopt;
  switch (heap_.edges.type(in.edge)) {
    case EdgeType::property:
      switch (heap_.edge_word(in.edge)) {
        case Word::proto:
        case Word::constructor:
        case Word::prototype:
        case Word::back_link:
          return std::nullopt;
        default: {
          const std::string_view name = heap_.string(heap_.edges.name(in.edge));
          if (name == "_events" || name == "<symbol kEvents>") return cost_events;
          return is_symbol(name) ? cost_symbol : cost_named;
        }
      }
    case EdgeType::element:
      return cost_named;
    case EdgeType::context:
      return cost_internal;
    case EdgeType::shortcut:
      return cost_shortcut;
    case EdgeType::internal:
      switch (heap_.edge_word(in.edge)) {
        case Word::map:
        case Word::code:
        case Word::shared:
        case Word::feedback_cell:
        case Word::scope_info:
          return std::nullopt;
        case Word::table:
        case Word::elements:
        case Word::properties:
          return cost_own_store;
        case Word::context:
          return cost_context;
        case Word::previous:
          return cost_outer_context;
        case Word::weak_map_pair:
          // `metricsOf.get(tenant)`, rather than something of `tenant`'s.
          return graph::is_weak_map_value(heap_, in.source, in.edge) ? cost_slot : cost_weak_key;
        default:
          break;
      }
      return role == Role::store ? cost_slot : cost_internal;
    default:
      if (role == Role::store) return cost_slot;
      return heap_.name_word(in.source) == Word::user_record ? cost_reaction : cost_internal;
  }
}

std::optional<NameSearch::Candidate> NameSearch::end_at_this(const InEdge& in) const {
  const bool is_this =
      heap_.edges.type(in.edge) == EdgeType::context && heap_.edge_word(in.edge) == Word::this_name;
  if (!is_this || !is_users_scope(in.source)) return std::nullopt;
  return Candidate{{NameOrigin::Kind::this_object, {}, in.source, true}, cost_this};
}

bool NameSearch::has_users_script(NodeIndex closure) const {
  // Chromium up to 71 and others write no places at all, but which script a function is of.
  const auto shared = heap_.internal_child(closure, Word::shared);
  if (!shared) return false;
  const std::string_view script = scripts::script_name_of_shared(heap_, *shared);
  return !script.empty() && !is_built_in(scripts_.owner_of(script));
}

std::optional<NameSearch::Candidate> NameSearch::end_at(const InEdge& in) const {
  const NodeType type = heap_.nodes.types[in.source];
  const EdgeType edge_type = heap_.edges.type(in.edge);
  if (heap_.name_word(in.source) == Word::system_context) {
    auto name = variable_name(in.source, in.edge);
    if (!name) return end_at_this(in);
    const auto label = scopes_.label_of(heap_, scripts_, in.source);
    const bool is_users = label && !is_built_in(label->owner);
    const std::uint32_t cost = is_users ? cost_of_users_name(*label)
                               : !label ? cost_unknown_name
                                        : cost_engine_name;
    return Candidate{
        {NameOrigin::Kind::variable, {std::move(*name)}, in.source, is_users || !label}, cost};
  }
  if (heap_.is_global(in.source)) {
    if (edge_type != EdgeType::property) {
      // What a browser hangs on its window: listeners, timers, documents.
      const bool is_native = type == NodeType::native &&
                             heap_.nodes.types[heap_.edges.target(in.edge)] == NodeType::native;
      if (!is_native) return std::nullopt;
      return Candidate{{NameOrigin::Kind::document, variable("Window"), in.source, false, true},
                       cost_export};
    }
    const std::string name = graph::edge_text(heap_, in.edge);
    if (is_alias_of_global(name) || name == "__proto__") return std::nullopt;
    const std::uint32_t cost = is_symbol(name) ? cost_users_name + 40 : cost_users_name;
    // What the engine has put there itself: Object, Intl.
    const NodeIndex value = heap_.edges.target(in.edge);
    const bool is_builtin = heap_.nodes.types[value] == NodeType::closure &&
                            heap_.locations.find(value) == nullptr && !has_users_script(value);
    return Candidate{{NameOrigin::Kind::global,
                      {{NameStep::Kind::variable, "globalThis"}, property_step(heap_, name)},
                      in.source,
                      !is_builtin},
                     cost};
  }
  if (type == NodeType::object && edge_type == EdgeType::property &&
      heap_.raw_name(in.source) == "process") {
    return Candidate{{NameOrigin::Kind::global, variable("process"), in.source, true, true},
                     cost_users_name};
  }
  if (type == NodeType::native && (heap_.raw_name(in.source).starts_with("HTMLDocument") ||
                                   heap_.raw_name(in.source).starts_with("#document"))) {
    return Candidate{{NameOrigin::Kind::document, variable("document"), in.source, false, true},
                     cost_export - 5};
  }
  if (heap_.nodes.types[in.source] == NodeType::array) {
    const auto cell = heap_.edges.target(in.edge);
    const bool is_cell = heap_.name_word(cell) == Word::engine_store;
    if (!is_cell) return std::nullopt;
    const auto name = exported_name(in.source, in.edge);
    if (!name) return std::nullopt;
    return Candidate{{NameOrigin::Kind::exported, variable(*name), in.source, true},
                     cost_export + 5};
  }
  if (edge_type == EdgeType::property && type == NodeType::closure) {
    const std::string name = graph::edge_text(heap_, in.edge);
    const std::string function = scripts_.name_of(heap_, in.source);
    const auto place = scripts_.place_of(heap_, in.source);
    if (function.empty() || !place || name == "prototype" || name == "__proto__" ||
        is_symbol(name)) {
      return std::nullopt;
    }
    return Candidate{{NameOrigin::Kind::static_property, variable(function), in.source,
                      !is_built_in(place->owner), true},
                     cost_export};
  }
  if (edge_type == EdgeType::property && type == NodeType::object &&
      heap_.raw_name(in.source) == "Module") {
    // Newer Node keeps them under a symbol.
    const std::string_view name = heap_.string(heap_.edges.name(in.edge));
    if (name == "exports" || name == "<symbol node:module_export>") {
      return Candidate{{NameOrigin::Kind::exports, variable("exports"), in.source, true},
                       cost_export};
    }
    if (name == "children") {
      return Candidate{{NameOrigin::Kind::exports, variable("module"), in.source, true, true},
                       cost_export};
    }
  }
  return std::nullopt;
}

bool NameSearch::is_held_through(NodeIndex node, NodeIndex holder, Known& known) const {
  if (paths_.empty()) return false;
  bool is_through = false;
  std::vector<std::uint32_t> asked;
  for (NodeIndex at = node;;) {
    if (const auto found = known.find(at.value); found != known.end()) {
      is_through = found->second;
      break;
    }
    asked.push_back(at.value);
    const auto last = paths_.edge_to(heap_, at);
    if (!last) break;
    if (last->holder == holder) {
      is_through = true;
      break;
    }
    at = last->holder;
  }
  for (const std::uint32_t at : asked) known[at] = is_through;
  return is_through;
}

void NameSearch::prepare(const std::vector<NodeIndex>& holders) { fetch_for(holders, false); }

void NameSearch::fetch_for(const std::vector<NodeIndex>& holders, bool may_lead_back) {
  struct Front {
    NodeIndex holder;
    std::unordered_set<std::uint32_t> seen;
    Known known;
    std::vector<NodeIndex> level;
    std::optional<std::size_t> named_at;  // the first round that found a user's name
    /// A name that is a little further up may be the better one.
    [[nodiscard]] bool is_done(std::size_t round) const {
      return named_at && round > *named_at + rounds_beyond;
    }
  };
  std::vector<Front> fronts;
  for (const NodeIndex holder : holders) {
    Front front;
    front.holder = holder;
    front.seen.insert(holder.value);
    front.level.push_back(holder);
    fronts.push_back(std::move(front));
  }
  for (std::size_t round = 0; round < rounds_max; ++round) {
    bool goes_on = false;
    for (Front& front : fronts) {
      if (front.is_done(round)) continue;
      for (const NodeIndex node : front.level) retainers_.want(node);
      goes_on = goes_on || !front.level.empty();
    }
    if (!goes_on) return;
    retainers_.fetch();
    for (Front& front : fronts) {
      if (front.is_done(round)) continue;
      std::vector<NodeIndex> next;
      for (const NodeIndex node : front.level) {
        for (const InEdge& in : retainers_.of(node)) {
          if (!may_lead_back && is_held_through(in.source, front.holder, front.known)) continue;
          if (const auto end = end_at(in)) {
            if (end->end.is_users && !front.named_at) front.named_at = round;
            if (end->end.kind != NameOrigin::Kind::static_property) continue;
          }
          if (!cost_of(in) || front.seen.size() >= nodes_max) continue;
          if (front.seen.insert(in.source.value).second) next.push_back(in.source);
        }
      }
      front.level = std::move(next);
    }
  }
}

bool NameSearch::is_held_without(NodeIndex node, NodeIndex holder) const {
  base::Column<std::uint8_t> seen(heap_.nodes.size(), 0);
  std::vector<NodeIndex> pending{heap_.root};
  seen[heap_.root.value] = seen[holder.value] = 1;
  while (!pending.empty()) {
    const NodeIndex at = pending.back();
    pending.pop_back();
    if (at == node) return true;
    for (const EdgeIndex edge : heap_.nodes.edges_of(at)) {
      const NodeIndex target = heap_.edges.target(edge);
      if (!retains_[edge] || seen[target.value] != 0) continue;
      seen[target.value] = 1;
      pending.push_back(target);
    }
  }
  return false;
}

std::optional<Name> NameSearch::name_as_global(NodeIndex object) {
  if (heap_.is_global(object)) return variable("globalThis");
  const bool is_process =
      heap_.nodes.types[object] == NodeType::object && heap_.raw_name(object) == "process";
  if (is_process) return variable("process");
  fetch_for({object}, false);
  const NamePath way = search(object, false);
  if (way.end.kind != NameOrigin::Kind::global || way.edges.size() != 1) return std::nullopt;
  return name_holder(heap_, scripts_, way).name;
}

void NameSearch::prefer_property_of_global(NamePath& way) {
  NameOrigin& end = way.end;
  const bool is_one_variable = end.kind == NameOrigin::Kind::variable && end.name.size() == 1 &&
                               end.name.front().or_else.empty();
  if (!is_one_variable || end.is_users) return;
  const std::string property = end.name.front().text;
  retainers_.want(end.node);
  retainers_.fetch();
  std::vector<NodeIndex> functions;
  for (const InEdge& in : retainers_.of(end.node)) {
    if (heap_.nodes.types[in.source] == NodeType::closure &&
        heap_.edge_word(in.edge) == Word::context) {
      functions.push_back(in.source);
      retainers_.want(in.source);
    }
  }
  retainers_.fetch();
  for (const NodeIndex function : functions) {
    for (const InEdge& in : retainers_.of(function)) {
      const bool is_getter = heap_.edges.type(in.edge) == EdgeType::property &&
                             graph::edge_text(heap_, in.edge) == "get " + property;
      if (!is_getter) continue;
      std::optional<Name> object = name_as_global(in.source);
      if (!object) continue;
      object->push_back(property_step(heap_, property));
      end = {NameOrigin::Kind::global, std::move(*object), end.node, true};
      return;
    }
  }
}

void NameSearch::use_original_name(NameOrigin& end) const {
  if (end.kind != NameOrigin::Kind::variable || end.name.empty()) return;
  NameStep& step = end.name.front();
  const auto original = [&](std::string_view generated) {
    return scopes_.original_variable(heap_, scripts_, end.node, generated);
  };
  for (std::string& other : step.or_else) {
    if (auto variable = original(other)) other = std::move(variable->name);
  }
  auto variable = original(step.text);
  if (!variable) return;
  step.text = std::move(variable->name);
  if (step.or_else.empty()) end.declared = std::move(variable->declared);
}

NamePath NameSearch::find(NodeIndex holder) {
  NamePath way = search(holder, false);
  prefer_property_of_global(way);
  if (!way.end.is_users && searches_beyond_left_ > 0) {
    --searches_beyond_left_;
    fetch_for({holder}, true);
    NamePath other = search(holder, true);
    const bool is_better = other.end.is_users && is_held_without(other.end.node, holder);
    if (is_better) way = std::move(other);
  }
  use_original_name(way.end);
  return way;
}

NamePath NameSearch::search(NodeIndex holder, bool may_lead_back) const {
  struct Visit {
    std::uint32_t cost;
    std::optional<InEdge> by;  // the edge down from the node, towards the holder
    NodeIndex from;            // the node that it leads to
  };
  struct Item {
    std::uint32_t cost;
    std::uint32_t node;
    std::uint32_t end;  // in `ends`, or none
    bool operator>(const Item& other) const {
      return std::tie(cost, node, end) > std::tie(other.cost, other.node, other.end);
    }
  };
  constexpr std::uint32_t none = 0xFFFFFFFF;
  struct End {
    NameOrigin end;
    InEdge edge;
    NodeIndex below;
  };
  std::unordered_map<std::uint32_t, Visit> reached;
  Known known;
  std::vector<End> ends;
  std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
  reached[holder.value] = {0, std::nullopt, holder};
  queue.push({0, holder.value, none});
  const auto way_to = [&](NodeIndex node) {
    std::vector<InEdge> upward;
    for (NodeIndex at = node; at != holder;) {
      const Visit& r = reached.at(at.value);
      upward.push_back(*r.by);
      at = r.from;
    }
    std::reverse(upward.begin(), upward.end());
    return upward;
  };
  while (!queue.empty()) {
    const Item item = queue.top();
    queue.pop();
    if (item.end != none) {
      const End& end = ends[item.end];
      NamePath way{way_to(end.below), end.end, {}};
      way.edges.push_back(end.edge);
      return way;
    }
    const NodeIndex node(item.node);
    if (reached.at(item.node).cost != item.cost) continue;
    for (const InEdge& in : retainers_.of(node)) {
      if (in.source == holder) continue;
      if (!may_lead_back && is_held_through(in.source, holder, known)) continue;
      if (const auto candidate = end_at(in)) {
        ends.push_back({candidate->end, in, node});
        queue.push({item.cost + candidate->cost, in.source.value,
                    static_cast<std::uint32_t>(ends.size() - 1)});
        if (candidate->end.kind != NameOrigin::Kind::static_property) continue;
      }
      const auto cost = cost_of(in);
      if (!cost) continue;
      const std::uint32_t total = item.cost + *cost;
      const auto [found, is_first] = reached.try_emplace(in.source.value, Visit{total, in, node});
      if (!is_first) {
        if (total >= found->second.cost) continue;
        found->second = {total, in, node};
      }
      queue.push({total, in.source.value, none});
    }
  }
  return {};
}

}  // namespace heapdiff::leaks
