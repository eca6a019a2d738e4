# libtorch: Debian's, or the one below CMAKE_PREFIX_PATH (an unpacked libtorch, or the folder torch of a Python
# installation). Found by its files, because its own CMake package brings compiler flags along and wants CUDA's compiler
# where it was built with CUDA. Sets LibTorch_FOUND and makes libtorch::libtorch.
find_path(LIBTORCH_INCLUDE_DIR ATen/ATen.h)
find_library(LIBTORCH_LIBRARY torch)
find_library(LIBTORCH_CPU_LIBRARY torch_cpu)
find_library(LIBTORCH_C10_LIBRARY c10)
find_library(LIBTORCH_CUDA_LIBRARY torch_cuda)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LIBTORCH_LIBRARY LIBTORCH_CPU_LIBRARY LIBTORCH_C10_LIBRARY
                                                         LIBTORCH_INCLUDE_DIR)
if(LibTorch_FOUND AND NOT TARGET libtorch::libtorch)
  find_package(OpenMP REQUIRED COMPONENTS CXX)  # at::parallel_for is in its headers
  add_library(libtorch::libtorch INTERFACE IMPORTED GLOBAL)
  set(libraries ${LIBTORCH_CPU_LIBRARY} ${LIBTORCH_C10_LIBRARY})
  if(LIBTORCH_CUDA_LIBRARY)
    list(APPEND libraries ${LIBTORCH_CUDA_LIBRARY})
  endif()
  target_include_directories(libtorch::libtorch SYSTEM INTERFACE ${LIBTORCH_INCLUDE_DIR}
                             ${LIBTORCH_INCLUDE_DIR}/torch/csrc/api/include)
  target_link_libraries(libtorch::libtorch INTERFACE ${LIBTORCH_LIBRARY} ${libraries} OpenMP::OpenMP_CXX)
endif()
