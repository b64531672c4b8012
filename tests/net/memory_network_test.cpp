#include "net/memory_network.hpp"

#include <doctest/doctest.h>

#include <array>

#include "net/support/worlds.hpp"

using namespace klamm;
using namespace klamm::net;
using namespace klamm::test;

namespace {

struct Pair {
  asio::io_context context{1};
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>([this] { settle(); });
  std::shared_ptr<MemoryNetwork> network = std::make_shared<MemoryNetwork>(context.get_executor(), clock);
  std::unique_ptr<Transport> client, server;
  std::shared_ptr<Link> link;
  std::array<std::byte, 1000> buffer{};

  void settle() {
    context.restart();
    context.poll();
  }
  void connect() {
    network->on_link([this](const std::shared_ptr<Link>& l) { link = l; });
    network->listen({"10.0.0.1", 1}, [this](std::unique_ptr<Transport> t) { server = std::move(t); });
    network->connect({"10.0.0.1", 1}, {}, never, [this](Result<std::unique_ptr<Transport>> t) { client = std::move(t).value(); });
    clock->advance(0s);
    while (!server && clock->advance_to_next()) {
    }
  }
  std::string read(Transport& from) {
    const auto text = std::make_shared<std::string>("(nothing)"); // the read may outlive this call
    from.read_some(buffer, [this, text](Result<std::size_t> size) {
      *text = size ? std::string(as_text(ConstBytes(buffer).first(*size))) : std::string(size.error().name());
    });
    settle();
    return *text;
  }
};

std::vector<Slice> pieces(std::string_view text) { return {Slice::copy_of(as_bytes(text))}; }
const auto ignore = [](const Result<void>&) {};

} // namespace

TEST_CASE("memory network: bytes arrive in order, then the end") {
  Pair pair;
  pair.connect();
  CHECK(pair.client->write(pieces("hello "), ignore));
  CHECK(pair.client->write(pieces("world"), ignore));
  CHECK(pair.read(*pair.server) == "hello world");
  CHECK(pair.server->write(pieces("bye"), ignore));
  pair.server->close();
  CHECK(pair.read(*pair.client) == "bye");
  CHECK(pair.read(*pair.client) == "DISCONNECTED");
  std::optional<Result<void>> written;
  CHECK_FALSE(pair.client->write(pieces("x"), [&](Result<void> r) { written = std::move(r); }));
  pair.settle();
  CHECK(written.value().error().code() == ErrorCode::disconnected);
}

TEST_CASE("memory network: bytes take the link's latency") {
  Pair pair;
  pair.network->to_server.latency = 20ms;
  pair.connect();
  const TimePoint sent = pair.clock->now();
  CHECK(pair.client->write(pieces("x"), ignore));
  TimePoint arrived = never;
  pair.server->read_some(pair.buffer, [&](const Result<std::size_t>&) { arrived = pair.clock->now(); });
  pair.settle();
  CHECK(arrived == never);
  pair.clock->advance(1s);
  CHECK(arrived - sent == 20ms);
}

TEST_CASE("memory network: a full buffer makes the writer wait") {
  Pair pair;
  pair.network->to_server.buffer = 4;
  pair.connect();
  bool written = false;
  CHECK_FALSE(pair.client->write(pieces("0123456789"), [&](const Result<void>& r) { written = r.has_value(); }));
  pair.settle();
  CHECK_FALSE(written);
  CHECK(pair.read(*pair.server) == "0123");
  CHECK(pair.read(*pair.server) == "4567");
  CHECK(pair.read(*pair.server) == "89");
  CHECK(written);
}

TEST_CASE("memory network: a closed end cancels its own read and breaks the other's write") {
  Pair pair;
  pair.connect();
  std::string told;
  pair.client->read_some(pair.buffer, [&](const Result<std::size_t>& r) { told = r.error().name(); });
  pair.client->close();
  CHECK(told.empty());
  pair.settle();
  CHECK(told == "CANCELLED");
  CHECK(pair.read(*pair.server) == "DISCONNECTED");
}

TEST_CASE("memory network: a cut breaks both sides and loses what was on the way") {
  Pair pair;
  pair.connect();
  CHECK(pair.client->write(pieces("lost"), ignore));
  pair.link->cut();
  CHECK(pair.read(*pair.server) == "DISCONNECTED");
  CHECK(pair.read(*pair.client) == "DISCONNECTED");
}

TEST_CASE("memory network: half-open, bytes are taken and never arrive") {
  Pair pair;
  pair.connect();
  pair.link->to_server.lost = true;
  CHECK(pair.client->write(pieces("gone"), ignore));
  CHECK(pair.read(*pair.server) == "(nothing)");
  CHECK(pair.link->bytes_to_server() == 4);
  pair.server.reset(); // its read is still waiting
  pair.settle();
}

TEST_CASE("memory network: a held link delivers nothing until it is released, and then everything") {
  Pair pair;
  pair.connect();
  pair.link->hold();
  CHECK(pair.client->write(pieces("late"), ignore));
  CHECK(pair.read(*pair.server) == "(nothing)");
  pair.clock->advance(1h);
  CHECK(pair.link->bytes_to_server() == 4);
  pair.link->release();
  CHECK(pair.read(*pair.server) == "late");
}

TEST_CASE("memory network: who is frozen takes connections, and answers when he thaws") {
  Pair pair;
  pair.network->set_frozen({"10.0.0.1", 1}, true);
  pair.connect();
  REQUIRE(pair.client);
  CHECK(pair.client->write(pieces("hello"), ignore));
  CHECK(pair.read(*pair.server) == "(nothing)");
  pair.network->set_frozen({"10.0.0.1", 1}, false);
  CHECK(pair.read(*pair.server) == "hello");
}

TEST_CASE("memory network: bytes on a slow line come one after the other") {
  Pair pair;
  pair.connect();
  pair.link->to_server.bytes_per_second = 10;
  CHECK(pair.client->write(pieces("ten bytes."), ignore));
  CHECK(pair.client->write(pieces("and five"), ignore));
  pair.clock->advance(999ms);
  CHECK(pair.read(*pair.server) == "(nothing)");
  pair.clock->advance(1ms);
  CHECK(pair.buffer[0] == std::byte{'t'});
  pair.clock->advance(800ms);
  CHECK(pair.read(*pair.server) == "and five");
}

TEST_CASE("memory network: jitter delays bytes, and does not change their order") {
  Pair pair;
  pair.connect();
  pair.link->to_server.jitter = 1s;
  for (const char* byte : {"a", "b", "c", "d"}) CHECK(pair.client->write(pieces(byte), ignore));
  std::string text;
  for (pair.clock->advance(1s); text.size() < 4;) text += pair.read(*pair.server);
  CHECK(text == "abcd");
}
