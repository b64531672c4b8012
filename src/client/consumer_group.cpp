#include "client/consumer_group.hpp"

#include <algorithm>

#include "client/consumer_settings.hpp"
#include "group/assignors/assignor.hpp"

namespace klamm::detail {
namespace {

group::ClassicProtocol::Assignors make_assignors(const ConsumerConfig& config) {
  group::ClassicProtocol::Assignors assignors;
  for (const AssignorFactory& make : config.assignors) assignors.push_back(make());
  for (const std::string& name : config.partition_assignment_strategy) assignors.push_back(group::make_assignor(name));
  return assignors;
}

std::unique_ptr<group::GroupLoop::Protocol> make_protocol(const ConsumerConfig& config, net::Runtime& runtime) {
  using Protocol = group::GroupLoop::Protocol;
  group::MemberSettings settings = member_settings(config);
  if (config.group_protocol == GroupProtocol::consumer)
    return std::make_unique<Protocol>(std::in_place_type<group::ConsumerProtocol>, std::move(settings), Random(runtime.random()),
                                      runtime.log);
  return std::make_unique<Protocol>(std::in_place_type<group::ClassicProtocol>, std::move(settings), make_assignors(config),
                                    Random(runtime.random()), runtime.log);
}

} // namespace

void AutoCommitTimer::start() {
  if (stopped_) return;
  timer_->wait_until(after(runtime_->now(), interval_), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->due_();
  });
}

std::unique_ptr<ConsumerGroup> ConsumerGroup::create(const ClientCore& core, const ConsumerConfig& config,
                                                     const std::shared_ptr<consumer::FetchBuffer>& buffer) {
  if (config.group_id.empty()) return nullptr;
  auto group = std::make_unique<ConsumerGroup>();
  group->group_id = config.group_id;
  group->instance_id = config.group_instance_id;
  group->consumer_protocol = config.group_protocol == GroupProtocol::consumer;
  group->exclude_internal_topics = config.exclude_internal_topics;
  group->auto_commit = config.enable_auto_commit;
  group->drain_patience = std::min<Duration>(config.request_timeout, config.max_poll_interval / 2);
  const net::Backoff backoff(config.retry_backoff, config.retry_backoff_max);
  group->offsets =
      consumer::GroupOffsetsLoop::create(core.cluster(), {config.group_id, config.group_instance_id, backoff, config.request_timeout});

  group::GroupLoop::Handlers handlers;
  handlers.on_event = [mailbox = group->mailbox, ended = group->ended, buffer](group::RebalanceEvent event) {
    event.subscriptions = *ended;
    mailbox->put(std::move(event));
    buffer->nudge();
  };
  handlers.on_error = [mailbox = group->mailbox, buffer](Error error, bool stays) {
    mailbox->put(std::move(error), stays);
    buffer->nudge();
  };
  handlers.on_identity = [mailbox = group->mailbox, offsets = std::weak_ptr(group->offsets)](const group::Identity& identity) {
    mailbox->publish(identity);
    if (const auto loop = offsets.lock()) loop->pump(); // what waits for this generation, or is stale now
  };
  group->loop =
      group::GroupLoop::create(core.cluster(), {config.group_id, config.request_timeout, config.allow_auto_create_topics, backoff},
                               make_protocol(config, *core.runtime()), group->activity, std::move(handlers));
  group->offsets->set_membership({[loop = std::weak_ptr(group->loop)] {
                                    const auto membership = loop.lock();
                                    return membership ? membership->identity() : group::Identity();
                                  },
                                  [loop = std::weak_ptr(group->loop)](const group::Identity& as, ErrorCode code) {
                                    if (const auto membership = loop.lock()) membership->commit_refused(as, code);
                                  }});
  if (config.enable_auto_commit) {
    const Duration interval = std::max<Duration>(config.auto_commit_interval, 10ms);
    group->timer = std::make_shared<AutoCommitTimer>(core.runtime(), interval, [mailbox = group->mailbox, buffer] {
      mailbox->put_commit_due();
      buffer->nudge();
    });
  }
  return group;
}

} // namespace klamm::detail
