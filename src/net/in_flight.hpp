// The requests that were handed to the transport and have no answer yet. Kafka answers one connection's requests in their order, so this is
// a queue: a response that doesn't belong to the oldest is a broken stream. Pure.
#pragma once

#include <algorithm>
#include <optional>

#include "base/time.hpp"
#include "net/encoded_request.hpp"
#include "net/ring_queue.hpp"

namespace klamm::net {

/// A request without its bytes.
struct PendingRequest {
  ResponseHandler handler;
  TimePoint deadline = never;
  TimePoint submitted{};
  std::int32_t correlation_id = 0;
  ApiKey api_key{};
  std::int16_t version = 0;
  std::int16_t response_header_version = 0;
};

class InFlight {
public:
  /// Non-negative, as in Java's client; wraps.
  std::int32_t next_correlation_id() noexcept { return static_cast<std::int32_t>(next_++ & 0x7fffffffU); }

  void push(PendingRequest request) { requests_.push(std::move(request)); }
  /// The oldest request, if that is what `correlation_id` answers.
  std::optional<PendingRequest> take(std::int32_t correlation_id) {
    if (requests_.empty() || requests_.front().correlation_id != correlation_id) return std::nullopt;
    return requests_.pop();
  }
  PendingRequest pop() { return requests_.pop(); }

  bool empty() const noexcept { return requests_.empty(); }
  std::size_t size() const noexcept { return requests_.size(); }
  const PendingRequest& oldest() const noexcept { return requests_.front(); }
  const PendingRequest& operator[](std::size_t i) const noexcept { return requests_[i]; }

  /// Walks the queue: asked only when a timer ran out, never per request.
  TimePoint earliest_deadline() const noexcept {
    TimePoint earliest = never;
    for (std::size_t i = 0; i < requests_.size(); ++i) earliest = std::min(earliest, requests_[i].deadline);
    return earliest;
  }

private:
  RingQueue<PendingRequest> requests_;
  std::uint32_t next_ = 0;
};

} // namespace klamm::net
