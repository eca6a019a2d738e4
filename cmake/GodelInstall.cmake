# `cmake --install`: the program, the default model, the headers and libraries, and find_package(godel) with one target a
# module: godel::engine, godel::dialog ...
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/godel)
get_property(modules GLOBAL PROPERTY GODEL_MODULES)
# A consumer must not need libtorch, sentencepiece, an HTTP server and what reads corpora.
list(REMOVE_ITEM modules godel_train godel_vocabulary godel_serve godel_prepare)

install(TARGETS godel_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(program godel_train_program godel_train_tokenizer_program)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()
install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/models/godel-mini DESTINATION ${CMAKE_INSTALL_DATADIR}/godel)
install(TARGETS ${modules} EXPORT godel ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
# -inl.h files are for kernels, which are compiled with flags of their own.
install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/src/godel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*-inl.h" EXCLUDE PATTERN train EXCLUDE PATTERN vocabulary EXCLUDE
        PATTERN serve EXCLUDE PATTERN prepare EXCLUDE)

install(EXPORT godel NAMESPACE godel:: FILE godelTargets.cmake DESTINATION ${config_dir})
configure_package_config_file(${CMAKE_CURRENT_SOURCE_DIR}/cmake/godelConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/godelConfig.cmake
                              INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/godelConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/godelConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/godelConfigVersion.cmake
              ${CMAKE_CURRENT_SOURCE_DIR}/cmake/FindPlainLibraries.cmake DESTINATION ${config_dir})
