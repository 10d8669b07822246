#include "leaks/suspects.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "analysis/path_steps.hpp"
#include "analysis/roles.hpp"
#include "base/parallel.hpp"
#include "graph/properties.hpp"
#include "leaks/case.hpp"
#include "leaks/growth/elements.hpp"
#include "leaks/growth/shared_members.hpp"
#include "leaks/holders/collections.hpp"
#include "leaks/holders/handles.hpp"
#include "leaks/holders/holder_name.hpp"
#include "leaks/holders/location.hpp"
#include "leaks/holders/modules.hpp"
#include "leaks/holders/name_search.hpp"
#include "leaks/holders/owners.hpp"
#include "leaks/holders/runtime_records.hpp"
#include "leaks/judging/confidence.hpp"
#include "leaks/judging/evidence.hpp"
#include "leaks/judging/shapes.hpp"
#include "scripts/captures.hpp"
#include "scripts/script_origin.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;
using graph::Word;
using model::Role;

constexpr std::size_t owners_named_max = 4;
constexpr std::size_t path_steps_max = 64;

class Investigation {
 public:
  Investigation(const HeldHeap& held, const diff::ComparedNodes& nodes, const Findings& findings,
                const SuspectOptions& options)
      : held_(held),
        heap_(held.heap),
        nodes_(nodes),
        findings_(findings),
        options_(options),
        accumulations_(findings.accumulations),
        retainers_(held.heap, held.retains, options.threads),
        names_(held.heap, held.retains, held.scripts, held.scopes, held.paths, retainers_) {}

  FoundSuspects run() {
    for (Accumulation& found : accumulations_) {
      adopt_members(heap_, nodes_, findings_.rows, findings_.net_by_row, found);
    }
    const std::vector<Owners> owners = find_owners(heap_, retainers_, accumulations_, nodes_);
    std::vector<NodeIndex> holders;
    for (std::size_t i = 0; i < owners.size(); ++i) {
      for (const Candidate& candidate : candidates(accumulations_[i], owners[i])) {
        holders.push_back(candidate.node);
      }
    }
    std::sort(holders.begin(), holders.end());
    holders.erase(std::unique(holders.begin(), holders.end()), holders.end());
    names_.prepare(holders);
    for (std::size_t i = 0; i < owners.size(); ++i) {
      look_at(accumulations_[i], owners[i]);
    }
    name_async_storages();
    cases_ = merge_cases(heap_, std::move(cases_));
    return rank();
  }

 private:
  struct Candidate {
    NodeIndex node;
    std::vector<InEdge> from_item;
  };

  [[nodiscard]] std::string_view raw_name(NodeIndex node) const { return heap_.raw_name(node); }
  [[nodiscard]] std::string name_of(NodeIndex node) const {
    return held_.scripts.name_of(heap_, node);
  }
  [[nodiscard]] const std::string& class_of(NodeIndex node) const {
    return nodes_.class_names[nodes_.rows[node]];
  }
  [[nodiscard]] const std::string& row_name(std::uint32_t index) const {
    return findings_.rows[index].name;
  }
  [[nodiscard]] bool is_context(NodeIndex node) const {
    return heap_.name_word(node) == Word::system_context;
  }

  /// Who may be the holder, best first.
  [[nodiscard]] std::vector<Candidate> candidates(const Accumulation& found,
                                                  const Owners& owners) const {
    std::vector<Candidate> all;
    if (const auto list = timer_list_of(heap_, found)) return {{*list, {}}};
    if (found.pattern == Pattern::fan || found.pattern == Pattern::lump) {
      for (const Owner& owner : owners.all) {
        if (all.size() >= owners_named_max || !owners.holds_most(owner)) break;
        all.push_back({owner.node, owner.edges});
      }
    }
    if (!all.empty()) return all;
    if (owners.distant) return {{owners.distant->node, owners.distant->edges}};
    if (!found.parts.empty()) return {{found.parts.front(), {}}};
    const Role role = analysis::role_of(heap_, found.container);
    const bool is_single = found.pattern == Pattern::fan || found.pattern == Pattern::lump;
    const bool is_container_holder = is_single && role != Role::context && role != Role::boundary &&
                                     owners.held_by_items * 2 <= owners.sample;
    if (is_single) {
      return {{is_container_holder ? found.container : found.owner, {}}};
    }
    // Of a list or tree the owner, where it holds a member itself; else the topmost member.
    return {{holds_member(found) ? found.owner : found.topmost, {}}};
  }

