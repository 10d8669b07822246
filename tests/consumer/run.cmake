# A project of somebody else, in the three ways to get at the library.
#
#   find_package, pkg-config   installs into a folder of its own, then builds and runs the consumer against it
#   add_subdirectory           the consumer brings the tree along: configures, and with BUILD_TREE also builds and runs
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(pair ${PAIR}.before.heapsnapshot.gz ${PAIR}.after.heapsnapshot.gz)
file(REMOVE_RECURSE ${WORK})

if(WAY STREQUAL add_subdirectory)
  set(options -D HEAPDIFF_TREE=${TREE})
else()
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --component development)
  set(options -D CMAKE_PREFIX_PATH=${WORK}/prefix)
endif()

if(WAY STREQUAL pkg-config)
  file(GLOB_RECURSE pc ${WORK}/prefix/*/heapdiff.pc)
  cmake_path(GET pc PARENT_PATH directory)
  # What is installed may be moved.
  file(RENAME ${WORK}/prefix ${WORK}/moved)
  string(REPLACE ${WORK}/prefix ${WORK}/moved moved ${directory})
  set(ENV{PKG_CONFIG_PATH} ${moved})
  execute_process(COMMAND pkg-config --modversion heapdiff OUTPUT_VARIABLE version COMMAND_ERROR_IS_FATAL ANY
      OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT version STREQUAL VERSION)
    message(FATAL_ERROR "heapdiff.pc has version ${version}, and the project ${VERSION}")
  endif()
  execute_process(COMMAND pkg-config --cflags --libs heapdiff OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${FLAGS} -std=c++20 ${SOURCE}/main.cpp -o ${WORK}/consumer ${flags}")
  run(${COMPILER} ${flags})
  run(${WORK}/consumer ${pair})
  return()
endif()

run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${SOURCE} -B ${WORK}/build ${options}
    -D CMAKE_CXX_COMPILER=${COMPILER} "-D CMAKE_CXX_FLAGS=${FLAGS}" "-D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}")
if(WAY STREQUAL add_subdirectory AND NOT BUILD_TREE)
  run(${CMAKE_COMMAND} --build ${WORK}/build --target help)
  return()
endif()
run(${CMAKE_COMMAND} --build ${WORK}/build --target consumer)
run(${WORK}/build/consumer ${pair})
