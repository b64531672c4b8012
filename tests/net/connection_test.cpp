// The connection over the in-memory network, on a manual clock.
#include "net/connection.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "net/support/worlds.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

/// What handlers were told, in order.
struct Outcomes {
  std::vector<std::string> texts;
  std::vector<Error> errors;

  ResponseHandler handler() {
    return [this](Result<Slice> r) {
      if (r) texts.emplace_back(r->text());
      else {
        texts.push_back("error " + std::string(r.error().name()));
        errors.push_back(r.error());
      }
    };
  }
};

void echo(Session& session, const Request& request) { session.reply(request, request.body.bytes()); }
void silence(Session&, const Request&) {}

} // namespace

TEST_CASE("connection: responses go to their requests in order") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  Outcomes outcomes;
  for (int i = 0; i < 5; ++i) connection->submit(raw_request(std::to_string(i)), never, outcomes.handler());
  CHECK(connection->in_flight() == 5);
  CHECK(outcomes.texts.empty());
  world.settle();
  CHECK(outcomes.texts == std::vector<std::string>{"0", "1", "2", "3", "4"});
  CHECK(connection->in_flight() == 0);
  CHECK(world.broker.session().requests.at(3).client_id == "test");
}

TEST_CASE("connection: ten thousand requests are pipelined and answered") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  int answered = 0;
  for (int i = 0; i < 10'000; ++i)
    connection->submit(raw_request(std::to_string(i)), world.clock->now() + 10s, [&answered, i](Result<Slice> r) {
      CHECK(r.value().text() == std::to_string(i));
      CHECK(answered == i);
      ++answered;
    });
  world.settle();
  CHECK(answered == 10'000);
}

TEST_CASE("connection: what is submitted in one turn behind the first goes out in one write") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  Outcomes outcomes;
  const auto before = world.link->bytes_to_server();
  connection->submit(raw_request("first"), never, outcomes.handler());
  const auto first = world.link->bytes_to_server();
  CHECK(first > before); // at once: nothing was on the way
  for (int i = 0; i < 10; ++i) connection->submit(raw_request("x"), never, outcomes.handler());
  CHECK(world.link->bytes_to_server() == first);
  world.settle();
  CHECK(outcomes.texts.size() == 11);
}

TEST_CASE("connection: any segmentation of requests and responses is understood") {
  for (const std::size_t segment : {1U, 2U, 3U, 5U, 7U}) {
    MemoryWorld world;
    world.network->to_client.segment = world.network->to_server.segment = segment;
    world.broker.on(ApiKey::heartbeat, echo);
    const auto connection = world.open();
    Outcomes outcomes;
    for (int i = 0; i < 3; ++i) connection->submit(raw_request(std::string(1000, static_cast<char>('a' + i))), never, outcomes.handler());
    world.settle();
    REQUIRE(outcomes.texts.size() == 3);
    for (int i = 0; i < 3; ++i) CHECK(outcomes.texts[static_cast<std::size_t>(i)] == std::string(1000, static_cast<char>('a' + i)));
  }
}

TEST_CASE("connection: a small window on both sides delays, and loses nothing") {
  MemoryWorld world;
  world.network->to_client.buffer = world.network->to_server.buffer = 100;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  Outcomes outcomes;
  for (int i = 0; i < 20; ++i) connection->submit(raw_request(std::string(300, static_cast<char>('a' + i))), never, outcomes.handler());
  world.settle();
  REQUIRE(outcomes.texts.size() == 20);
  for (int i = 0; i < 20; ++i) CHECK(outcomes.texts[static_cast<std::size_t>(i)] == std::string(300, static_cast<char>('a' + i)));
}

