# Libraries whose Debian packages bring neither a CMake package that works everywhere nor a need for pkg-config. Also
# installed, because who links godel::text needs the same target.
if(NOT TARGET utf8proc::utf8proc)
  find_path(UTF8PROC_INCLUDE_DIR utf8proc.h REQUIRED)
  find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
  add_library(utf8proc::utf8proc UNKNOWN IMPORTED GLOBAL)
  set_target_properties(utf8proc::utf8proc PROPERTIES IMPORTED_LOCATION "${UTF8PROC_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${UTF8PROC_INCLUDE_DIR}")
endif()

if(NOT TARGET zstd::zstd)
  find_path(ZSTD_INCLUDE_DIR zstd.h REQUIRED)
  find_library(ZSTD_LIBRARY zstd REQUIRED)
  add_library(zstd::zstd UNKNOWN IMPORTED GLOBAL)
  set_target_properties(zstd::zstd PROPERTIES IMPORTED_LOCATION "${ZSTD_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${ZSTD_INCLUDE_DIR}")
endif()

if(NOT TARGET zip::zip)  # its own CMake package also asks for programs that other Debian packages hold
  find_path(ZIP_INCLUDE_DIR zip.h REQUIRED)
  find_library(ZIP_LIBRARY zip REQUIRED)
  add_library(zip::zip UNKNOWN IMPORTED GLOBAL)
  set_target_properties(zip::zip PROPERTIES IMPORTED_LOCATION "${ZIP_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${ZIP_INCLUDE_DIR}")
endif()
