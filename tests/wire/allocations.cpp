#include "wire/allocations.hpp"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

// The tests have one thread. Bytes as the allocator rounds them.
std::size_t alive = 0, alive_at_reset = 0, highest = 0;

} // namespace

void* operator new(std::size_t size) {
  void* memory = std::malloc(size);
  if (!memory) throw std::bad_alloc();
  alive += malloc_usable_size(memory);
  highest = std::max(highest, alive);
  return memory;
}

void operator delete(void* memory) noexcept {
  if (memory) alive -= malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace klamm::wire::testing {

void reset_peak() noexcept { highest = alive_at_reset = alive; }
std::size_t peak() noexcept { return highest - alive_at_reset; }

} // namespace klamm::wire::testing
