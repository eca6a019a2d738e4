# libtorch: Debian's, or the one below CMAKE_PREFIX_PATH (an unpacked libtorch, or the folder torch of a Python
# installation). Found by its files, because its own CMake package brings compiler flags along and wants CUDA's compiler
# where it was built with CUDA. Sets LibTorch_FOUND and makes libtorch::libtorch.
find_path(LIBTORCH_INCLUDE_DIR ATen/ATen.h)
find_library(LIBTORCH_LIBRARY torch)
find_library(LIBTORCH_CPU_LIBRARY torch_cpu)
find_library(LIBTORCH_C10_LIBRARY c10)
find_library(LIBTORCH_CUDA_LIBRARY torch_cuda)
find_library(LIBTORCH_C10_CUDA_LIBRARY c10_cuda)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibTorch REQUIRED_VARS LIBTORCH_LIBRARY LIBTORCH_CPU_LIBRARY LIBTORCH_C10_LIBRARY
                                                         LIBTORCH_INCLUDE_DIR)
if(LibTorch_FOUND)
  find_package(OpenMP QUIET COMPONENTS CXX)  # at::parallel_for is in libtorch's headers
  set(LibTorch_FOUND ${OpenMP_CXX_FOUND})    # clang often comes without it, and the fuzzers do not need to train
endif()
if(LibTorch_FOUND AND NOT TARGET libtorch::libtorch)
  add_library(libtorch::libtorch INTERFACE IMPORTED GLOBAL)
  set(libraries ${LIBTORCH_CPU_LIBRARY} ${LIBTORCH_C10_LIBRARY})
  if(LIBTORCH_CUDA_LIBRARY)
    # What is in it registers itself when it is loaded; nothing here names it.
    list(APPEND libraries -Wl,--push-state,--no-as-needed ${LIBTORCH_CUDA_LIBRARY} ${LIBTORCH_C10_CUDA_LIBRARY} -Wl,--pop-state)
  endif()
  # What does not come from Debian brings headers of other libraries along, of versions of its own (fmt's would take the
  # place of the ones the rest of the program is built with). The compiler sees a folder of links without them.
  set(include_dir ${LIBTORCH_INCLUDE_DIR})
  if(EXISTS ${LIBTORCH_INCLUDE_DIR}/fmt AND NOT LIBTORCH_INCLUDE_DIR STREQUAL "/usr/include")
    set(include_dir ${CMAKE_BINARY_DIR}/libtorch_include)
    file(MAKE_DIRECTORY ${include_dir})
    file(GLOB entries RELATIVE ${LIBTORCH_INCLUDE_DIR} ${LIBTORCH_INCLUDE_DIR}/*)
    list(REMOVE_ITEM entries fmt google pybind11)
    foreach(entry ${entries})
      file(CREATE_LINK ${LIBTORCH_INCLUDE_DIR}/${entry} ${include_dir}/${entry} SYMBOLIC)
    endforeach()
  endif()
  target_include_directories(libtorch::libtorch SYSTEM INTERFACE ${include_dir} ${include_dir}/torch/csrc/api/include)
  target_link_libraries(libtorch::libtorch INTERFACE ${LIBTORCH_LIBRARY} ${libraries} OpenMP::OpenMP_CXX)
endif()
