// The loop's part about topics that are not known yet: their records wait as copies until the metadata is there.
#include "producer/sender_loop.hpp"

namespace klamm::producer {

void SenderLoop::require_topic(TopicState& topic) {
  runtime_->post([self = shared_from_this(), &topic] {
    if (self->closed_) return self->expire_parked(topic, Error(ErrorCode::closed, "the producer was closed"));
    self->waiting_topics_.push_back(&topic);
    const auto& settings = self->accumulator_.settings();
    const cluster::RequireOptions options{after(self->runtime_->now(), settings.max_block), settings.allow_auto_create_topics,
                                          settings.max_block};
    self->cluster_->require(
        {*topic.name}, options,
        self->while_alive([&topic](SenderLoop& loop, const Result<cluster::SnapshotPtr>& metadata) { loop.unpark(topic, metadata); }));
  });
}

void SenderLoop::unpark(TopicState& topic, const Result<cluster::SnapshotPtr>& metadata) {
  std::erase(waiting_topics_, &topic);
  if (!metadata) {
    expire_parked(topic, metadata.error());
  } else {
    update_metadata();
    append_parked(topic);
  }
  run();
}

// The partitions are published once the parked records are in, under the lock that parks: nobody overtakes them.
void SenderLoop::append_parked(TopicState& topic) {
  const cluster::Topic* known = metadata_->topic(*topic.name);
  if (!known || known->partition_count() == 0) return expire_parked(topic, Error(ErrorCode::topic_unknown));
  std::vector<std::pair<CompletionList::Handler, Error>> refused;
  {
    const std::lock_guard lock(topic.parked_lock);
    const auto& partitions = topic.prepare(known->partition_count());
    update_available(topic, *known);
    for (ParkedRecord& parked : topic.parked) {
      ProducerRecord record{*topic.name,  parked.parts.key,       parked.parts.value,  parked.headers,
                            std::nullopt, parked.parts.timestamp, parked.partition_key};
      if (parked.partition >= 0) record.partition = parked.partition;
      if (const auto appended = accumulator_.append_parked(topic, partitions, record, parked.urgent, parked.done); !appended) {
        refused.emplace_back(std::move(parked.done), appended.error());
      }
      parked.memory = Buffer();
    }
    topic.parked.clear();
    topic.requiring = false;
    topic.publish();
  }
  for (auto& [done, error] : refused) complete(std::move(done), error);
}

void SenderLoop::expire_parked(TopicState& topic, const Error& error) {
  std::deque<ParkedRecord> parked;
  {
    const std::lock_guard lock(topic.parked_lock);
    parked.swap(topic.parked);
    topic.requiring = false;
  }
  ErrorContext context;
  context.topic = *topic.name;
  context.fate = Fate::not_sent;
  for (ParkedRecord& record : parked) {
    record.memory = Buffer();
    complete(std::move(record.done), error.with(context));
  }
}

} // namespace klamm::producer
