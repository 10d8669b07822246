# Debian packages, by CPack: heapdiff and libheapdiff-dev, for the release of Debian that compiles them. tools/package
# makes them; HEAPDIFF_DEBIAN selects this, and the places and forms of files that Debian's policy asks for.
set(debian ${PROJECT_SOURCE_DIR}/packaging/debian)
set(made ${PROJECT_BINARY_DIR}/debian)

# The changelog of a package is about the package; what changed in the program is beside it.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH
# Who gives the packages out is their maintainer, and answers for them: tools/package takes DEBFULLNAME and DEBEMAIL, as
# Debian's own tools do. The project has no address of its own, and one that is made up must be nobody's: names below
# .invalid never are (RFC 2606).
set(HEAPDIFF_MAINTAINER "The heapdiff authors <heapdiff@heapdiff.invalid>" CACHE STRING "Maintainer: of Debian packages")
set(CPACK_PACKAGE_CONTACT "${HEAPDIFF_MAINTAINER}")
file(WRITE ${made}/changelog.in "heapdiff (${PROJECT_VERSION}) unstable; urgency=medium

  * Version ${PROJECT_VERSION}: see CHANGELOG.md.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
function(compress SOURCE TARGET)
  execute_process(COMMAND gzip -9nc ${SOURCE} OUTPUT_FILE ${TARGET} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
file(MAKE_DIRECTORY ${made})
compress(${made}/changelog.in ${made}/changelog.gz)
foreach(component program development)
  set(name heapdiff)
  if(component STREQUAL development)
    set(name libheapdiff-dev)
  endif()
  install(FILES ${debian}/copyright ${made}/changelog.gz DESTINATION share/doc/${name} COMPONENT ${component})
  if(EXISTS ${debian}/${name}.lintian-overrides)
    install(FILES ${debian}/${name}.lintian-overrides DESTINATION share/lintian/overrides RENAME ${name}
        COMPONENT ${component})
  endif()
endforeach()
foreach(page heapdiff.1 heapdiff-report.5 heapdiff-model.7 heapdiff-sql.7)
  compress(${PROJECT_SOURCE_DIR}/man/${page} ${made}/${page}.gz)
  string(REGEX REPLACE ".*\\." "man" section ${page})
  install(FILES ${made}/${page}.gz DESTINATION share/man/${section} COMPONENT program)
endforeach()
install(FILES CHANGELOG.md README.md DESTINATION share/doc/heapdiff COMPONENT program)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME heapdiff)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # those of the components have theirs
set(CPACK_PACKAGE_VENDOR "The heapdiff authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME heapdiff)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
"what grew between two V8 heap snapshots, and what holds it
Reads heap snapshots of Node, Chrome, Electron and others that embed V8, and
names what leaks, what retains it, where in the source, and what to do. It
compares two snapshots, triages one after an out-of-memory crash, and fails a
CI job when growth crosses a limit. Files may be larger than memory.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libheapdiff-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# What heapdiffConfig.cmake and heapdiff.pc ask for.
set(libraries "libabsl-dev;libexpected-dev;libfmt-dev;libhwy-dev;libpugixml-dev;libre2-dev;libsimdjson-dev;\
libsqlite3-dev;libtomlplusplus-dev;libutf8proc-dev;libzstd-dev;zlib1g-dev")
list(JOIN libraries ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS libboost-graph-dev)
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
"analysis of V8 heap snapshots (development files)
A library in C++20 that reads V8 heap snapshots, compares two of them and
analyses one: dominators, retained sizes, retaining paths, suspected leaks.
A snapshot is also a graph of the Boost Graph Library.

This package has the static library, its headers, and files for CMake and
pkg-config.")
include(CPack)
