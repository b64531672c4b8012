#include "mock/session.hpp"

#include "mock/server.hpp"

namespace klamm::mock {
namespace {

constexpr std::size_t largest_request = 100 << 20; // socket.request.max.bytes

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
  while (transport_ && !waiting_ && !requests_.empty()) {
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
  if (peek.failed()) return close();
  bool served = false;
  ServedRequests::for_each([&]<class Request>() {
    if (served || Request::api_key != api) return;
    served = true;
    wire::Decoder in(frame);
    const bool known = wire::stable_versions<Request>().contains(version);
    const wire::RequestHeader header =
        wire::decode_request_header(in, wire::request_header_version(known && Request::flexible.contains(version)));
    if (in.failed()) return close();
    server_.state().count(api);
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
  Asked asked{node_, version, server_.begin_request(), {header.client_id.value_or(""), "/127.0.0.1"}};
  if (const ErrorCode refused = server_.state().take_failure(header.api_key); refused != ErrorCode::none) {
    if (!is_answered(*request)) return close();
    return send(header, refuse(*request, version, refused), version);
  }
  if constexpr (requires { server_.apis().answer(*request, asked).has_value(); }) {
    auto look = [this, frame, header, request = std::move(*request), asked]() mutable {
      asked.now = server_.runtime().now();
      const auto response = server_.apis().answer(request, asked);
      if (response) send(header, *response, header.api_version);
      else wait(asked.look_again);
      return response.has_value();
    };
    if (!look()) waiting_ = std::move(look);
  } else {
    const auto response = server_.apis().answer(*request, asked);
    if (is_answered(*request)) send(header, response, version);
  }
  server_.end_request(header.api_key);
}

void Session::wait(TimePoint until) {
  if (until == never) return;
  timer_->wait_until(until, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->retry();
  });
}

void Session::retry() {
  if (!waiting_) return;
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
  write_next();
}

void Session::write_next() {
  while (transport_ && !writing_ && !answers_.empty()) {
    auto pieces = std::move(answers_.front());
    answers_.pop_front();
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
}

} // namespace klamm::mock
