find_package(benchmark REQUIRED CONFIG)

add_executable(stages_bench bench/stages_bench.cpp)
set_target_properties(stages_bench PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(stages_bench PRIVATE ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(stages_bench PRIVATE HEAPDIFF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(stages_bench PRIVATE heapdiff fmt::fmt benchmark::benchmark heapdiff_warnings)

# Says only that every stage still runs: figures come from running stages_bench by hand.
add_test(NAME Bench.EveryStageRuns COMMAND stages_bench --benchmark_min_time=0.000001)
set_tests_properties(Bench.EveryStageRuns PROPERTIES LABELS bench)
