# What is installed, in two components: the program, and the library with all that one compiles against it.
option(HEAPDIFF_DEBIAN "Install, and package by cpack, as Debian's policy asks for" OFF)
include(CMakePackageConfigHelpers)
set(HEAPDIFF_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/heapdiff)
configure_package_config_file(cmake/heapdiffConfig.cmake.in heapdiffConfig.cmake
    INSTALL_DESTINATION ${HEAPDIFF_CMAKE_DIR})
write_basic_package_version_file(heapdiffConfigVersion.cmake COMPATIBILITY SameMajorVersion)
# A static library leaves its own libraries to be linked by its users.
set(HEAPDIFF_PC_SQLITE "")
if(HEAPDIFF_SQLITE)
  set(HEAPDIFF_PC_SQLITE " sqlite3")
endif()
set(HEAPDIFF_PC_PRIVATE "")
if(BUILD_SHARED_LIBS)
  set(HEAPDIFF_PC_PRIVATE .private)
endif()
file(RELATIVE_PATH HEAPDIFF_PC_PREFIX
    ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/heapdiff.pc.in heapdiff.pc @ONLY)

install(TARGETS heapdiff EXPORT heapdiffTargets
    ARCHIVE COMPONENT development
    LIBRARY COMPONENT program NAMELINK_COMPONENT development
    FILE_SET HEADERS COMPONENT development
    FILE_SET boost_graph COMPONENT development)
install(EXPORT heapdiffTargets NAMESPACE heapdiff:: DESTINATION ${HEAPDIFF_CMAKE_DIR} COMPONENT development)
install(FILES ${PROJECT_BINARY_DIR}/heapdiffConfig.cmake
              ${PROJECT_BINARY_DIR}/heapdiffConfigVersion.cmake
    DESTINATION ${HEAPDIFF_CMAKE_DIR} COMPONENT development)
install(FILES ${PROJECT_BINARY_DIR}/heapdiff.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

install(TARGETS heapdiff_cli COMPONENT program)
install(FILES schema/heapdiff-1.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/heapdiff COMPONENT program)
install(FILES completions/heapdiff.bash RENAME heapdiff
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
install(FILES completions/heapdiff.fish
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT program)
if(HEAPDIFF_DEBIAN)
  install(FILES completions/_heapdiff
      DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions COMPONENT program)
  include(${CMAKE_CURRENT_LIST_DIR}/../packaging/debian/debian.cmake)
  return()
endif()
install(FILES completions/_heapdiff
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT program)
install(FILES man/heapdiff.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES man/heapdiff-report.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT program)
install(FILES man/heapdiff-model.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7 COMPONENT program)
install(FILES man/heapdiff-sql.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7 COMPONENT program)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
