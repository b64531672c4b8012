// KLAMM_EXPORT marks what a program may link to. Everything else is hidden in the library (-fvisibility=hidden), so that klamm's insides can
// change without breaking anybody. Each public class that has members in a .cpp, and each public function that isn't inline, carries it: without it a
// program links to the static library but not to the shared one. tests/architecture finds a missing one, tests/packaging one too many.
#pragma once

// KLAMM_STATIC comes with the static library's CMake target: a shared library that contains a static klamm doesn't export it again.
#ifdef KLAMM_STATIC
#define KLAMM_EXPORT
#else
#define KLAMM_EXPORT __attribute__((visibility("default")))
#endif
