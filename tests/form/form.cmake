# Tests of the form of things: what no compiler checks, and reviewers should not have to.

# form_test(NAME name.sh ARGS…): a script of this folder, named form.<name>.
function(form_test NAME)
  add_test(NAME form.${NAME} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/form/${NAME}.sh ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(form.${NAME} PROPERTIES LABELS form TIMEOUT 60 SKIP_RETURN_CODE 77)
endfunction()

form_test(completions)
set_tests_properties(form.completions PROPERTIES TIMEOUT 180) # zsh reads all its completions first
form_test(fuzzers)
form_test(includes)
form_test(man)
form_test(members)
form_test(readme $<TARGET_FILE:heapdiff_cli>)
form_test(tests)
form_test(version $<TARGET_FILE:heapdiff_cli>)

if(HEAPDIFF_FULL_TESTS) # three minutes of one core
  form_test(headers ${CMAKE_CXX_COMPILER})
  set_tests_properties(form.headers PROPERTIES LABELS full TIMEOUT 1200)
endif()

# The completions and the manual are what the tables of commands and options say.
set_target_properties(heapdiff_generate PROPERTIES EXCLUDE_FROM_ALL OFF)
add_test(NAME form.generated
    COMMAND ${PROJECT_SOURCE_DIR}/tools/generate --check $<TARGET_FILE:heapdiff_generate>)
set_tests_properties(form.generated PROPERTIES LABELS form TIMEOUT 60)
