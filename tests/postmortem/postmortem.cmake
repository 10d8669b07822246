# Dumps of programs that die of memory; see README.md. oracle/oracle.cmake has looked for node and npm,
# and has the option for long tests.

# postmortem_test(NAME label timeout ARGS…)
function(postmortem_test NAME LABEL TIMEOUT)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/postmortem/dumps.mjs
          --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  # All work in one cache directory, one after the other: begun first, that nothing waits for them.
  set_tests_properties(${NAME} PROPERTIES
      LABELS ${LABEL} TIMEOUT ${TIMEOUT} RESOURCE_LOCK corpus COST ${TIMEOUT})
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()

postmortem_test(postmortem postmortem 900 --node 20 --only listeners)
if(HEAPDIFF_FULL_TESTS)
  postmortem_test(postmortem_full full 3600 --node 20,24)
endif()
