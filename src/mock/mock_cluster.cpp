// MockCluster: brokers, topics, logs and groups. mock_requests.cpp: what tests order for requests.
#include <stdexcept>

#include "mock/mock_cluster_impl.hpp"

namespace klamm {
namespace {

const MockClusterConfig& checked(const MockClusterConfig& config) {
  if (config.brokers < 1) throw std::invalid_argument("klamm: a MockCluster needs at least one broker");
  if (config.default_partitions < 1) throw std::invalid_argument("klamm: a MockCluster's topics need at least one partition");
  if (config.group_initial_rebalance_delay < 0ms || config.group_consumer_heartbeat_interval < 1ms ||
      config.group_consumer_session_timeout < 1ms)
    throw std::invalid_argument("klamm: a MockCluster's group times must be positive");
  if (!mock::behaviour_of(config.behave_as))
    throw std::invalid_argument("klamm: a MockCluster behaves as Kafka 2.8, 3.9 or 4.3, not as " + config.behave_as);
  if (config.security.certificate_chain.empty() != config.security.private_key.empty())
    throw std::invalid_argument("klamm: a MockCluster's certificate needs its key, and the key its certificate");
  if (config.security.scram_iterations < 1) throw std::invalid_argument("klamm: SCRAM needs at least one iteration");
  return config;
}

} // namespace

MockCluster::MockCluster(MockClusterConfig config) : impl_(std::make_unique<Impl>(checked(config))) {}
MockCluster::~MockCluster() = default;

std::vector<std::string> MockCluster::bootstrap_servers() const {
  return impl_->run([this] {
    std::vector<std::string> servers;
    for (const mock::Broker& broker : impl_->server().state().brokers) servers.push_back(broker.host + ":" + std::to_string(broker.port));
    return servers;
  });
}

Result<void> MockCluster::create_topic(std::string_view name, int partitions) {
  return impl_->change("create_topic", [&](mock::ClusterState& state) { return state.create_topic(name, partitions); });
}
Result<void> MockCluster::delete_topic(std::string_view name) {
  return impl_->change("delete_topic", [&](mock::ClusterState& state) { return state.delete_topic(name); });
}
Result<void> MockCluster::grow_topic(std::string_view name, int partitions) {
  return impl_->change("grow_topic", [&](mock::ClusterState& state) { return state.grow_topic(name, partitions); });
}
Result<void> MockCluster::move_leader(std::string_view topic, int partition, int broker) {
  return impl_->change("move_leader", [&](mock::ClusterState& state) { return state.move_leader(topic, partition, broker); });
}
Result<void> MockCluster::stop_broker(int broker) {
  return impl_->change("stop_broker", [&](mock::ClusterState&) { return impl_->stop(broker); });
}
Result<void> MockCluster::start_broker(int broker) {
  return impl_->change("start_broker", [&](mock::ClusterState&) { return impl_->start(broker); });
}
Result<void> MockCluster::hang_up(int broker) {
  return impl_->change("hang_up", [&](mock::ClusterState& state) {
    if (!state.broker(broker)) return ErrorCode::broker_not_available;
    impl_->server().hang_up(broker);
    return ErrorCode::none;
  });
}

Result<int> MockCluster::coordinator(std::string_view group) const {
  return impl_->run([&]() -> Result<int> {
    mock::ClusterState& state = impl_->server().state();
    state.elect_coordinators(impl_->server().runtime().now());
    const NodeId id = state.groups.coordinator(group);
    if (id == -1) return Error(ErrorCode::coordinator_not_available, "no broker is up");
    return id;
  });
}
Result<void> MockCluster::move_coordinator(std::string_view group, int broker) {
  return impl_->change("move_coordinator", [&](mock::ClusterState& state) {
    const mock::Broker* const next = state.broker(broker);
    if (!next || !next->up) return ErrorCode::broker_not_available;
    state.groups.move(group, broker, impl_->server().runtime().now());
    return ErrorCode::none;
  });
}
Result<std::int64_t> MockCluster::committed_offset(std::string_view group, std::string_view topic, int partition) const {
  return impl_->run([&]() -> Result<std::int64_t> {
    const mock::Group* const found = impl_->server().state().groups.find(group);
    if (!found) return Error(ErrorCode::group_id_not_found, "the embedded brokers have no group " + std::string(group));
    const auto of_topic = found->offsets.find(topic);
    if (of_topic != found->offsets.end()) {
      if (const auto offset = of_topic->second.find(partition); offset != of_topic->second.end()) return offset->second.offset;
    }
    return Error(ErrorCode::no_offset,
                 std::string(group) + " has committed nothing for " + std::string(topic) + "[" + std::to_string(partition) + "]");
  });
}

Result<void> MockCluster::freeze_broker(int broker) {
  return impl_->change("freeze_broker", [&](mock::ClusterState& state) { return state.freeze(broker, true); });
}
Result<void> MockCluster::thaw_broker(int broker) {
  return impl_->change("thaw_broker", [&](mock::ClusterState& state) { return state.freeze(broker, false); });
}

Result<std::int64_t> MockCluster::start_offset(std::string_view topic, int partition) const {
  return impl_->with_partition(topic, partition, [](const mock::Partition& found) { return found.log.start_offset(); });
}
Result<std::int64_t> MockCluster::end_offset(std::string_view topic, int partition) const {
  return impl_->with_partition(topic, partition, [](const mock::Partition& found) { return found.log.end_offset(); });
}

Result<void> MockCluster::delete_records(std::string_view topic, int partition, std::int64_t before_offset) {
  const auto done = impl_->with_partition(topic, partition, [&](mock::Partition& found) {
    found.log.delete_before(before_offset);
    return std::int64_t{0};
  });
  return done ? Result<void>() : Result<void>(done.error());
}
Result<void> MockCluster::truncate(std::string_view topic, int partition, std::int64_t offset) {
  const auto done = impl_->with_partition(topic, partition, [&](mock::Partition& found) {
    found.log.truncate(offset);
    ++found.leader_epoch;
    return std::int64_t{0};
  });
  return done ? Result<void>() : Result<void>(done.error());
}
Result<void> MockCluster::corrupt(std::string_view topic, int partition, std::int64_t offset) {
  const auto done =
      impl_->with_partition(topic, partition, [&](mock::Partition& found) { return std::int64_t{found.log.corrupt(offset)}; });
  if (!done) return done.error();
  return *done == 1 ? Result<void>()
                    : Result<void>(Error(ErrorCode::offset_out_of_range, "MockCluster::corrupt: no batch holds this offset"));
}

} // namespace klamm
