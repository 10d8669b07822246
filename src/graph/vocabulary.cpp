#include "graph/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace heapdiff::graph {
namespace {

using Entry = std::pair<std::string_view, Word>;

constexpr auto words = [] {
  std::array entries{
      Entry{"prev", Word::back_link},
      Entry{"_prev", Word::back_link},
      Entry{"_idlePrev", Word::back_link},
      Entry{"code", Word::code},
      Entry{"Cell Butterfly", Word::jsc_storage},
      Entry{"class", Word::hidden_class},
      Entry{"constructor", Word::constructor},
      Entry{"context", Word::context},
      Entry{"elements", Word::elements},
      Entry{"extension", Word::extension},
      Entry{"feedback_cell", Word::feedback_cell},
      Entry{"first", Word::first},
      Entry{"globalThis", Word::global_this},
      Entry{"map", Word::map},
      Entry{"name_or_scope_info", Word::name_or_scope_info},
      Entry{"previous", Word::previous},
      Entry{"properties", Word::properties},
      Entry{"__proto__", Word::proto},
      Entry{"prototype", Word::prototype},
      Entry{"scope_info", Word::scope_info},
      Entry{"script", Word::script},
      Entry{"script_or_debug_info", Word::script_or_debug_info},
      Entry{"second", Word::second},
      Entry{"shared", Word::shared},
      Entry{"sloppy_function_map", Word::sloppy_function_map},
      Entry{"source", Word::source},
      Entry{"table", Word::table},
      Entry{"this", Word::this_name},
      Entry{"Array", Word::array_class},
      Entry{"(Document DOM trees)", Word::document_dom_trees},
      Entry{"(RuntimeModules)", Word::hermes_modules},
      Entry{"DictPropertyMap", Word::hermes_properties},
      Entry{"Environment", Word::hermes_scope},
      Entry{"HiddenClass", Word::hermes_hidden_class},
      Entry{"(Internalized strings)", Word::internalized_strings},
      Entry{"(Strong root list)", Word::strong_roots},
      Entry{"(Strong roots)", Word::strong_roots},
      Entry{"(map descriptors)", Word::map_descriptors},
      Entry{"Object", Word::object_class},
      Entry{"TimersList", Word::timer_list},
      Entry{"ImmediateList", Word::timer_list},
  };
  std::sort(entries.begin(), entries.end());
  return entries;
}();

constexpr std::size_t word_bytes_max = [] {
  std::size_t longest = 0;
  for (const Entry& entry : words) longest = std::max(longest, entry.first.size());
  return longest;
}();

/// The word of a record of the engine: "system / Name", followed by " / " and a URL or a name in
/// newer V8.
Word word_of_record(std::string_view text) {
  constexpr std::string_view prefix = "system / ";
  static constexpr std::array records{
      Entry{"AsyncGeneratorRequest", Word::user_record},
      Entry{"Cell", Word::engine_store},
      Entry{"Context", Word::system_context},
      Entry{"ExternalStringData", Word::external_string_data},
      Entry{"JSArrayBufferData", Word::array_buffer_data},
      Entry{"JSProxy", Word::user_record},
      Entry{"NativeContext", Word::native_context},
      Entry{"PromiseReaction", Word::user_record},
      Entry{"PropertyArray", Word::engine_store},
      Entry{"ScriptContextTable", Word::script_context_table},
      Entry{"SourceTextModule", Word::user_record},
      Entry{"WeakCell", Word::user_record},
  };
  const std::string_view name = text.substr(prefix.size());
  const std::string_view kind = name.substr(0, name.find(" / "));
  const auto* found = std::lower_bound(records.begin(), records.end(), Entry{kind, Word::none});
  if (found == records.end() || found->first != kind) return Word::engine_record;
  if (kind.size() == name.size()) return found->second;
  switch (found->second) {  // rules of DevTools ask for these whole names
    case Word::native_context:
      return Word::native_context_of_page;
    case Word::array_buffer_data:
    case Word::external_string_data:
    case Word::script_context_table:
      return Word::engine_record;
    default:
      return found->second;
  }
}

/// Arrays that hold hidden classes, transitions between them, code and its data.
bool is_engine_array(std::string_view text) {
  constexpr std::array<std::string_view, 9> starts{
      "(map ",          "(transition", "(feedback",
      "(constant pool", "(code ",      "(object boilerplate",
      "(prototype ",    "(bytecode",   "(source position"};
  return text != "(map descriptors)" &&
         std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view start) { return text.starts_with(start); });
}

