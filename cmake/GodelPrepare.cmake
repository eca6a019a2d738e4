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
