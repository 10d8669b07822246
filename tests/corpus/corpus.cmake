# Programs that leak on purpose, and some that do not; see README.md. oracle/oracle.cmake has looked
# for node and npm, and has the option for long tests.

# corpus_test(NAME label timeout ARGS…)
function(corpus_test NAME LABEL TIMEOUT)
  add_test(NAME ${NAME}
      COMMAND ${HEAPDIFF_NODE} ${CMAKE_CURRENT_SOURCE_DIR}/corpus/score.mjs
          --heapdiff $<TARGET_FILE:heapdiff_cli> ${ARGN})
  # All work in one cache directory, one after the other: begun first, that nothing waits for them.
  set_tests_properties(${NAME} PROPERTIES
      LABELS ${LABEL} TIMEOUT ${TIMEOUT} RESOURCE_LOCK corpus COST ${TIMEOUT})
  if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
    set_tests_properties(${NAME} PROPERTIES DISABLED ON)
  endif()
endfunction()

# An eighth of what is written by hand and a few programs drawn: another part with each commit.
corpus_test(corpus corpus 900 --node 20,24 --shard turn/8 --seed turn --count 12 --floor 90)
# The same programs' second snapshots alone; of all of them 91 in a hundred are right in every column.
# An eighth is a small sample: three of fourteen may be wrong where a tenth of all is.
corpus_test(corpus_triage corpus 600 --half hand --node 20 --shard turn/8 --triage --floor 70)
# Real packages, a sixth of them with each commit: see real/README.md.
corpus_test(corpus_real corpus 600 --half real --shard turn/6 --floor 60)
if(HEAPDIFF_FULL_TESTS)
  corpus_test(corpus_full full 7200 --half hand,generated,libraries,pages --node 20,22,24,26 --seed turn --count 96 --floor 90)
  corpus_test(corpus_triage_full full 3600 --half hand --node 20 --triage --floor 80)
  corpus_test(corpus_real_full full 3600 --half real --floor 85)
  corpus_test(corpus_real_triage full 3600 --half real --triage --floor 65)
  corpus_test(corpus_real_truth full 3600 --half real --verify)
endif()
