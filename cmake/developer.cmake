# What those who work on libscv itself want: warnings as errors, ccache, sanitizers. Embedders never see these options.

set(SCV_SANITIZE "" CACHE STRING "Sanitizers to build with: address,undefined or thread")
option(SCV_FUZZ "Build the fuzz targets for libFuzzer (needs Clang)" OFF)

if(NOT DEFINED CMAKE_COMPILE_WARNING_AS_ERROR)
  set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
endif()
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(SCV_SANITIZE)
  add_compile_options(-fsanitize=${SCV_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${SCV_SANITIZE})
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
endif()
if(SCV_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "SCV_FUZZ needs Clang: use the preset 'fuzz'")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
