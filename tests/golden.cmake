# A case is a transcript of a shell; a new or changed one makes the list of tests anew.
file(GLOB golden_cases CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/golden/cases/*.txt)
heapdiff_test(NAME heapdiff_golden_tests LABEL golden
    SOURCES golden/golden_test.cpp golden/inputs.cpp golden/transcript.cpp
    LIBRARIES heapdiff_heap_builder)
set_source_files_properties(golden/golden_test.cpp PROPERTIES OBJECT_DEPENDS "${golden_cases}")
