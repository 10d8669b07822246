# Tables of snapshots: small ones row by row, random ones by their laws, and a real one asked what the manual asks, by
# SQLite and by DuckDB. oracle/oracle.cmake has looked for node and npm.
if(HEAPDIFF_SQLITE)
  heapdiff_test(NAME heapdiff_export_tests LABEL unit
      SOURCES export/program_test.cpp export/tables_test.cpp
      LIBRARIES heapdiff_heap_builder PkgConfig::SQLITE)
  heapdiff_test(NAME export_laws_test LABEL property
      SOURCES export/export_laws_test.cpp
      LIBRARIES heapdiff_random_heap heapdiff_heap_builder PkgConfig::SQLITE)
endif()

function(sql_test NAME LABEL)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/export/sql.test.mjs --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT 600 RESOURCE_LOCK sql)
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM OR NOT HEAPDIFF_SQLITE)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()
sql_test(sql oracle --summaries 50)
if(HEAPDIFF_FULL_TESTS)
  sql_test(sql_full full --summaries 500)
endif()
