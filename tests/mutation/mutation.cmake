# Each mutant against the test that has to notice; see README.md. Some twenty minutes on two processors, so
# that it is run by its label: ctest -L mutation.
add_test(NAME mutation
    COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/mutation/run.mjs --build ${PROJECT_BINARY_DIR})
set_tests_properties(mutation PROPERTIES LABELS mutation TIMEOUT 7200 RUN_SERIAL ON)
# What they change is still there: whoever changes a rule sees it at once.
add_test(NAME form.mutants COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/mutation/run.mjs --check)
set_tests_properties(form.mutants PROPERTIES LABELS form TIMEOUT 60)
if(NOT HEAPDIFF_NODE)
  set_tests_properties(mutation form.mutants PROPERTIES DISABLED ON)
endif()
