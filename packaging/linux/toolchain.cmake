# Compiles for Linux on any distribution: everything is linked into the program, glibc too, so that it
# needs nothing but a kernel. HEAPDIFF_SYSROOT is what packaging/linux/sysroot.sh made, and
# HEAPDIFF_ARCHITECTURE is amd64 or arm64.
set(CMAKE_SYSTEM_NAME Linux)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES HEAPDIFF_SYSROOT HEAPDIFF_ARCHITECTURE)
if(HEAPDIFF_ARCHITECTURE STREQUAL arm64)
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
  set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)
else()
  set(CMAKE_SYSTEM_PROCESSOR x86_64)
endif()
set(triplet ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
set(CMAKE_LIBRARY_ARCHITECTURE ${triplet})
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(CMAKE_AR ${triplet}-ar)
set(CMAKE_RANLIB ${triplet}-ranlib)
set(CMAKE_STRIP ${triplet}-strip)

set(CMAKE_SYSROOT ${HEAPDIFF_SYSROOT}/root)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/${triplet}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)

# As small as it can be without being slower.
set(HEAPDIFF_SMALL ON CACHE BOOL "See CMakeLists.txt")
# Sections of their own, so that the linker drops what nothing calls. No path of this machine.
set(CMAKE_CXX_FLAGS_INIT "-ffunction-sections -fdata-sections -ffile-prefix-map=${HEAPDIFF_SYSROOT}/root= \
-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static-pie -Wl,--gc-sections,-Map=heapdiff.map")
if(HEAPDIFF_ARCHITECTURE STREQUAL amd64) # the linker does it for no other
  string(APPEND CMAKE_EXE_LINKER_FLAGS_INIT ",-z,pack-relative-relocs")
endif()
# What libedit needs; a shared one would bring it.
set(CMAKE_CXX_STANDARD_LIBRARIES "-ltinfo -lbsd -lmd")
