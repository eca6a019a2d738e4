# The web page of `godel serve`: web/build.py bundles it into one HTML file, and web/embed.py makes a source of that.
# Where esbuild or Python is missing, the program gets a page of one sentence and works all the same.
find_program(GODEL_ESBUILD esbuild DOC "Bundles the web page of godel serve (Debian's package esbuild)")
find_package(Python3 QUIET COMPONENTS Interpreter)

# godel_page(<target>): adds the definition of godel::PageHtml() to the target, and a target godel_page for the file alone.
function(godel_page target)
  set(folder ${CMAKE_BINARY_DIR}/page)
  set(html ${folder}/index.html)
  set(source ${folder}/page.cc)
  set(web ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../web)
  cmake_path(NORMAL_PATH web)
  if(GODEL_ESBUILD AND Python3_Interpreter_FOUND)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/*.ts ${web}/src/*.css ${web}/src/*.html)
    add_custom_command(
      OUTPUT ${html}
      COMMAND Python3::Interpreter ${web}/build.py --esbuild ${GODEL_ESBUILD} --output ${html}
      DEPENDS ${sources} ${web}/build.py
      COMMENT "Bundling the web page" VERBATIM)
  else()
    message(STATUS "Without the web page of godel serve: esbuild or Python 3 is not here")
    file(CONFIGURE OUTPUT ${html} @ONLY CONTENT
         "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>GODEL</title><p>This build of godel serve has no page, because esbuild was not there; its interface works all the same.</p></html>\n")
  endif()
  if(Python3_Interpreter_FOUND)
    add_custom_command(
      OUTPUT ${source}
      COMMAND Python3::Interpreter ${web}/embed.py --input ${html} --output ${source}
      DEPENDS ${html} ${web}/embed.py
      COMMENT "Embedding the web page" VERBATIM)
  else()
    file(READ ${html} sentence)
    file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
         "#include \"godel/serve/page.h\"\n\nstd::string_view godel::PageHtml() { return R\"page(@sentence@)page\"; }\n")
  endif()
  add_custom_target(godel_page DEPENDS ${html})
  target_sources(${target} PRIVATE ${source})
endfunction()
