// Looks up places in a source map: "LINE COLUMN" on each line of standard input, counted from 0;
// prints "SOURCE LINE COLUMN NAME", or "-".

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "source_maps/source_map.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto map = heapdiff::source_maps::SourceMap::read(text);
  if (!map) {
    std::cerr << map.error().message << '\n';
    return 1;
  }
  std::string out;
  for (std::uint32_t line = 0, column = 0; std::cin >> line >> column;) {
    const auto found = map->find(line, column);
    out += found ? fmt::format("{} {} {} {}\n", map->sources()[found->source], found->line,
                               found->column, found->name)
                 : "-\n";
  }
  std::cout << out;
}
