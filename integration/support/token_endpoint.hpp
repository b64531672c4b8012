// Tokens for OAUTHBEARER as the secured broker takes them, and an identity provider that gives them out.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "support/secured.hpp"
#include "test_paths.hpp"

namespace klamm::test {

inline std::string signed_token() {
  std::string token = run(std::string(KLAMM_MAKE_JWT) + " " + secret("jwt.key") + " alice");
  while (!token.empty() && token.back() == '\n') token.pop_back();
  return token;
}

/// An identity provider on loopback: answers each request with the same JSON.
class TokenEndpoint {
public:
  explicit TokenEndpoint(std::string json) : json_(std::move(json)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 10) == 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int peer; (peer = ::accept(socket_, nullptr, nullptr)) >= 0;) serve(peer);
    });
  }
  TokenEndpoint(const TokenEndpoint&) = delete;
  TokenEndpoint& operator=(const TokenEndpoint&) = delete;
  ~TokenEndpoint() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/token"; }
  std::atomic<int> asked{0};

private:
  void serve(int peer) {
    std::string request;
    char block[4096];
    while (request.find("grant_type=") == std::string::npos) {
      const ssize_t n = ::read(peer, block, sizeof block);
      if (n <= 0) break;
      request.append(block, static_cast<std::size_t>(n));
    }
    ++asked;
    const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(json_.size()) + "\r\n\r\n" + json_;
    CHECK(::write(peer, response.data(), response.size()) == static_cast<ssize_t>(response.size()));
    ::close(peer);
  }

  std::string json_;
  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

} // namespace klamm::test
