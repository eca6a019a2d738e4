# Installs the build tree BUILD into a fresh folder, builds the consumer beside this file against it, runs it on MODEL.
set(work ${BUILD}/install_test)
file(REMOVE_RECURSE ${work})

function(must_run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${status}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

must_run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/prefix)
must_run(${work}/prefix/bin/godel --help)
must_run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/consumer -B ${work}/build -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${CXX}
         -D CMAKE_BUILD_TYPE=Release -D CMAKE_PREFIX_PATH=${work}/prefix)
must_run(${CMAKE_COMMAND} --build ${work}/build)
must_run(${work}/build/consumer ${MODEL})
if(NOT output MATCHES "ids: [0-9]+ .*reply: ")
  message(FATAL_ERROR "the consumer printed:\n${output}")
endif()
message("${output}")
