#include "report/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/identifier.hpp"
#include "base/printable.hpp"
#include "diff/lineage_words.hpp"
#include "report/units.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t holders_max = 6;

bool is_context(const ChainStep& step) {
  return step.node == "system / Context" || step.node.starts_with("system / Context / ");
}

/// Arrays and records that hold an object's elements, entries or properties: the object is the
/// holder, not they.
bool is_backing_store(const ChainStep& step) {
  return step.node_type == NodeType::array ||
         (step.node_type == NodeType::hidden && step.edge_type != EdgeType::context &&
          step.node == "(system)");
}

bool is_number(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

/// What can be no name in a program's text is a key, and shown as one.
std::string property_in_words(const std::string& name) {
  const std::string label = shown(name);
  return base::is_property_name(name) ? label : fmt::format("[\"{}\"]", label);
}

/// One holder as people see it: the object, and how it holds the next one down.
struct Link {
  const ChainStep* step;  // the holder
  std::string relation;   // "value in", "element of", "items of"
  std::string name;       // of the property or variable, if it has one
};

/// How the owner of a store holds what is in it. `store` is the step out of the store.
std::string store_relation(const ChainStep& store, const ChainStep& owner) {
  if (store.role == EntryRole::key) return "key in";
  if (store.role == EntryRole::value) {
    return owner.node.find("Set") != std::string::npos ? "member of" : "value in";
  }
  if (owner.edge == "elements") return "element of";
  // The values of a dictionary are seen as properties; through its store hang the keys.
  if (owner.edge == "properties") return "key of";
  return "in";
}

Link make_link(const ChainStep& step, const ChainStep* store) {
  Link link{&step, "", ""};
  if (store != nullptr) {
    link.relation = store_relation(*store, step);
  } else if (step.edge == "context" && step.node_type == NodeType::closure) {
    link.relation = "context of";
  } else if (step.edge_type == EdgeType::context) {
    link.name = shown(step.edge);
    link.relation = fmt::format("variable {} in", link.name);
  } else if (step.edge_type == EdgeType::element) {
    link.relation = "element of";
  } else if (step.is_any_key) {
    link.relation = step.edge_type == EdgeType::property ? "entry of" : "held by";
  } else if (step.edge_type == EdgeType::property) {
    link.name = property_in_words(step.edge);
    link.relation = fmt::format("{} of", link.name);
  } else if (is_number(step.edge)) {
    // A slot without a name: scopes of blocks have such, and records of the engine.
    link.relation = is_context(step) ? "a variable in" : "in";
  } else {
    link.relation = fmt::format("{{{}}} of", shown(step.edge));
  }
  return link;
}

std::vector<Link> make_links(const std::vector<ChainStep>& steps) {
  std::vector<Link> links;
  const ChainStep* store = nullptr;
  for (const ChainStep& step : steps) {
    if (is_backing_store(step) && &step != &steps.back()) {
      store = &step;
      continue;
    }
    links.push_back(make_link(step, store));
    store = nullptr;
  }
  return links;
}

std::string function_label(const std::string& function, const std::optional<Place>& place) {
  const std::string name = function.empty() ? "(anonymous)" : shown(function);
  return place ? fmt::format("{} ({})", name, place_in_short(*place)) : name;
}

/// Whose variables: the function that declares them; else one that captures them.
std::string context_label(const ChainStep& context, const Link* above) {
  if (context.scope) {
    if (context.scope->is_module) {
      return fmt::format("module {}",
                         file_in_short(context.scope->short_file, context.scope->file));
    }
    const std::string of =
        "context of " + function_label(context.scope->function, context.scope->place);
    return context.scope->place
               ? of
               : of + " in " + file_in_short(context.scope->short_file, context.scope->file);
  }
  if (above != nullptr && above->step->node_type == NodeType::closure) {
    return "context captured by " + function_label(above->step->node, above->step->place);
  }
  return "context";
}

}  // namespace

std::string shown(const std::string& name, std::size_t width) {
  return base::cut_middle_to_width(base::printable(name), width);
}

std::string file_in_short(const std::string& short_file, const std::string& file) {
  const std::string& name = short_file.empty() ? file : short_file;
  return name.empty() ? "(no script name)" : shown(name);
}

std::string place_in_short(const Place& place) {
  return fmt::format("{}:{}:{}", file_in_short(place.short_file, place.file), place.line,
                     place.column);
}

std::string class_label(const std::string& name, const std::optional<Place>& place) {
  const std::string label = base::printable(name);
  return place ? fmt::format("{}  {}", label, place_in_short(*place)) : label;
}

std::string same_process_in_words(const Lineage& lineage, bool is_short) {
  if (lineage.relation != Relation::same_process || lineage.confidence == Confidence::undecided)
    return "";
  const std::string same =
      lineage.confidence == Confidence::certain ? "same process" : "likely the same process";
  if (is_short) return same;
  const auto& [shared, agreeing] = lineage.texts;
  const std::string part = agreeing == shared ? "" : format_count(agreeing) + " of ";
  return fmt::format("{} ({}{} strings agree)", same, part, format_count(shared));
}

std::string dumps_in_words(const Lineage& lineage) {
  const bool is_in_order =
      lineage.relation == Relation::same_process && lineage.dumps && lineage.dumps->are_in_order();
  if (!is_in_order) return "";
  const Lineage::Dumps& dumps = *lineage.dumps;
  const std::string thread = dumps.thread == 0 ? "" : fmt::format(", thread {}", dumps.thread);
  return fmt::format("dumps {:03} and {:03} of process {}{}, {} s apart", dumps.first, dumps.second,
                     dumps.process, thread,
                     format_count(static_cast<std::uint64_t>(dumps.seconds)));
}

