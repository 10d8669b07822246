# The HTML report in a browser; see README.md. oracle/oracle.cmake has looked for node and npm.
find_program(HEAPDIFF_CHROMIUM NAMES chromium chromium-browser google-chrome DOC "A browser, for the pages of reports")

# browser_test(NAME label ARGS…)
function(browser_test NAME LABEL)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/browser/page.test.mjs --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT 600 COST 500 ENVIRONMENT "CHROMIUM=${HEAPDIFF_CHROMIUM}")
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM OR NOT HEAPDIFF_CHROMIUM)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()

# Every window and scheme: of a quarter of the pages, another one with each commit.
browser_test(browser browser --share 4)
if(HEAPDIFF_FULL_TESTS)
  browser_test(browser_full full)
endif()
