# Profile-guided optimisation, which saves 2 to 10 % of a diff (tests/bench/README.md): the library is compiled to count
# what it runs, run, and compiled again for that. tools/pgo does all of it in one build directory, since GCC finds what
# an object file counted by the file's path.
set(HEAPDIFF_PROFILE "" CACHE STRING "generate: count what runs; use: optimise for what was counted. See tools/pgo")
set_property(CACHE HEAPDIFF_PROFILE PROPERTY STRINGS "" generate use)
if(HEAPDIFF_PROFILE STREQUAL "")
  return()
endif()
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  message(FATAL_ERROR "HEAPDIFF_PROFILE needs g++, and CMAKE_CXX_COMPILER is ${CMAKE_CXX_COMPILER}.")
endif()

set(HEAPDIFF_PROFILE_DIR ${PROJECT_BINARY_DIR}/profile)
if(HEAPDIFF_PROFILE STREQUAL generate)
  target_compile_options(heapdiff PRIVATE -fprofile-generate=${HEAPDIFF_PROFILE_DIR} -fprofile-update=atomic)
  target_link_options(heapdiff PUBLIC -fprofile-generate)
  # These run other instructions on another processor. The program should be the same wherever it is made.
  set_property(SOURCE src/base/masks.cpp src/base/narrow_column.cpp src/parse/integers.cpp APPEND PROPERTY COMPILE_OPTIONS -fno-profile-generate)
elseif(HEAPDIFF_PROFILE STREQUAL use)
  # What did not run is compiled as ever, not for size: the runs are of few of the commands.
  target_compile_options(heapdiff PRIVATE
      -fprofile-use=${HEAPDIFF_PROFILE_DIR} -fprofile-partial-training -Wno-missing-profile)
else()
  message(FATAL_ERROR "HEAPDIFF_PROFILE is ${HEAPDIFF_PROFILE}; it is empty, generate or use.")
endif()
