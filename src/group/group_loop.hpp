// The thin part of a group membership that talks: sends what the protocol decides to the group's coordinator, follows the metadata, and hands events and
// errors to the polling side. Lives on the client's executor.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cluster/cluster.hpp"
#include "group/classic_protocol.hpp"
#include "group/consumer_protocol.hpp"
#include "group/poll_activity.hpp"
#include "group/topic_matcher.hpp"

namespace klamm::group {

class GroupLoop : public std::enable_shared_from_this<GroupLoop> {
public:
  using Protocol = std::variant<ClassicProtocol, ConsumerProtocol>;

  struct Settings {
    std::string group_id;
    Duration request_timeout = 30s;
    bool allow_auto_create_topics = true;
    net::Backoff backoff{100ms, 1s};
  };
  /// Called on the executor.
  struct Handlers {
    std::function<void(RebalanceEvent)> on_event;
    /// For poll to give; `stays` until the subscription changes.
    std::function<void(Error error, bool stays)> on_error;
    std::function<void(const Identity&)> on_identity;
  };

  static std::shared_ptr<GroupLoop> create(std::shared_ptr<cluster::Cluster> cluster, Settings settings, std::unique_ptr<Protocol> protocol,
                                           std::shared_ptr<PollActivity> activity, Handlers handlers);
  ~GroupLoop() = default;
  GroupLoop(const GroupLoop&) = delete;
  GroupLoop& operator=(const GroupLoop&) = delete;

  void subscribe(std::vector<std::string> topics);
  /// Topics that match, now and later.
  void subscribe(TopicMatcher matcher);
  /// The same with an expression that the broker matches (KIP-848).
  void subscribe_regex(std::string regex);
  void unsubscribe(std::string_view reason);

  void event_done(std::uint64_t number);
  void commit_refused(const Identity& as, ErrorCode code);
  Identity identity() const;

  /// Unsubscribes; `done` is called when the coordinator knows it, or at `deadline`.
  void leave(std::string_view reason, TimePoint deadline, UniqueFunction<void()> done);
  /// Sends nothing more; what arrives is dropped.
  void close();

private:
  GroupLoop(std::shared_ptr<cluster::Cluster> cluster, Settings settings, std::unique_ptr<Protocol> protocol,
            std::shared_ptr<PollActivity> activity, Handlers handlers);
  void pump();
  void pump_later();
  void set_topics(std::vector<std::string> topics, std::string regex);
  void match_topics();
  void follow_topics(TimePoint now);
  void on_topics(const std::vector<std::string>& topics, bool complete);
  void name_topics(TimePoint now);
  void send(Send send);
  void send_to(cluster::NodeId node, const std::shared_ptr<const Send>& send);
  void on_failure(Ticket ticket, const Error& error);
  bool is_leaving() const;
  void settle_leave(TimePoint now);

  std::shared_ptr<cluster::Cluster> cluster_;
  const Settings settings_;
  std::unique_ptr<Protocol> protocol_;
  std::shared_ptr<PollActivity> activity_;
  Handlers handlers_;
  std::unique_ptr<net::Timer> timer_;
  cluster::Hold metadata_changes_, topics_in_use_, all_topics_;
  cluster::NodeId coordinator_ = cluster::no_node;
  Identity published_;

  std::optional<TopicMatcher> matcher_;
  std::uint64_t subscription_ = 0; ///< counts subscriptions, so that late answers to one before do nothing
  std::vector<std::string> subscribed_, followed_;
  bool requiring_ = false, naming_ = false, follows_metadata_ = false;
  std::uint64_t topic_failures_ = 0;
  TimePoint require_at_ = never, name_at_ = never, name_retry_at_ = TimePoint::min();

  UniqueFunction<void()> left_;
  TimePoint leave_deadline_ = never;
  bool closed_ = false, pump_posted_ = false;
};

} // namespace klamm::group
