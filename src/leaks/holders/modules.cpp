#include "leaks/holders/modules.hpp"

#include <string_view>
#include <unordered_map>

#include "graph/properties.hpp"

namespace heapdiff::leaks {
namespace {

using graph::Heap;

/// The file of a module, without a URL's query (`?v=2`); empty if none is known.
std::string_view file_of(const Heap& heap, NodeIndex module) {
  for (const char* name : {"filename", "url", "id"}) {
    const auto text = graph::property(heap, module, name);
    if (!text || !is_string_like(heap.nodes.types[*text])) continue;
    const std::string_view file = heap.raw_name(*text);
    return file.substr(0, file.find_first_of("?#"));
  }
  return {};
}

/// `require.cache` holds a module by its file's name; what else has it calls it otherwise.
bool is_in_cache(const Heap& heap, const Retainers& retainers, NodeIndex module) {
  const std::string_view file = file_of(heap, module);
  for (const InEdge& in : retainers.of(module)) {
    if (heap.edges.type(in.edge) != EdgeType::property) continue;
    if (!file.empty() && heap.string(heap.edges.name(in.edge)) == file) return true;
  }
  return false;
}

}  // namespace

bool is_module(const Heap& heap, NodeIndex node) {
  if (heap.nodes.types[node] != NodeType::object) return false;
  const std::string_view name = heap.raw_name(node);
  return name == "Module" || name == "ModuleWrap" || name == "ModuleJob";
}

double share_loaded_once(const Heap& heap, const Retainers& retainers,
                         const std::vector<NodeIndex>& modules) {
  if (modules.empty()) return 0;
  std::unordered_map<std::string_view, std::size_t> by_file;
  for (const NodeIndex module : modules) ++by_file[file_of(heap, module)];
  std::size_t once = 0;
  for (const NodeIndex module : modules) {
    if (by_file[file_of(heap, module)] > 1) continue;
    const bool is_common_js = heap.raw_name(module) == "Module";
    once += !is_common_js || is_in_cache(heap, retainers, module) ? 1 : 0;
  }
  return static_cast<double>(once) / static_cast<double>(modules.size());
}

}  // namespace heapdiff::leaks
