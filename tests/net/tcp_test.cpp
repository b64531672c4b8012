// Connections over real sockets on loopback.
#include <asio/ip/tcp.hpp>
#include <dirent.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "net/name_lookup.hpp"
#include "net/request.hpp"
#include "net/support/worlds.hpp"
#include "wire/messages/heartbeat.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

std::size_t entries(const char* folder) {
  std::size_t count = 0;
  DIR* dir = opendir(folder);
  while (readdir(dir)) ++count;
  closedir(dir);
  return count - 2;
}
std::size_t threads() {
  static const bool first = (std::thread([] {}).join(), true); // ThreadSanitizer starts a thread of its own with the first
  return first ? entries("/proc/self/task") : 0;
}

/// One request whose body is all `parts`, each referenced as a batch would be.
EncodedRequest request_of(const std::vector<std::string>& parts) {
  wire::Encoder out;
  out.integer(std::int32_t{0});
  wire::RequestHeader header;
  header.api_key = ApiKey::heartbeat;
  wire::encode(header, 1, out);
  for (const std::string& part : parts) out.external(Slice::copy_of(as_bytes(part)));
  out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
  EncodedRequest request;
  request.api_key = ApiKey::heartbeat;
  request.pieces = std::move(out).finish();
  return request;
}

void echo(Session& session, const Request& request) { session.reply(request, request.body.bytes()); }

} // namespace

