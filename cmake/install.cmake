# Installs both kinds of the library, the headers, the CMake package and the pkg-config file.

include(CMakePackageConfigHelpers)
set(SCV_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/scv)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/scv DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h")

# An export set a kind: only the static one needs the dependencies found again.
foreach(kind similarity ${SCV_KINDS})
  set_target_properties(scv_${kind} PROPERTIES EXPORT_NAME ${kind})
  install(TARGETS scv_${kind} EXPORT scv_${kind}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(EXPORT scv_${kind} NAMESPACE scv:: FILE scv-${kind}-targets.cmake DESTINATION ${SCV_CMAKE_DIR})
endforeach()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/scv-config.cmake.in ${PROJECT_BINARY_DIR}/scv-config.cmake
  INSTALL_DESTINATION ${SCV_CMAKE_DIR} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/scv-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/scv-config.cmake ${PROJECT_BINARY_DIR}/scv-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/scv-dependencies.cmake DESTINATION ${SCV_CMAKE_DIR})

# pkg-config: the flags of what libscv.a needs, not the modules: `--static` would follow those to libraries that only a
# wholly static program needs and Debian's -dev packages do not bring. Private beside a shared library.
set(modules sqlite3 icu-uc icu-i18n tbb re2 libxxhash simdjson absl_flat_hash_map protobuf zlib)
if(SCV_WITH_MAIL)
  list(APPEND modules gmime-3.0)
endif()
if(SCV_WITH_WORKBOOKS)
  list(APPEND modules libzip expat)
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(SCV_PC_MODULES QUIET REQUIRED ${modules})
list(JOIN SCV_PC_MODULES_LDFLAGS " " libraries)
string(PREPEND libraries "-lphonenumber ")
string(APPEND libraries " -lstdc++ -lm")
if("shared" IN_LIST SCV_KINDS)
  set(SCV_PC_PRIVATE_LIBS ${libraries})
else()
  set(SCV_PC_PUBLIC_LIBS " ${libraries}")
endif()
file(RELATIVE_PATH SCV_PC_PREFIX /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(${PROJECT_SOURCE_DIR}/cmake/scv.pc.in ${PROJECT_BINARY_DIR}/scv.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/scv.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
