# Where things go when they are installed. One build serves three layouts:
#
#   cmake --install build/native --prefix /usr/local
#     for C and C++: include/, lib/ with pkg-config file and CMake package, bin/
#   cmake --install build/native --prefix native_client/python --component python
#     into the Python packages: deepspeech/{include,lib,bin}/ and ds_ctcdecoder/lib/ (on Windows bin/ instead of lib/)
#   cmake --install build/native --prefix native_client --component archive
#     everything in one folder, for the archives of packaging/build.sh
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

file(RELATIVE_PATH DS_UP "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}")
include(cmake/linking.cmake)
# Windows looks for libraries in the folder of the program.
set(DS_PYTHON_LIBRARIES lib)
if(WIN32)
  set(DS_PYTHON_LIBRARIES bin)
endif()

function(ds_install_library target python_folder header)
  # deepspeech.lib: the one name of an import library that Visual C++, MinGW and Zig find.
  if(WIN32)
    set_target_properties(${target} PROPERTIES IMPORT_PREFIX "" IMPORT_SUFFIX ".lib")
  endif()
  install(TARGETS ${target} EXPORT deepspeech)  # into lib/, or bin/ on Windows
  install(FILES "${PROJECT_SOURCE_DIR}/include/${header}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  target_include_directories(${target} INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
  install(TARGETS ${target} COMPONENT python EXCLUDE_FROM_ALL
    LIBRARY DESTINATION ${python_folder}/${DS_PYTHON_LIBRARIES} RUNTIME DESTINATION ${python_folder}/${DS_PYTHON_LIBRARIES}
    ARCHIVE DESTINATION ${python_folder}/${DS_PYTHON_LIBRARIES})
  install(TARGETS ${target} COMPONENT archive EXCLUDE_FROM_ALL
    LIBRARY DESTINATION . RUNTIME DESTINATION . ARCHIVE DESTINATION .)
  install(FILES "${PROJECT_SOURCE_DIR}/include/${header}" DESTINATION . COMPONENT archive EXCLUDE_FROM_ALL)
endfunction()

function(ds_install_programs)
  if(WIN32)
    foreach(program IN LISTS ARGN)
      target_sources(${program} PRIVATE "${PROJECT_SOURCE_DIR}/src/platform/windows/program.rc")
    endforeach()
  endif()
  install(TARGETS ${ARGN} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(TARGETS ${ARGN} RUNTIME DESTINATION deepspeech/bin COMPONENT python EXCLUDE_FROM_ALL)
  install(TARGETS ${ARGN} RUNTIME DESTINATION . COMPONENT archive EXCLUDE_FROM_ALL)
endfunction()

# KenLM's programs lie apart: one of them is called just "filter".
function(ds_install_kenlm)
  install(TARGETS ${ARGN} RUNTIME DESTINATION "${CMAKE_INSTALL_LIBEXECDIR}/deepspeech")
  install(TARGETS ${ARGN} RUNTIME DESTINATION deepspeech/bin COMPONENT python EXCLUDE_FROM_ALL)
  install(TARGETS ${ARGN} RUNTIME DESTINATION . COMPONENT archive EXCLUDE_FROM_ALL)
endfunction()

install(FILES "${PROJECT_SOURCE_DIR}/include/deepspeech.h" "${PROJECT_SOURCE_DIR}/include/coqui-stt.h"
  DESTINATION deepspeech/include COMPONENT python EXCLUDE_FROM_ALL)

# For pkg-config. The prefix is where the file itself lies, so that an installation can be moved.
file(RELATIVE_PATH DS_PC_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" DS_PC_PREFIX "${DS_PC_PREFIX}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/deepspeech.pc.in" "${CMAKE_BINARY_DIR}/deepspeech.pc" @ONLY)
install(FILES "${CMAKE_BINARY_DIR}/deepspeech.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

# For find_package(deepspeech): the targets deepspeech::deepspeech and deepspeech::ds_ctcdecoder.
set(DS_PACKAGE_FOLDER "${CMAKE_INSTALL_LIBDIR}/cmake/deepspeech")
configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/deepspeech-config.cmake.in" "${CMAKE_BINARY_DIR}/deepspeech-config.cmake"
  INSTALL_DESTINATION "${DS_PACKAGE_FOLDER}")
write_basic_package_version_file("${CMAKE_BINARY_DIR}/deepspeech-config-version.cmake"
  VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_BINARY_DIR}/deepspeech-config.cmake" "${CMAKE_BINARY_DIR}/deepspeech-config-version.cmake"
  DESTINATION "${DS_PACKAGE_FOLDER}")
install(EXPORT deepspeech NAMESPACE deepspeech:: FILE deepspeech-targets.cmake DESTINATION "${DS_PACKAGE_FOLDER}")
