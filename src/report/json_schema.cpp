#include "report/json_schema.hpp"

#include <rapidjson/document.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include <array>
#include <concepts>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "report/json_members.hpp"

namespace heapdiff::report {
namespace {

using Json = rapidjson::Value;
using Allocator = rapidjson::Document::AllocatorType;

/// The definitions of the types that have a name, each added when it is first met.
class Definitions {
 public:
  explicit Definitions(Allocator& allocator) : allocator_(allocator) {}

  [[nodiscard]] Allocator& allocator() { return allocator_; }
  [[nodiscard]] Json take() { return std::move(all_); }
  [[nodiscard]] Json text(std::string_view text) {
    return {text.data(), static_cast<rapidjson::SizeType>(text.size()), allocator_};
  }

  template <class Value>
  Json schema_of(const Value*);
  template <class Value>
  Json schema_of(const std::optional<Value>*) {
    Json either(rapidjson::kArrayType);
    either.PushBack(schema_of(static_cast<const Value*>(nullptr)), allocator_);
    either.PushBack(of_type("null"), allocator_);
    return with("anyOf", std::move(either));
  }
  template <class Value>
  Json schema_of(const std::vector<Value>*) {
    return list_of(schema_of(static_cast<const Value*>(nullptr)));
  }
  template <class Value>
  Json schema_of(const std::reference_wrapper<const Value>*) {
    return schema_of(static_cast<const Value*>(nullptr));
  }

  Json of_type(const char* type) { return with("type", text(type)); }
  Json list_of(Json items) {
    Json list = of_type("array");
    list.AddMember("items", std::move(items), allocator_);
    return list;
  }
  template <class Words>
  Json one_of(const Words& words) {
    Json all(rapidjson::kArrayType);
    for (const char* word : words) all.PushBack(text(word), allocator_);
    return with("enum", std::move(all));
  }

 private:
  Json with(const char* key, Json value) {
    Json object(rapidjson::kObjectType);
    object.AddMember(text(key), std::move(value), allocator_);
    return object;
  }

  Allocator& allocator_;
  Json all_{rapidjson::kObjectType};
};

/// States what `describe` names.
class JsonSchema {
 public:
  explicit JsonSchema(Definitions& definitions) : definitions_(definitions) {}

  [[nodiscard]] const JsonContext& context() const { return context_; }
  [[nodiscard]] Json take() {
    Json object = definitions_.of_type("object");
    object.AddMember("properties", std::move(properties_), definitions_.allocator());
    object.AddMember("required", std::move(required_), definitions_.allocator());
    return object;
  }

  template <class Value>
  void member(const char* name, const Value&) {
    add(name, definitions_.schema_of(static_cast<const Value*>(nullptr)), true);
  }
  template <class Value>
  void member_if(bool, const char* name, const Value&) {
    add(name, definitions_.schema_of(static_cast<const Value*>(nullptr)), false);
  }
  void choice(const char* name, const char*, std::initializer_list<const char*> words) {
    add(name, definitions_.one_of(words), true);
  }
  void choice_if(bool, const char* name, const char*, std::initializer_list<const char*> words) {
    add(name, definitions_.one_of(words), false);
  }
  template <class Enum>
  void word(const char* name, Enum) {
    add(name, definitions_.one_of(words_of<Enum>()), true);
  }
  template <class Enum>
  void word_if(bool, const char* name, Enum) {
    add(name, definitions_.one_of(words_of<Enum>()), false);
  }
  void verdict(const std::optional<Verdict>&, bool is_growth) {
    Json words = definitions_.one_of(std::array{name_of(Verdict::nothing, is_growth),
                                                name_of(Verdict::unnamed, is_growth),
                                                name_of(Verdict::leaks, is_growth)});
    words["enum"].PushBack(Json(), definitions_.allocator());  // null
    add("verdict", std::move(words), true);
  }
  template <class Members>
  void object(const char* name, Members&& members) {
    JsonSchema inner(definitions_);
    members(inner);
    add(name, inner.take(), true);
  }
  template <class Members>
  void object_if(bool, const char* name, Members&& members) {
    JsonSchema inner(definitions_);
    members(inner);
    add(name, inner.take(), false);
  }
  template <class Value, class Members>
  void object(const char* name, const std::optional<Value>&, Members&& members) {
    using Plain = std::remove_cv_t<std::unwrap_reference_t<Value>>;
    JsonSchema inner(definitions_);
    members(inner, std::remove_cvref_t<Plain>{});
    Json object = inner.take();
    Json types(rapidjson::kArrayType);
    for (const char* type : {"object", "null"}) {
      types.PushBack(definitions_.text(type), definitions_.allocator());
    }
    object["type"] = std::move(types);
    add(name, std::move(object), true);
  }
  template <class Value, class Members>
  void list(const char* name, const std::vector<Value>&, Members&& members) {
    JsonSchema inner(definitions_);
    members(inner, Value{});
    add(name, definitions_.list_of(inner.take()), true);
  }

