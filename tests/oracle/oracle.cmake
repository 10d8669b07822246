# heapdiff against DevTools' own engine, on snapshots made during the test; see README.md.
option(HEAPDIFF_FULL_TESTS "Register the tests that take long or need much: Node 12 to 26, Chromium" OFF)
find_program(HEAPDIFF_NODE node DOC "Node 20 or newer, for the oracle test")
find_program(HEAPDIFF_NPM npm DOC "npm, for the oracle test")

# oracle_test(NAME script label timeout ARGS…)
function(oracle_test NAME SCRIPT LABEL TIMEOUT)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/oracle/${SCRIPT}
          --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  # All work in one cache directory.
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT ${TIMEOUT} RESOURCE_LOCK oracle)
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()

oracle_test(oracle compare.mjs oracle 900)
oracle_test(lineage lineage.mjs oracle 600)
if(HEAPDIFF_FULL_TESTS)
  oracle_test(oracle_full compare.mjs full 3600 --full)
  oracle_test(lineage_full lineage.mjs full 1200 --full)
endif()
