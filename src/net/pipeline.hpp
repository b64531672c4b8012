// The Connection over a Transport: a queue of requests that wait to be written, one of those that wait for their answers, one timer for the earliest
// deadline of all. Begins reading when started; Opening then talks over it until it is usable.
// Runs on the executor. Its pending read keeps it alive until it is closed; it closes itself when its last holder lets go and nothing is in flight.
#pragma once

#include <vector>

#include "net/connection.hpp"
#include "net/frame_reader.hpp"
#include "net/in_flight.hpp"

namespace klamm::net {

class Pipeline final : public Connection {
public:
  Pipeline(std::shared_ptr<Runtime> runtime, Endpoint endpoint, std::int32_t node_id, std::shared_ptr<const ConnectionSettings> settings,
           std::unique_ptr<Transport> transport);

  void start() { read_more(); }

  // Authenticating, at first and again while requests are in flight (KIP-368): the broker then takes nothing but SASL.
  /// What is submitted from now on waits, until release().
  void hold() { held_ = true; }
  void release();
  /// Sends a request of the connection's own ahead of those that wait, also while held.
  void submit_own(EncodedRequest request, TimePoint deadline, ResponseHandler handler);
  /// Kept as long as this.
  void attach(std::shared_ptr<void> companion) { companion_ = std::move(companion); }
  /// Whom one talks to is known: frames may be as large as is configured.
  void trust() noexcept { frames_.set_max_frame(settings_->max_response_bytes); }
  void set_api_versions(wire::ApiVersions versions) { api_versions_ = std::move(versions); }
  /// The pointer for users: when the last copy of it goes, the connection closes as soon as nothing is in flight.
  static std::shared_ptr<Connection> hand_out(std::shared_ptr<Pipeline> pipeline);

  void submit(EncodedRequest request, TimePoint deadline, ResponseHandler handler) override;
  void throttle(Duration wait) override;
  TimePoint throttled_until() const override { return throttled_until_; }
  void close(Error reason) override;
  bool is_open() const override { return open_; }
  void on_close(UniqueFunction<void(const Error&)> handler) override;
  const wire::ApiVersions& api_versions() const override { return api_versions_; }
  const Endpoint& endpoint() const override { return endpoint_; }
  std::int32_t node_id() const override { return node_id_; }
  const std::string& client_id() const override { return settings_->client_id; }
  std::size_t in_flight() const override { return waiting_.size() + own_.size() + in_flight_.size() + one_way_.size(); }
  TimePoint last_used() const override { return last_used_; }
  const Runtime& runtime() const override { return *runtime_; }

private:
  struct Waiting {
    PendingRequest request;
    bool expects_response = true;
    std::vector<Slice> pieces;
  };
  struct Outcome {
    ResponseHandler handler;
    Error error;
  };

  std::shared_ptr<Pipeline> self() { return std::static_pointer_cast<Pipeline>(shared_from_this()); }
  bool throttled(TimePoint now) const noexcept { return now < throttled_until_; }

  void schedule_flush();
  void flush();
  std::vector<Slice> start_waiting();
  void enqueue(RingQueue<Waiting>& queue, EncodedRequest request, TimePoint deadline, ResponseHandler handler);
  bool may_send() const noexcept { return !own_.empty() || (!held_ && !waiting_.empty()); }
  void on_written(Result<void> result);
  void complete_one_way();

  void read_more();
  void on_read(Result<std::size_t> size);
  void dispatch_frames();
  bool dispatch(Slice frame);

  void wake_at(TimePoint when);
  void on_timer();
  std::vector<Outcome> expire_waiting(TimePoint now);
  const PendingRequest* overdue(TimePoint now) const;
  TimePoint earliest_deadline() const;

  Error explain_end(const Error& error) const;
  Error failure_of(const PendingRequest& request, const Error& reason, Fate fate) const;
  void released();
  void close_if_unused();
  void shut();

  std::shared_ptr<Runtime> runtime_;
  Endpoint endpoint_;
  std::int32_t node_id_;
  std::shared_ptr<const ConnectionSettings> settings_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Timer> timer_;
  FrameReader frames_;
  wire::ApiVersions api_versions_;

  RingQueue<Waiting> waiting_;
  RingQueue<Waiting> own_; // go before waiting_
  InFlight in_flight_;
  RingQueue<PendingRequest> one_way_;        // being written, without an answer to come
  std::shared_ptr<BrokerCounters> counters_; // null: nobody counts
  bool writing_ = false;
  bool flush_posted_ = false;
  bool dispatching_ = false; // what handlers submit goes out together, afterwards
  bool held_ = false;
  bool open_ = true;
  std::shared_ptr<void> companion_;
  bool released_ = false;
  std::uint64_t answers_ = 0;
  TimePoint armed_for_ = never;
  TimePoint throttled_until_ = TimePoint::min();
  TimePoint last_used_;
  UniqueFunction<void(const Error&)> on_close_;
  std::optional<Error> closed_by_;
};

} // namespace klamm::net
