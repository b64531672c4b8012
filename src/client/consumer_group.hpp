// What a Consumer with a group.id has besides: the membership, the offsets' way to and from the coordinator, and the mailbox between executor and polling
// side. The loops live on the executor; what is below "polling side" belongs to whoever has the consumer's Turn.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/client_core.hpp"
#include "consumer/fetch_buffer.hpp"
#include "consumer/group_offsets_loop.hpp"
#include "consumer/rebalance_mailbox.hpp"
#include "group/group_loop.hpp"
#include "klamm/consumer_config.hpp"
#include "klamm/consumer_group.hpp"

namespace klamm::detail {

/// How often the polling side commits by itself (auto.commit.interval.ms): says when it is time, and again an interval after that commit is done. Lives
/// on the executor.
class AutoCommitTimer : public std::enable_shared_from_this<AutoCommitTimer> {
public:
  AutoCommitTimer(std::shared_ptr<net::Runtime> runtime, Duration interval, UniqueFunction<void()> due)
      : runtime_(std::move(runtime)), interval_(interval), due_(std::move(due)), timer_(runtime_->clock->make_timer()) {}
  void start();
  /// For good.
  void stop() {
    stopped_ = true;
    timer_->cancel();
  }

private:
  std::shared_ptr<net::Runtime> runtime_;
  Duration interval_;
  UniqueFunction<void()> due_;
  std::unique_ptr<net::Timer> timer_;
  bool stopped_ = false;
};

struct ConsumerGroup {
  /// Null without a group.id.
  static std::unique_ptr<ConsumerGroup> create(const ClientCore& core, const ConsumerConfig& config,
                                               const std::shared_ptr<consumer::FetchBuffer>& buffer);

  std::string group_id, instance_id;
  bool consumer_protocol = false; ///< KIP-848: the broker matches patterns
  bool exclude_internal_topics = true;
  bool auto_commit = false;
  Duration drain_patience{}; ///< how long revoked partitions' commits may take

  std::shared_ptr<consumer::RebalanceMailbox> mailbox = std::make_shared<consumer::RebalanceMailbox>();
  std::shared_ptr<group::PollActivity> activity = std::make_shared<group::PollActivity>();
  std::shared_ptr<consumer::GroupOffsetsLoop> offsets;
  std::shared_ptr<group::GroupLoop> loop;
  std::shared_ptr<AutoCommitTimer> timer;                                    ///< null without auto commit
  std::shared_ptr<std::uint64_t> ended = std::make_shared<std::uint64_t>(0); ///< `subscriptions`, as the executor has heard
  std::shared_ptr<std::atomic<bool>> auto_commit_failed = std::make_shared<std::atomic<bool>>(false);

  // Polling side

  bool subscribed = false;
  std::vector<std::string> topics;
  std::optional<TopicPattern> pattern;
  std::shared_ptr<RebalanceListener> listener;
  group::OwnershipEpoch ownership = 0;
  std::uint64_t subscriptions = 0; ///< that have ended: what comes from one of them means nothing
};

} // namespace klamm::detail