  [[nodiscard]] bool holds_member(const Accumulation& found) const {
    // A scope of the engine's own has slots without names.
    if (is_context(found.owner)) {
      return slot_towards(heap_, names_, found.owner, found).has_value();
    }
    for (const EdgeIndex edge : heap_.nodes.edges_of(found.owner)) {
      const EdgeType type = heap_.edges.type(edge);
      if (type == EdgeType::weak || type == EdgeType::internal) continue;
      const NodeIndex target = heap_.edges.target(edge);
      if (target == found.topmost || target == found.first) return true;
    }
    return false;
  }

  void look_at(const Accumulation& found, const Owners& owners) {
    Case c;
    c.found = &found;
    c.evidence = gather_evidence(heap_, retainers_, found, owners, nodes_);
    choose_holder(c, owners);
    // Large collections are walked over several times.
    auto keyed = base::start(options_.threads, [&heap = heap_, holder = c.holder.node] {
      return is_keyed_by_objects(heap, holder);
    });
    Elements elements = describe_elements(heap_, held_.scripts, findings_.rows,
                                          findings_.lengths_before, found, c.evidence);
    c.suspect.element = std::move(elements.element);
    c.suspect.new_count = elements.new_count;
    c.suspect.entries_before = elements.before_count;
    c.function = elements.function;
    if (is_handled(c)) describe_handled(c);
    describe_growth(c);
    describe_holder(c);
    c.suspect.is_keyed_by_objects = keyed.get();
    decide_shape(c);
    c.pattern = without_keys(c.suspect.holder.name);
    cases_.push_back(std::move(c));
  }

  /// Do only native records retain what accumulates?
  [[nodiscard]] static bool is_handled(const Case& c) {
    return c.evidence.handled && c.holder.called.name.empty();
  }

  /// What accumulates is what the handles represent.
  void describe_handled(Case& c) {
    const NodeIndex object = object_of_handle(heap_, c.evidence.handled->object);
    Element& element = c.suspect.element;
    const bool is_function = heap_.nodes.types[object] == NodeType::closure;
    element.kind = is_function ? Element::Kind::function : Element::Kind::object;
    element.class_name = is_function ? name_of(object) : class_of(object);
    element.location = held_.scripts.place_of(heap_, object);
  }

  /// The function of the program's that most of the handled objects keep, as what listens on them.
  [[nodiscard]] std::optional<Place> listener_of(const Accumulation& found) const {
    std::optional<Place> of_library;
    for (const Content& content : found.contents) {
      const model::RowIndex::Row& row = findings_.rows[content.row];
      if (!row.is_function || !row.place || is_built_in(row.place->owner)) continue;
      if (content.count * 2 < found.items.size()) continue;
      if (row.place->owner == ScriptOwner::program) return row.place;
      if (!of_library) of_library = row.place;
    }
    return of_library;
  }

