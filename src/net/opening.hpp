// How a connection comes about: resolve the name, then for each of its addresses in turn (KIP-302, KIP-602) connect, shake hands (TLS) and, over the
// new Pipeline, ask for the API versions (KIP-511) and log in (SASL). An address that doesn't answer uses up its share of the time only. One object per open(), kept by its pending handlers.
#pragma once

#include <vector>

#include "net/pipeline.hpp"

namespace klamm::net {

class Opening : public std::enable_shared_from_this<Opening> {
public:
  Opening(std::shared_ptr<Runtime> runtime, Endpoint endpoint, std::int32_t node_id, std::shared_ptr<const ConnectionSettings> settings,
          TimePoint deadline, Connection::OpenHandler handler);
  void start();

private:
  // The steps of one attempt, each begun by the one before.
  void resolved(Result<std::vector<Address>> addresses);
  void try_next_address();
  void connected(std::unique_ptr<Transport> transport);
  void secured(std::unique_ptr<Transport> transport);
  void ask_versions(std::int16_t version);
  void on_versions(const Slice& body, std::int16_t asked);
  void authenticated(const Result<void>& result);

  void attempt_failed(const Error& error);
  void finish(Result<std::shared_ptr<Connection>> result);
  Error all_failed() const;
  Error described(const Error& error) const;

  std::shared_ptr<Runtime> runtime_;
  Endpoint endpoint_;
  std::int32_t node_id_;
  std::shared_ptr<const ConnectionSettings> settings_;
  TimePoint deadline_;
  Connection::OpenHandler handler_;
  std::unique_ptr<Timer> resolve_timer_;

  std::vector<Address> addresses_;
  std::size_t next_ = 0;
  TimePoint attempt_started_{};
  TimePoint attempt_deadline_{};
  std::weak_ptr<Pipeline> pipeline_; // lives by its pending read; it holds this by its pending request
  std::vector<Error> failures_;      // of the addresses tried
};

} // namespace klamm::net
