// One connection of an embedded broker: requests are answered one after the other, as Kafka does. A fetch that finds too little waits, a JoinGroup waits for
// other members, and what comes behind them waits too. Lives on the mock's executor; ends with its transport or with its Server.
#pragma once

#include <deque>
#include <memory>
#include <optional>

#include "base/unique_function.hpp"
#include "mock/apis.hpp"
#include "net/frame_reader.hpp"
#include "net/runtime.hpp"
#include "wire/header.hpp"

namespace klamm::mock {

class Server;

class Session : public std::enable_shared_from_this<Session> {
public:
  Session(Server& server, NodeId node, std::unique_ptr<net::Transport> transport);

  void start() { read(); }
  void close();
  bool is_open() const noexcept { return transport_ != nullptr; }
  /// Something has changed: a request that waits may be answered now.
  void retry();

private:
  void read();
  void serve_all();
  void serve(const Slice& frame);
  template <class Request>
  void serve_as(const Slice& frame, wire::Decoder& in, const wire::RequestHeader& header);
  void wait(TimePoint until);
  template <class Response>
  void send(const wire::RequestHeader& header, const Response& response, std::int16_t version);
  template <class Response>
  void finish(const wire::RequestHeader& header, Response& response, const Order& order);
  void write_next();

  Server& server_;
  const NodeId node_;
  std::shared_ptr<net::Transport> transport_; // shared: a write's handler may close it
  net::FrameReader frames_;
  Login login_;
  std::deque<Slice> requests_;
  std::deque<std::vector<Slice>> answers_;
  bool writing_ = false;
  // what a test has ordered:
  bool silent_ = false;                   ///< nothing is answered any more
  std::optional<std::size_t> most_bytes_; ///< the connection ends behind so many bytes of the last answer
  TimePoint quiet_until_{};               ///< nothing is read before (KIP-219)
  UniqueFunction<bool()> waiting_;        ///< looks whether the current request can be answered now, and answers it
  std::unique_ptr<net::Timer> timer_;
};

} // namespace klamm::mock
