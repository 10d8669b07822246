# The language of the suite: heaps in a few words, and programs run to their end.
add_library(heapdiff_heap_builder STATIC
    support/heap_builder.cpp support/html_page.cpp support/program.cpp support/suspects.cpp)
target_link_libraries(heapdiff_heap_builder
    PUBLIC heapdiff_test_support
    PRIVATE ZLIB::ZLIB zstd::libzstd_shared)
set_target_properties(heapdiff_heap_builder PROPERTIES CXX_EXTENSIONS OFF)

heapdiff_test(NAME heapdiff_unit_tests LABEL unit
    SOURCES
        analysis/allocation_stacks_test.cpp
        analysis/class_names_test.cpp
        analysis/dominators_test.cpp
        analysis/retaining_paths_test.cpp
        analysis/roles_test.cpp
        api/plan_test.cpp
        scripts/captures_test.cpp
        source_maps/mappings_test.cpp
        source_maps/script_maps_test.cpp
        source_maps/script_text_test.cpp
        source_maps/source_map_test.cpp
        scripts/scope_names_test.cpp
        scripts/scope_uses_test.cpp
        analysis/sizes_and_distances_test.cpp
        base/bits_test.cpp
        base/column_test.cpp
        base/nearest_test.cpp
        base/pages_test.cpp
        base/parallel_test.cpp
        base/printable_test.cpp
        base/sha256_test.cpp
        base/stable_hash_test.cpp
        base/tables_test.cpp
        base/watch_test.cpp
        cli/browser_test.cpp
        cli/interrupts_test.cpp
        cli/foreign_files_test.cpp
        cli/option_table_test.cpp
        cli/plan_test.cpp
        cli/program_test.cpp
        cli/progress_test.cpp
        cli/salvage_test.cpp
        cli/scarcity_test.cpp
        cli/shell_test.cpp
        cli/source_maps_test.cpp
        cli/verbose_test.cpp
        diff/chains_test.cpp
        diff/compare_test.cpp
        gate/config_test.cpp
        gate/known_leaks_test.cpp
        gate/rules_test.cpp
        diff/lineage_test.cpp
        diff/match_test.cpp
        graph/borrow_names_test.cpp
        graph/edge_sources_test.cpp
        graph/graph_test.cpp
        graph/values_test.cpp
        input/read_ahead_test.cpp
        input/source_test.cpp
        leaks/accumulation_test.cpp
        leaks/collections_test.cpp
        leaks/confidence_test.cpp
        leaks/elements_test.cpp
        leaks/evidence_test.cpp
        leaks/handles_test.cpp
        leaks/holder_census_test.cpp
        leaks/heap_suspects_test.cpp
        leaks/modules_test.cpp
        leaks/names_test.cpp
        leaks/owners_test.cpp
        leaks/promises_test.cpp
        leaks/roles_test.cpp
        leaks/script_owner_test.cpp
        leaks/shapes_test.cpp
        leaks/suspects_test.cpp
        leaks/timers_test.cpp
        leaks/verdict_test.cpp
        model/class_tree_test.cpp
        model/dump_name_test.cpp
        model/engine_classes_test.cpp
        model/name_pattern_test.cpp
        model/retained_tree_test.cpp
        model/row_index_test.cpp
        scripts/script_origin_test.cpp
        parse/layouts_test.cpp
        parse/malformed_test.cpp
        parse/numbers_test.cpp
        parse/salvage_test.cpp
        parse/sample_strings_test.cpp
        parse/strings_test.cpp
        parse/texts_test.cpp
        parse/trace_tree_test.cpp
        index/program_test.cpp
        index/rules_test.cpp
        query/queries_test.cpp
        query/triage_test.cpp
        report/file_labels_test.cpp
        report/formats_test.cpp
        report/html_test.cpp
        report/places_test.cpp
        report/report_test.cpp
        report/suspect_words_test.cpp
        report/verdict_test.cpp
        report/width_test.cpp
        saved/saved_summary_test.cpp
        trend/course_test.cpp
        trend/trend_test.cpp
    LIBRARIES heapdiff_heap_builder heapdiff_cli_tables pugixml::pugixml)

heapdiff_test(NAME heapdiff_deep_heaps_tests LABEL property
    SOURCES cli/deep_heaps_test.cpp
    LIBRARIES heapdiff_heap_builder)

add_test(NAME over_4_gib COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/input/over_4_gib.sh
    $<TARGET_FILE:heapdiff_cli> ${CMAKE_CURRENT_BINARY_DIR})
set_tests_properties(over_4_gib PROPERTIES LABELS slow TIMEOUT 600)

# Meant for the preset tsan, where it also finds what no output shows.
add_test(NAME threads COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/cli/threads.sh
    $<TARGET_FILE:heapdiff_cli> ${PROJECT_SOURCE_DIR}/testdata/pairs)
set_tests_properties(threads PROPERTIES LABELS threads TIMEOUT 600)
