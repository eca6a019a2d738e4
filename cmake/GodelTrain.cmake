# The module train: the one that knows libtorch. Not installed, and not in one of the library's targets.
find_package(yaml-cpp REQUIRED)
godel_module(train LIBS libtorch::libtorch yaml-cpp)
# Its class keeps types of the file's unnamed namespace, of which GCC warns where the file is included.
set_source_files_properties(src/godel/train/trainable_t5.cc PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
# Several processes: where Gloo's headers are there that this libtorch was built with, which are Debian's for Debian's.
find_path(GLOO_INCLUDE_DIR gloo/context.h PATHS ${LIBTORCH_INCLUDE_DIR} NO_DEFAULT_PATH)
if(GLOO_INCLUDE_DIR)
  set_source_files_properties(src/godel/train/gloo.cc PROPERTIES COMPILE_DEFINITIONS USE_C10D_GLOO)
endif()
# On GPUs they add up over NCCL, whose headers and CUDA's a libtorch with CUDA does not bring along.
find_path(NCCL_INCLUDE_DIR nccl.h)
find_path(CUDA_INCLUDE_DIR cuda_runtime_api.h HINTS /usr/local/cuda/include)
find_path(CUDA_CRT_INCLUDE_DIR crt/host_config.h HINTS /usr/local/cuda/include)  # where Python's packages have it apart
if(LIBTORCH_CUDA_LIBRARY AND NCCL_INCLUDE_DIR AND CUDA_INCLUDE_DIR AND CUDA_CRT_INCLUDE_DIR)
  set_source_files_properties(src/godel/train/nccl.cc PROPERTIES COMPILE_DEFINITIONS USE_C10D_NCCL
                              INCLUDE_DIRECTORIES "${NCCL_INCLUDE_DIR};${CUDA_INCLUDE_DIR};${CUDA_CRT_INCLUDE_DIR}" SKIP_UNITY_BUILD_INCLUSION ON)
elseif(LIBTORCH_CUDA_LIBRARY)
  message(STATUS "Training on one GPU, not on several: nccl.h, cuda_runtime_api.h or crt/host_config.h is not here")
endif()
# Its loops are the time of a step beside the products, in a debug build too.
set_source_files_properties(src/godel/train/row_math.cc PROPERTIES COMPILE_OPTIONS -O3)

# The program godel-train, which `godel train` starts. All but its main is the library godel_apps_train, for the tests.
function(godel_train_program)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/apps_train/*.cc)
  list(FILTER sources EXCLUDE REGEX "/main\\.cc$")
  add_library(godel_apps_train STATIC ${sources})
  add_library(godel::apps_train ALIAS godel_apps_train)
  godel_layer_links(apps_train below)
  target_include_directories(godel_apps_train PUBLIC ${CMAKE_SOURCE_DIR}/apps_train)
  target_compile_options(godel_apps_train PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(godel_apps_train PUBLIC ${below} PRIVATE godel_flags godel_cold_flags)
  add_executable(godel_train_program ${CMAKE_SOURCE_DIR}/apps_train/main.cc)
  set_target_properties(godel_train_program PROPERTIES OUTPUT_NAME godel-train RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_link_libraries(godel_train_program PRIVATE godel_apps_train godel_flags)
endfunction()
