// One client's connection through the proxy to a broker: frames are read whole, spoiled as the broker's Faults say, and written on.
#pragma once

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <deque>
#include <map>
#include <memory>

#include "fault_proxy/proxy.hpp"

namespace klamm::fault_proxy {

class Link : public std::enable_shared_from_this<Link> {
public:
  Link(Proxy& proxy, Faults& faults, asio::ip::tcp::socket client);

  void connect(const asio::ip::tcp::endpoint& broker);
  void close();
  /// What was held goes on; a connection from which something is missing breaks.
  void heal();

private:
  using Clock = std::chrono::steady_clock;
  struct Chunk {
    Clock::time_point due;
    std::string bytes;
    std::size_t written = 0;
  };
  struct Direction {
    Direction(asio::ip::tcp::socket& in, asio::ip::tcp::socket& out, Spoiled& how)
        : from(in), to(out), spoiled(how), timer(in.get_executor()) {}
    asio::ip::tcp::socket& from;
    asio::ip::tcp::socket& to;
    Spoiled& spoiled;
    asio::steady_timer timer;
    unsigned char size[4]{};
    std::string frame{};
    std::deque<Chunk> queue{};
    std::size_t queued = 0; ///< bytes; above a limit nothing is read
    bool busy = false, holds = false, misses = false, full = false;
  };
  struct Asked {
    ApiKey api;
    std::int16_t version;
  };

  void read(Direction& direction);
  void on_frame(Direction& direction);
  void pump(Direction& direction);
  void write(Direction& direction);
  /// What of the chunk goes out at once.
  std::size_t piece(const Chunk& chunk) const;

  Proxy& proxy_;
  Faults& faults_;
  asio::ip::tcp::socket client_, broker_;
  Direction requests_, answers_;
  std::map<std::int32_t, Asked> asked_;
};

} // namespace klamm::fault_proxy
