#pragma once

// SCV_API marks what the library exports; everything else is hidden.
#if defined(_WIN32)
#  if defined(SCV_BUILDING)
#    define SCV_API __declspec(dllexport)
#  elif defined(SCV_SHARED)
#    define SCV_API __declspec(dllimport)
#  else
#    define SCV_API
#  endif
#elif defined(__GNUC__)
#  define SCV_API __attribute__((visibility("default")))
#else
#  define SCV_API
#endif
