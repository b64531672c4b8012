// The allocator's own entry points are wrapped; where a sanitizer already does that, it is asked to tell.
#include "support/heap.hpp"

#include <malloc.h>

#include <atomic>
#include <cstdint>

namespace {

std::atomic<std::size_t> allocations{0};
std::atomic<std::int64_t> alive{0}, highest{0}, alive_at_reset{0};

void taken(std::size_t size) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  const std::int64_t now = alive.fetch_add(static_cast<std::int64_t>(size)) + static_cast<std::int64_t>(size);
  for (std::int64_t top = highest.load(); top < now && !highest.compare_exchange_weak(top, now);) {
  }
}
void given_back(std::size_t size) noexcept { alive.fetch_sub(static_cast<std::int64_t>(size)); }

} // namespace

// (Clang says it another way than GCC.)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KLAMM_TEST_SANITIZED
#endif
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(KLAMM_TEST_SANITIZED)

extern "C" {
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void*, std::size_t), void (*on_free)(const volatile void*));
std::size_t __sanitizer_get_allocated_size(const volatile void* p);
}

namespace {

[[maybe_unused]] const int installed =
    __sanitizer_install_malloc_and_free_hooks([](const volatile void*, std::size_t size) { taken(size); },
                                              [](const volatile void* p) {
                                                if (p) given_back(__sanitizer_get_allocated_size(p));
                                              });

} // namespace

#else

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* p, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* p);

void* malloc(std::size_t size) {
  void* p = __libc_malloc(size);
  if (p) taken(malloc_usable_size(p));
  return p;
}
void* calloc(std::size_t count, std::size_t size) {
  void* p = __libc_calloc(count, size);
  if (p) taken(malloc_usable_size(p));
  return p;
}
void* realloc(void* old, std::size_t size) {
  if (old) given_back(malloc_usable_size(old));
  void* p = __libc_realloc(old, size);
  if (p) taken(malloc_usable_size(p));
  return p;
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  void* p = __libc_memalign(alignment, size);
  if (p) taken(malloc_usable_size(p));
  return p;
}
void free(void* p) {
  if (p) given_back(malloc_usable_size(p));
  __libc_free(p);
}
}

#endif

namespace klamm::test {

void reset_heap_use() {
  allocations = 0;
  alive_at_reset = alive.load();
  highest = alive.load();
}

HeapUse heap_use() { return {allocations.load(), static_cast<std::size_t>(highest.load() - alive_at_reset.load())}; }

} // namespace klamm::test
