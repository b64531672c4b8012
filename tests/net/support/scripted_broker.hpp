// A broker for tests of the network layer: speaks frames over any Transport and does what the test says with each request. Answers ApiVersions by itself
// unless told otherwise. Lives on the test's executor.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "net/frame_reader.hpp"
#include "net/transport.hpp"
#include "wire/header.hpp"
#include "wire/messages/api_versions.hpp"

namespace klamm::test {

class Session;

struct Request {
  ApiKey api_key{};
  std::int16_t version = 0;
  std::int32_t correlation_id = 0;
  std::string client_id;
  Slice frame; ///< all of it, without its size
  Slice body;
};

/// One client's connection to a scripted broker.
class Session : public std::enable_shared_from_this<Session> {
public:
  Session(std::unique_ptr<net::Transport> transport, std::function<void(Session&, const Request&)> on_request);
  void start() { read(); }

  /// A whole response: `body` behind the header that belongs to the request.
  void reply(const Request& request, ConstBytes body);
  template <class M>
  void reply_message(const Request& request, const M& message) {
    wire::Encoder out;
    wire::Codec<M>::encode(message, request.version, out);
    Slice body = std::move(out).finish().at(0);
    reply(request, body.bytes());
  }
  void reply_with_id(const Request& request, std::int32_t correlation_id, ConstBytes body);
  void send(Slice bytes);
  void send(std::string_view bytes) { send(Slice::copy_of(as_bytes(bytes))); }
  void close();
  void stop_reading() { reading_ = false; }
  void resume_reading() {
    reading_ = true;
    read();
  }

  std::vector<Request> requests; ///< all that came
  std::function<void()> on_end;
  bool ended = false;

private:
  void read();
  void on_read(Result<std::size_t> size);
  void write();

  std::shared_ptr<net::Transport> transport_;
  std::function<void(Session&, const Request&)> on_request_;
  net::FrameReader frames_{100 << 20};
  std::vector<Slice> outgoing_;
  bool writing_ = false;
  bool reading_ = true;
  bool pending_ = false;
};

class ScriptedBroker {
public:
  using Script = std::function<void(Session&, const Request&)>;

  ScriptedBroker() : shared_(std::make_shared<Shared>()) {}
  ~ScriptedBroker() { shared_->sessions.clear(); }
  ScriptedBroker(const ScriptedBroker&) = delete;
  ScriptedBroker& operator=(const ScriptedBroker&) = delete;

  /// For MemoryNetwork::listen and TcpListener::open.
  std::function<void(std::unique_ptr<net::Transport>)> acceptor();

  /// Instead of answering "not expected" by silence.
  void on(ApiKey key, Script script) { shared_->scripts[key] = std::move(script); }
  /// Called with each new session before anything is read.
  void on_connect(std::function<void(Session&)> hook) { shared_->on_connect = std::move(hook); }

  std::vector<std::shared_ptr<Session>>& sessions() { return shared_->sessions; }
  Session& session() { return *shared_->sessions.back(); }
  std::vector<Request> requests(ApiKey key) const;

  /// What ApiVersions says: every API that klamm's tests send, in all its versions.
  static wire::ApiVersionsResponse api_versions();

private:
  struct Shared {
    std::map<ApiKey, Script> scripts;
    std::function<void(Session&)> on_connect;
    std::vector<std::shared_ptr<Session>> sessions;
  };
  std::shared_ptr<Shared> shared_;
};

} // namespace klamm::test
