#include "cli/doctor/reach.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/frame/failure.hpp"

using namespace klamm::cli;
using namespace std::chrono_literals;

namespace {

/// A port of this host that nobody listens at, or somebody.
class Port {
public:
  explicit Port(bool listens) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
    if (listens) REQUIRE(::listen(fd_, 1) == 0);
    socklen_t size = sizeof at;
    REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
    number_ = std::to_string(ntohs(at.sin_port));
  }
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  ~Port() { ::close(fd_); }
  const std::string& number() const { return number_; }

private:
  int fd_;
  std::string number_;
};

} // namespace

TEST_CASE("doctor: addresses as they are written") {
  const auto is = [](const char* text, const char* host, const char* port, const char* again) {
    const HostPort at = parse_host_port(text);
    CHECK_MESSAGE(at.host == host, text);
    CHECK_MESSAGE(at.port == port, text);
    CHECK_MESSAGE(at.to_string() == again, text);
  };
  is("localhost:9092", "localhost", "9092", "localhost:9092");
  is("SASL_SSL://kafka.example:9093", "kafka.example", "9093", "kafka.example:9093");
  is("[::1]:9092", "::1", "9092", "[::1]:9092");
  for (const char* wrong : {"", "localhost", ":9092", "localhost:", "localhost:http"})
    CHECK_THROWS_AS_MESSAGE(parse_host_port(wrong), Failure, wrong);
  CHECK(parse_host_port("127.0.0.2:1").is_loopback());
  CHECK(!parse_host_port("10.0.0.1:1").is_loopback());
}

TEST_CASE("doctor: numeric addresses resolve to themselves, and names that can't be don't") {
  CHECK(resolve({"127.0.0.1", "9092"}, 60s).addresses == std::vector<std::string>{"127.0.0.1"});
  const Resolved none = resolve({"not a name", "9092"}, 60s);
  CHECK(none.addresses.empty());
  CHECK(!none.error.empty());
}

TEST_CASE("doctor: a port that listens, one that doesn't, and what was tried before") {
  const Port open(true), closed(false);
  const Connected reached = connect_to({"127.0.0.1"}, open.number(), 60s);
  CHECK(reached.address == "127.0.0.1");
  CHECK(reached.failures.empty());
  const Connected refused = connect_to({"127.0.0.1"}, closed.number(), 60s);
  CHECK(refused.address.empty());
  CHECK(refused.refused);
  REQUIRE(refused.failures.size() == 1);
  CHECK(refused.failures[0] == "127.0.0.1: Connection refused");
  const Connected second = connect_to({"127.0.0.2", "127.0.0.1"}, open.number(), 60s); // (only 127.0.0.1 was bound)
  CHECK(second.address == "127.0.0.1");
  CHECK(second.failures.size() == 1);
}
