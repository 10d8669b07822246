#pragma once

// What options take: the last column but one of their table, in CLI11's terms.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/printable.hpp"
#include "cli/option_table.hpp"
#include "heapdiff/gate.hpp"

namespace heapdiff::cli {

// Validators. CLI11 puts the option before what they say; its own speak of conversions and sets.

/// A whole number in [least, most], written as CLI11 reads it: to that, 010 would be 8.
class WholeNumber : public CLI::Validator {
 public:
  WholeNumber(std::size_t least, std::size_t most) {
    func_ = [least, most](std::string& word) -> std::string {
      std::size_t number = 0;
      const char* end = word.data() + word.size();
      const auto [stop, status] = std::from_chars(word.data(), end, number);
      if (status != std::errc{} || stop != end || number < least || number > most) {
        const std::string range = most == SIZE_MAX ? fmt::format("from {} on", least)
                                                   : fmt::format("from {} to {}", least, most);
        return fmt::format("expected a whole number {}, not {}", range, base::printable(word));
      }
      word = std::to_string(number);
      return {};
    };
  }
};

/// One of a few words, as the number that CLI11 reads for it. (CLI::CheckedTransformer would take
/// these numbers from users, too.)
class OneOf : public CLI::Validator {
 public:
  explicit OneOf(std::vector<std::pair<std::string, std::string>> numbers) {
    func_ = [numbers = std::move(numbers)](std::string& word) -> std::string {
      std::string words;
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i].first == word) {
          word = numbers[i].second;
          return {};
        }
        words += i == 0 ? "" : i + 1 == numbers.size() ? " or " : ", ";
        words += numbers[i].first;
      }
      return fmt::format("expected {}, not {}", words, base::printable(word));
    };
  }
};

/// A size with its unit, in bytes.
class Size : public CLI::Validator {
 public:
  Size() {
    func_ = [](std::string& word) -> std::string {
      const std::optional<std::int64_t> size = parse_size(word);
      if (!size || *size < 0) {
        return fmt::format("expected a size such as 512M or 2GiB, not {}", base::printable(word));
      }
      word = std::to_string(*size);
      return {};
    };
  }
};

// Values. `Member` is the one of `Options` that they go to.

template <auto Member>
using ValueOf = std::decay_t<decltype(std::declval<Options&>().*Member)>;

/// Present or not.
template <auto Member>
OptionValue flag() {
  return {.add = [](CLI::App& app, const std::string& names, Options& options) {
    return app.add_flag(names, options.*Member);
  }};
}

/// A flag that means a value.
template <auto Member>
OptionValue flag(ValueOf<Member> value) {
  return {.add = [value](CLI::App& app, const std::string& names, Options& options) {
    return app.add_flag_callback(names, [&options, value] { options.*Member = value; });
  }};
}

template <auto Member>
OptionValue text() {
  return {.add = [](CLI::App& app, const std::string& names, Options& options) {
    return app.add_option(names, options.*Member);
  }};
}

template <auto Member>
OptionValue number(std::size_t least, std::size_t most = SIZE_MAX) {
  return {.add = [least, most](CLI::App& app, const std::string& names, Options& options) {
    return app.add_option(names, options.*Member)->transform(WholeNumber(least, most));
  }};
}

template <auto Member>
OptionValue size() {
  return {.add = [](CLI::App& app, const std::string& names, Options& options) {
    return app.add_option(names, options.*Member)->transform(Size());
  }};
}

template <class T>
struct Choice {
  std::string_view word;
  T value;
  std::string_view note = {};
};

/// One of a few words, of which the first is the default.
template <auto Member>
OptionValue choice(std::initializer_list<Choice<ValueOf<Member>>> choices) {
  OptionValue value;
  std::vector<std::pair<std::string, std::string>> numbers;
  for (const Choice<ValueOf<Member>>& choice : choices) {
    value.choices.push_back({choice.word, choice.note});
    numbers.emplace_back(choice.word, std::to_string(static_cast<int>(choice.value)));
  }
  value.add = [numbers = std::move(numbers)](CLI::App& app, const std::string& names,
                                             Options& options) {
    return app.add_option(names, options.*Member)->transform(OneOf(numbers));
  };
  return value;
}

/// As a validator would.
[[noreturn]] inline void refuse(const std::string& names, const Error& error) {
  throw CLI::ValidationError(names.substr(names.find("--")), error.message);
}

/// What `parse` makes of a word.
template <auto Member, class T>
OptionValue parsed(Result<T> (*parse)(std::string_view)) {
  return {.add = [parse](CLI::App& app, const std::string& names, Options& options) {
    return app.add_option_function<std::string>(names, [=, &options](const std::string& word) {
      Result<T> value = parse(word);
      if (!value) refuse(names, value.error());
      options.*Member = std::move(*value);
    });
  }};
}

/// The same for an option that may be repeated.
template <auto Member, class T>
OptionValue each(Result<T> (*parse)(std::string_view)) {
  const auto add = [parse](CLI::App& app, const std::string& names, Options& options) {
    const auto read = [=, &options](const std::vector<std::string>& words) {
      for (const std::string& word : words) {
        Result<T> value = parse(word);
        if (!value) refuse(names, value.error());
        (options.*Member).push_back(std::move(*value));
      }
    };
    // One word each time; CLI11 would let it take the files that follow.
    return app.add_option_function<std::vector<std::string>>(names, read)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  return {.is_repeatable = true, .add = add};
}

/// Paths of source maps or of scripts, for an option that may be repeated.
template <auto Member>
OptionValue map_paths() {
  const auto add = [](CLI::App& app, const std::string& names, Options& options) {
    return app.add_option(names, options.source_maps.*Member)
        ->expected(1)
        ->allow_extra_args(false)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  return {.is_repeatable = true, .add = add};
}

}  // namespace heapdiff::cli