TEST_CASE("connection: cut at every byte of two responses, each request has one outcome") {
  const std::string body = "the answer";
  const std::uint64_t response = 4 + 4 + body.size();
  for (std::uint64_t cut = 0; cut <= 2 * response; ++cut) {
    MemoryWorld world;
    world.broker.on(ApiKey::heartbeat, echo);
    auto connection = world.open();
    world.link->to_client.cut_after = world.link->bytes_to_client() + cut;
    Outcomes outcomes;
    std::optional<Error> closed;
    connection->on_close([&](const Error& e) { closed = e; });
    connection->submit(raw_request(body), never, outcomes.handler());
    connection->submit(raw_request(body), never, outcomes.handler());
    world.settle();
    REQUIRE(outcomes.texts.size() == 2);
    const std::size_t whole = cut / response;
    CHECK(static_cast<std::size_t>(std::ranges::count(outcomes.texts, body)) == whole);
    for (const Error& error : outcomes.errors) {
      CHECK(error.code() == ErrorCode::disconnected);
      CHECK(error.fate() == Fate::possibly_sent);
      CHECK(error.retriable());
    }
    REQUIRE(closed);
    CHECK_FALSE(connection->is_open());
  }
}

TEST_CASE("connection: on a half-open link a request times out and the connection is given up") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  world.link->to_server.lost = true;
  Outcomes outcomes;
  std::optional<Error> closed;
  connection->on_close([&](const Error& e) { closed = e; });
  connection->submit(raw_request("1", ApiKey::fetch), world.clock->now() + 60s, outcomes.handler());
  connection->submit(raw_request("2"), world.clock->now() + 30s, outcomes.handler());
  const TimePoint start = world.clock->now();
  while (outcomes.texts.empty() && world.clock->advance_to_next()) {
  }
  CHECK(world.clock->now() - start == 30s);
  CHECK(outcomes.texts == std::vector<std::string>{"error DISCONNECTED", "error TIMED_OUT"});
  CHECK(outcomes.errors.at(1).cause() == "no answer to Heartbeat v0 for 30 s");
  CHECK(outcomes.errors.at(0).cause() == "the connection was given up: no answer to Heartbeat v0 for 30 s");
  CHECK(outcomes.errors.at(0).context().doing == "Fetch v0");
  CHECK(outcomes.errors.at(0).context().broker == "broker:9092 (node 1)");
  CHECK(outcomes.errors.at(0).fate() == Fate::possibly_sent);
  REQUIRE(closed);
  CHECK(closed->code() == ErrorCode::timed_out);
  CHECK(world.clock->armed() == 0);
}

TEST_CASE("connection: an answer in time disarms nothing, and an idle connection ends up with no timer") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  Outcomes outcomes;
  connection->submit(raw_request("1"), world.clock->now() + 30s, outcomes.handler());
  world.settle();
  connection->submit(raw_request("2"), world.clock->now() + 40s, outcomes.handler());
  world.settle();
  CHECK(world.clock->armed() <= 1);
  world.clock->advance(5min);
  CHECK(world.clock->armed() == 0);
  CHECK(connection->is_open());
  CHECK(outcomes.errors.empty());
}

TEST_CASE("connection: an earlier deadline behind a later one is kept") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, silence);
  const auto connection = world.open();
  Outcomes outcomes;
  connection->submit(raw_request("1"), world.clock->now() + 30s, outcomes.handler());
  connection->submit(raw_request("2"), world.clock->now() + 1s, outcomes.handler());
  world.clock->advance(999ms);
  CHECK(outcomes.texts.empty());
  world.clock->advance(1ms);
  CHECK(outcomes.texts.size() == 2);
}

TEST_CASE("connection: a response with another correlation id closes it, and nothing is delivered") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, [](Session& s, const Request& r) { s.reply_with_id(r, r.correlation_id + 1, r.body.bytes()); });
  const auto connection = world.open();
  Outcomes outcomes;
  connection->submit(raw_request("1"), never, outcomes.handler());
  connection->submit(raw_request("2"), never, outcomes.handler());
  world.settle();
  CHECK(outcomes.texts == std::vector<std::string>{"error PROTOCOL_ERROR", "error PROTOCOL_ERROR"});
  CHECK(outcomes.errors.at(0).fate() == Fate::possibly_sent);
  CHECK(outcomes.errors.at(0).cause() == "the broker answered correlation id 2 where 1 was next");
  CHECK_FALSE(connection->is_open());
}

