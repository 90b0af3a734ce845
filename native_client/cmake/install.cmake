# Where things go when they are installed: for C and C++ (the default), or into the Python packages.
#
#   cmake --install build/native --prefix /usr/local      include/, lib/ with pkg-config file and CMake package, bin/
#   -DDS_PYTHON_LAYOUT=ON                                 deepspeech/{include,lib,bin}/ and ds_ctcdecoder/lib/
include(GNUInstallDirs)
option(DS_PYTHON_LAYOUT "Install into the folders of the Python packages" OFF)

if(DS_PYTHON_LAYOUT)
  set(DS_HEADER_FOLDER deepspeech/include)
  set(DS_LIBRARY_FOLDER deepspeech/lib)
  set(DS_PROGRAM_FOLDER deepspeech/bin)
  set(DS_KENLM_FOLDER deepspeech/bin)
  set(DS_CTCDECODER_FOLDER ds_ctcdecoder/lib)
  # Next to a wheel's copy lie the packages of the runtime and of libsndfile.
  set(DS_LIBRARY_RPATH "$ORIGIN/../../ai_edge_litert")
  set(DS_PROGRAM_RPATH "$ORIGIN/../lib:$ORIGIN/../../_soundfile_data")
  return()
endif()

set(DS_HEADER_FOLDER "${CMAKE_INSTALL_INCLUDEDIR}")
set(DS_LIBRARY_FOLDER "${CMAKE_INSTALL_LIBDIR}")
set(DS_PROGRAM_FOLDER "${CMAKE_INSTALL_BINDIR}")
set(DS_KENLM_FOLDER "${CMAKE_INSTALL_LIBEXECDIR}/deepspeech")  # one of them is called just "filter"
set(DS_CTCDECODER_FOLDER "${CMAKE_INSTALL_LIBDIR}")
set(DS_LIBRARY_RPATH "$ORIGIN")
file(RELATIVE_PATH up "/${DS_PROGRAM_FOLDER}" "/${DS_LIBRARY_FOLDER}")
set(DS_PROGRAM_RPATH "$ORIGIN/${up}")

install(FILES "${PROJECT_SOURCE_DIR}/include/ds_ctcdecoder.h" DESTINATION "${DS_HEADER_FOLDER}")

# For pkg-config. The prefix is where the file itself lies, so that an installation can be moved.
file(RELATIVE_PATH DS_PC_PREFIX "/${DS_LIBRARY_FOLDER}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" DS_PC_PREFIX "${DS_PC_PREFIX}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/deepspeech.pc.in" "${CMAKE_BINARY_DIR}/deepspeech.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/deepspeech.pc" DESTINATION "${DS_LIBRARY_FOLDER}/pkgconfig")

# For find_package(deepspeech): the target deepspeech::deepspeech.
include(CMakePackageConfigHelpers)
set(DS_PACKAGE_FOLDER "${DS_LIBRARY_FOLDER}/cmake/deepspeech")
configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/deepspeech-config.cmake.in" "${CMAKE_BINARY_DIR}/deepspeech-config.cmake"
  INSTALL_DESTINATION "${DS_PACKAGE_FOLDER}")
write_basic_package_version_file("${CMAKE_BINARY_DIR}/deepspeech-config-version.cmake"
  VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/deepspeech-config.cmake" "${CMAKE_BINARY_DIR}/deepspeech-config-version.cmake"
  DESTINATION "${DS_PACKAGE_FOLDER}")
install(EXPORT deepspeech NAMESPACE deepspeech:: FILE deepspeech-targets.cmake DESTINATION "${DS_PACKAGE_FOLDER}")
