# The project of testdata/ci-demo, and how quiet the gate is on clean runs. oracle/oracle.cmake has
# looked for node and npm, and has the option for long tests.
add_test(NAME gate_demo
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/gate/demo.sh ${PROJECT_SOURCE_DIR} $<TARGET_FILE:heapdiff_cli> ${HEAPDIFF_NODE})
set_tests_properties(gate_demo PROPERTIES LABELS gate TIMEOUT 120)

# gate_noise_test(NAME label ARGS…)
function(gate_noise_test NAME LABEL)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/gate/noise.mjs
          --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT 900 RESOURCE_LOCK corpus COST 300)
endfunction()

gate_noise_test(gate_noise gate --node turn --runs 20)
if(HEAPDIFF_FULL_TESTS)
  gate_noise_test(gate_noise_full full)
endif()

if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
  set_tests_properties(gate_demo gate_noise PROPERTIES DISABLED ON)
endif()
