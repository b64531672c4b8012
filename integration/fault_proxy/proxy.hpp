// A proxy in front of Kafka's brokers that spoils what passes: late, slow, byte by byte, cut, swallowed, held. One port for each broker; answers name these
// ports. Plaintext only. One thread: the io_context's.
#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "fault_proxy/addresses.hpp"

namespace klamm::fault_proxy {

/// What happens to one direction of a broker's connections.
struct Spoiled {
  bool swallows = false;          ///< nothing arrives any more (half-open)
  std::set<ApiKey> drops{};       ///< a frame of these is lost, and what follows it on its connection
  std::set<ApiKey> holds{};       ///< a frame of these waits, and what follows it, until all is well
  std::optional<std::size_t> cut; ///< the connection breaks behind so many more bytes
};

/// What happens to a broker's connections, those that are and those to come.
struct Faults {
  std::chrono::milliseconds delay{0}, jitter{0};
  std::size_t bytes_per_second = 0; ///< 0: no limit
  bool bytewise = false;            ///< the first 256 bytes of each frame come in segments of one byte
  bool refuses = false;             ///< new connections are closed at once
  Spoiled requests{}, answers{};
};

class Link;

class Proxy {
public:
  /// `brokers`: host:port as they advertise themselves.
  Proxy(asio::io_context& context, const std::vector<std::string>& brokers, std::uint64_t seed);
  ~Proxy();

  /// One for each broker, in their order.
  std::vector<std::string> addresses() const;
  Faults& faults(std::size_t broker) { return fronts_[broker]->faults; }
  std::size_t size() const noexcept { return fronts_.size(); }
  /// Breaks a broker's connections.
  void cut(std::size_t broker);
  /// No faults; connections from which something is missing are broken.
  void heal(std::size_t broker);

private:
  friend class Link;
  struct Front {
    asio::ip::tcp::acceptor acceptor;
    asio::ip::tcp::endpoint broker;
    Faults faults{};
    std::list<std::weak_ptr<Link>> links{};
  };
  void accept(Front& front);

  asio::io_context& context_;
  Addresses addresses_;
  std::vector<std::unique_ptr<Front>> fronts_;
  std::mt19937_64 random_;
};

} // namespace klamm::fault_proxy