 private:
  template <class Enum>
  static std::vector<const char*> words_of() {
    std::vector<const char*> words;
    for (int i = 0; i <= static_cast<int>(last_of(Enum{})); ++i) {
      words.push_back(name_of(static_cast<Enum>(i)));
    }
    return words;
  }

  void add(const char* name, Json schema, bool is_required) {
    properties_.AddMember(definitions_.text(name), std::move(schema), definitions_.allocator());
    if (is_required) required_.PushBack(definitions_.text(name), definitions_.allocator());
  }

  Definitions& definitions_;
  const JsonContext context_ = {};
  Json properties_{rapidjson::kObjectType}, required_{rapidjson::kArrayType};
};

template <class Value>
Json Definitions::schema_of(const Value*) {
  if constexpr (std::same_as<Value, bool>) {
    return of_type("boolean");
  } else if constexpr (std::unsigned_integral<Value>) {
    Json number = of_type("integer");
    number.AddMember("minimum", 0, allocator_);
    return number;
  } else if constexpr (std::signed_integral<Value>) {
    return of_type("integer");
  } else if constexpr (std::floating_point<Value>) {
    return of_type("number");
  } else if constexpr (std::convertible_to<Value, std::string_view>) {
    return of_type("string");
  } else if constexpr (is_number<Value>) {
    return schema_of(static_cast<const decltype(Value::value)*>(nullptr));
  } else {
    const char* name = json_name(static_cast<const Value*>(nullptr));
    if (!all_.HasMember(name)) {
      all_.AddMember(text(name), Json(), allocator_);  // it has its place, and may contain itself
      JsonSchema object(*this);
      describe(object, Value{});
      all_[name] = object.take();
    }
    return with("$ref", text(std::string("#/$defs/") + name));
  }
}

}  // namespace

std::string json_schema_text() {
  rapidjson::Document schema(rapidjson::kObjectType);
  Definitions definitions(schema.GetAllocator());
  Json reports(rapidjson::kArrayType);
  const auto add = [&]<class... Reports>(const std::variant<Reports...>*) {
    (reports.PushBack(definitions.schema_of(static_cast<const Reports*>(nullptr)),
                      schema.GetAllocator()),
     ...);
  };
  add(static_cast<const Report*>(nullptr));
  add(static_cast<const std::variant<NodesHead>*>(nullptr));
  const auto add_text = [&](const char* key, std::string_view text) {
    schema.AddMember(definitions.text(key), definitions.text(text), schema.GetAllocator());
  };
  add_text("$schema", "https://json-schema.org/draft/2020-12/schema");
  add_text("$id", json_schema_file);
  add_text("title", "Reports of heapdiff");
  add_text("description",
           "What heapdiff writes with --format json; see heapdiff-report(5). Members may be added "
           "in later versions. A line of `heapdiff nodes` is #/$defs/node.");
  schema.AddMember("oneOf", std::move(reports), schema.GetAllocator());
  schema.AddMember("$defs", definitions.take(), schema.GetAllocator());
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 1);
  schema.Accept(writer);
  return std::string(buffer.GetString(), buffer.GetSize()) + '\n';
}

}  // namespace heapdiff::report