  void choose_holder(Case& c, const Owners& owners) {
    std::vector<NamedHolder> all;
    for (Candidate& candidate : candidates(*c.found, owners)) {
      NamedHolder named;
      named.node = candidate.node;
      named.from_item = std::move(candidate.from_item);
      name(named, *c.found);
      all.push_back(std::move(named));
    }
    // A timer that is held elsewhere, too, still runs; else what has a name in the user's code.
    // What was there before has grown; what is new is a copy of it, made anew each time.
    const bool do_run = c.evidence.listed_share * 2 >= 1;
    const auto rank = [&](const NamedHolder& named) {
      return std::tuple(do_run && is_timer_record(raw_name(named.node)) ? 0 : 1,
                        named.is_users ? 0 : 1, named.called.name.empty() ? 1 : 0,
                        nodes_.are_new[named.node]);
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const NamedHolder& a, const NamedHolder& b) { return rank(a) < rank(b); });
    for (std::size_t i = 1; i < all.size(); ++i) {
      c.others.push_back(heap_.id(all[i].node));
      const Name& other = all[i].called.name;
      if (all[i].is_users && other != all[0].called.name) c.suspect.holder.also.push_back(other);
    }
    c.holder = std::move(all.front());
    // Some steps up there may be a table of Node's own; the handle is more informative.
    const bool is_distant = owners.distant && owners.distant->node == c.holder.node;
    if (is_distant && !c.holder.is_users) {
      c.holder = {c.found->owner, {}, {}, {}, false};
    }
  }

  void name(NamedHolder& named, const Accumulation& found) {
    const bool is_owner_of_list = found.pattern != Pattern::fan && named.node == found.owner;
    const auto slot = is_owner_of_list || is_context(named.node)
                          ? slot_towards(heap_, names_, named.node, found)
                          : std::nullopt;
    if (is_context(named.node)) {
      named.way.end.kind = NameOrigin::Kind::variable;
      named.way.end.node = named.node;
      if (!slot) return;
      named.way.end.name = {slot->step};
      names_.use_original_name(named.way.end);
      named.called.name = named.way.end.name;
      named.way.edges.push_back({named.node, slot->edge});
      named.is_users = names_.is_users_scope(named.node);
      return;
    }
    if (raw_name(named.node) == "process" && heap_.nodes.types[named.node] == NodeType::object) {
      const Name process{{NameStep::Kind::variable, "process"}};
      named.way.end = {NameOrigin::Kind::global, process, named.node, true, true};
      named.called.name = process;
      if (slot && slot->step.text != "process") named.called.name.push_back(slot->step);
      named.is_users = true;
      return;
    }
    named.way = names_.find(named.node);
    name_keys(named.way);
    named.called = name_holder(heap_, held_.scripts, named.way);
    if (name_function(named, slot)) return;
    HolderName& called = named.called;
    named.is_users =
        named.way.end.is_users && !called.name.empty() && !is_filled_by_node(called.name);
    const bool is_list = !called.name.empty() && called.event.empty();
    if (slot && is_list) called.name.push_back(slot->step);
    // Many collections of one kind: what holds them all.
    if (!found.parts.empty() && called.is_entry && called.event.empty()) {
      called.name = collection_of_entries(std::move(called.name));
    } else if (!found.parts.empty()) {
      called.name = without_keys(std::move(called.name));
    }
  }

  /// A function has a name of its own, whatever variable holds it: and what is in its scope, it may
  /// hold itself.
  bool name_function(NamedHolder& named, const std::optional<Slot>& slot) const {
    if (heap_.nodes.types[named.node] != NodeType::closure) return false;
    const std::string name = name_of(named.node);
    const auto place = held_.scripts.place_of(heap_, named.node);
    if (name.empty() || !place) return false;
    const Name function{{NameStep::Kind::variable, name}};
    named.way.end = {NameOrigin::Kind::static_property, function, named.node,
                     !is_built_in(place->owner), true};
    named.called = {function, "", false, false};
    if (slot) named.called.name.push_back(slot->step);
    named.is_users = named.way.end.is_users;
    return true;
  }

  /// A WeakMap's entry is named after its key, if that has a name of a single word.
  void name_keys(NamePath& way) {
    for (const InEdge& in : way.edges) {
      if (!graph::is_weak_map_value(heap_, in.source, in.edge)) continue;
      const NodeIndex value = heap_.edges.target(in.edge);
      for (const InEdge& other : retainers_.of(value)) {
        const bool is_key = other.source != in.source &&
                            heap_.edge_word(other.edge) == Word::weak_map_pair &&
                            !graph::is_weak_map_value(heap_, other.source, other.edge);
        if (!is_key) continue;
        names_.prepare({other.source});
        const NamePath of_key = names_.find(other.source);
        Name name = name_holder(heap_, held_.scripts, of_key).name;
        const bool is_variable = of_key.end.kind == NameOrigin::Kind::variable &&
                                 name.size() == 1 && name.front().or_else.empty();
        if (is_variable) way.keys[in.edge.value] = std::move(name.front().text);
      }
    }
  }

  void describe_growth(Case& c) {
    Suspect& s = c.suspect;
    const Accumulation& found = *c.found;
    s.entries_after = found.kept_count + found.items.size();
    if (found.items.empty()) {
      s.entries_after = s.entries_before + s.new_count;
    } else {
      s.entries_before = found.is_container_new ? found.kept_count : found.before_count;
    }
    s.size = {found.growth.bytes};
    s.count = found.growth.objects;
    s.off_heap = {found.growth.off_heap};
    const bool is_counted = found.pattern == Pattern::fan && found.parts.empty() &&
                            !found.items.empty() && s.new_count == found.items.size();
    if (!is_counted || collection_kind(heap_, c.holder.node) == Collection::none) return;
    const Members members =
        count_members(heap_, held_.scripts, nodes_, c.holder.node, found.items.front());
    // Dominators see less where members are shared, and keys beside values more.
    const bool is_text = is_string_like(heap_.nodes.types[found.items.front()]);
    if (members.fresh < items_min || (members.fresh < found.items.size() && !is_text)) return;
    const std::uint64_t gone = found.before_count - found.survivor_count;
    s.new_count = members.fresh;
    s.entries_after = members.all;
    s.entries_before = members.all - members.fresh + (is_text ? 0 : gone);
  }

  void describe_holder(Case& c) {
    Suspect& s = c.suspect;
    Holder& holder = s.holder;
    const NamedHolder& named = c.holder;
    holder.name = named.called.name;
    holder.event = named.called.event;
    holder.is_users = named.is_users;
    holder.id = heap_.id(named.node);
    if (is_context(named.node)) {
      holder.class_name = "system / Context";
    } else if (analysis::is_told_by_name(heap_.nodes.types[named.node])) {
      holder.class_name = name_of(named.node);
    } else {
      holder.class_name = class_of(named.node);
    }
    locate_holder(holder, heap_, held_.scripts, held_.scopes, named.way.end);
    const NameOrigin& end = named.way.end;
    if (end.kind == NameOrigin::Kind::variable && holder.file.empty() && is_context(end.node)) {
      holder.location = place_of_capturing(end.node);
      holder.location_means = Holder::Meaning::captured_by;
      if (holder.location) {
        holder.file = holder.location->file;
        holder.short_file = holder.location->short_file;
      }
    }
    s.path = path_of(named);
    if (is_handled(c)) s.path = path_of({c.evidence.handled->object, {}, {}, {}, false});
  }

  /// The steps from the direct holder of the items to the root, over the name that was found.
  [[nodiscard]] std::vector<ChainStep> path_of(const NamedHolder& named) const {
    std::vector<InEdge> edges = named.from_item;
    edges.insert(edges.end(), named.way.edges.begin(), named.way.edges.end());
    NodeIndex top = edges.empty() ? named.node : edges.back().source;
    if (!held_.paths.empty()) {
      std::vector<InEdge> to_root;
      while (const auto last = held_.paths.edge_to(heap_, top)) {
        // Held through the holder itself: the name is where the path is at its end.
        if (last->holder == named.node) {
          to_root.clear();
          break;
        }
        to_root.push_back({last->holder, last->edge});
        top = last->holder;
      }
      edges.insert(edges.end(), to_root.begin(), to_root.end());
    }
    if (edges.size() > path_steps_max) edges.resize(path_steps_max);
    return describe_edges({heap_, held_.scripts, held_.scopes}, edges,
                          [&](NodeIndex node) { return class_of(node); });
  }

  [[nodiscard]] bool is_detached(const Case& c) const {
    const auto is_node = [&](const std::string& name) {
      return name.starts_with("Detached <") || name.starts_with("Detached Text");
    };
    if (is_node(row_name(c.found->row))) return true;
    if (!c.found->items.empty() && heap_.is_detached_dom(c.found->items.front())) return true;
    return std::any_of(
        c.found->contents.begin(), c.found->contents.end(), [&](const Content& content) {
          return content.count * 5 >= c.found->items.size() * 2 && is_node(row_name(content.row));
        });
  }

  void decide_shape(Case& c) {
    Suspect& s = c.suspect;
    const Accumulation& found = *c.found;
    const std::string& item = row_name(found.row);
    ShapeFacts facts{found, c.evidence};
    facts.holder = collection_kind(heap_, c.holder.node);
    facts.is_timer = is_timer_record(item) || is_timer_record(raw_name(c.holder.node));
    facts.is_listener =
        !s.holder.event.empty() || c.holder.called.is_event_table || item == "Listener";
    if (!found.items.empty()) {
      const NodeIndex example = found.items.front();
      const bool is_reaction = raw_name(example).starts_with("system / PromiseReaction");
      facts.is_promise = item == "Generator" || is_reaction || is_waiting_promise(heap_, example);
      facts.is_suspended = facts.is_promise && have_suspended_calls(heap_, found);
      facts.is_reaction = is_reaction && !facts.is_suspended;
      facts.is_module = is_module(heap_, example);
      facts.is_registration = raw_name(example).starts_with("system / WeakCell");
    }
    if (facts.holder == Collection::map || facts.holder == Collection::dictionary) {
      // Beside the values, which may be copies, the keys are strings, too, and differ.
      if (const auto share = copied_share_of_values(heap_, c.holder.node, found.growth.bytes)) {
        c.evidence.copied_share = *share;
      }
    }
    facts.is_handled = is_handled(c);
    facts.is_detached = is_detached(c);
    facts.is_dom_listener = item.find("EventListener") != std::string::npos ||
                            std::any_of(s.path.begin(), s.path.end(), [](const ChainStep& step) {
                              return step.node.find("RegisteredEventListener") != std::string::npos;
                            });
    facts.is_global = c.holder.way.end.kind == NameOrigin::Kind::global &&
                      c.holder.way.edges.size() <= 1 && !is_in_variable(c.holder.node);
    facts.is_unused = c.function && keeps_unused_variable(c.evidence, *c.function);
    s.holder.made_by = maker_of(c.holder);
    facts.is_callback = is_callback(s);
    s.shape = shape_of(facts);
    s.holder.kind = kind_of_holder(c, facts);
    if (s.shape == LeakShape::native_handles) {
      s.holder.class_name = name_of_handle(heap_, c.evidence.handled->native);
      s.holder.name = {{NameStep::Kind::handle, s.holder.class_name}};
      s.holder.location = listener_of(found);
      s.holder.location_means = Holder::Meaning::listener;
      if (s.holder.location) s.holder.file = s.holder.location->file;
    }
    const bool is_users_collection = s.holder.is_users && facts.holder != Collection::none;
    if (s.shape == LeakShape::timers && !is_users_collection) {
      s.holder.is_users = false;
      s.holder.name = {timers_step(heap_, retainers_, c.holder.node)};
      s.holder.location = s.element.location;
      s.holder.location_means = Holder::Meaning::captured_by;
    }
  }

  /// Whose code made the holder: that of the class or scope of the first object on the way to its
  /// name that has one. A plain object or an Array has none, and belongs to what holds it.
  [[nodiscard]] std::string maker_of(const NamedHolder& named) const {
    std::optional<std::string> script = script_that_made(named.node);
    for (const InEdge& in : named.way.edges) {
      if (script) break;
      script = script_that_made(in.source);
    }
    if (!script) return "";
    if (is_built_in(held_.scripts.owner_of(*script))) return "Node";
    return std::string(scripts::package_of_script(*script));
  }

  /// The script of an object's class or, of a context, of the function whose variables it holds.
  [[nodiscard]] std::optional<std::string> script_that_made(NodeIndex node) const {
    if (is_context(node)) {
      const auto label = held_.scopes.label_of(heap_, held_.scripts, node);
      if (label) return label->file;
      const auto place = place_of_capturing(node);
      return place ? std::optional(place->file) : std::nullopt;
    }
    const auto place = held_.scripts.place_of(heap_, node);
    return place ? std::optional(place->file) : std::nullopt;
  }

  /// The place of the function that retains a context, for contexts of which the file does not say
  /// whose they are.
  [[nodiscard]] std::optional<Place> place_of_capturing(NodeIndex context) const {
    if (held_.paths.empty()) return std::nullopt;
    const auto last = held_.paths.edge_to(heap_, context);
    if (!last || heap_.nodes.types[last->holder] != NodeType::closure) return std::nullopt;
    auto place = held_.scripts.place_of(heap_, last->holder);
    return place && !is_built_in(place->owner) ? std::move(place) : std::nullopt;
  }

  /// Are the accumulated objects functions that other code keeps? They were registered with it.
  [[nodiscard]] static bool is_callback(const Suspect& suspect) {
    const std::optional<Place>& place = suspect.element.location;
    if (!suspect.element.is_function() || !place || is_built_in(place->owner)) return false;
    const std::string& maker = suspect.holder.made_by;
    return !maker.empty() && maker != scripts::package_of_script(place->file);
  }

  /// What a variable holds, too, has been declared, and put on the global object on purpose.
  [[nodiscard]] bool is_in_variable(NodeIndex node) const {
    const auto in = retainers_.of(node);
    return std::any_of(in.begin(), in.end(), [&](const InEdge& edge) {
      return heap_.edges.type(edge.edge) == EdgeType::context;
    });
  }

  [[nodiscard]] bool keeps_unused_variable(const Evidence& evidence, NodeIndex function) const {
    for (const PayloadStep& step : evidence.payload) {
      if (step.edge_type != EdgeType::context) continue;
      return scripts::use_of_variable(heap_, held_.scopes, function, step.edge, step.node) ==
             scripts::Use::no;
    }
    return false;
  }

  [[nodiscard]] HolderKind kind_of_holder(const Case& c, const ShapeFacts& facts) const {
    switch (c.suspect.shape) {
      case LeakShape::timers:
        return HolderKind::timers;
      case LeakShape::event_listeners:
        return row_name(c.found->row) == "Listener" ? HolderKind::event_target
                                                    : HolderKind::event_emitter;
      case LeakShape::dom_listeners:
        return HolderKind::event_target;
      case LeakShape::async_context:
        return HolderKind::async_local_storage;
      case LeakShape::pending_promises:
      case LeakShape::promise_reactions:
      case LeakShape::promise_chain:
        return HolderKind::promise_reactions;
      case LeakShape::native_handles:
        return HolderKind::native_handle;
      case LeakShape::finalization_registry:
        return HolderKind::finalization_registry;
      case LeakShape::string_rope:
        return HolderKind::string;
      case LeakShape::accidental_global:
        return HolderKind::global;
      case LeakShape::detached_dom:
        if (heap_.is_detached_native(c.holder.node)) return HolderKind::detached_dom_tree;
        break;
      default:
        break;
    }
    return is_context(c.holder.node) ? HolderKind::closure_context : kind_of(facts.holder);
  }

  void name_async_storages() {
    std::vector<std::pair<Case*, NodeIndex>> storages;
    std::vector<NodeIndex> nodes;
    for (Case& c : cases_) {
      if (c.suspect.shape != LeakShape::async_context) continue;
      const auto storage = async_storage_of(heap_, c.evidence.example);
      if (!storage) continue;
      storages.emplace_back(&c, *storage);
      nodes.push_back(*storage);
    }
    if (nodes.empty()) return;
    names_.prepare(nodes);
    for (const auto& [c, storage] : storages) {
      Holder& holder = c->suspect.holder;
      const NamePath way = names_.find(storage);
      Name name = name_holder(heap_, held_.scripts, way).name;
      if (name.empty()) continue;
      const bool is_timer = is_timer_record(row_name(c->found->row));
      holder.also.insert(
          holder.also.begin(),
          is_timer ? Name{timers_step(heap_, retainers_, c->holder.node)} : std::move(holder.name));
      holder.name = std::move(name);
      holder.is_users = way.end.is_users;
      holder.location.reset();
      locate_holder(holder, heap_, held_.scripts, held_.scopes, way.end);
    }
  }

  /// Those that were there before: of the same function, where each has one of its own, since
  /// others of the items' class (timers above all) may come and go beside them.
  [[nodiscard]] Population earlier_of(const Case& c) const {
    const Accumulation& found = *c.found;
    const Element& element = c.suspect.element;
    if (element.is_function() && element.location) {
      for (const Content& content : found.contents) {
        const model::RowIndex::Row& row = findings_.rows[content.row];
        const bool is_own = content.row != found.row && row.place == element.location &&
                            content.count * 2 >= found.items.size() && content.before > 0;
        if (is_own) return {content.before, content.survived};
      }
    }
    return {found.before_count, found.survivor_count};
  }

  FoundSuspects rank() {
    using Ranked = std::pair<Suspect, std::size_t>;
    std::vector<Ranked> suspects;
    for (Case& c : cases_) {
      Suspect& s = c.suspect;
      const double growth =
          static_cast<double>(std::max<std::int64_t>(findings_.growth.total.bytes, 1));
      const Grounds grounds{*c.found, c.evidence, row_name(c.found->row), earlier_of(c),
                            static_cast<double>(s.size.value) / growth};
      if (!judge_suspect(s, grounds, options_)) continue;
      const std::optional<Place>& place = s.element.location;
      const bool is_users = s.holder.is_users || (place && !is_built_in(place->owner));
      if (is_users) s.size.value += c.found->internals;
      if (options_.ops && *options_.ops > 0) {
        s.per_op = static_cast<double>(s.new_count) / static_cast<double>(*options_.ops);
      }
      suspects.emplace_back(std::move(s),
                            static_cast<std::size_t>(c.found - accumulations_.data()));
    }
    std::stable_sort(suspects.begin(), suspects.end(), [](const Ranked& a, const Ranked& b) {
      const auto key = [](const Suspect& s) {
        return std::tuple(s.confidence == Suspicion::weak, -s.size.value, s.holder.id.value);
      };
      return key(a.first) < key(b.first);
    });
    if (suspects.size() > suspects_max) suspects.resize(suspects_max);
    FoundSuspects found;
    for (std::size_t i = 0; i < suspects.size(); ++i) {
      suspects[i].first.rank = static_cast<std::uint32_t>(i + 1);
      found.all.push_back(std::move(suspects[i].first));
      found.origin.push_back(suspects[i].second);
    }
    return found;
  }

  const HeldHeap& held_;
  const Heap& heap_;
  const diff::ComparedNodes& nodes_;
  const Findings& findings_;
  const SuspectOptions& options_;
  std::vector<Accumulation> accumulations_;
  Retainers retainers_;
  NameSearch names_;
  std::vector<Case> cases_;
};

}  // namespace

FoundSuspects find_suspects(const HeldHeap& held, const diff::ComparedNodes& nodes,
                            const Findings& findings, const SuspectOptions& options) {
  if (findings.accumulations.empty()) return {};
  return Investigation(held, nodes, findings, options).run();
}

Remainder remainder_of(const Diff& diff, const diff::EngineShare& before,
                       const diff::EngineShare& after) {
  diff::Amount engine = after.total;
  engine -= before.total;
  Remainder remainder{diff.size_delta(), diff.count_delta(), {}, {}, engine.objects};
  for (const Suspect& suspect : diff.suspects) {
    remainder.size = remainder.size - suspect.size;
    remainder.count -= suspect.count;
  }
  for (const ClassChange& change : diff.classes) {
    if (change.name == "(compiled code)") remainder.code += change.size_delta();
  }
  remainder.code = remainder.code - ByteDelta{after.owned_code - before.owned_code};
  remainder.engine = ByteDelta{engine.bytes} - remainder.code;
  return remainder;
}

}  // namespace heapdiff::leaks
