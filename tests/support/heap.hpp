// Counts what is taken from the heap: link klamm_test_heap.
#pragma once

#include <cstddef>

namespace klamm::test {

struct HeapUse {
  std::size_t allocations = 0; ///< since reset_heap_use()
  std::size_t peak = 0;        ///< most bytes alive at once since then, beyond those that were alive at it
};

void reset_heap_use();
HeapUse heap_use();

} // namespace klamm::test
