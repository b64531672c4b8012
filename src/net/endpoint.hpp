// What a client connects to: a broker as users and metadata name it, and the numeric addresses that the name stands for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "klamm/result.hpp"

namespace klamm::net {

/// A broker as users and metadata name it.
struct Endpoint {
  std::string host;
  std::uint16_t port = 0;

  std::string to_string() const;
  /// "host:port", "[v6]:port", "tcp://host:port"-like schemes as in listeners; the error names what is wrong.
  static Result<Endpoint> parse(std::string_view text);
  auto operator<=>(const Endpoint&) const = default;
};

/// A resolved numeric address.
struct Address {
  std::string ip;
  std::uint16_t port = 0;

  std::string to_string() const;
  auto operator<=>(const Address&) const = default;
};

} // namespace klamm::net
