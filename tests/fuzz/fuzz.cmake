option(HEAPDIFF_FUZZ "Build the libFuzzer targets (needs clang)" OFF)

if(HEAPDIFF_FUZZ AND NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  message(FATAL_ERROR "HEAPDIFF_FUZZ needs clang: set CMAKE_CXX_COMPILER=clang++, or use the preset \"asan\"")
endif()

# Only what fuzzers run counts its branches: nobody asks that of the other tests.
if(HEAPDIFF_FUZZ)
  target_compile_options(heapdiff PRIVATE -fsanitize=fuzzer-no-link)
  target_compile_options(heapdiff PUBLIC
      -fsanitize-ignorelist=${CMAKE_CURRENT_LIST_DIR}/ubsan_ignore.txt)
endif()

# heapdiff_fuzz(name): fuzz/<name>.cpp as a fuzzer, or (the same function on the same files, with
# any compiler) as a test that replays what was found once.
function(heapdiff_fuzz name)
  set(inputs ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name})
  if(EXISTS ${PROJECT_SOURCE_DIR}/testdata/malformed)
    list(APPEND inputs ${PROJECT_SOURCE_DIR}/testdata/malformed)
  endif()
  add_executable(${name} fuzz/${name}.cpp)
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE heapdiff heapdiff_warnings hwy::hwy)
  if(HEAPDIFF_FUZZ)
    target_compile_options(${name} PRIVATE -fsanitize=fuzzer-no-link)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    add_test(NAME Fuzz.${name}SurvivesItsCorpus COMMAND ${name} -runs=0 ${inputs})
  else()
    target_sources(${name} PRIVATE fuzz/replay_main.cpp)
    target_compile_options(${name} PRIVATE -O0)  # it is compiled more often than it runs
    add_test(NAME Fuzz.${name}SurvivesItsCorpus COMMAND ${name} ${inputs})
  endif()
  add_dependencies(heapdiff_unit_label ${name})
  set_tests_properties(Fuzz.${name}SurvivesItsCorpus PROPERTIES LABELS unit)
endfunction()

heapdiff_fuzz(fuzz_compressed)
target_link_libraries(fuzz_compressed PRIVATE ZLIB::ZLIB zstd::libzstd_shared)
heapdiff_fuzz(fuzz_decoder)
heapdiff_fuzz(fuzz_header)
heapdiff_fuzz(fuzz_parse)
heapdiff_fuzz(fuzz_report)
target_link_libraries(fuzz_report PRIVATE fmt::fmt)
heapdiff_fuzz(fuzz_diff)
heapdiff_fuzz(fuzz_salvage)
heapdiff_fuzz(fuzz_index)
heapdiff_fuzz(fuzz_source_map)
target_link_libraries(fuzz_source_map PRIVATE fmt::fmt)
