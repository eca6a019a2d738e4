# Debian's compiled httplib, which serve/ and prepare/ link.
if(TARGET httplib::compiled)
  return()
endif()
find_package(PkgConfig REQUIRED)
# Debian's compiled httplib. Its structures differ with what it was compiled with, so these must be its own definitions.
pkg_check_modules(HTTPLIB REQUIRED cpp-httplib)
# ConnectionStream and HttpServer stand on its protected interface, which later versions changed.
if(NOT HTTPLIB_VERSION VERSION_LESS 0.16)
  message(FATAL_ERROR "cpp-httplib ${HTTPLIB_VERSION}: expected 0.11 to 0.15")
endif()
find_library(HTTPLIB_LIBRARY cpp-httplib REQUIRED)
add_library(httplib::compiled UNKNOWN IMPORTED)
set_target_properties(httplib::compiled PROPERTIES IMPORTED_LOCATION "${HTTPLIB_LIBRARY}"
                      INTERFACE_COMPILE_OPTIONS "${HTTPLIB_CFLAGS}")
