# Source maps beside those who know them: decoding beside @jridgewell/trace-mapping, and the corpus' programs
# as bundlers make them. corpus/corpus.cmake has looked for Node.

add_executable(heapdiff_map_lookup source_maps/lookup.cpp)
set_target_properties(heapdiff_map_lookup PROPERTIES CXX_EXTENSIONS OFF)
target_link_libraries(heapdiff_map_lookup PRIVATE heapdiff_test_support)

add_test(NAME source_maps_oracle
    COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/source_maps/oracle.mjs --lookup $<TARGET_FILE:heapdiff_map_lookup>)
set_tests_properties(source_maps_oracle PROPERTIES LABELS oracle TIMEOUT 600 RESOURCE_LOCK corpus)
if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
  set_tests_properties(source_maps_oracle PROPERTIES DISABLED ON)
endif()

add_test(NAME source_maps_node
    COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/source_maps/node.mjs --heapdiff $<TARGET_FILE:heapdiff_cli>)
set_tests_properties(source_maps_node PROPERTIES LABELS oracle TIMEOUT 600 RESOURCE_LOCK corpus)
if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
  set_tests_properties(source_maps_node PROPERTIES DISABLED ON)
endif()

# A twentieth of the programs with each commit, by each bundler; of all of them 95 in a hundred are right.
corpus_test(corpus_bundled corpus 600 --half hand --node 20 --bundler all --shard turn/20 --floor 80)
if(HEAPDIFF_FULL_TESTS)
  corpus_test(corpus_bundled_full full 7200 --half hand --node 20,24 --bundler all --floor 93)
endif()
