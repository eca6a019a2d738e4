# The module prepare/ and what it needs. Not installed with the library: who links godel::engine must not need what reads
# corpora.
find_package(OpenSSL REQUIRED)
find_package(simdjson REQUIRED)
godel_module(prepare LIBS OpenSSL::Crypto simdjson::simdjson)