TEST_CASE("connection: a response to no request closes it") {
  MemoryWorld world;
  const auto connection = world.open();
  std::optional<Error> closed;
  connection->on_close([&](const Error& e) { closed = e; });
  Request nobody;
  nobody.correlation_id = 77;
  world.broker.session().reply(nobody, as_bytes("surprise"));
  world.settle();
  REQUIRE(closed);
  CHECK(closed->code() == ErrorCode::protocol_error);
  CHECK(closed->cause() == "the broker sent a response (correlation id 77) to no request");
}

TEST_CASE("connection: frames of impossible size close it with a cause") {
  using namespace std::string_view_literals;
  struct Case {
    std::string_view bytes;
    ErrorCode code;
  };
  for (const Case& c : {Case{"\xff\xff\xff\xff"sv, ErrorCode::protocol_error}, Case{"\x00\x00\x00\x02zz"sv, ErrorCode::protocol_error},
                        Case{"\x7f\xff\xff\xff"sv, ErrorCode::frame_too_large}, Case{"\x06\x40\x00\x01"sv, ErrorCode::frame_too_large}}) {
    MemoryWorld world;
    world.broker.on(ApiKey::heartbeat, [&](Session& s, const Request&) { s.send(c.bytes); });
    const auto connection = world.open();
    Outcomes outcomes;
    connection->submit(raw_request("1"), never, outcomes.handler());
    world.settle();
    REQUIRE(outcomes.errors.size() == 1);
    CHECK(outcomes.errors[0].code() == c.code);
    CHECK_FALSE(connection->is_open());
  }
}

TEST_CASE("connection: a flexible response header is skipped with its tagged fields, a broken one closes") {
  using namespace std::string_view_literals;
  for (const bool broken : {false, true}) {
    MemoryWorld world;
    world.broker.on(ApiKey::heartbeat, [&](Session& s, const Request& r) {
      s.reply(r, as_bytes(broken ? "\x01\x00\x7f"sv : "\x01\x05\x02xybody"sv)); // one tag, number 5, 2 bytes
    });
    const auto connection = world.open();
    Outcomes outcomes;
    EncodedRequest request = raw_request("1");
    request.response_header_version = 1;
    connection->submit(std::move(request), never, outcomes.handler());
    connection->submit(raw_request("2"), never, outcomes.handler());
    world.settle();
    CHECK(outcomes.texts.size() == 2);
    if (broken) CHECK(std::ranges::count(outcomes.texts, "error PROTOCOL_ERROR") == 2);
    else CHECK(outcomes.texts.at(0) == "body");
  }
}

TEST_CASE("connection: a broken header fails its own request even when it was the only one") {
  using namespace std::string_view_literals;
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, [&](Session& s, const Request& r) { s.reply(r, as_bytes("\x01\x00\x7f"sv)); });
  const auto connection = world.open();
  Outcomes outcomes;
  EncodedRequest request = raw_request("1");
  request.response_header_version = 1;
  connection->submit(std::move(request), never, outcomes.handler());
  world.settle();
  CHECK(outcomes.texts == std::vector<std::string>{"error PROTOCOL_ERROR"});
}

TEST_CASE("connection: a request without a response is done when it is written") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  Outcomes outcomes;
  EncodedRequest one_way = raw_request("acks=0", ApiKey::produce);
  one_way.expects_response = false;
  connection->submit(std::move(one_way), never, outcomes.handler());
  CHECK(outcomes.texts.empty());
  connection->submit(raw_request("next"), never, outcomes.handler());
  world.settle();
  CHECK(outcomes.texts == std::vector<std::string>{"", "next"});
  CHECK(world.broker.requests(ApiKey::produce).size() == 1);
}