/// Node: "global", newer "global (global*)"; Chromium: "Window / URL", and with "(global*)" or
/// "[JSGlobalObject]" in between; Bun, whose engine is JavaScriptCore: "GlobalObject".
bool is_global_object(std::string_view text) {
  if (text == "GlobalObject") return true;
  for (const std::string_view name : {"global", "Window"}) {
    if (!text.starts_with(name)) continue;
    const std::string_view rest = text.substr(name.size());
    return rest.empty() || rest.starts_with(" (global*)") || rest.starts_with(" / ") ||
           rest.starts_with(" [JSGlobalObject]");
  }
  return false;
}

Word word_of(std::string_view text) {
  if (text.empty()) return Word::none;
  if (text[0] >= '0' && text[0] <= '9') {
    return read_weak_map_pair(text) ? Word::weak_map_pair : Word::none;
  }
  if (text.starts_with("system / ")) return word_of_record(text);
  if (text.starts_with("Node / ")) return Word::native_handle;
  if (text[0] == '(' && is_engine_array(text)) return Word::engine_array;
  if (is_global_object(text)) return Word::global_object;
  if (text.size() > word_bytes_max) return Word::none;
  const auto found = std::lower_bound(words.begin(), words.end(), Entry{text, Word::none});
  return found != words.end() && found->first == text ? found->second : Word::none;
}

/// Removes `literal` from the front; false if it is not there.
bool skip(std::string_view& text, std::string_view literal) {
  if (!text.starts_with(literal)) return false;
  text.remove_prefix(literal.size());
  return true;
}

bool skip_number(std::string_view& text, std::uint32_t* value = nullptr) {
  std::uint32_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (value != nullptr) *value = number;
  return true;
}

/// Where the " @<digits>" starts with which the text ends; npos if it does not.
std::size_t start_of_id(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && text[text.size() - 1 - digits] >= '0' &&
         text[text.size() - 1 - digits] <= '9') {
    ++digits;
  }
  const std::size_t before = text.size() - digits;
  const bool is_id = digits > 0 && before >= 2 && text.substr(before - 2, 2) == " @";
  return is_id ? before - 2 : std::string_view::npos;
}

}  // namespace

Vocabulary::Vocabulary(const base::StringPool& strings) : words_(strings.size()) {
  for (std::size_t i = 0; i < strings.size(); ++i) words_[i] = word_of(strings[i]);
}

std::optional<WeakMapPair> read_weak_map_pair(std::string_view name) {
  // <digits> / part of key (<any> @<digits>) -> value (<any> @<digits>) pair in WeakMap (table
  // @<digits>)
  while (!name.empty() && name[0] >= '0' && name[0] <= '9') name.remove_prefix(1);
  const std::string_view pair = name;
  if (!skip(name, " / part of key (")) return std::nullopt;
  if (name.find_first_of("\n\r") != std::string_view::npos) return std::nullopt;
  const std::size_t table_at = name.rfind(") pair in WeakMap (table @");
  if (table_at == std::string_view::npos) return std::nullopt;
  std::string_view rest = name.substr(table_at);
  std::uint32_t table_id = 0;
  skip(rest, ") pair in WeakMap (table @");
  if (!skip_number(rest, &table_id) || rest != ")") return std::nullopt;
  // "<any> @<digits>) -> value (<any> @<digits>" in between; names may hold anything, arrows too.
  constexpr std::string_view arrow = ") -> value (";
  const std::string_view middle = name.substr(0, table_at);
  const std::size_t value_id_at = start_of_id(middle);
  for (std::size_t at = middle.find(arrow); at != std::string_view::npos;
       at = middle.find(arrow, at + 1)) {
    const bool has_key_id = start_of_id(middle.substr(0, at)) != std::string_view::npos;
    if (has_key_id && value_id_at != std::string_view::npos && value_id_at >= at + arrow.size()) {
      const std::size_t value_at = at + arrow.size();
      return WeakMapPair{pair, table_id, middle.substr(value_at, value_id_at - value_at)};
    }
  }
  return std::nullopt;
}

}  // namespace heapdiff::graph
