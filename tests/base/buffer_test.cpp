#include "base/buffer.hpp"

#include <doctest/doctest.h>

using namespace klamm;

TEST_CASE("buffer: what was appended is what the frozen slice shows") {
  Buffer buffer(4);
  for (int i = 0; i < 100; ++i) buffer.append(as_bytes("0123456789"));
  const Slice slice = std::move(buffer).freeze();
  CHECK(slice.size() == 1000);
  CHECK(slice.text().substr(990) == "0123456789");
}

TEST_CASE("slice: a part keeps the memory alive after the whole is gone") {
  Slice part;
  {
    const Slice whole = Slice::copy_of(as_bytes("a text that is on the heap"));
    part = whole.sub(2, 4);
  }
  CHECK(part.text() == "text");
}

TEST_CASE("slice: compares by content") {
  CHECK(Slice::copy_of(as_bytes("x")) == Slice::unowned(as_bytes("x")));
  CHECK_FALSE(Slice::copy_of(as_bytes("x")) == Slice());
}
