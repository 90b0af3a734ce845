# License texts of everything that is linked into the products: into licenses/ of the archives of packaging/build.sh
# (component archive), and into the wheel's folder of licenses (component licenses, used by setup.py).
function(ds_install_license file name)
  install(FILES "${file}" RENAME "${name}" DESTINATION licenses COMPONENT archive EXCLUDE_FROM_ALL)
  install(FILES "${file}" RENAME "${name}" DESTINATION . COMPONENT licenses EXCLUDE_FROM_ALL)
endfunction()

install(FILES "${PROJECT_SOURCE_DIR}/../LICENSE" DESTINATION . COMPONENT archive EXCLUDE_FROM_ALL)
ds_install_license("${PROJECT_SOURCE_DIR}/../doc/licenses.md" licenses.md)
# Zig links its C++ library, and what the compiler itself needs at run time, statically.
if(DS_ZIG)
  cmake_path(GET DS_ZIG PARENT_PATH DS_ZIG_FOLDER)
  ds_install_license("${DS_ZIG_FOLDER}/LICENSE" Zig.txt)
  ds_install_license("${DS_ZIG_FOLDER}/lib/libcxx/LICENSE.TXT" libc++.txt)
  ds_install_license("${DS_ZIG_FOLDER}/lib/libcxxabi/LICENSE.TXT" libc++abi.txt)
  if(NOT APPLE)
    ds_install_license("${DS_ZIG_FOLDER}/lib/libunwind/LICENSE.TXT" libunwind.txt)
  endif()
  if(WIN32)
    ds_install_license("${DS_ZIG_FOLDER}/lib/libc/mingw/COPYING" mingw-w64.txt)
  endif()
endif()
