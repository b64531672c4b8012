// Typed requests with any Asio completion token: `co_await request(connection, message, deadline, asio::use_awaitable)`. Apart from request.hpp, so that
// only coroutines pay for Asio's headers.
#pragma once

#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/dispatch.hpp>
#include <asio/executor_work_guard.hpp>

#include "net/request.hpp"

namespace klamm::net {

/// As send(). The message is encoded before this returns, whenever the token starts the operation. The handler runs on its associated executor, by
/// default the connection's.
template <class Request, class Token>
auto request(std::shared_ptr<Connection> connection, const Request& message, TimePoint deadline, Token&& token,
             wire::Versions limit = wire::stable_versions<Request>()) {
  using Response = typename Request::Response;
  Result<EncodedRequest> encoded = encode_for(*connection, message, limit);
  auto initiation = [connection = std::move(connection), encoded = std::move(encoded), deadline](auto handler) mutable {
    const asio::any_io_executor own = connection->runtime().executor;
    auto executor = asio::get_associated_executor(handler, own);
    auto complete = [handler = std::move(handler), executor,
                     work = asio::make_work_guard(executor)](Result<Reply<Response>> reply) mutable {
      asio::dispatch(executor,
                     [handler = std::move(handler), reply = std::move(reply)]() mutable { std::move(handler)(std::move(reply)); });
    };
    if (!encoded) {
      Result<Reply<Response>> failed = encoded.error(); // built here: inlined into complete(), GCC 12 under ASan warns of its absent value
      connection->runtime().post([complete = std::move(complete), failed = std::move(failed)]() mutable { complete(std::move(failed)); });
      return;
    }
    const std::int16_t version = encoded->version;
    Connection& submitted_to = *connection;
    submitted_to.submit(*std::move(encoded), deadline,
                        [complete = std::move(complete), &submitted_to, version](Result<Slice> body) mutable {
                          if (!body) return complete(body.error());
                          complete(decode_reply<Response>(submitted_to, *std::move(body), version));
                        });
  };
  return asio::async_initiate<Token, void(Result<Reply<Response>>)>(std::move(initiation), token);
}

} // namespace klamm::net
