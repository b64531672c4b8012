// Whether an address can be reached at all, asked of the system without a client in between: its name, its addresses, its port.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klamm::cli {

struct HostPort {
  std::string host, port;
  bool is_loopback() const;
  std::string to_string() const;
};

/// "host:port", "[::1]:9092", also with "PLAINTEXT://" before it. Throws Failure.
HostPort parse_host_port(std::string_view text);

struct Resolved {
  std::vector<std::string> addresses; ///< numeric, each once
  std::string error;                  ///< why there are none
};
/// Asks the system's resolver, for so long at most.
Resolved resolve(const HostPort& at, std::chrono::milliseconds limit);

struct Connected {
  std::string address; ///< the one that took the connection; empty: none
  std::chrono::microseconds took{0};
  std::vector<std::string> failures; ///< "::1: connection refused", in the order they were tried
  bool refused = false;              ///< every failure was a refusal: the host is there, and nothing listens
};
/// Tries one address after the other, each for so long at most.
Connected connect_to(const std::vector<std::string>& addresses, const std::string& port, std::chrono::milliseconds limit);

} // namespace klamm::cli
