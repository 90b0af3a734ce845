# Cross compilation with Zig's C and C++ compiler (pip install ziglang), for the targets of packaging/build.sh:
#
#   cmake -S native_client -B build/zig -DCMAKE_TOOLCHAIN_FILE=cmake/zig.cmake -DDS_ZIG_TARGET=x86_64-linux-gnu.2.28
#
# The version after gnu is that of the oldest glibc on which the products run. Zig links its C++ library statically.
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES DS_ZIG_TARGET DS_ZIG)
if(NOT DS_ZIG_TARGET MATCHES "^(x86_64|aarch64)-(linux|windows|macos)")
  message(FATAL_ERROR "DS_ZIG_TARGET must be a target of Zig such as x86_64-linux-gnu.2.28. Received: ${DS_ZIG_TARGET}")
endif()
set(CMAKE_SYSTEM_PROCESSOR "${CMAKE_MATCH_1}")
set(DS_ZIG_SYSTEM_linux Linux)
set(DS_ZIG_SYSTEM_windows Windows)
set(DS_ZIG_SYSTEM_macos Darwin)
set(CMAKE_SYSTEM_NAME "${DS_ZIG_SYSTEM_${CMAKE_MATCH_2}}")
if(NOT DS_ZIG)
  execute_process(COMMAND python3 -c "import pathlib, ziglang; print(pathlib.Path(ziglang.__file__).parent / 'zig')"
    OUTPUT_VARIABLE DS_ZIG OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
endif()

# CMake wants these to be single programs.
set(DS_ZIG_TOOLS "${CMAKE_CURRENT_LIST_DIR}/../../build/zig-tools")
foreach(tool ar ranlib rc)
  file(CONFIGURE OUTPUT "${DS_ZIG_TOOLS}/${tool}" CONTENT "#!/bin/sh\nexec '@DS_ZIG@' ${tool} \"$@\"\n" @ONLY)
  file(CHMOD "${DS_ZIG_TOOLS}/${tool}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endforeach()
# The processor is the baseline of the architecture, not that of this machine.
set(CMAKE_C_COMPILER "${DS_ZIG}" cc -target "${DS_ZIG_TARGET}")
set(CMAKE_CXX_COMPILER "${DS_ZIG}" c++ -target "${DS_ZIG_TARGET}")
set(CMAKE_AR "${DS_ZIG_TOOLS}/ar")
set(CMAKE_RANLIB "${DS_ZIG_TOOLS}/ranlib")
set(CMAKE_RC_COMPILER "${DS_ZIG_TOOLS}/rc")
set(CMAKE_STRIP "")  # the linker leaves the symbols out
set(CMAKE_INSTALL_NAME_TOOL "${DS_ZIG_TOOLS}/ranlib")  # not used: libraries have their run paths from the beginning
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-s")
endforeach()
# Libraries of this machine are for this machine only.
set(CMAKE_FIND_ROOT_PATH "${DS_ZIG_TOOLS}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
