# How libraries and programs find each other, and what libraries export.
#
# On Linux and macOS they contain paths relative to themselves; on Windows what belongs together is in one folder.
if(APPLE)
  set(DS_ORIGIN "@loader_path")
else()
  set(DS_ORIGIN "$ORIGIN")
endif()
# In a wheel the packages of the runtime and of libsndfile are beside ours; in a release archive everything is in one
# folder.
set(DS_LIBRARY_RPATH "${DS_ORIGIN}" "${DS_ORIGIN}/../../ai_edge_litert")
set(DS_PROGRAM_RPATH "${DS_ORIGIN}/${DS_UP}" "${DS_ORIGIN}/../lib" "${DS_ORIGIN}" "${DS_ORIGIN}/../../_soundfile_data")

# Exports the functions of the interface and nothing else. On Windows and macOS the attributes in the headers do this;
# on Linux the C++ library has other visible functions, which the script of the linker hides.
function(ds_export_only target script)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(${target} PRIVATE "-Wl,--version-script=${CMAKE_CURRENT_SOURCE_DIR}/${script}"
      -Wl,--no-undefined -Wl,--as-needed -Wl,--enable-new-dtags)
    set_target_properties(${target} PROPERTIES LINK_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${script}")
  endif()
endfunction()
