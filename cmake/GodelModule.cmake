# A module is a folder of src/godel: every .cc in it and in its rooms, one static library godel_<name>. What it links of ours is its row
# in tools/layers.txt, so that the table is written once and the linker holds everyone to it.

file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/tools/layers.txt GODEL_LAYER_ROWS REGEX "^[a-z_]+ *:")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tools/layers.txt)

# The targets that layers.txt lets `name` link, e.g. "godel::base;godel::tensor".
function(godel_layer_links name out)
  foreach(row IN LISTS GODEL_LAYER_ROWS)
    if(row MATCHES "^${name} *:([^#]*)")
      string(STRIP "${CMAKE_MATCH_1}" below)
      separate_arguments(below)
      list(TRANSFORM below PREPEND "godel::")
      set(${out} ${below} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "tools/layers.txt has no row for ${name}")
endfunction()

# Compiles the files of a target in a few large units when GODEL_UNITY says so: headers are most of the work. Of
# CMAKE_UNITY_BUILD_BATCH_SIZE files each; where there are many cores and whoever waits wants the program, 8 are quicker.
function(godel_unity target)
  if(NOT CMAKE_UNITY_BUILD_BATCH_SIZE)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${GODEL_UNITY} UNITY_BUILD_BATCH_SIZE ${CMAKE_UNITY_BUILD_BATCH_SIZE})
endfunction()

# godel_module(<name> [LIBS <third-party targets>])
function(godel_module name)
  cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/src/godel/${name}/*.cc
       ${CMAKE_CURRENT_SOURCE_DIR}/src/godel/${name}/*/*.cc)
  add_library(godel_${name} STATIC ${sources})
  set_target_properties(godel_${name} PROPERTIES LINKER_LANGUAGE CXX)
  add_library(godel::${name} ALIAS godel_${name})
  set_target_properties(godel_${name} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(godel_${name} PUBLIC cxx_std_20)
  target_include_directories(godel_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/src>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  godel_unity(godel_${name})
  godel_layer_links(${name} below)
  target_link_libraries(godel_${name} PUBLIC ${below} ${ARG_LIBS} PRIVATE $<BUILD_INTERFACE:godel_flags>
                        $<BUILD_INTERFACE:godel_coverage>)
  set_property(GLOBAL APPEND PROPERTY GODEL_MODULES godel_${name})
endfunction()
