# What users install. oracle/oracle.cmake has looked for node and npm, and has the option for long tests.
set(npm_package ${CMAKE_CURRENT_BINARY_DIR}/npm)
set(npm_tests ${PROJECT_SOURCE_DIR}/packaging/npm/test)

# The npm package, with the program that was built just now.
add_test(NAME npm_stage
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/packaging/stage.sh
        ${PROJECT_SOURCE_DIR} ${HEAPDIFF_NODE} $<TARGET_FILE:heapdiff_cli> ${PROJECT_VERSION} "${HEAPDIFF_COMMIT}" ${npm_package})
set_tests_properties(npm_stage PROPERTIES LABELS packaging FIXTURES_SETUP npm_package)

# npm_test(NAME label FILES…): each file is a process of its own.
function(npm_test NAME LABEL)
  list(TRANSFORM ARGN PREPEND ${npm_tests}/ OUTPUT_VARIABLE files)
  add_test(NAME ${NAME} COMMAND ${HEAPDIFF_NODE} --test ${files})
  set_tests_properties(${NAME} PROPERTIES LABELS ${LABEL} TIMEOUT 600 FIXTURES_REQUIRED npm_package
      ENVIRONMENT "HEAPDIFF_SOURCE=${PROJECT_SOURCE_DIR};HEAPDIFF_PACKAGE=${npm_package}")
endfunction()

npm_test(npm_reports packaging reports.test.mjs contents.test.mjs)
npm_test(npm_assertion packaging assert_no_leak.test.mjs)
if(HEAPDIFF_FULL_TESTS)
  npm_test(npm_runners_full full runners.test.mjs)
endif()

# Every command of the README, but for those that need what a test has not.
add_test(NAME readme_commands COMMAND ${HEAPDIFF_NODE} --test ${CMAKE_CURRENT_SOURCE_DIR}/packaging/readme.test.mjs)
set_tests_properties(readme_commands PROPERTIES LABELS packaging TIMEOUT 300 FIXTURES_REQUIRED npm_package
    ENVIRONMENT "HEAPDIFF_SOURCE=${PROJECT_SOURCE_DIR};HEAPDIFF_PACKAGE=${npm_package};HEAPDIFF_PROGRAM=$<TARGET_FILE:heapdiff_cli>")

# The action's steps, and the Dockerfile.
add_test(NAME github_action COMMAND ${HEAPDIFF_NODE} --test ${CMAKE_CURRENT_SOURCE_DIR}/packaging/action.test.mjs)
set_tests_properties(github_action PROPERTIES LABELS packaging TIMEOUT 120
    ENVIRONMENT "HEAPDIFF_SOURCE=${PROJECT_SOURCE_DIR};HEAPDIFF_PROGRAM=$<TARGET_FILE:heapdiff_cli>")
if(HEAPDIFF_FULL_TESTS)
  add_test(NAME dockerfile_full COMMAND ${HEAPDIFF_NODE} --test ${CMAKE_CURRENT_SOURCE_DIR}/packaging/dockerfile.test.mjs)
  set_tests_properties(dockerfile_full PROPERTIES LABELS full TIMEOUT 120
      ENVIRONMENT "HEAPDIFF_SOURCE=${PROJECT_SOURCE_DIR}")
endif()

# The packages of tools/package: made anew, and used where there is nothing else.
# package_test(name ARGS…): the script of that name.
function(package_test NAME)
  add_test(NAME ${NAME}_full COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/packaging/${NAME}.sh ${PROJECT_SOURCE_DIR} ${ARGN})
  set_tests_properties(${NAME}_full PROPERTIES LABELS full TIMEOUT 3600 SKIP_RETURN_CODE 77 RUN_SERIAL ON)
endfunction()
if(HEAPDIFF_FULL_TESTS)
  package_test(package)
  set_tests_properties(package_full PROPERTIES FIXTURES_SETUP packages)
  package_test(portable $<TARGET_FILE:heapdiff_cli>)
  package_test(deb $<TARGET_FILE:heapdiff_cli>)
  package_test(npm ${HEAPDIFF_NODE})
  package_test(same $<TARGET_FILE:heapdiff_cli> ${PROJECT_BINARY_DIR} ${HEAPDIFF_NODE})
  set_tests_properties(portable_full deb_full npm_full same_full PROPERTIES FIXTURES_REQUIRED packages)
  package_test(arm64)
endif()

if(NOT HEAPDIFF_NODE OR NOT HEAPDIFF_NPM)
  set_tests_properties(npm_stage npm_reports npm_assertion readme_commands github_action PROPERTIES DISABLED ON)
endif()
