# Installs into a folder of its own, then builds and runs a project that finds what was installed.
add_test(NAME consumer
    COMMAND ${CMAKE_COMMAND}
        -D BUILD=${PROJECT_BINARY_DIR}
        -D WORK=${CMAKE_CURRENT_BINARY_DIR}/consumer
        -D SOURCE=${CMAKE_CURRENT_SOURCE_DIR}/consumer
        -D PAIR=${PROJECT_SOURCE_DIR}/testdata/pairs/unbounded-map
        -D COMPILER=${CMAKE_CXX_COMPILER}
        -D GENERATOR=${CMAKE_GENERATOR}
        "-D FLAGS=${CMAKE_CXX_FLAGS}"
        -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/run.cmake)
set_tests_properties(consumer PROPERTIES LABELS unit TIMEOUT 300)
add_test(NAME headers_stand_alone
    COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target heapdiff_verify_interface_header_sets)
set_tests_properties(headers_stand_alone PROPERTIES LABELS unit RUN_SERIAL ON TIMEOUT 300)
