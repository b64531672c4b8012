#include "net/frame_memory.hpp"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

using namespace klamm;
using namespace klamm::net;

namespace {

/// Takes everything that earlier tests left.
void drop_kept() { (void)frame_memory(most_kept_frame_memory - least_kept_frame); }

} // namespace

TEST_CASE("frame memory: what the last user of a frame drops serves the next frame of about its size") {
  drop_kept();
  const std::byte* where = nullptr;
  {
    Buffer first = frame_memory(1'000'000);
    CHECK(first.size() == 0);
    CHECK(first.capacity() >= 1'000'000);
    CHECK(first.capacity() <= 1'125'000);
    first.append(as_bytes("content"));
    where = first.data();
    Slice frame = std::move(first).freeze();
    const Slice part = frame.sub(0, 3);
    frame = Slice();
    CHECK(frame_memory(1'000'000).data() != where); // a part of it is still in use
    CHECK(part.text() == "con");
  }
  Buffer again = frame_memory(990'000);
  CHECK(again.data() == where);
  CHECK(again.size() == 0);
}

TEST_CASE("frame memory: a frame never takes much more than it needs, and small ones take exactly that") {
  drop_kept();
  (void)frame_memory(8 << 20);
  for (const std::size_t size :
       {std::size_t{100}, least_kept_frame - 1, least_kept_frame, std::size_t{100'000}, std::size_t{1} << 20, std::size_t{6'291'557}}) {
    CAPTURE(size);
    const Buffer memory = frame_memory(size);
    CHECK(memory.capacity() >= size);
    CHECK(memory.capacity() <= size + size / 4);
    if (size < least_kept_frame) CHECK(memory.capacity() == size);
  }
}

TEST_CASE("frame memory: what is kept is bounded, and the oldest goes first") {
  std::vector<Buffer> used;
  for (int i = 0; i < 40; ++i) used.push_back(frame_memory(1 << 20));
  const std::byte* const last = used.back().data();
  used.clear();
  CHECK(kept_frame_memory() == most_kept_frame_memory);
  CHECK(frame_memory(1 << 20).data() == last);
  (void)frame_memory(most_kept_frame_memory + 1); // too large to keep
  CHECK(kept_frame_memory() <= most_kept_frame_memory);
}

TEST_CASE("frame memory: threads take and drop it at the same time") {
  std::vector<std::thread> threads;
  for (std::size_t n = 1; n <= 4; ++n)
    threads.emplace_back([n] {
      std::vector<Slice> held;
      for (std::size_t i = 0; i < 2000; ++i) {
        Buffer memory = frame_memory((64 << 10) * (1 + (i * n) % 7));
        const std::byte mark{static_cast<unsigned char>(i * n)};
        memory.append({&mark, 1});
        held.push_back(std::move(memory).freeze());
        if (held.size() > 3) {
          REQUIRE(held.front().data()[0] == std::byte{static_cast<unsigned char>((i - 3) * n)});
          held.erase(held.begin());
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(kept_frame_memory() <= most_kept_frame_memory);
}
