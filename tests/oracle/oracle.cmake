# heapdiff against DevTools' own engine, on snapshots made during the test; see README.md.
option(HEAPDIFF_FULL_TESTS "Register the tests that take long or need much: Node 12 to 26, Chromium" OFF)
find_program(HEAPDIFF_NODE node DOC "Node 20 or newer, for the oracle test")
find_program(HEAPDIFF_NPM npm DOC "npm, for the oracle test")

# oracle_test(NAME label timeout ARGS…)
function(oracle_test NAME LABEL TIMEOUT)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/oracle/compare.mjs
          --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  # Both work in one cache directory.
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT ${TIMEOUT} RESOURCE_LOCK oracle)
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()

oracle_test(oracle oracle 900)
if(HEAPDIFF_FULL_TESTS)
  oracle_test(oracle_full full 3600 --full)
endif()
