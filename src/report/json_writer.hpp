#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/json.hpp"
#include "report/json_members.hpp"

namespace heapdiff::report {

/// Writes what `describe` names, to one of RapidJSON's writers.
template <class Output>
class JsonWriter {
 public:
  JsonWriter(Output& output, const JsonContext& context)
      : output_(output), json_(output), context_(context) {}

  [[nodiscard]] const JsonContext& context() const { return context_; }

  template <class Value>
  void write(const Value& value) {
    if constexpr (std::same_as<Value, bool>) {
      output_.Bool(value);
    } else if constexpr (std::unsigned_integral<Value>) {
      output_.Uint64(value);
    } else if constexpr (std::signed_integral<Value>) {
      output_.Int64(value);
    } else if constexpr (std::floating_point<Value>) {
      json_.number(value);
    } else if constexpr (std::convertible_to<Value, std::string_view>) {
      json_.string(value);
    } else if constexpr (is_number<Value>) {
      write(value.value);
    } else {
      output_.StartObject();
      describe(*this, value);
      output_.EndObject();
    }
  }
  template <class Value>
  void write(const std::optional<Value>& value) {
    value ? write(*value) : static_cast<void>(output_.Null());
  }
  template <class Value>
  void write(const std::vector<Value>& values) {
    output_.StartArray();
    for (const Value& value : values) write(value);
    output_.EndArray();
  }
  template <class Value>
  void write(std::reference_wrapper<const Value> value) {
    write(value.get());
  }

  template <class Value>
  void member(const char* name, const Value& value) {
    json_.key(name);
    write(value);
  }
  template <class Value>
  void member_if(bool is_there, const char* name, const Value& value) {
    if (is_there) member(name, value);
  }

  /// One of a few words.
  void choice(const char* name, const char* word, std::initializer_list<const char*>) {
    member(name, std::string_view(word));
  }
  void choice_if(bool is_there, const char* name, const char* word,
                 std::initializer_list<const char*> words) {
    if (is_there) choice(name, word, words);
  }
  template <class Enum>
  void word(const char* name, Enum value) {
    member(name, std::string_view(name_of(value)));
  }
  template <class Enum>
  void word_if(bool is_there, const char* name, Enum value) {
    if (is_there) word(name, value);
  }
  void verdict(const std::optional<Verdict>& found, bool is_growth) {
    member("verdict",
           found ? std::optional<std::string_view>(name_of(*found, is_growth)) : std::nullopt);
  }

  /// An object without a type of its own.
  template <class Members>
  void object(const char* name, Members&& members) {
    json_.key(name);
    output_.StartObject();
    members(*this);
    output_.EndObject();
  }
  template <class Value, class Members>
  void object(const char* name, const std::optional<Value>& value, Members&& members) {
    if (!value) return member(name, std::optional<bool>());
    object(name, [&](JsonWriter& v) { members(v, *value); });
  }
  template <class Members>
  void object_if(bool is_there, const char* name, Members&& members) {
    if (is_there) object(name, members);
  }
  template <class Value, class Members>
  void list(const char* name, const std::vector<Value>& values, Members&& members) {
    json_.key(name);
    output_.StartArray();
    for (const Value& value : values) {
      output_.StartObject();
      members(*this, value);
      output_.EndObject();
    }
    output_.EndArray();
  }

 private:
  Output& output_;
  JsonValues<Output> json_;
  const JsonContext& context_;
};

}  // namespace heapdiff::report
