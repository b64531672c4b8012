// How connections come about and what is said when they don't; in memory, on a manual clock.
#include <doctest/doctest.h>

#include "klamm/build_config.hpp"
#include "net/support/worlds.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;
using namespace std::string_view_literals;

TEST_CASE("opening: the first request is ApiVersions, and says who we are (KIP-511)") {
  MemoryWorld world;
  world.settings->client_id = "orders";
  const auto connection = world.open();
  const auto asked = world.broker.requests(ApiKey::api_versions);
  REQUIRE(asked.size() == 1);
  CHECK(asked[0].version == wire::ApiVersionsRequest::versions.last);
  CHECK(asked[0].client_id == "orders");
  wire::Decoder in(asked[0].body);
  const auto request = wire::decode_all<wire::ApiVersionsRequest>(in, asked[0].version).value();
  CHECK(request.client_software_name == "klamm");
  CHECK(request.client_software_version == KLAMM_VERSION);
  CHECK(connection->api_versions().highest(ApiKey::heartbeat, {0, 3}) == 3);
  CHECK(connection->api_versions().finalized_level("transaction.version") == 2);
  CHECK(connection->node_id() == 1);
  CHECK(connection->endpoint().to_string() == "broker:9092");
  CHECK(connection->client_id() == "orders");
}

TEST_CASE("opening: a broker that refuses the version is asked in the one that it names (KIP-511)") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions, [](Session& s, const Request& r) {
    if (r.version > 2)
      return s.reply(r, as_bytes("\x00\x23\x00\x00\x00\x01\x00\x12\x00\x00\x00\x02"sv)); // 35, ApiVersions 0…2, in version 0
    s.reply_message(r, ScriptedBroker::api_versions());
  });
  const auto connection = world.open();
  const auto asked = world.broker.requests(ApiKey::api_versions);
  REQUIRE(asked.size() == 2);
  CHECK(asked[1].version == 2);
  CHECK(connection->api_versions().highest(ApiKey::heartbeat, {0, 9}) == 4);
}

TEST_CASE("opening: a broker that only says no is asked in version 0") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions, [](Session& s, const Request& r) {
    if (r.version > 0) return s.reply(r, as_bytes("\x00\x23\x00\x00\x00\x00"sv));
    s.reply_message(r, ScriptedBroker::api_versions());
  });
  world.open();
  CHECK(world.broker.requests(ApiKey::api_versions).at(1).version == 0);
}

TEST_CASE("opening: a broker that refuses every version ends in an error, not in a loop") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions, [](Session& s, const Request& r) { s.reply(r, as_bytes("\x00\x23\x00\x00\x00\x00"sv)); });
  const Error error = world.open_error();
  CHECK(error.code() == ErrorCode::unsupported_version);
  CHECK(world.broker.requests(ApiKey::api_versions).size() == 2);
}

TEST_CASE("opening: a throttle in the ApiVersions answer holds") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions, [](Session& s, const Request& r) {
    auto answer = ScriptedBroker::api_versions();
    answer.throttle_time_ms = 700;
    s.reply_message(r, answer);
  });
  const auto connection = world.open();
  CHECK(connection->throttled_until() == world.clock->now() + 700ms);
}

TEST_CASE("opening: a closed port says that nothing listens there") {
  MemoryWorld world;
  world.network->stop_listening(world.address);
  const Error error = world.open_error();
  CHECK(error.code() == ErrorCode::connect_failed);
  CHECK(error.cause() == "nothing listens at 10.0.0.1:9092 (connection refused)");
  CHECK(error.hint() == "is the broker running, and is this its port?");
  CHECK(error.context().doing == "connecting");
  CHECK(error.context().broker == "broker:9092 (node 1)");
  CHECK(error.fate() == Fate::not_sent);
  CHECK(error.retriable());
}

TEST_CASE("opening: a name without an address is named") {
  MemoryWorld world;
  const Error error = world.open_error(10s, "brocker");
  CHECK(error.code() == ErrorCode::resolve_failed);
  CHECK(error.cause().find("\"brocker\"") != std::string::npos);
}

TEST_CASE("opening: a lookup that doesn't end is given up in time") {
  MemoryWorld world;
  world.network->set_resolve_latency(1min);
  const TimePoint start = world.clock->now();
  const Error error = world.open_error(10s);
  CHECK(error.code() == ErrorCode::timed_out);
  CHECK(world.clock->now() - start == 10s);
  world.clock->advance(2min); // its late answer disturbs nobody
  CHECK(world.broker.sessions().empty());
}

TEST_CASE("opening: a host that drops packets ends in a timeout that suspects a firewall") {
  MemoryWorld world;
  world.network->set_dead(world.address, true);
  const TimePoint start = world.clock->now();
  const Error error = world.open_error(10s);
  CHECK(error.code() == ErrorCode::timed_out);
  CHECK(error.cause() == "no answer from 10.0.0.1:9092 for 10 s");
  CHECK(error.hint().find("firewall") != std::string::npos);
  CHECK(world.clock->now() - start == 10s);
}

TEST_CASE("opening: of several addresses the first dead one uses up its share only") {
  MemoryWorld world;
  const Address dead{"10.0.0.9", 9092};
  world.network->set_dead(dead, true);
  world.network->set_host("broker", {dead.ip, world.address.ip});
  const auto result = world.start_open(10s);
  const TimePoint start = world.clock->now();
  while (!*result && world.clock->advance_to_next()) {
  }
  REQUIRE(*result);
  CHECK((*result)->has_value());
  CHECK(world.clock->now() - start == 5s);
}