TEST_CASE("connection: a request without a response that can't be written fails, possibly sent") {
  MemoryWorld world;
  world.network->to_server.buffer = 100;
  const auto connection = world.open();
  world.broker.session().stop_reading();
  world.settle();
  Outcomes outcomes;
  for (int i = 0; i < 2; ++i) {
    EncodedRequest one_way = raw_request(std::string(500, 'x'), ApiKey::produce);
    one_way.expects_response = false;
    connection->submit(std::move(one_way), world.clock->now() + 5s, outcomes.handler());
  }
  world.clock->advance(5s);
  REQUIRE(outcomes.errors.size() == 2);
  CHECK(outcomes.errors[0].fate() == Fate::possibly_sent);
  CHECK(outcomes.errors[1].fate() == Fate::not_sent); // waited for the first
}

TEST_CASE("connection: throttled requests wait, go out afterwards, and time out as not sent") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  connection->throttle(3s);
  connection->throttle(1s); // the longer one holds
  CHECK(connection->throttled_until() == world.clock->now() + 3s);
  Outcomes patient, hasty;
  connection->submit(raw_request("hasty"), world.clock->now() + 1s, hasty.handler());
  connection->submit(raw_request("patient"), world.clock->now() + 30s, patient.handler());
  world.clock->advance(2s);
  CHECK(hasty.texts == std::vector<std::string>{"error TIMED_OUT"});
  CHECK(hasty.errors.at(0).fate() == Fate::not_sent);
  CHECK(connection->is_open());
  CHECK(world.broker.requests(ApiKey::heartbeat).empty());
  world.clock->advance(999ms);
  CHECK(patient.texts.empty());
  world.clock->advance(1ms);
  CHECK(patient.texts == std::vector<std::string>{"patient"});
}

TEST_CASE("connection: closing fails what is in flight as possibly sent and what waits as not sent, once and later") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, silence);
  const auto connection = world.open();
  Outcomes outcomes;
  int closed = 0;
  connection->on_close([&](const Error& e) {
    ++closed;
    CHECK(e.code() == ErrorCode::closed);
  });
  connection->submit(raw_request("sent"), never, outcomes.handler());
  connection->throttle(1s);
  connection->submit(raw_request("waiting"), never, outcomes.handler());
  connection->close(Error(ErrorCode::closed));
  connection->close(Error(ErrorCode::cancelled));
  CHECK(outcomes.texts.empty());
  CHECK_FALSE(connection->is_open());
  connection->submit(raw_request("late"), never, outcomes.handler());
  CHECK(outcomes.texts.empty());
  world.settle();
  CHECK(outcomes.texts == std::vector<std::string>{"error CLOSED", "error CLOSED", "error CLOSED"});
  CHECK(outcomes.errors[0].fate() == Fate::possibly_sent);
  CHECK(outcomes.errors[1].fate() == Fate::not_sent);
  CHECK(outcomes.errors[2].fate() == Fate::not_sent);
  CHECK(closed == 1);
  CHECK(world.broker.session().ended);
  int told_late = 0;
  connection->on_close([&](const Error&) { ++told_late; });
  world.settle();
  CHECK(told_late == 1);
}

TEST_CASE("connection: closing in the middle of a response, a write and a throttle is clean") {
  for (const int state : {0, 1, 2, 3}) {
    MemoryWorld world;
    world.network->to_server.buffer = 64;
    world.network->to_client.segment = 5;
    world.broker.on(ApiKey::heartbeat, echo);
    const auto connection = world.open();
    Outcomes outcomes;
    if (state == 1) world.broker.session().stop_reading();
    if (state == 2) connection->throttle(1s);
    connection->submit(raw_request(std::string(1000, 'x')), never, outcomes.handler());
    connection->submit(raw_request(std::string(1000, 'x')), never, outcomes.handler());
    if (state != 3)
      for (int i = 0; i < 40; ++i) {
        world.context.restart();
        world.context.poll_one();
      }
    connection->close(Error(ErrorCode::closed));
    world.settle();
    CHECK(outcomes.texts.size() == 2);
  }
}

