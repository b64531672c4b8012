// What the driver of admin calls (Dispatch, CallLoop) needs to know of an operation: the items that it is about, whom to ask about each, how to ask, and how to
// read the answer. One small class for each operation; everything else is the driver's. On the client's executor.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "admin/api_since.hpp"
#include "cluster/coordinator_type.hpp"
#include "cluster/metadata.hpp"
#include "net/request.hpp"

namespace klamm::admin {

/// Whom to ask about an item.
struct Target {
  enum class Kind : std::uint8_t { any_broker, controller, broker, leader, coordinator };
  Kind kind = Kind::any_broker;
  cluster::NodeId node = cluster::no_node; ///< of Kind::broker
  cluster::CoordinatorType coordinator = cluster::CoordinatorType::group;
  std::string key;             ///< the leader's topic, or the coordinator's key
  std::int32_t partition = -1; ///< the leader's
  std::int32_t lot = 0;        ///< items of different lots don't share a request
};

/// What a broker said of the items in one request.
class Verdicts {
public:
  /// The operation has kept the item's value.
  void done(std::size_t item) { said_.push_back({item, std::nullopt, false}); }
  void failed(std::size_t item, Error error) { said_.push_back({item, std::move(error), false}); }
  /// Not done yet, but nothing went wrong: asked again at once (the next page, another API).
  void again(std::size_t item) { said_.push_back({item, std::nullopt, true}); }
  /// done() or failed(), by the protocol's code and the broker's words.
  void say(std::size_t item, ErrorCode code, const std::optional<std::string_view>& message = {}) {
    if (code == ErrorCode::none) done(item);
    else failed(item, error_of(code, message));
  }
  static Error error_of(ErrorCode code, const std::optional<std::string_view>& message) {
    return message && !message->empty() ? Error(code, std::string(*message)) : Error(code);
  }

  struct Said {
    std::size_t item;
    std::optional<Error> error;
    bool again;
  };
  const std::vector<Said>& said() const noexcept { return said_; }

private:
  std::vector<Said> said_;
};

using Items = std::span<const std::size_t>;

/// A request that is ready, and how to read its response. An error in `read` concerns all items.
struct Exchange {
  Result<net::EncodedRequest> request;
  UniqueFunction<Result<void>(net::Connection&, Slice, Verdicts&)> read;
};

class Operation {
public:
  virtual ~Operation() = default;

  /// What is being done, for errors: "creating topics".
  virtual const char* doing() const = 0;
  /// How many items there are.
  virtual std::size_t size() const = 0;
  /// Whether the items depend on which brokers there are: they are then given before anything else.
  virtual bool needs_brokers() const { return false; }
  virtual void set_brokers(std::span<const cluster::Broker>) {}
  /// What is wrong with an item as it was given.
  virtual Result<void> check(std::size_t) const { return {}; }
  virtual Target target(std::size_t item) const = 0;
  /// Asks about `items`, which have the same target and lot; the broker may take `patience` for it.
  virtual Exchange ask(const net::Connection& connection, Items items, Duration patience) = 0;
  /// The item has failed for good.
  virtual void fail(std::size_t item, Error error) = 0;
  /// Whether to wait when the cluster's quota of changes is used up (KIP-599).
  virtual bool retries_quota() const { return true; }
};

/// An operation that gives a T when all items are done or failed.
template <class T>
class OperationOf : public Operation {
public:
  virtual Result<T> take() = 0;
};

/// `request` in the highest version that the broker shares, within `limit`. `read(const Response&, Verdicts&)`.
template <class Request, class Read>
Exchange exchange(const net::Connection& connection, const Request& request, Read read,
                  wire::Versions limit = wire::stable_versions<Request>()) {
  Result<net::EncodedRequest> encoded = net::encode_for(connection, request, limit);
  if (!encoded && connection.api_versions().supported(Request::api_key).empty()) encoded = lacks_api(encoded.error(), Request::api_key);
  const std::int16_t version = encoded ? encoded->version : std::int16_t{-1};
  return {std::move(encoded),
          [read = std::move(read), version](net::Connection& from, Slice body, Verdicts& verdicts) mutable -> Result<void> {
            const auto reply = net::decode_reply<typename Request::Response>(from, std::move(body), version);
            if (!reply) return reply.error();
            read(**reply, verdicts);
            return {};
          }};
}

inline std::int32_t milliseconds(Duration wait) {
  return static_cast<std::int32_t>(std::min<std::int64_t>(std::chrono::ceil<std::chrono::milliseconds>(wait).count(), INT32_MAX));
}

} // namespace klamm::admin
