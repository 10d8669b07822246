# consumer_test(NAME label way ARGS…): a project of somebody else gets at the library; see run.cmake.
function(consumer_test NAME LABEL WAY)
  add_test(NAME ${NAME}
      COMMAND ${CMAKE_COMMAND}
          -D WAY=${WAY}
          -D BUILD=${PROJECT_BINARY_DIR}
          -D TREE=${PROJECT_SOURCE_DIR}
          -D WORK=${CMAKE_CURRENT_BINARY_DIR}/${NAME}
          -D SOURCE=${CMAKE_CURRENT_SOURCE_DIR}/consumer
          -D PAIR=${PROJECT_SOURCE_DIR}/testdata/pairs/unbounded-map
          -D VERSION=${PROJECT_VERSION}
          -D COMPILER=${CMAKE_CXX_COMPILER}
          -D LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
          -D GENERATOR=${CMAKE_GENERATOR}
          "-D FLAGS=${CMAKE_CXX_FLAGS}"
          ${ARGN}
          -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/run.cmake)
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT 300)
endfunction()

consumer_test(consumer unit find_package)
consumer_test(consumer_pkg_config unit pkg-config)
consumer_test(consumer_of_tree unit add_subdirectory)
if(HEAPDIFF_FULL_TESTS)
  consumer_test(consumer_of_tree_full full add_subdirectory -D BUILD_TREE=ON)
  set_tests_properties(consumer_of_tree_full PROPERTIES TIMEOUT 1800)
endif()
add_test(NAME headers_stand_alone
    COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target heapdiff_verify_interface_header_sets)
set_tests_properties(headers_stand_alone PROPERTIES LABELS unit RUN_SERIAL ON TIMEOUT 300)
