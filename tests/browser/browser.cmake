# The HTML report in a browser; see README.md. oracle/oracle.cmake has looked for node and npm.
find_program(HEAPDIFF_CHROMIUM NAMES chromium chromium-browser google-chrome DOC "A browser, for the pages of reports")
add_test(NAME browser
    COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/browser/page.test.mjs --heapdiff $<TARGET_FILE:heapdiff_cli>)
set_tests_properties(browser PROPERTIES LABELS browser TIMEOUT 600 RUN_SERIAL ON ENVIRONMENT "CHROMIUM=${HEAPDIFF_CHROMIUM}")
if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM OR NOT HEAPDIFF_CHROMIUM)
  set_tests_properties(browser PROPERTIES DISABLED ON)
endif()
