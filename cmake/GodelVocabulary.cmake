# The module vocabulary, the one that knows sentencepiece, whose package has no CMake files. Not installed as a library.
godel_module(vocabulary LIBS ${SENTENCEPIECE_TRAIN_LIBRARY} ${SENTENCEPIECE_LIBRARY})

# The program godel-train-tokenizer, which `godel train-tokenizer` starts.
function(godel_train_tokenizer_program)
  godel_layer_links(apps_vocabulary below)
  add_executable(godel_train_tokenizer_program ${CMAKE_SOURCE_DIR}/apps_vocabulary/main.cc
                                               ${CMAKE_SOURCE_DIR}/apps_vocabulary/train_tokenizer.cc)
  set_target_properties(godel_train_tokenizer_program PROPERTIES OUTPUT_NAME godel-train-tokenizer
                                                                 RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
  target_link_libraries(godel_train_tokenizer_program PRIVATE ${below} godel_flags godel_cold_flags)
endfunction()