TEST_CASE("tcp: ten thousand requests are pipelined over loopback, without another thread") {
  const std::size_t before = threads();
  TcpWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  int answered = 0;
  for (int i = 0; i < 10'000; ++i)
    connection->submit(raw_request(std::to_string(i)), world.runtime->now() + 20s, [&answered, i](Result<Slice> r) {
      CHECK(r.value().text() == std::to_string(i));
      answered += answered == i;
    });
  CHECK(world.run_until([&] { return answered == 10'000; }));
  CHECK(threads() == before);
}

TEST_CASE("tcp: big requests of many pieces and big responses pass unharmed") {
  TcpWorld world;
  world.broker.on(ApiKey::heartbeat, echo);
  const auto connection = world.open();
  std::vector<std::string> parts; // more than one sendmsg takes, more bytes than the socket's buffers
  for (int i = 0; i < 500; ++i) parts.emplace_back(20'000 + static_cast<std::size_t>(i), static_cast<char>('a' + i % 26));
  std::string expected;
  for (const std::string& part : parts) expected += part;
  std::string got;
  connection->submit(request_of(parts), never, [&](Result<Slice> r) { got = r.value().text(); });
  int small = 0;
  connection->submit(raw_request("behind"), never, [&](Result<Slice> r) { small += r.value().text() == "behind"; });
  CHECK(world.run_until([&] { return small == 1; }));
  CHECK(got == expected);
}

TEST_CASE("tcp: a refused port says that nothing listens there") {
  TcpWorld world;
  const std::uint16_t port = world.port();
  world.listener.reset();
  const auto result = world.open("127.0.0.1", port);
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::connect_failed);
  CHECK(result.error().cause() == "nothing listens at 127.0.0.1:" + std::to_string(port) + " (connection refused)");
  CHECK(result.error().context().broker == "127.0.0.1:" + std::to_string(port) + " (bootstrap)");
}

TEST_CASE("tcp: localhost is looked up, all its addresses are tried, and no thread stays") {
  const std::size_t before = threads();
  TcpWorld world; // listens on 127.0.0.1 only; localhost may be ::1 first
  const auto result = world.open("localhost", world.port());
  REQUIRE(result);
  CHECK((*result)->is_open());
  CHECK(world.run_until([&] { return threads() == before; }));
}

TEST_CASE("tcp: a name that does not exist is named") {
  TcpWorld world;
  const auto result = world.open("no-such-broker.invalid", 9092, 10s);
  REQUIRE_FALSE(result);
  CHECK((result.error().code() == ErrorCode::resolve_failed || result.error().code() == ErrorCode::timed_out)); // a slow name server
  CHECK(result.error().cause().find("\"no-such-broker.invalid\"") != std::string::npos);
}

TEST_CASE("tcp: the context may be destroyed while a name is being looked up") {
  auto witness = std::make_shared<int>(0);
  {
    asio::io_context context{1};
    look_up_name(context.get_executor(), "no-such-broker-2.invalid", [witness](const Result<std::vector<std::string>>&) { *witness = 1; });
  }
  CHECK(*witness == 0);
  CHECK(witness.use_count() == 1);
}

TEST_CASE("tcp: many lookups at once use few threads and all end") {
  const std::size_t before = threads();
  asio::io_context context{1};
  int done = 0;
  for (int i = 0; i < 40; ++i)
    look_up_name(context.get_executor(), "localhost", [&](const Result<std::vector<std::string>>& r) { done += r ? 1 : 0; });
  CHECK(threads() <= before + 4);
  context.run();
  CHECK(done == 40);
}

TEST_CASE("tcp: a peer that resets makes a retriable disconnect, not a signal") {
  TcpWorld world;
  int ended = 0;
  world.broker.on(ApiKey::heartbeat, [](Session& s, const Request&) { s.close(); });
  const auto connection = world.open();
  for (int i = 0; i < 3; ++i)
    connection->submit(raw_request("x"), never, [&](Result<Slice> r) {
      CHECK(r.error().code() == ErrorCode::disconnected);
      ++ended;
    });
  CHECK(world.run_until([&] { return ended == 3; }));
  connection->submit(raw_request("x"), never, [&](Result<Slice> r) {
    CHECK(r.error().fate() == Fate::not_sent);
    ++ended;
  });
  CHECK(world.run_until([&] { return ended == 4; }));
}

TEST_CASE("tcp: a peer that stops reading makes the request time out, in time") {
  TcpWorld world;
  const auto connection = world.open();
  world.broker.session().stop_reading();
  std::optional<Error> error;
  EncodedRequest request = request_of(std::vector<std::string>(200, std::string(100'000, 'x')));
  const TimePoint start = world.runtime->now();
  connection->submit(std::move(request), start + 200ms, [&](Result<Slice> r) { error = r.error(); });
  CHECK(world.run_until([&] { return error.has_value(); }));
  CHECK(error->code() == ErrorCode::timed_out);
  CHECK(world.runtime->now() - start < 2s);
}

TEST_CASE("tcp: an address that drops packets ends in a timeout") {
  // A listener whose queue is full drops further SYNs: the closest to a firewall that loopback has.
  asio::io_context other;
  asio::ip::tcp::acceptor full(other, {asio::ip::make_address("127.0.0.1"), 0}, false);
  full.listen(0);
  std::vector<int> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    const auto to = full.local_endpoint();
    connect(fillers.back(), to.data(), static_cast<socklen_t>(to.size()));
  }
  TcpWorld world;
  const TimePoint start = world.runtime->now();
  const auto result = world.open("127.0.0.1", full.local_endpoint().port(), 300ms);
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::timed_out);
  CHECK(world.runtime->now() - start < 2s);
  CHECK(world.runtime->now() - start >= 300ms);
  for (const int filler : fillers) close(filler);
}

TEST_CASE("tcp: without a file descriptor left connecting fails with what to do, and works again later") {
  TcpWorld world;
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const int next = fcntl(0, F_DUPFD, 0); // the lowest that is free
  close(next);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(next);
  setrlimit(RLIMIT_NOFILE, &none);
  const auto result = world.open("127.0.0.1", world.port());
  setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE_FALSE(result);
  CHECK(result.error().code() == ErrorCode::connect_failed);
  CHECK(result.error().retriable());
  CHECK(result.error().hint().find("ulimit -n") != std::string::npos);
  CHECK(world.open("127.0.0.1", world.port()).has_value());
}

TEST_CASE("tcp: closed and destroyed in each state, nothing leaks and nothing is called twice") {
  for (int steps = 0; steps < 30; ++steps) {
    TcpWorld world;
    world.broker.on(ApiKey::heartbeat, echo);
    int told = 0;
    ConnectionPtr connection;
    Endpoint endpoint;
    endpoint.host = "127.0.0.1";
    endpoint.port = world.port();
    Connection::open(world.runtime, endpoint, 1, world.settings, world.runtime->now() + 5s, [&](Result<ConnectionPtr> c) {
      connection = std::move(c).value();
      for (int i = 0; i < 3; ++i) connection->submit(raw_request("x"), never, [&](const Result<Slice>&) { ++told; });
    });
    for (int i = 0; i < steps; ++i) world.context.run_one_for(5ms);
    const bool opened = connection != nullptr;
    if (opened && steps % 2 == 0) connection->close(Error(ErrorCode::closed));
    if (opened && steps % 3 == 0) {
      CHECK(world.run_until([&] { return told == 3; }));
      CHECK(told == 3);
    }
  }
}

TEST_CASE("tcp: typed requests work over real sockets") {
  TcpWorld world;
  world.broker.on(ApiKey::heartbeat, [](Session& s, const Request& r) { s.reply_message(r, wire::HeartbeatResponse{}); });
  const auto connection = world.open();
  wire::HeartbeatRequest request;
  request.group_id = "g";
  bool answered = false;
  send<wire::HeartbeatRequest>(*connection, request, world.runtime->now() + 5s, [&](const auto& reply) { answered = reply.has_value(); });
  CHECK(world.run_until([&] { return answered; }));
}
