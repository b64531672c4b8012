#include "producer/completion_list.hpp"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

using namespace klamm;
using producer::CompletionList;

namespace {

CompletionList::Record record(Timestamp timestamp) { return {timestamp, -1, static_cast<std::int32_t>(timestamp)}; }
Result<RecordMetadata> at(std::int64_t offset) { return RecordMetadata(nullptr, 0, offset, 0); }

void complete_all(CompletionList& list, std::int64_t base) {
  list.consume([&](std::size_t index, const auto&, auto take) { take(at(base + static_cast<std::int64_t>(index))); });
}

} // namespace

TEST_CASE("completion list: every handler is called once, in order, with its own offset") {
  CompletionList list;
  std::vector<std::int64_t> seen;
  for (int i = 0; i < 5000; ++i) list.add([&seen](Result<RecordMetadata> r) { seen.push_back(r->offset()); }, record(i));
  complete_all(list, 100);
  REQUIRE(seen.size() == 5000);
  for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == 100 + static_cast<std::int64_t>(i));
  CHECK(list.size() == 0);
}

TEST_CASE("completion list: handlers of any size, and records without one, share a list") {
  CompletionList list;
  int called = 0;
  const std::array<char, 200> large{};
  for (int i = 0; i < 300; ++i) {
    list.add(nullptr, record(i));
    list.add([&called, large](Result<RecordMetadata>) { called += 1 + large[0]; }, record(i));
    list.add([&called, owned = std::make_unique<int>(i)](Result<RecordMetadata>) { called += *owned >= 0; }, record(i));
  }
  CHECK(list.size() == 900);
  complete_all(list, 0);
  CHECK(called == 600);
}

TEST_CASE("completion list: each record's timestamp and sizes come back") {
  CompletionList list;
  for (int i = 0; i < 1000; ++i) list.add(nullptr, record(7 * i));
  list.consume([](std::size_t index, const CompletionList::Record& kept, auto) {
    CHECK(kept.timestamp == 7 * static_cast<Timestamp>(index));
    CHECK(kept.key_size == -1);
    CHECK(kept.value_size == kept.timestamp);
  });
}

TEST_CASE("completion list: the memory is reused") {
  CompletionList list;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 1000; ++i) list.add([](Result<RecordMetadata>) {}, record(0));
    const std::size_t held = list.capacity_bytes();
    complete_all(list, 0);
    CHECK(list.capacity_bytes() == held);
  }
}

TEST_CASE("completion list: dropped handlers are destroyed, not called") {
  const auto counter = std::make_shared<int>(0);
  {
    CompletionList list;
    for (int i = 0; i < 1000; ++i) list.add([counter](Result<RecordMetadata>) { ++*counter; }, record(0));
  }
  CHECK(counter.use_count() == 1);
  CHECK(*counter == 0);
}

TEST_CASE("completion list: a split batch's halves keep their own handlers") {
  CompletionList list;
  std::vector<int> seen;
  for (int i = 0; i < 1000; ++i) list.add([&seen, i](Result<RecordMetadata>) { seen.push_back(i); }, record(i));
  CompletionList front = list.take_front(400);
  CHECK(front.size() == 400);
  CHECK(list.size() == 600);
  complete_all(list, 0);
  CHECK(seen.front() == 400);
  complete_all(front, 0);
  CHECK(seen.back() == 399);
  CHECK(seen.size() == 1000);
}

TEST_CASE("completion list: a handler that throws leaves the others to be called") {
  CompletionList list;
  int called = 0;
  for (int i = 0; i < 3; ++i) {
    list.add(
        [&called, i](Result<RecordMetadata>) {
          ++called;
          if (i == 1) throw std::runtime_error("user error");
        },
        record(0));
  }
  CHECK_THROWS_AS(complete_all(list, 0), std::runtime_error);
  complete_all(list, 2);
  CHECK(called == 3);
}
