#include "klamm/consumer_group.hpp"

namespace klamm {

RebalanceListener::~RebalanceListener() = default;
void RebalanceListener::on_partitions_assigned(Consumer&, const std::vector<TopicPartition>&) {}
void RebalanceListener::on_partitions_revoked(Consumer&, const std::vector<TopicPartition>&) {}
void RebalanceListener::on_partitions_lost(Consumer& consumer, const std::vector<TopicPartition>& partitions) {
  on_partitions_revoked(consumer, partitions);
}

} // namespace klamm
