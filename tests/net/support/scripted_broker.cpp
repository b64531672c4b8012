#include "net/support/scripted_broker.hpp"

#include <limits>

namespace klamm::test {
namespace {

constexpr std::int16_t first_flexible(ApiKey key) {
  switch (key) {
    case ApiKey::api_versions: return 3;
    case ApiKey::heartbeat: return 4;
    case ApiKey::produce: return 9;
    case ApiKey::metadata: return 9;
    case ApiKey::init_producer_id:
    case ApiKey::sasl_authenticate: return 2;
    case ApiKey::find_coordinator: return 3;
    default: return std::numeric_limits<std::int16_t>::max();
  }
}

} // namespace

Session::Session(std::unique_ptr<net::Transport> transport, std::function<void(Session&, const Request&)> on_request)
    : transport_(std::move(transport)), on_request_(std::move(on_request)) {}

void Session::read() {
  if (!reading_ || pending_ || !transport_ || ended) return;
  pending_ = true;
  transport_->read_some(frames_.space(), [self = shared_from_this()](Result<std::size_t> size) { self->on_read(std::move(size)); });
}

void Session::on_read(Result<std::size_t> size) {
  pending_ = false;
  if (!size) {
    ended = true;
    if (on_end) on_end();
    return;
  }
  frames_.filled(*size);
  while (true) {
    Result<std::optional<Slice>> frame = frames_.next();
    if (!frame) return close();
    if (!*frame) break;
    Request request;
    request.frame = **frame;
    wire::Decoder peek(request.frame);
    request.api_key = static_cast<ApiKey>(peek.integer<std::int16_t>());
    request.version = peek.integer<std::int16_t>();
    wire::Decoder in(request.frame);
    const auto header = wire::decode_request_header(in, wire::request_header_version(request.version >= first_flexible(request.api_key)));
    request.correlation_id = header.correlation_id;
    request.client_id = header.client_id.value_or("(null)");
    request.body = request.frame.share(in.rest());
    requests.push_back(request);
    on_request_(*this, request);
  }
  read();
}

void Session::reply(const Request& request, ConstBytes body) { reply_with_id(request, request.correlation_id, body); }

void Session::reply_with_id(const Request& request, std::int32_t correlation_id, ConstBytes body) {
  wire::Encoder out;
  out.integer(std::int32_t{0});
  const bool flexible = request.version >= first_flexible(request.api_key);
  wire::encode_response_header(correlation_id, wire::response_header_version(request.api_key, flexible), out);
  out.raw(body);
  out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
  send(std::move(out).finish().at(0));
}

void Session::send(Slice bytes) {
  outgoing_.push_back(std::move(bytes));
  write();
}

void Session::write() {
  while (!writing_ && !outgoing_.empty() && transport_) {
    writing_ = true;
    const bool done = transport_->write(std::exchange(outgoing_, {}), [self = shared_from_this()](Result<void> result) {
      self->writing_ = false;
      if (result) self->write();
    });
    if (done) writing_ = false;
  }
}

void Session::close() {
  if (transport_) transport_->close();
  transport_.reset();
  ended = true;
}

std::function<void(std::unique_ptr<net::Transport>)> ScriptedBroker::acceptor() {
  return [weak = std::weak_ptr(shared_)](std::unique_ptr<net::Transport> transport) {
    const auto shared = weak.lock();
    if (!shared) return;
    auto session = std::make_shared<Session>(std::move(transport), [weak](Session& s, const Request& request) {
      const auto broker = weak.lock();
      if (!broker) return;
      if (const auto script = broker->scripts.find(request.api_key); script != broker->scripts.end()) {
        const auto keep = script->second;
        return keep(s, request);
      }
      if (request.api_key == ApiKey::api_versions) s.reply_message(request, api_versions());
    });
    shared->sessions.push_back(session);
    if (shared->on_connect) shared->on_connect(*session);
    session->start();
  };
}

std::vector<Request> ScriptedBroker::requests(ApiKey key) const {
  std::vector<Request> found;
  for (const auto& session : shared_->sessions)
    for (const Request& request : session->requests)
      if (request.api_key == key) found.push_back(request);
  return found;
}

wire::ApiVersionsResponse ScriptedBroker::api_versions() {
  wire::ApiVersionsResponse response;
  response.api_keys.push_back({ApiKey::api_versions, 0, 4});
  response.api_keys.push_back({ApiKey::heartbeat, 0, 4});
  response.api_keys.push_back({ApiKey::produce, 0, 13});
  response.api_keys.push_back({ApiKey::find_coordinator, 0, 6});
  response.api_keys.push_back({ApiKey::sasl_handshake, 0, 1});
  response.api_keys.push_back({ApiKey::sasl_authenticate, 0, 2});
  response.finalized_features.push_back({"transaction.version", 2, 0});
  return response;
}

} // namespace klamm::test
