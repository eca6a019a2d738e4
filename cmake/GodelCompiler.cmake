# Flags that every target of this project gets and no consumer inherits.
add_library(godel_flags INTERFACE)
target_compile_options(godel_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor)
# GCC 12 with -O3 sees overlapping copies in "text" + std::string (its bug 105651).
target_compile_options(godel_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# With the compiler that this is developed with; another one has other things to say, and must not stop a user's build.
if(GODEL_WARNINGS_AS_ERRORS AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(godel_flags INTERFACE -Werror)
endif()
if(GODEL_SANITIZE)
  target_compile_options(godel_flags INTERFACE -fsanitize=${GODEL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(godel_flags INTERFACE -fsanitize=${GODEL_SANITIZE})
endif()
# The modules alone are measured; the programs link what their counters need.
add_library(godel_coverage INTERFACE)
if(GODEL_COVERAGE)
  target_compile_options(godel_coverage INTERFACE --coverage)
  target_link_options(godel_flags INTERFACE --coverage)
endif()
# Code that runs once and is full of templates: optimising it in a debug build takes longer than it ever runs.
add_library(godel_cold_flags INTERFACE)
target_compile_options(godel_cold_flags INTERFACE $<$<CONFIG:Debug>:-O0>)
find_program(GODEL_CCACHE ccache)
if(GODEL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${GODEL_CCACHE})
endif()
