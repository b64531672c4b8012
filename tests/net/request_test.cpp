// Typed requests, with callbacks and completion tokens.
#include "net/request.hpp"

#include <asio/awaitable.hpp>
#include <asio/bind_executor.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/use_future.hpp>
#include <doctest/doctest.h>

#include "net/async_request.hpp"
#include "net/support/worlds.hpp"
#include "wire/messages/find_coordinator.hpp"
#include "wire/messages/heartbeat.hpp"
#include "wire/messages/produce.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

wire::HeartbeatRequest heartbeat() {
  wire::HeartbeatRequest request;
  request.group_id = "g";
  request.member_id = "m";
  return request;
}

ScriptedBroker::Script answer(std::int32_t throttle_ms, ErrorCode code = ErrorCode::none) {
  return [=](Session& s, const Request& r) {
    wire::HeartbeatResponse response;
    response.throttle_time_ms = throttle_ms;
    response.error_code = code;
    s.reply_message(r, response);
  };
}

using HeartbeatReply = Result<Reply<wire::HeartbeatResponse>>;

} // namespace

TEST_CASE("request: goes out in the highest common version, and its answer comes back typed") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(0, ErrorCode::rebalance_in_progress));
  const auto connection = world.open();
  std::optional<HeartbeatReply> reply;
  send<wire::HeartbeatRequest>(*connection, heartbeat(), never, [&](HeartbeatReply r) { reply = std::move(r); });
  world.settle();
  REQUIRE(reply);
  CHECK((**reply)->error_code == ErrorCode::rebalance_in_progress);
  CHECK((*reply)->version == 4);
  CHECK(world.broker.requests(ApiKey::heartbeat).at(0).version == 4);
}

TEST_CASE("request: a limit lowers the version") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(0));
  const auto connection = world.open();
  std::int16_t version = -1;
  send<wire::HeartbeatRequest>(
      *connection, heartbeat(), never, [&](HeartbeatReply r) { version = r.value().version; }, wire::until(2));
  world.settle();
  CHECK(version == 2);
}

TEST_CASE("request: an API that the broker lacks is an error that says so, later and unsent") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions, [](Session& s, const Request& r) {
    auto versions = ScriptedBroker::api_versions();
    std::erase_if(versions.api_keys, [](const auto& range) { return range.api_key == ApiKey::heartbeat; });
    s.reply_message(r, versions);
  });
  const auto connection = world.open();
  std::optional<HeartbeatReply> reply;
  send<wire::HeartbeatRequest>(*connection, heartbeat(), never, [&](HeartbeatReply r) { reply = std::move(r); });
  CHECK_FALSE(reply);
  world.settle();
  REQUIRE(reply);
  CHECK(reply->error().code() == ErrorCode::unsupported_by_broker);
  CHECK(reply->error().cause() == "the broker does not have the API Heartbeat");
  CHECK(reply->error().fate() == Fate::not_sent);
  CHECK(connection->is_open());
}

TEST_CASE("request: versions that don't overlap are named") {
  MemoryWorld world;
  const auto connection = world.open();
  std::optional<HeartbeatReply> reply;
  send<wire::HeartbeatRequest>(
      *connection, heartbeat(), never, [&](HeartbeatReply r) { reply = std::move(r); }, wire::in(7, 9));
  world.settle();
  REQUIRE(reply);
  CHECK(reply->error().cause() == "the broker speaks Heartbeat in versions 0 to 4, and versions 7 to 9 are needed");
}

TEST_CASE("request: throttle_time_ms of any response holds back the next requests") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(2500));
  const auto connection = world.open();
  int answered = 0;
  const auto count = [&](const HeartbeatReply& r) { answered += r ? 1 : 0; };
  send<wire::HeartbeatRequest>(*connection, heartbeat(), never, count);
  world.settle();
  CHECK(connection->throttled_until() == world.clock->now() + 2500ms);
  send<wire::HeartbeatRequest>(*connection, heartbeat(), never, count);
  world.clock->advance(2499ms);
  CHECK(answered == 1);
  world.clock->advance(1ms);
  CHECK(answered == 2);
}