std::string lineage_in_words(const Lineage& lineage) {
  const char* unknown = "objects cannot be matched by id; New and Deleted are unknown";
  switch (lineage.relation) {
    case Relation::same_process:
      return lineage.has_ids ? ""
                             : "a saved summary has no ids of objects; New and Deleted are unknown";
    case Relation::reversed:
      return "in reverse order: the second snapshot was taken before the first";
    case Relation::rerun:
      return fmt::format("{} run of the program: {}",
                         lineage.confidence == Confidence::certain ? "another" : "likely another",
                         unknown);
    case Relation::renumbered:
      return fmt::format("{}: ids are not comparable; New and Deleted are unknown",
                         base::printable(diff::hindrance_in_words(lineage)));
    case Relation::unrelated:
      break;
  }
  return fmt::format("unrelated snapshots: {}", unknown);
}

std::string engine_class_in_words(const std::string& name) {
  constexpr std::string_view prefix = "system / ";
  if (name == "(object shape)") return "hidden classes";
  if (name == "(array)") return "arrays";
  if (name.starts_with('(') && name.ends_with(')')) return shown(name.substr(1, name.size() - 2));
  return shown(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
}

std::string row_key(const ClassChange& change) {
  if (!change.place) return change.name;
  return fmt::format("{} {}:{}:{}", change.name, change.place->file, change.place->line,
                     change.place->column);
}

const char* name_of(GroupBy group_by) {
  constexpr const char* names[] = {"class", "place", "script", "package"};
  return names[static_cast<std::size_t>(group_by)];
}

const char* title_of(GroupBy group_by) {
  constexpr const char* titles[] = {"Constructor", "Place", "Script", "Package"};
  return titles[static_cast<std::size_t>(group_by)];
}

const char* name_of(Relation relation) {
  switch (relation) {
    case Relation::same_process:
      return "same-process";
    case Relation::reversed:
      return "reversed";
    case Relation::rerun:
      return "rerun";
    case Relation::renumbered:
      return "renumbered";
    case Relation::unrelated:
      break;
  }
  return "unrelated";
}

const char* name_of(Confidence confidence) {
  switch (confidence) {
    case Confidence::certain:
      return "certain";
    case Confidence::likely:
      return "likely";
    case Confidence::undecided:
      break;
  }
  return "undecided";
}

const char* name_of(Holder::Meaning meaning) {
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

const char* name_of(MemoryLimit::Source source) {
  switch (source) {
    case MemoryLimit::Source::options:
      return "--max-memory";
    case MemoryLimit::Source::control_group:
      return "the control group";
  }
  return "";
}

std::string set_aside_in_words(const SnapshotView& view, const RenderOptions& options) {
  if (view.set_aside.empty()) return "";
  std::string text = "ignored, as if it retained nothing:";
  for (const ObjectInfo& info : view.set_aside) {
    text += fmt::format("{} @{} {}", &info == &view.set_aside.front() ? "" : ",", info.id.value,
                        shown(info.name));
  }
  return base::wrap_words(text, options.width, 2) + "\n\n";
}

std::string edge_in_words(EdgeType type, const std::string& edge) {
  const std::string label = shown(edge);
  if (type == EdgeType::context) return "variable " + label;
  if (type == EdgeType::element) return "[" + label + "]";
  if (type != EdgeType::property) return "{" + label + "}";
  return base::is_property_name(edge) ? fmt::format(".{}", label) : property_in_words(edge);
}

std::string chain_in_words(const std::vector<ChainStep>& steps) {
  if (steps.empty())
    return "no retaining path: garbage, or kept alive from outside the heap or the page";
  const std::vector<Link> links = make_links(steps);
  std::string text = links.front().relation;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const ChainStep& step = *links[i].step;
    const Link* above = i + 1 < links.size() ? &links[i + 1] : nullptr;
    if (i > 0 && (step.node == "(root)" || step.node == "(GC roots)")) break;
    if (i == holders_max) return text + " ‹ …";
    text += i == 0 ? " " : " ‹ ";
    // After a named scope or function nothing is news.
    if (is_context(step)) {
      text += context_label(step, above);
      if (step.scope || (above != nullptr && above->step->node_type == NodeType::closure))
        return text;
    } else if (step.node_type == NodeType::closure) {
      const bool is_said = i == 0 && links[i].relation == "context of";
      return text + (is_said ? "" : "function ") + function_label(step.node, step.place);
    } else {
      text += step.node.empty() ? fmt::format("({})", name_of(step.node_type)) : shown(step.node);
      if (above != nullptr && !above->name.empty()) text += " " + above->name;
    }
    if (step.is_repeated) text += " (repeated)";
  }
  return text;
}

std::string native_in_words(const std::optional<std::uint64_t>& extra, UnitSystem units) {
  if (extra.value_or(0) == 0) return "";
  return fmt::format(" (and {} native bytes outside)", format_bytes({*extra}, units));
}

std::string others_label(std::size_t count) {
  return fmt::format("[{} other{}]", format_count(count), count == 1 ? "" : "s");
}

}  // namespace heapdiff::report

namespace heapdiff {

std::string describe(const Plan& plan, UnitSystem units) {
  const auto shown = [&](std::uint64_t bytes) { return format_bytes({bytes}, units); };
  std::string text =
      fmt::format("plan: {}, {} thread{}, ", plan.kind == Plan::Kind::fast ? "fast" : "lean",
                  plan.threads, plan.threads == 1 ? "" : "s");
  text += plan.needed ? fmt::format("about {} of memory", shown(*plan.needed))
                      : std::string("memory unknown before reading");
  text += plan.limit.bytes ? fmt::format("; the limit is {} ({})", shown(*plan.limit.bytes),
                                         report::name_of(plan.limit.source))
                           : std::string("; no limit");
  return text;
}

}  // namespace heapdiff
