// Writes what follows from the tables of commands and options, and from the description of JSON
// reports, to standard output; tools/generate calls it. `manual` reads heapdiff(1) from standard input.

#include <cstdio>
#include <exception>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "completions.hpp"
#include "manual.hpp"
#include "report/json_schema.hpp"

int main(int argc, char** argv) {
  const std::string_view what = argc == 2 ? argv[1] : "";
  try {
    if (what == "bash") {
      std::cout << bash_completion();
    } else if (what == "zsh") {
      std::cout << zsh_completion();
    } else if (what == "fish") {
      std::cout << fish_completion();
    } else if (what == "manual") {
      const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
      std::cout << with_generated_parts(text);
    } else if (what == "schema") {
      std::cout << heapdiff::report::json_schema_text();
    } else {
      std::cerr << "usage: heapdiff_generate bash|zsh|fish|schema, or manual < heapdiff.1\n";
      return 2;
    }
  } catch (const std::exception& error) {
    std::cerr << "heapdiff_generate: " << error.what() << '\n';
    return 2;
  }
  return std::cout.flush() ? 0 : 2;
}
