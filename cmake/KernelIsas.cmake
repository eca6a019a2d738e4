# One row per ISA: the suffix that a kernel's file name ends with, and the compiler flags it needs. Best first: this order
# is also the order of preference. A new ISA is a row here and an enumerator with its CPU test in base/cpu_features.
set(GODEL_ISAS amx avx512bf16 avx512vnni avx512 avx2 scalar)
set(GODEL_FLAGS_avx512 -mavx512f -mavx512bw -mavx512vl -mavx512dq -mfma -mf16c)
set(GODEL_FLAGS_avx512vnni ${GODEL_FLAGS_avx512} -mavx512vnni)
set(GODEL_FLAGS_avx512bf16 ${GODEL_FLAGS_avx512vnni} -mavx512bf16)
set(GODEL_FLAGS_amx ${GODEL_FLAGS_avx512bf16} -mamx-tile -mamx-int8 -mamx-bf16)
set(GODEL_FLAGS_avx2   -mavx2 -mfma -mf16c)
set(GODEL_FLAGS_scalar)

# godel_kernels(<family>...): builds src/godel/kernels/<family>/ into godel_kernels. <family>.cc is the dispatcher, and
# every other <dtype>_<isa>.cc is one variant: the file name says the flags and the registry entry, so that adding a
# variant touches no other file.
function(godel_kernels)
  set(all_sources)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated)
  foreach(family IN LISTS ARGN)
    set(dir ${CMAKE_CURRENT_SOURCE_DIR}/src/godel/kernels/${family})
    file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cc)
    list(REMOVE_ITEM sources ${dir}/${family}.cc)
    set(registry "// Generated from the file names in kernels/${family}/. Do not edit.\n")
    set(seen)
    foreach(isa IN LISTS GODEL_ISAS)
      foreach(source IN LISTS sources)
        get_filename_component(stem ${source} NAME_WE)
        if(stem MATCHES "^([a-z0-9]+)_${isa}$")
          string(APPEND registry "GODEL_KERNEL(${CMAKE_MATCH_1}, ${isa})\n")
          # -O3 in every build: at -O1 a kernel is fifty times slower, and the tests run whole replies through them.
          # -ffp-contract=off: a kernel fuses a product and a sum where it says so, and nowhere else, so that a tail
          # rounds like the body. GCC 12's own avx512fintrin.h raises a false -Wmaybe-uninitialized.
          set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS
            "${GODEL_FLAGS_${isa}};-O3;-ffp-contract=off;-Wno-maybe-uninitialized;-Wno-uninitialized")
          list(APPEND seen ${source})
        endif()
      endforeach()
    endforeach()
    list(REMOVE_ITEM sources ${seen} "")
    if(sources)
      message(FATAL_ERROR "Not named <dtype>_<isa>.cc, with <isa> one of ${GODEL_ISAS}: ${sources}")
    endif()
    file(CONFIGURE OUTPUT ${generated}/godel/kernels/${family}/registry.inc CONTENT "${registry}" @ONLY)
    list(APPEND all_sources ${dir}/${family}.cc ${seen})
  endforeach()
  add_library(godel_kernels STATIC ${all_sources})
  add_library(godel::kernels ALIAS godel_kernels)
  set_target_properties(godel_kernels PROPERTIES EXPORT_NAME kernels)
  target_include_directories(godel_kernels PRIVATE ${generated})
  godel_layer_links(kernels below)
  target_link_libraries(godel_kernels PUBLIC ${below} PRIVATE $<BUILD_INTERFACE:godel_flags>
                        $<BUILD_INTERFACE:godel_coverage>)
  set_property(GLOBAL APPEND PROPERTY GODEL_MODULES godel_kernels)
endfunction()
