// What a poll allocates while records are at hand: nothing.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "consumer/fetch_collector.hpp"
#include "consumer/support/batches.hpp"

namespace {

std::atomic<std::size_t> allocations{0};

} // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  allocations.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size > 0 ? size : 1);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace klamm;
using namespace klamm::consumer;

TEST_CASE("allocations: a poll of records that are there makes none, however few records it returns") {
  for (const std::size_t max : {std::size_t{1}, std::size_t{500}}) {
    FetchCollector::Settings settings;
    settings.max_poll_records = max;
    FetchCollector collector(settings);
    collector.assign({{{"a", 0}, SeekTarget::to(0)}}, std::nullopt);
    collector.take_commands();
    std::vector<Slice> batches;
    for (std::int64_t i = 0; i < 40; ++i) batches.push_back(test::batch_of(100 * i, 100));
    CompletedFetch fetch;
    fetch.partition = collector.position({"a", 0}).partition;
    fetch.version = collector.position({"a", 0}).version;
    fetch.offset = 0;
    fetch.records = test::concat(batches);
    collector.arrivals().push_back(std::move(fetch));
    static_cast<void>(collector.collect()); // takes its block of memory, which the polls after it use again
    std::size_t count = 0;
    const std::size_t before = allocations;
    while (auto polled = collector.collect()) {
      for (const ConsumerRecord& record : **polled) count += record.value().size() > 0 ? 1 : 0;
    }
    CHECK(allocations - before == 0);
    CHECK(count == 4000 - max);
  }
}