TEST_CASE("request: a body that can't be read, or has bytes too many, closes the connection") {
  using namespace std::string_view_literals;
  for (const auto body : {"\x00"sv, "\x00\x00\x00\x00\x00\x00\x00\x01"sv}) {
    MemoryWorld world;
    world.broker.on(ApiKey::heartbeat, [&](Session& s, const Request& r) { s.reply(r, as_bytes(body)); });
    const auto connection = world.open();
    std::vector<Error> errors;
    for (int i = 0; i < 2; ++i)
      send<wire::HeartbeatRequest>(*connection, heartbeat(), never, [&](const HeartbeatReply& r) { errors.push_back(r.error()); });
    world.settle();
    REQUIRE(errors.size() == 2);
    for (const Error& error : errors) {
      CHECK(error.code() == ErrorCode::protocol_error);
      CHECK(error.fate() == Fate::possibly_sent);
    }
    CHECK_FALSE(connection->is_open());
  }
}

TEST_CASE("request: a handler may drop the connection that answered") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(10));
  auto connection = world.open();
  bool called = false;
  send<wire::HeartbeatRequest>(*connection, heartbeat(), never, [&](const HeartbeatReply&) {
    connection.reset();
    called = true;
  });
  world.settle();
  CHECK(called);
}

TEST_CASE("request: produce with acks=0 is answered by an empty reply when written") {
  MemoryWorld world;
  const auto connection = world.open();
  wire::ProduceRequest request;
  request.acks = 0;
  bool done = false;
  send<wire::ProduceRequest>(*connection, request, never,
                             [&](const Result<Reply<wire::ProduceResponse>>& r) { done = r.value()->topics.empty(); });
  world.settle();
  CHECK(done);
}

TEST_CASE("request: a message that its version can't carry is an error, unsent") {
  MemoryWorld world;
  const auto connection = world.open();
  wire::HeartbeatRequest request = heartbeat();
  request.group_instance_id = "static"; // since version 3
  std::optional<HeartbeatReply> reply;
  send<wire::HeartbeatRequest>(
      *connection, request, never, [&](HeartbeatReply r) { reply = std::move(r); }, wire::only(1));
  world.settle();
  REQUIRE(reply);
  CHECK(reply->error().code() == ErrorCode::serialization_failed);
  CHECK(reply->error().fate() == Fate::not_sent);
}

TEST_CASE("async request: co_await gives the reply, and the error of a closed connection") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(0, ErrorCode::unknown_member_id));
  const auto connection = world.open();
  int steps = 0;
  asio::co_spawn(
      world.context,
      [&]() -> asio::awaitable<void> {
        const wire::HeartbeatRequest message = heartbeat();
        auto reply = co_await request(connection, message, never, asio::use_awaitable);
        CHECK(reply.value()->error_code == ErrorCode::unknown_member_id);
        ++steps;
        connection->close(Error(ErrorCode::closed));
        reply = co_await request(connection, message, never, asio::use_awaitable);
        CHECK(reply.error().code() == ErrorCode::closed);
        ++steps;
      },
      asio::detached);
  world.settle();
  CHECK(steps == 2);
}

TEST_CASE("async request: the message is encoded at the call, not when it is awaited") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(0));
  const auto connection = world.open();
  bool done = false;
  asio::co_spawn(
      world.context,
      [&]() -> asio::awaitable<void> {
        std::optional<asio::awaitable<HeartbeatReply>> later;
        {
          const std::string group = "a group id that lives on the heap, shortly";
          wire::HeartbeatRequest message;
          message.group_id = group;
          later.emplace(request(connection, message, never, asio::use_awaitable));
        }
        done = (co_await *std::move(later)).has_value();
      },
      asio::detached);
  world.settle();
  CHECK(done);
}

TEST_CASE("async request: futures and bound executors work, too") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, answer(0));
  const auto connection = world.open();
  auto future = request(connection, heartbeat(), never, asio::use_future);
  asio::io_context other;
  bool called = false;
  request(connection, heartbeat(), never, asio::bind_executor(other, [&](const HeartbeatReply& r) { called = r.has_value(); }));
  request(connection, heartbeat(), never, asio::detached, wire::in(7, 9));
  world.settle();
  CHECK(future.get().has_value());
  CHECK_FALSE(called);
  other.run();
  CHECK(called);
}