TEST_CASE("connection: a handler may submit, close and drop the connection") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  auto connection = world.open();
  std::vector<std::string> seen;
  connection->submit(raw_request("1"), never, [&](Result<Slice> r) {
    seen.emplace_back(r.value().text());
    connection->submit(raw_request("2"), never, [&](Result<Slice> second) {
      seen.emplace_back(second.value().text());
      connection->submit(raw_request("3"), never,
                         [&](Result<Slice> third) { seen.emplace_back(third ? "answered" : third.error().name()); });
      connection->close(Error(ErrorCode::closed));
      CHECK(seen.size() == 2);
      connection.reset();
    });
  });
  world.settle();
  CHECK(seen == std::vector<std::string>{"1", "2", "CLOSED"});
}

TEST_CASE("connection: submitted by handlers of one read, requests go out in one write") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  int answered = 0;
  for (int i = 0; i < 3; ++i)
    connection->submit(raw_request("a"), never, [&](Result<Slice>) {
      connection->submit(raw_request("b"), never, [&](Result<Slice> r) { answered += r ? 1 : 0; });
    });
  world.settle();
  CHECK(answered == 3);
}

TEST_CASE("connection: let go of while idle, it closes") {
  MemoryWorld world;
  auto connection = world.open();
  const std::weak_ptr<Connection> weak = connection;
  connection.reset();
  world.settle();
  CHECK(world.broker.session().ended);
  CHECK(weak.expired());
}

TEST_CASE("connection: let go of with requests in flight, it answers them, then closes") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, [&](Session& s, const Request& r) { echo(s, r); });
  auto connection = world.open();
  Outcomes outcomes;
  connection->submit(raw_request("1"), never, outcomes.handler());
  connection->submit(raw_request("2"), never, outcomes.handler());
  connection.reset();
  CHECK_FALSE(world.broker.session().ended);
  world.settle();
  CHECK(outcomes.texts == std::vector<std::string>{"1", "2"});
  CHECK(world.broker.session().ended);
}

TEST_CASE("connection: a handler that holds the last reference may drop it") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  bool called = false;
  {
    auto connection = world.open();
    Connection& raw = *connection;
    raw.submit(raw_request("1"), never, [connection = std::move(connection), &called](Result<Slice>) mutable {
      connection.reset();
      called = true;
    });
  }
  world.settle();
  CHECK(called);
  CHECK(world.broker.session().ended);
}

TEST_CASE("connection: destroyed with its executor, handlers are dropped and nothing leaks") {
  auto witness = std::make_shared<int>(0);
  {
    MemoryWorld world;
    world.broker.on(ApiKey::heartbeat, silence);
    const auto connection = world.open();
    connection->submit(raw_request("1"), never, [witness](Result<Slice>) { *witness = 1; });
    world.settle();
  }
  CHECK(*witness == 0);
  CHECK(witness.use_count() == 1);
}

TEST_CASE("connection: knows when it was last used") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  const TimePoint opened = connection->last_used();
  world.clock->advance(10s);
  CHECK(connection->last_used() == opened);
  Outcomes outcomes;
  connection->submit(raw_request("1"), never, outcomes.handler());
  CHECK(connection->last_used() == opened + 10s);
}

TEST_CASE("connection: a listener that closes at the first request after ApiVersions is suspected of wanting SASL") {
  MemoryWorld world;
  world.broker.on(ApiKey::heartbeat, [](Session& s, const Request&) { s.close(); });
  const auto connection = world.open();
  Outcomes outcomes;
  connection->submit(raw_request("1"), never, outcomes.handler());
  world.settle();
  REQUIRE(outcomes.errors.size() == 1);
  CHECK(outcomes.errors[0].code() == ErrorCode::disconnected);
  CHECK(outcomes.errors[0].hint().find("SASL_PLAINTEXT") != std::string::npos);
}
