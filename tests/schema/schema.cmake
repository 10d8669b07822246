# Every kind of JSON report against its schema; see validate.mjs. oracle/oracle.cmake has looked for node
# and npm.
add_test(NAME schema
    COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/schema/validate.mjs --heapdiff $<TARGET_FILE:heapdiff_cli>)
set_tests_properties(schema PROPERTIES LABELS oracle TIMEOUT 300)
if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
  set_tests_properties(schema PROPERTIES DISABLED ON)
endif()

# Formats of reports, by those who read them; see formats.mjs.
if(HEAPDIFF_FULL_TESTS)
  add_test(NAME formats_full
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/schema/formats.mjs --heapdiff $<TARGET_FILE:heapdiff_cli>)
  set_tests_properties(formats_full PROPERTIES LABELS full TIMEOUT 300)
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
    set_tests_properties(formats_full PROPERTIES DISABLED ON)
  endif()
endif()
