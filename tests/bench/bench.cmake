find_package(benchmark REQUIRED CONFIG)

add_executable(stages_bench bench/stages_bench.cpp)
set_target_properties(stages_bench PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(stages_bench PRIVATE ${PROJECT_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_definitions(stages_bench PRIVATE HEAPDIFF_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
target_link_libraries(stages_bench PRIVATE heapdiff fmt::fmt benchmark::benchmark heapdiff_warnings)

# Says only that every stage still runs: figures come from running stages_bench by hand.
add_test(NAME Bench.EveryStageRuns COMMAND stages_bench --benchmark_min_time=0.000001)
set_tests_properties(Bench.EveryStageRuns PROPERTIES LABELS bench)

# Big snapshots out of smaller ones.
add_executable(multiply_snapshot bench/multiply_snapshot.cpp)
set_target_properties(multiply_snapshot PROPERTIES CXX_EXTENSIONS OFF)
target_include_directories(multiply_snapshot PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(multiply_snapshot PRIVATE
    heapdiff CLI11::CLI11 fmt::fmt heapdiff_warnings)
target_compile_options(multiply_snapshot PRIVATE -O1)  # it waits for the disk, and CLI11 is large

heapdiff_test(NAME multiply_snapshot_test LABEL unit
  SOURCES bench/multiply_snapshot_test.cpp
  LIBRARIES heapdiff_heap_builder)
target_compile_definitions(multiply_snapshot_test PRIVATE MULTIPLY_SNAPSHOT="$<TARGET_FILE:multiply_snapshot>")
add_dependencies(multiply_snapshot_test multiply_snapshot)

heapdiff_test(NAME forecast_test LABEL property
  SOURCES bench/forecast_test.cpp
  LIBRARIES heapdiff_heap_builder)
target_compile_definitions(forecast_test PRIVATE MULTIPLY_SNAPSHOT="$<TARGET_FILE:multiply_snapshot>")
add_dependencies(forecast_test multiply_snapshot)
