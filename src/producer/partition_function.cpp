// The user's own partitioner: called without any lock, its answer checked.
#include "cluster/metadata.hpp"
#include "producer/record_append.hpp"

namespace klamm::producer {
namespace {

Error partitioner_failed(const ProducerRecord& record, const std::string& what) {
  ErrorContext context;
  context.topic = std::string(record.topic);
  context.fate = Fate::not_sent;
  return Error(ErrorCode::partition_unknown, "the partitioner of topic " + context.topic + " " + what,
               "the function in ProducerConfig::partitioner, or the topic's own")
      .with(context);
}

} // namespace

Result<std::int32_t> RecordAccumulator::partition_by_function(TopicState& topic, const TopicState::Partitions& partitions,
                                                              const ProducerRecord& record) const {
  const std::int32_t count = partitions.count();
  const auto available = topic.available();
  PartitionerInput input{record.topic, {}, record.value, count, {}};
  if (!settings_.ignore_keys) input.key = record.partition_key.is_null() ? record.key : record.partition_key;
  if (available) input.available = *available;
  try {
    const std::int32_t chosen = (*topic.settings.partition_function)(input);
    if (chosen >= 0 && chosen < count) return chosen;
    return partitioner_failed(record, "chose partition " + std::to_string(chosen) + ", which does not exist (it has " +
                                          std::to_string(count) + ")");
  } catch (const std::exception& thrown) {
    return partitioner_failed(record, std::string("threw: ") + thrown.what());
  } catch (...) {
    return partitioner_failed(record, "threw something that is no std::exception");
  }
}

void update_available(TopicState& topic, const cluster::Topic& known) {
  if (!topic.settings.partition_function) return;
  auto available = std::make_shared<std::vector<std::int32_t>>();
  for (const cluster::Partition& partition : known.partitions)
    if (partition.has_leader()) available->push_back(partition.index);
  topic.set_available(std::move(available));
}

} // namespace klamm::producer
