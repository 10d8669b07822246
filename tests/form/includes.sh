#!/bin/sh
# Includes point left along the way of the data, the program uses only what the library makes public (and
# base), and each third-party library has one door.
#   includes.sh SOURCE_DIR
set -eu
cd "$1"

for header in include/heapdiff/*.hpp; do
  grep -q "$header" CMakeLists.txt || { echo "$header is installed by nothing in CMakeLists.txt"; exit 1; }
done

find src include -name '*.hpp' -o -name '*.cpp' | sort | xargs awk '
  BEGIN {
    split("base input source_maps parse graph scripts model analysis diff leaks saved trend query report export gate index api cli", order)
    for (i in order) place[order[i]] = i
    # Where a library may be included: header, then files.
    door["^absl/"] = "^src/(base/name_table\\.cpp|query/strings\\.cpp)$"
    door["^simdjson"] = "^src/(parse/|saved/read\\.cpp$|source_maps/source_map\\.cpp$)"
    door["^hwy/"] = "^src/(base/masks|base/narrow_column|parse/integers)\\.cpp$"
    door["^z(conf|lib)\\.h"] = "^src/input/"
    door["^zstd"] = "^src/input/"
    door["^CLI/"] = "^src/cli/(command_line\\.cpp|option_values\\.hpp)$"
    door["^(histedit|editline/)"] = "^src/cli/line_editor\\.cpp$"
    door["^rapidjson/"] = "^src/(report/|saved/write\\.cpp$)"
    door["^pugixml"] = "^src/report/junit\\.cpp$"
    door["^re2/"] = "^src/model/name_pattern\\.cpp$"
    door["^utf8proc"] = "^src/base/printable\\.cpp$"
    door["^xxhash"] = "^src/base/hash_block\\.hpp$"
    door["^sqlite3"] = "^src/export/sqlite\\.cpp$"
    door["^boost/"] = "^(include/heapdiff/boost_graph\\.hpp$|src/graph/|src/api/)"
    door["^toml\\+\\+/"] = "^src/gate/toml\\.cpp$"
    door["^tl/"] = "^include/heapdiff/error\\.hpp$"
    door["^fmt/"] = "^src/"
    door["^(gtest|gmock|benchmark)/"] = "^nowhere$"
  }
  function wrong(why) {
    printf "%s:%d: %s\n", FILENAME, FNR, why
    found = 1
  }
  /^[ \t]*#[ \t]*include[ \t]*["<]/ {
    header = $0
    sub(/^[^"<]*["<]/, "", header)
    sub(/[">].*/, "", header)
    for (library in door) {
      if (header ~ library && FILENAME !~ door[library]) wrong("<" header "> has another door: " door[library])
    }
    if ($0 !~ /"/) next
    split(header, parts, "/")
    split(FILENAME, mine, "/")
    if (parts[1] == "heapdiff") next
    if (mine[1] == "include") wrong("a public header includes \"" header "\", which is not public")
    else if (!(parts[1] in place)) wrong("\"" header "\" is in no folder that this test knows")
    else if (mine[2] == "cli" && parts[1] != "cli" && parts[1] != "base") wrong("the program is a client of the library: \"" header "\" is not public")
    else if (!(mine[2] in place)) wrong("src/" mine[2] " is no folder that this test knows")
    else if (place[parts[1]] + 0 > place[mine[2]] + 0) wrong(mine[2] " must not know of " parts[1] ": \"" header "\"")
  }
  END { exit found }
'
