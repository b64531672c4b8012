#include "producer/buffer_pool.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <thread>
#include <vector>

using namespace klamm;
using producer::BufferPool;

TEST_CASE("buffer pool: gives no more than its total") {
  const auto pool = BufferPool::create(4096, 1024);
  std::vector<Buffer> held;
  for (int i = 0; i < 4; ++i) held.push_back(pool->try_take(1000));
  for (const Buffer& buffer : held) CHECK(buffer.capacity() == 1024);
  CHECK(pool->try_take(1).capacity() == 0);
  held.pop_back();
  CHECK(pool->try_take(1).capacity() == 1024);
}

TEST_CASE("buffer pool: memory comes back only when the last view of it is gone") {
  const auto pool = BufferPool::create(1024, 1024);
  Buffer buffer = pool->try_take(10);
  buffer.append(as_bytes("bytes on their way"));
  const std::byte* memory = buffer.data();
  Slice batch = std::move(buffer).freeze();
  Slice being_written = batch.sub(0, 5);
  batch = Slice(); // the batch expired; the connection still writes
  CHECK(pool->try_take(10).capacity() == 0);
  CHECK(being_written.text() == "bytes");
  being_written = Slice();
  const Buffer again = pool->try_take(10);
  CHECK(again.data() == memory);
}

TEST_CASE("buffer pool: those who wait are served in order, and nobody overtakes them") {
  const auto pool = BufferPool::create(3072, 1024);
  std::optional<Buffer> a = pool->try_take(1), b = pool->try_take(1), c = pool->try_take(1);
  std::vector<int> served;
  std::vector<Buffer> granted;
  pool->wait(2000, [&](Buffer buffer) { served.push_back(1), granted.push_back(std::move(buffer)); });
  pool->wait(10, [&](Buffer buffer) { served.push_back(2), granted.push_back(std::move(buffer)); });
  a.reset();
  CHECK(served.empty());                     // the first needs more than that
  CHECK(pool->try_take(10).capacity() == 0); // and a newcomer does not get it either
  b.reset();
  CHECK(served == std::vector<int>{1});
  c.reset();
  CHECK(served == std::vector<int>{1, 2});
}

TEST_CASE("buffer pool: who gives up waiting lets the next one through") {
  const auto pool = BufferPool::create(2048, 1024);
  std::optional<Buffer> a = pool->try_take(1);
  bool small_served = false;
  const std::uint64_t large = pool->wait(2048, [](Buffer) { FAIL("cancelled"); });
  pool->wait(10, [&](Buffer) { small_served = true; });
  CHECK_FALSE(small_served);
  CHECK(pool->cancel_wait(large));
  CHECK(small_served);
  CHECK_FALSE(pool->cancel_wait(large));
}

TEST_CASE("buffer pool: charged memory counts") {
  const auto pool = BufferPool::create(2048, 1024);
  pool->charge(1500);
  CHECK(pool->try_take(10).capacity() == 0);
  pool->give_back(1500);
  CHECK(pool->try_take(10).capacity() == 1024);
}

TEST_CASE("buffer pool: a buffer may outlive all other owners of the pool") {
  auto pool = BufferPool::create(2048, 1024);
  Slice slice = [&] {
    Buffer buffer = pool->try_take(10);
    buffer.append(as_bytes("late"));
    return std::move(buffer).freeze();
  }();
  pool.reset();
  CHECK(slice.text() == "late");
}

TEST_CASE("buffer pool: many threads take and free without losing a byte") {
  const auto pool = BufferPool::create(64 * 1024, 1024);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&pool] {
      for (int i = 0; i < 20'000; ++i) {
        Buffer buffer = pool->try_take(i % 3 == 0 ? 5000 : 100);
        if (buffer.capacity() > 0) buffer.append(as_bytes("x"));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(pool->in_use() == 0);
}
