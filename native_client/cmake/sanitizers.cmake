# Builds that look for errors at run time: DS_SANITIZE and DS_BUILD_FUZZERS (see doc/native_checks.md).
#
#   -DDS_SANITIZE=ON       AddressSanitizer and UndefinedBehaviorSanitizer; what they find ends the program
#   -DDS_SANITIZE=thread   ThreadSanitizer, or whatever else -fsanitize takes
set(DS_SANITIZE OFF CACHE STRING "Sanitizers: OFF, ON (address,undefined), or a list as for -fsanitize")
option(DS_BUILD_FUZZERS "Build the fuzz targets (Clang only)" OFF)

if(DS_BUILD_FUZZERS)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR "DS_BUILD_FUZZERS needs Clang: cmake -DCMAKE_C_COMPILER=clang-16 "
      "-DCMAKE_CXX_COMPILER=clang++-16. Received: ${CMAKE_CXX_COMPILER_ID}")
  endif()
  set(DS_SANITIZERS "fuzzer-no-link,address,undefined")
elseif(DS_SANITIZE STREQUAL "ON")
  set(DS_SANITIZERS "address,undefined")
elseif(DS_SANITIZE)
  set(DS_SANITIZERS "${DS_SANITIZE}")
endif()

if(DS_SANITIZERS)
  add_compile_options("-fsanitize=${DS_SANITIZERS}" -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)  # indices of vectors and the like
  add_link_options("-fsanitize=${DS_SANITIZERS}")
else()
  # The products must run on systems with another C++ library than the one that they were built with.
  add_link_options(-static-libstdc++ -static-libgcc)
endif()

# For code of others that misaligns and overflows on purpose: everything but UndefinedBehaviorSanitizer.
set(DS_FOREIGN_FLAGS "")
if(DS_SANITIZERS MATCHES "undefined")
  set(DS_FOREIGN_FLAGS -fno-sanitize=undefined)
endif()
