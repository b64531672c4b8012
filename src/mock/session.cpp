#include "mock/session.hpp"

#include "mock/server.hpp"

namespace klamm::mock {
namespace {

constexpr std::size_t largest_request = 100 << 20; // socket.request.max.bytes

bool is_enough(const wire::FetchResponse& response, std::int32_t min_bytes) {
  std::size_t size = 0;
  for (const auto& topic : response.topics) {
    for (const auto& partition : topic.partitions) {
      if (partition.error_code != ErrorCode::none || partition.diverging_epoch.epoch >= 0) return true;
      size += partition.records->size();
    }
  }
  return static_cast<std::int64_t>(size) >= min_bytes;
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
  fetch_.reset();
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
  while (transport_ && !fetch_ && !requests_.empty()) {
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
  if constexpr (std::is_same_v<Request, wire::FetchRequest>) {
    begin_fetch(frame, header, std::move(*request));
  } else {
    const auto response = server_.apis().answer(*request, {node_, header.api_version});
    if constexpr (std::is_same_v<Request, wire::ProduceRequest>) {
      server_.changed();
      if (request->acks == 0) return;
    }
    send(header, response, header.api_version);
  }
}

void Session::begin_fetch(const Slice& frame, const wire::RequestHeader& header, wire::FetchRequest request) {
  const TimePoint deadline = after(server_.runtime().now(), std::chrono::milliseconds(std::max(request.max_wait_ms, 0)));
  fetch_.emplace(WaitingFetch{frame, header, std::move(request), deadline});
  try_fetch();
}

void Session::try_fetch() {
  const auto response = server_.apis().answer(fetch_->request, {node_, fetch_->header.api_version});
  if (is_enough(response, fetch_->request.min_bytes) || server_.runtime().now() >= fetch_->deadline) {
    const WaitingFetch done = std::move(*fetch_);
    fetch_.reset();
    timer_->cancel();
    return send(done.header, response, done.header.api_version);
  }
  timer_->wait_until(fetch_->deadline, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->retry();
  });
}

void Session::retry() {
  if (!fetch_) return;
  try_fetch();
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
