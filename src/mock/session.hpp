// One connection of an embedded broker: requests are answered one after the other, as Kafka does. A fetch that finds too little waits, and what comes
// behind it waits too. Lives on the mock's executor; ends with its transport or with its Server.
#pragma once

#include <deque>
#include <memory>
#include <optional>

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
  /// Logs or leaders have changed: a waiting fetch may find enough now.
  void retry();

private:
  /// A fetch until it has `min_bytes`, or its time is over.
  struct WaitingFetch {
    Slice frame;
    wire::RequestHeader header;
    wire::FetchRequest request;
    TimePoint deadline;
  };

  void read();
  void serve_all();
  void serve(const Slice& frame);
  template <class Request>
  void serve_as(const Slice& frame, wire::Decoder& in, const wire::RequestHeader& header);
  void begin_fetch(const Slice& frame, const wire::RequestHeader& header, wire::FetchRequest request);
  void try_fetch();
  template <class Response>
  void send(const wire::RequestHeader& header, const Response& response, std::int16_t version);
  void write_next();

  Server& server_;
  const NodeId node_;
  std::shared_ptr<net::Transport> transport_; // shared: a write's handler may close it
  net::FrameReader frames_;
  std::deque<Slice> requests_;
  std::deque<std::vector<Slice>> answers_;
  bool writing_ = false;
  std::optional<WaitingFetch> fetch_;
  std::unique_ptr<net::Timer> timer_;
};

} // namespace klamm::mock
