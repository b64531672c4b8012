#include "mock/session.hpp"

#include <sstream>

#include "mock/server.hpp"

namespace klamm::mock {
namespace {

constexpr std::size_t largest_request = 100 << 20; // socket.request.max.bytes

/// Leaves the first `bytes`.
void cut(std::vector<Slice>& pieces, std::size_t bytes) {
  for (Slice& piece : pieces) {
    piece = piece.sub(0, std::min(bytes, piece.size()));
    bytes -= piece.size();
  }
  std::erase_if(pieces, [](const Slice& piece) { return piece.empty(); });
}

template <class Request>
bool is_answered(const Request& request) {
  if constexpr (std::is_same_v<Request, wire::ProduceRequest>) return request.acks != 0;
  return true;
}

} // namespace

Session::Session(Server& server, NodeId node, std::unique_ptr<net::Transport> transport)
    : server_(server),
      node_(node),
      transport_(std::move(transport)),
      frames_(largest_request),
      login_(server.state().security),
      timer_(server.runtime().clock->make_timer()) {}

void Session::close() {
  if (const auto closed = std::exchange(transport_, nullptr)) closed->close();
  timer_->cancel();
  waiting_ = nullptr;
  requests_.clear();
  answers_.clear();
}

void Session::read() {
  if (!transport_) return;
  transport_->read_some(frames_.space(), [weak = weak_from_this()](Result<std::size_t> size) {
    const auto self = weak.lock();
    if (!self || !self->transport_) return;
    if (!size) return self->close();
    self->frames_.filled(*size);
    for (;;) {
      auto frame = self->frames_.next();
      if (!frame) return self->close();
      if (!*frame) break;
      self->requests_.push_back(std::move(**frame));
    }
    self->serve_all();
    self->read();
  });
}

void Session::serve_all() {
  if (silent_) requests_.clear();
  if (quiet_until_ > server_.runtime().now()) return wait(quiet_until_);
  while (transport_ && !waiting_ && !server_.is_frozen(node_) && !requests_.empty()) {
    const Slice frame = std::move(requests_.front());
    requests_.pop_front();
    serve(frame);
  }
}

// As Kafka: what can't be understood ends the connection, except for ApiVersions in a version to come.
void Session::serve(const Slice& frame) {
  wire::Decoder peek(frame);
  const auto api = static_cast<ApiKey>(peek.integer<std::int16_t>());
  const auto version = peek.integer<std::int16_t>();
  if (peek.failed() || !login_.admits(api, server_.runtime().now())) return close();
  bool served = false;
  ServedRequests::for_each([&]<class Request>() {
    if (served || Request::api_key != api) return;
    served = true;
    wire::Decoder in(frame);
    if (server_.state().served<Request>().empty()) return close();
    const bool known = server_.state().served<Request>().contains(version);
    const wire::RequestHeader header =
        wire::decode_request_header(in, wire::request_header_version(known && Request::flexible.contains(version)));
    if (in.failed()) return close();
    server_.state().request_log.count(api, node_);
    if (known) return serve_as<Request>(frame, in, header);
    if constexpr (std::is_same_v<Request, wire::ApiVersionsRequest>) send(header, server_.apis().answer(Request{}, {node_, version}), 0);
    else close();
  });
  if (!served) close();
}

template <class Request>
void Session::serve_as(const Slice& frame, wire::Decoder& in, const wire::RequestHeader& header) {
  auto request = wire::decode_all<Request>(in, header.api_version);
  if (!request) {
    server_.runtime().log(LogLevel::warning, "mock", [&request] { return request.error().message(); });
    return close();
  }
  const std::int16_t version = header.api_version;
  if (server_.state().request_log.keeps()) {
    std::ostringstream text;
    wire::Codec<Request>::print(*request, version, text);
    server_.state().request_log.add({header.api_key, version, node_, std::string(header.client_id.value_or("")), text.str()});
  }
  const Order order = server_.state().orders.take(header.api_key, node_);
  if (order.kind == Order::Kind::drop) {
    silent_ = true;
    return;
  }
  if (order.kind == Order::Kind::reply) {
    if (!is_answered(*request)) return close();
    return send(header, refuse(*request, version, order.error), version);
  }
  if (order.kind == Order::Kind::hold) server_.state().orders.hold(order.hold);
  const TimePoint now = server_.begin_request();
  const TimePoint not_before = order.kind == Order::Kind::delay ? after(now, order.wait) : now;
  auto look = [this, frame, header, request = std::move(*request), order, not_before, begun = false,
               asked = Asked{node_, version, now, {header.client_id.value_or(""), "/127.0.0.1"}}]() mutable {
    asked.now = server_.begin_request();
    asked.login = &login_;
    if (asked.now < not_before || server_.state().orders.is_held(order.hold)) {
      wait(asked.now < not_before ? not_before : never);
      return false;
    }
    auto response = server_.apis().answer(request, asked);
    if (!std::exchange(begun, true)) server_.end_request(header.api_key);
    const auto answered_late = [&] {
      if (order.kind != Order::Kind::reply_late || !is_answered(request)) return false;
      send(header, refuse(request, header.api_version, order.error), header.api_version);
      return true;
    };
    if constexpr (requires { response.has_value(); }) {
      if (!response) {
        wait(asked.look_again);
        return false;
      }
      if (answered_late()) return true;
      if (is_answered(request)) finish(header, *response, order);
    } else {
      if (answered_late()) return true;
      if (is_answered(request)) finish(header, response, order);
    }
    return true;
  };
  if (!look() && transport_) waiting_ = std::move(look);
}

template <class Response>
void Session::finish(const wire::RequestHeader& header, Response& response, const Order& order) {
  if (order.kind == Order::Kind::drop_answer) {
    silent_ = true;
    return;
  }
  if (order.kind == Order::Kind::close_after) {
    most_bytes_ = order.bytes;
    silent_ = true;
  }
  if constexpr (requires { response.throttle_time_ms; }) {
    if (order.kind == Order::Kind::throttle) {
      response.throttle_time_ms = static_cast<std::int32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(order.wait).count());
      quiet_until_ = after(server_.runtime().now(), order.wait);
    }
  }
  send(header, response, header.api_version);
}

