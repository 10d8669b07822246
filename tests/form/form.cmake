# Tests of the form of things: what no compiler checks, and reviewers should not have to.

# form_test(NAME name.sh ARGS…): a script of this folder, named form.<name>.
function(form_test NAME)
  add_test(NAME form.${NAME} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/form/${NAME}.sh ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(form.${NAME} PROPERTIES LABELS form TIMEOUT 60 SKIP_RETURN_CODE 77)
endfunction()

form_test(fuzzers)
form_test(includes)
form_test(man)
form_test(members)
form_test(options $<TARGET_FILE:heapdiff_cli>)
form_test(readme $<TARGET_FILE:heapdiff_cli>)