TEST_CASE("opening: an address that accepts and stays silent uses up its share only, too") {
  MemoryWorld world;
  const Address stopped{"10.0.0.9", 9092};
  ScriptedBroker silent;
  silent.on(ApiKey::api_versions, [](Session&, const Request&) {});
  world.network->listen(stopped, silent.acceptor());
  world.network->set_host("broker", {stopped.ip, world.address.ip});
  const auto result = world.start_open(10s);
  while (!*result && world.clock->advance_to_next()) {
  }
  REQUIRE(*result);
  CHECK((*result)->has_value());
  CHECK(silent.session().ended);
}

TEST_CASE("opening: when no address works each one's cause is told") {
  MemoryWorld world;
  const Address dead{"10.0.0.9", 9092};
  world.network->set_dead(dead, true);
  world.network->stop_listening(world.address);
  world.network->set_host("broker", {dead.ip, world.address.ip});
  const Error error = world.open_error(10s);
  CHECK(error.code() == ErrorCode::connect_failed);
  CHECK(error.cause() == "none of the 2 addresses of broker works: 10.0.0.9:9092: no answer from 10.0.0.9:9092 for 5 s; "
                         "10.0.0.1:9092: nothing listens at 10.0.0.1:9092 (connection refused)");
}

TEST_CASE("opening: an answer that shows the wrong port is not tried at other addresses") {
  MemoryWorld world;
  world.network->set_host("broker", {world.address.ip, "10.0.0.9"});
  world.broker.on_connect([](Session& s) { s.send("\x15\x03\x03\x00\x02\x02\x46"sv); });
  const Error error = world.open_error();
  CHECK(error.code() == ErrorCode::tls_expected);
  CHECK(error.cause().find("TLS alert (15 03 03 00)") != std::string::npos);
  CHECK(error.hint().find("security.protocol=SSL") != std::string::npos);
}

TEST_CASE("opening: a TLS alert in 1-byte segments followed by the end is still recognised") {
  MemoryWorld world;
  world.network->to_client.segment = 1;
  world.broker.on(ApiKey::api_versions, [](Session& s, const Request&) {
    s.send("\x15\x03\x03\x00\x02\x02\x46"sv);
    s.close();
  });
  CHECK(world.open_error().code() == ErrorCode::tls_expected);
}

TEST_CASE("opening: an HTTP server is recognised") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions,
                  [](Session& s, const Request&) { s.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"); });
  const Error error = world.open_error();
  CHECK(error.code() == ErrorCode::not_kafka);
  CHECK(error.cause().find("HTTP/1.1 400 Bad Request") != std::string::npos);
}

TEST_CASE("opening: a port that accepts and closes points at TLS and at proxies") {
  for (const bool after_request : {false, true}) {
    MemoryWorld world;
    if (after_request) world.broker.on(ApiKey::api_versions, [](Session& s, const Request&) { s.close(); });
    else world.broker.on_connect([](Session& s) { s.close(); });
    const Error error = world.open_error();
    CHECK(error.code() == ErrorCode::disconnected);
    CHECK(error.cause().find("accepted the connection, then closed it without answering the first request") != std::string::npos);
    CHECK(error.hint().find("security.protocol") != std::string::npos);
    CHECK(error.hint().find("proxy") != std::string::npos);
    CHECK(error.fate() == Fate::not_sent);
  }
}

TEST_CASE("opening: a broker that accepts and says nothing ends in a timeout that says so") {
  MemoryWorld world;
  world.broker.on(ApiKey::api_versions, [](Session&, const Request&) {});
  const Error error = world.open_error(10s);
  CHECK(error.code() == ErrorCode::timed_out);
  CHECK(error.cause() == "the port accepted the connection, but did not answer for 10 s");
  CHECK(world.broker.session().ended);
}

TEST_CASE("opening: garbage instead of ApiVersions is a protocol error") {
  for (const auto body : {"\x00"sv, "\x00\x00\xff\xff\xff"sv, "\x00\x00\x01\x00\x00\x00\x00\x00trailing"sv, ""sv}) {
    MemoryWorld world;
    world.broker.on(ApiKey::api_versions, [&](Session& s, const Request& r) { s.reply(r, as_bytes(body)); });
    CHECK(world.open_error().code() == ErrorCode::protocol_error);
    CHECK(world.broker.session().ended);
  }
}

TEST_CASE("opening: cut at every byte of the ApiVersions answer, it fails and closes") {
  MemoryWorld probe;
  probe.open();
  const std::uint64_t whole = probe.link->bytes_to_client();
  for (std::uint64_t cut = 0; cut < whole; ++cut) {
    MemoryWorld world;
    world.network->to_client.cut_after = cut;
    CHECK(world.open_error().code() == ErrorCode::disconnected);
    CHECK(world.clock->armed() == 0);
  }
}

TEST_CASE("opening: destroyed with its executor at any moment, nothing leaks") {
  for (int steps = 0; steps < 12; ++steps) {
    auto witness = std::make_shared<int>(0);
    {
      MemoryWorld world;
      Endpoint endpoint;
      endpoint.host = "broker";
      endpoint.port = 9092;
      Connection::open(world.runtime, endpoint, 1, world.settings, never, [witness](const Result<ConnectionPtr>&) {});
      for (int i = 0; i < steps; ++i) {
        world.context.restart();
        world.context.poll_one();
      }
    }
    CHECK(witness.use_count() == 1);
  }
}
