#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/path_steps.hpp"
#include "analysis/retaining_paths.hpp"
#include "heapdiff/suspect.hpp"
#include "leaks/holders/retainers.hpp"
#include "scripts/scope_names.hpp"
#include "scripts/script_names.hpp"

namespace heapdiff::leaks {

/// Where a name was found for a node.
struct NameOrigin {
  enum class Kind {
    none,
    variable,  ///< a slot of a scope
    global,    ///< a property of the global object
    exported,  ///< an exported binding of an ES module
    exports,   ///< a property of a CommonJS module's exports
    static_property,
    this_object,  ///< captured as `this` by a method: what follows is a property of its class
    document,     ///< a browser's document or window
  };
  Kind kind = Kind::none;
  Name name;       ///< what the holder's name begins with; empty for `this`
  NodeIndex node;  ///< the scope, the global object, the module, the class
  bool is_users = false;
  /// Does the name mean `node` itself, so that the last edge is to be named, too?
  bool is_object = false;
  /// Of a variable: where it is declared, if a source map says so.
  std::optional<Place> declared = {};
};

/// How a holder is reached from something with a name: edges from the holder upwards; the last one
/// leaves the end's node.
struct NamePath {
  std::vector<InEdge> edges;
  NameOrigin end;
  /// Variables that are the WeakMaps' keys on the way, by edge: `metricsOf.get(tenant)`.
  std::map<std::uint32_t, std::string> keys;
};

/// Edges that follow each other upwards, as steps of a path.
[[nodiscard]] std::vector<ChainStep> describe_edges(
    const analysis::StepContext& context, const std::vector<InEdge>& edges,
    const std::function<std::string(NodeIndex)>& class_of);

/// Finds names for holders: the cheapest way up to a variable, a global, an exported binding.
///
/// Dijkstra's algorithm over retainers, from the holder upwards. Costs make the way one that a
/// developer would write: a property or element costs 10, a store's own edges 3 and 9, a scope 40,
/// an outer scope 50, other records 30; a name in code of the user's costs 10, in the engine's 90.
/// Never followed are edges out of the engine's records and roots, and over `__proto__`,
/// `constructor`, `prototype` and `map`, and none from what is reached through the holder itself:
/// what it keeps alive may refer back to it, but does not name it. That is asked of the retaining
/// paths, where there are any: what a holder dominates has it on its path. Where only a name beyond
/// such a node is the program's, a search of the heap without the holder decides. Bounded:
/// nodes_max nodes a holder, rounds_max steps up.
class NameSearch {
 public:
  NameSearch(const graph::Heap& heap, const graph::RetainingEdges& retains,
             const scripts::ScriptNames& scripts, const scripts::ScopeNames& scopes,
             const analysis::RetainingPaths& paths, Retainers& retainers)
      : heap_(heap),
        retains_(retains),
        scripts_(scripts),
        scopes_(scopes),
        paths_(paths),
        retainers_(retainers) {}

  /// Fetches what naming these will need.
  void prepare(const std::vector<NodeIndex>& holders);
  [[nodiscard]] NamePath find(NodeIndex holder);

  /// The variable that an edge out of a scope represents; nothing for `this` and for slots without
  /// a name.
  [[nodiscard]] std::optional<NameStep> variable_name(NodeIndex context, EdgeIndex edge) const;
  [[nodiscard]] bool is_users_scope(NodeIndex context) const;
  [[nodiscard]] const scripts::ScriptNames& scripts() const { return scripts_; }
  /// Gives a variable the name that it has in the sources, where source maps know it.
  void use_original_name(NameOrigin& end) const;

  /// Does the cheapest retaining path of a node lead through the holder? The memory of one holder's
  /// answers is `known`. O(length of the path), over all questions together.
  using Known = std::unordered_map<std::uint32_t, bool>;
  [[nodiscard]] bool is_held_through(NodeIndex node, NodeIndex holder, Known& known) const;

 private:
  /// Is a node reached from the root without the holder? O(edges).
  [[nodiscard]] bool is_held_without(NodeIndex node, NodeIndex holder) const;
  [[nodiscard]] NamePath search(NodeIndex holder, bool may_lead_back) const;
  void fetch_for(const std::vector<NodeIndex>& holders, bool may_lead_back);
  /// What a variable of Node's own holds may be a property of a global to the program: a getter
  /// returns it. Then the name is that of the property.
  void prefer_property_of_global(NamePath& way);
  /// The name of a global object, or of an object that is one of its properties; empty for others.
  [[nodiscard]] std::optional<Name> name_as_global(NodeIndex object);

  struct Candidate {
    NameOrigin end;
    std::uint32_t cost;
  };

  [[nodiscard]] std::optional<std::uint32_t> cost_of(const InEdge& in) const;
  [[nodiscard]] std::optional<Candidate> end_at_this(const InEdge& in) const;
  [[nodiscard]] std::optional<Candidate> end_at(const InEdge& in) const;
  [[nodiscard]] bool has_users_script(NodeIndex closure) const;
  [[nodiscard]] std::optional<std::string> exported_name(NodeIndex store, EdgeIndex edge) const;

  const graph::Heap& heap_;
  const graph::RetainingEdges& retains_;
  const scripts::ScriptNames& scripts_;
  const scripts::ScopeNames& scopes_;
  const analysis::RetainingPaths& paths_;
  Retainers& retainers_;
  std::size_t searches_beyond_left_ = 4;  // each takes a dozen passes over all edges
};

}  // namespace heapdiff::leaks
