# The module prepare/ and what it needs. Not installed with the library: who links godel::engine must not need what reads
# corpora.
find_package(OpenSSL REQUIRED)
find_package(simdjson REQUIRED)
find_package(SQLite3 REQUIRED)
find_path(GUMBO_INCLUDE_DIR gumbo.h REQUIRED)
find_library(GUMBO_LIBRARY gumbo REQUIRED)
add_library(gumbo::gumbo UNKNOWN IMPORTED)
set_target_properties(gumbo::gumbo PROPERTIES IMPORTED_LOCATION "${GUMBO_LIBRARY}"
                      INTERFACE_INCLUDE_DIRECTORIES "${GUMBO_INCLUDE_DIR}")
include(FindHttplib)
godel_module(prepare LIBS simdjson::simdjson gumbo::gumbo httplib::compiled SQLite::SQLite3 OpenSSL::SSL OpenSSL::Crypto)
# Telling languages apart is optional: everything else works without it.
find_path(CLD2_INCLUDE_DIR cld2/public/compact_lang_det.h)
find_library(CLD2_LIBRARY cld2)
if(CLD2_INCLUDE_DIR AND CLD2_LIBRARY)
  target_include_directories(godel_prepare SYSTEM PRIVATE ${CLD2_INCLUDE_DIR})
  target_compile_definitions(godel_prepare PRIVATE GODEL_HAVE_CLD2)
  target_link_libraries(godel_prepare PRIVATE ${CLD2_LIBRARY})
else()
  message(STATUS "Without language detection: CLD2 (libcld2-dev) is not here")
endif()
