# heapdiff against DevTools' own engine, on snapshots made during the test; see README.md.
option(HEAPDIFF_FULL_TESTS "Register the tests that take long or need much: Node 12 to 26, Chromium" OFF)
find_program(HEAPDIFF_NODE node DOC "Node 20 or newer, for the oracle test")
find_program(HEAPDIFF_NPM npm DOC "npm, for the oracle test")

# oracle_test(NAME script label timeout ARGS…)
function(oracle_test NAME SCRIPT LABEL TIMEOUT)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/oracle/${SCRIPT}
          --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  # All work in one cache directory, one after the other: begun first, that nothing waits for them.
  set_tests_properties(${NAME} PROPERTIES
      LABELS ${LABEL} TIMEOUT ${TIMEOUT} RESOURCE_LOCK oracle COST ${TIMEOUT})
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()

# Suspects show the stacks of what piles up; this shows that of any class, for the test.
add_executable(stack_of oracle/stack_of.cpp)
set_target_properties(stack_of PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(stack_of PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(stack_of PRIVATE heapdiff fmt::fmt heapdiff_warnings)

# The same of what scopes keep for nothing: suspects ask for a few.
add_executable(dead_captures oracle/dead_captures.cpp)
set_target_properties(dead_captures PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(dead_captures PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(dead_captures PRIVATE heapdiff fmt::fmt heapdiff_warnings)

oracle_test(oracle compare.mjs oracle 900)
oracle_test(lineage lineage.mjs oracle 600)
oracle_test(stacks stacks.mjs oracle 300 --stack-of $<TARGET_FILE:stack_of>)
if(HEAPDIFF_FULL_TESTS)
  oracle_test(oracle_full compare.mjs full 3600 --full)
  oracle_test(lineage_full lineage.mjs full 1200 --full)
  oracle_test(contexts_full contexts.mjs full 600 --dead-captures $<TARGET_FILE:dead_captures>)
  oracle_test(producers_full producers.mjs full 1200)
  oracle_test(stacks_full stacks.mjs full 600 --stack-of $<TARGET_FILE:stack_of> --full)
endif()
