# Laws that hold for every input, tried on thousands of random ones. The seed of a failure is
# printed; HEAPDIFF_SEED=N in the environment tries other numbers.
find_package(Boost 1.74 REQUIRED)

add_library(heapdiff_random_heap STATIC support/random_heap.cpp)
set_target_properties(heapdiff_random_heap PROPERTIES CXX_EXTENSIONS OFF)
target_link_libraries(heapdiff_random_heap PUBLIC heapdiff_test_support)

heapdiff_test(NAME properties_test LABEL property
  SOURCES
    properties/column_laws_test.cpp
    properties/diff_laws_test.cpp
    properties/dominator_laws_test.cpp
    properties/holder_laws_test.cpp
    properties/hostile_formats_test.cpp
    properties/hostile_input_test.cpp
    properties/html_laws_test.cpp
    properties/index_laws_test.cpp
    properties/hostile_text_test.cpp
    properties/integer_laws_test.cpp
    properties/parse_laws_test.cpp
    properties/query_laws_test.cpp
    properties/salvage_laws_test.cpp
    properties/saved_laws_test.cpp
    properties/size_laws_test.cpp
    properties/text_laws_test.cpp
  LIBRARIES heapdiff_random_heap heapdiff_heap_builder Boost::headers hwy::hwy pugixml::pugixml
    ZLIB::ZLIB zstd::libzstd_shared)

heapdiff_test(NAME damaged_real_files_test LABEL property
  SOURCES properties/damaged_real_files_test.cpp
  LIBRARIES heapdiff_random_heap heapdiff_heap_builder)
# One in fifty of the same, for the sanitizers.
heapdiff_test(NAME damaged_real_files_sample_test LABEL unit PREFIX Sample.
  SOURCES properties/damaged_real_files_test.cpp
  LIBRARIES heapdiff_random_heap heapdiff_heap_builder)
target_compile_definitions(damaged_real_files_sample_test PRIVATE HEAPDIFF_DAMAGE_SHARE=50)

heapdiff_test(NAME memory_budget_test LABEL unit
  SOURCES properties/memory_budget_test.cpp)
