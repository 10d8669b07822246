#include "report/words.hpp"

#include <fmt/format.h>

#include "base/printable.hpp"

namespace heapdiff::report {
namespace {

constexpr std::size_t name_width_max = 60;
constexpr std::size_t holders_max = 6;

std::string shown(const std::string& name) {
  return base::cut_to_width(base::printable(name), name_width_max);
}

bool is_context(const ChainStep& step) {
  return step.node == "system / Context" || step.node.starts_with("system / Context / ");
}

/// Arrays and records that hold an object's elements, entries or properties: the object is the
/// holder, not they.
bool is_backing_store(const ChainStep& step) {
  return step.node_type == "array" ||
         (step.node_type == "hidden" && step.edge_type != "context" && step.node == "(system)");
}

/// One holder as people see it: the object, and how it holds what lies below it.
struct Link {
  const ChainStep* step;  // the holder
  std::string relation;   // "value in", "element of", "items of"
  std::string name;       // of the property or variable, where it has one
};

/// "value in" for the table of a collection, whatever its class is called.
std::string store_relation(const ChainStep& edge) {
  if (edge.edge == "table")
    return edge.node.find("Set") != std::string::npos ? "member of" : "value in";
  if (edge.edge == "elements") return "element of";
  return "property of";
}

Link make_link(const ChainStep& step, bool is_through_store) {
  Link link{&step, "", ""};
  if (is_through_store) {
    link.relation = store_relation(step);
  } else if (step.edge_type == "context") {
    link.name = shown(step.edge);
    link.relation = fmt::format("variable {} in", link.name);
  } else if (step.edge_type == "element") {
    link.relation = "element of";
  } else if (step.is_any_key) {
    link.relation = step.edge_type == "property" ? "entry of" : "held by";
  } else if (step.edge_type == "property") {
    link.name = shown(step.edge);
    link.relation = fmt::format("{} of", link.name);
  } else {
    link.relation = fmt::format("{{{}}} of", shown(step.edge));
  }
  return link;
}

std::vector<Link> make_links(const std::vector<ChainStep>& steps) {
  std::vector<Link> links;
  bool is_through_store = false;
  for (const ChainStep& step : steps) {
    if (is_backing_store(step) && &step != &steps.back()) {
      is_through_store = true;
      continue;
    }
    links.push_back(make_link(step, is_through_store));
    is_through_store = false;
  }
  return links;
}

std::string function_label(const ChainStep& step) {
  const std::string name = step.node.empty() ? "(anonymous)" : shown(step.node);
  return step.place ? fmt::format("{} ({})", name, place_in_short(*step.place)) : name;
}

}  // namespace

std::string place_in_short(const Place& place) {
  std::string file = place.file.substr(place.file.find_last_of("/\\") + 1);
  if (file.empty()) file = "(no script name)";
  return fmt::format("{}:{}:{}", shown(file), place.line, place.column);
}

std::string class_label(const std::string& name, const std::optional<Place>& place) {
  const std::string label = base::printable(name);
  return place ? fmt::format("{}  {}", label, place_in_short(*place)) : label;
}

std::string chain_in_words(const std::vector<ChainStep>& steps) {
  if (steps.empty()) return "not reachable: garbage, or held from outside the heap";
  const std::vector<Link> links = make_links(steps);
  std::string text = links.front().relation;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const ChainStep& step = *links[i].step;
    const Link* above = i + 1 < links.size() ? &links[i + 1] : nullptr;
    if (step.node == "(root)") break;
    if (i == holders_max) return text + " ‹ …";
    text += i == 0 ? " " : " ‹ ";
    if (is_context(step)) {
      const bool is_of_function = above != nullptr && above->step->node_type == "closure";
      text += "context";
      if (is_of_function) {
        return text + " of " + function_label(*above->step) + (i + 2 < links.size() ? " ‹ …" : "");
      }
      continue;
    }
    if (step.node_type == "closure") {
      return text + "function " + function_label(step) + (above != nullptr ? " ‹ …" : "");
    }
    text += shown(step.node);
    if (above != nullptr && !above->name.empty()) text += " " + above->name;
    if (step.is_repeated) text += " (repeated)";
  }
  return text;
}

}  // namespace heapdiff::report
