# Cross compilation for 64-bit ARM with Debian's compiler (apt-get install g++-aarch64-linux-gnu):
#
#   cmake -S native_client -B build/aarch64 -DCMAKE_TOOLCHAIN_FILE=cmake/aarch64-linux-gnu.cmake
#
# With qemu-user installed, ctest runs the tests too. lmplz and filter are left out, as Boost is for this machine.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
find_program(DS_QEMU NAMES qemu-aarch64 qemu-aarch64-static)
if(DS_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${DS_QEMU};-L;/usr/aarch64-linux-gnu")
endif()
