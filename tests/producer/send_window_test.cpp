#include "producer/send_window.hpp"

#include <doctest/doctest.h>

#include <deque>

#include "producer/sender_fixture.hpp"

using namespace klamm;
using namespace klamm::producer;

namespace {

/// A producer whose records come evenly, and a broker at which requests take their time.
struct Scene {
  explicit Scene(std::int32_t partitions = 3, std::size_t batch_size = 16'384) : f(settings(batch_size), partitions) {
    f.broker_knows_producer();
  }
  static ProducerSettings settings(std::size_t batch_size) {
    ProducerSettings settings;
    settings.linger = 0ms;
    settings.batch_size = batch_size;
    return settings;
  }

  /// `records` of them, one every `gap`. A request is on its way for `flight`, and then served for `service`, one after the other. The most in flight of the
  /// last half.
  std::size_t run(int records, Duration gap, Duration flight, Duration service, const std::string& value = "v") {
    std::size_t most = 0;
    TimePoint next_record = f.now;
    for (int sent = 0; sent < records || !under_way.empty();) {
      const TimePoint answered = under_way.empty() ? never : under_way.front().answered;
      f.now = sent < records ? std::min(next_record, answered) : answered;
      if (f.now == answered) {
        f.answer(under_way.front().plan, {}, offset);
        offset += static_cast<std::int64_t>(records); // any that grows
        under_way.pop_front();
      } else {
        f.send(0, value);
        next_record += gap;
        ++sent;
      }
      for (ProducePlan& plan : f.step()) {
        free_at = std::max(free_at, f.now + flight / 2) + service;
        under_way.push_back({std::move(plan), free_at + flight / 2});
      }
      if (sent > records / 2) most = std::max(most, under_way.size());
    }
    return most;
  }

  struct UnderWay {
    ProducePlan plan;
    TimePoint answered;
  };
  SenderFixture f;
  std::deque<UnderWay> under_way;
  TimePoint free_at = TimePoint::min();
  std::int64_t offset = 0;
};

} // namespace

TEST_CASE("send_window: a broker that serves one request after the other gets few at a time, and each carries more") {
  Scene scene;
  CHECK(scene.run(2'000, 50us, 20us, 200us) <= 3);
  for (const auto& told : scene.f.told) CHECK(told.has_value());
}

TEST_CASE("send_window: a broker that is far away gets all that it may") {
  Scene scene;
  CHECK(scene.run(2'000, 5ms, 50ms, 100us) == 5);
}

TEST_CASE("send_window: a broker that comes to be far away, as its leader did, is soon sent as many as before") {
  Scene scene;
  CHECK(scene.run(1'000, 50us, 20us, 200us) <= 3);
  CHECK(scene.run(4'000, 5ms, 50ms, 100us) == 5);
}

TEST_CASE("send_window: full batches wait for nobody") {
  Scene scene;
  CHECK(scene.run(1'000, 50us, 20us, 200us) <= 3);
  CHECK(scene.run(400, 50us, 20us, 2ms, std::string(16'000, 'x')) == 5);
}

TEST_CASE("send_window: what has just been appended goes along with a full batch, whatever the window") {
  Scene scene;
  scene.run(1'000, 50us, 20us, 200us);
  SenderFixture& f = scene.f;
  f.send(0);
  REQUIRE(f.step().size() == 1);
  for (int i = 0; i < 3; ++i) {
    f.send(0);
    if (f.step().empty()) break;
  }
  f.send(1);
  CHECK(f.step().empty()); // the window is full
  f.send(0, std::string(16'000, 'x'));
  const auto plans = f.step();
  REQUIRE(plans.size() >= 1);
  CHECK(plans[0].batches.size() == 2);
}

TEST_CASE("send_window: what is more than a request takes goes in several, full batches or not") {
  Scene scene(120, 65'536);
  scene.run(1'000, 50us, 20us, 200us);
  for (std::int32_t partition = 0; partition < 120; ++partition) scene.f.send(partition, std::string(20'000, 'x'));
  std::size_t batches = 0;
  for (const ProducePlan& plan : scene.f.step()) batches += plan.batches.size();
  CHECK(batches == 120);
}

TEST_CASE("send_window: nothing is held back from a flush") {
  Scene scene;
  scene.run(1'000, 50us, 20us, 200us);
  SenderFixture& f = scene.f;
  std::size_t plans = 0;
  for (int i = 0; i < 8; ++i) {
    f.send(0);
    plans += f.step().size();
  }
  CHECK(plans <= 2);
  f.sender.set_flushing(true);
  CHECK(f.step().size() == 1);
}

TEST_CASE("send_window: never none, never more than allowed") {
  SendWindow window(3);
  CHECK(window.limit() == 3);
  for (int i = 1; i < 1'000; ++i) window.on_answer(std::chrono::milliseconds(i), 3);
  CHECK(window.limit() >= 1);
  for (int i = 0; i < 1'000; ++i) window.on_answer(1ms, window.limit());
  CHECK(window.limit() == 3);
  for (int i = 0; i < 10; ++i) window.on_answer(Duration::zero(), 1);
  CHECK(window.limit() == 3);
}
