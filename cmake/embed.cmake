# Writes style and script of the HTML report as C++.
#   cmake -DOUTPUT=FILE -DSOURCE_DIR=DIR -P embed.cmake
set(text "// Made by cmake/embed.cmake.\n#include \"report/html/page.hpp\"\n\nnamespace heapdiff::report::html {\n\n")
foreach(kind css js)
  file(READ ${SOURCE_DIR}/src/report/html/page.${kind} content)
  string(APPEND text "const std::string_view page_${kind} = R\"~~(${content})~~\";\n\n")
endforeach()
string(APPEND text "}  // namespace heapdiff::report::html\n")
file(WRITE ${OUTPUT} "${text}")
