# The module serve/ and what it needs. Not installed with the library: who links godel::engine must not need an HTTP server.
find_package(OpenSSL REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(prometheus-cpp REQUIRED)
include(FindHttplib)

godel_module(serve LIBS httplib::compiled prometheus-cpp::core SQLite::SQLite3 OpenSSL::SSL OpenSSL::Crypto)
include(GodelPage)
godel_page(godel_serve)