void Session::wait(TimePoint until) {
  if (until == never) return;
  timer_->wait_until(until, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->retry();
  });
}

void Session::retry() {
  if (server_.is_frozen(node_)) return;
  if (!waiting_) return serve_all();
  auto look = std::exchange(waiting_, nullptr);
  if (!look()) {
    if (transport_) waiting_ = std::move(look);
    return;
  }
  timer_->cancel();
  serve_all();
}

template <class Response>
void Session::send(const wire::RequestHeader& header, const Response& response, std::int16_t version) {
  wire::Encoder out;
  out.integer(std::int32_t{0});
  wire::encode_response_header(header.correlation_id, wire::response_header_version(header.api_key, Response::flexible.contains(version)),
                               out);
  wire::Codec<Response>::encode(response, version, out);
  if (!out.failure().empty()) {
    server_.runtime().log(LogLevel::error, "mock", [&out] { return std::string(out.failure()); });
    return close();
  }
  out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
  answers_.push_back(std::move(out).finish());
  if (most_bytes_) cut(answers_.back(), *most_bytes_);
  write_next();
}

void Session::write_next() {
  while (transport_ && !writing_ && !answers_.empty()) {
    auto pieces = std::move(answers_.front());
    answers_.pop_front();
    if (pieces.empty()) continue;
    writing_ = true;
    const auto transport = transport_;
    const bool written = transport->write(std::move(pieces), [weak = weak_from_this()](const Result<void>& result) {
      const auto self = weak.lock();
      if (!self) return;
      self->writing_ = false;
      if (!result) return self->close();
      self->write_next();
    });
    if (written) writing_ = false;
  }
  if ((most_bytes_ || login_.is_over()) && !writing_ && answers_.empty()) close();
}

} // namespace klamm::mock
