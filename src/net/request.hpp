// Typed requests over a connection: negotiates the version, encodes, and decodes the response while keeping the frame that its views point into.
// With a callback; for completion tokens see async_request.hpp.
#pragma once

#include <chrono>
#include <concepts>

#include "net/connection.hpp"

namespace klamm::net {

/// A decoded response together with the bytes that its views point into. Moving it keeps the views valid.
template <class M>
struct Reply {
  M message;
  Slice body;
  std::int16_t version = 0;

  const M& operator*() const noexcept { return message; }
  const M* operator->() const noexcept { return &message; }
};

template <class Request>
using ReplyHandler = UniqueFunction<void(Result<Reply<typename Request::Response>>)>;

/// The frame's size (yet unknown) and the request's header, before the body.
void begin_request(wire::Encoder& out, ApiKey key, std::int16_t version, bool flexible, std::string_view client_id);
/// The whole request; serialization_failed when the message has a value that the version can't carry.
Result<EncodedRequest> finish_request(wire::Encoder&& out, ApiKey key, std::int16_t version, bool flexible, std::string_view message_name);
/// unsupported_by_broker: broker and client share no version of the API, or none within `wanted`.
Error version_error(const Connection& connection, ApiKey key, wire::Versions wanted);

template <class Request>
Result<EncodedRequest> encode_request(const Request& request, std::int16_t version, std::string_view client_id) {
  const bool flexible = Request::flexible.contains(version);
  wire::Encoder out;
  begin_request(out, Request::api_key, version, flexible, client_id);
  wire::Codec<Request>::encode(request, version, out);
  Result<EncodedRequest> encoded = finish_request(std::move(out), Request::api_key, version, flexible, Request::name);
  if constexpr (requires { request.acks; }) {
    if (encoded) encoded->expects_response = request.acks != 0;
  }
  return encoded;
}

/// In the highest version that the broker, this client and `limit` share.
template <class Request>
Result<EncodedRequest> encode_for(const Connection& connection, const Request& request, wire::Versions limit) {
  const std::int16_t version = connection.api_versions().highest(Request::api_key, limit);
  if (version < 0) return version_error(connection, Request::api_key, limit);
  return encode_request(request, version, connection.client_id());
}

/// What `body` says; a body that can't be read closes the connection, as nothing behind it can be trusted. Obeys throttle_time_ms (KIP-219).
template <class Response>
Result<Reply<Response>> decode_reply(Connection& connection, Slice body, std::int16_t version) {
  Reply<Response> reply;
  reply.version = version;
  if (body.empty()) return reply; // of a request without a response
  reply.body = std::move(body);
  wire::Decoder in(reply.body);
  Result<Response> message = wire::decode_all<Response>(in, version);
  if (!message) {
    ErrorContext context;
    context.broker = broker_text(connection.endpoint(), connection.node_id());
    context.fate = Fate::possibly_sent;
    const Error error = message.error().with(context);
    connection.close(error);
    return error;
  }
  reply.message = *std::move(message);
  if constexpr (requires { reply.message.throttle_time_ms; }) {
    if (reply.message.throttle_time_ms > 0) connection.throttle(std::chrono::milliseconds(reply.message.throttle_time_ms));
  }
  return reply;
}

/// Sends `request` in the highest version that the broker, this client and `limit` share. See Connection::submit. Views in the request need to live
/// only until this returns; record slices are shared. The handler is not called from within this call.
template <class Request>
void send(Connection& connection, const Request& request, TimePoint deadline, ReplyHandler<Request> handler,
          wire::Versions limit = wire::stable_versions<Request>()) {
  Result<EncodedRequest> encoded = encode_for(connection, request, limit);
  if (!encoded) {
    connection.runtime().post([handler = std::move(handler), error = encoded.error()]() mutable { handler(std::move(error)); });
    return;
  }
  const std::int16_t version = encoded->version;
  // The connection calls handlers with an answer only while it lives.
  connection.submit(*std::move(encoded), deadline, [handler = std::move(handler), &connection, version](Result<Slice> body) mutable {
    if (!body) return handler(body.error());
    handler(decode_reply<typename Request::Response>(connection, *std::move(body), version));
  });
}

} // namespace klamm::net
