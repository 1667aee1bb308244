#pragma once

// The one place of the version: CMake, the package files and the C ABI read it from here.
#define SCV_VERSION_MAJOR 0
#define SCV_VERSION_MINOR 1
#define SCV_VERSION_PATCH 0
#define SCV_VERSION_STRING "0.1.0"
