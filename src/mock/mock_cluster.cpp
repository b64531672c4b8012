// MockCluster: a Server on TCP ports of loopback, on a thread of its own that every call goes to.
#include "klamm/mock_cluster.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <future>
#include <map>
#include <stdexcept>
#include <thread>

#include "mock/server.hpp"
#include "net/tcp_transport.hpp"

namespace klamm {

using mock::NodeId;

class MockCluster::Impl {
public:
  explicit Impl(const MockClusterConfig& config)
      : server_(net::system_runtime(context_.get_executor(), Log(LogLevel::warning, log_to_stderr())), config.seed) {
    mock::ClusterState& state = server_.state();
    state.groups.settings.initial_rebalance_delay = config.group_initial_rebalance_delay;
    state.groups.settings.heartbeat_interval = config.group_consumer_heartbeat_interval;
    state.groups.settings.session_timeout = config.group_consumer_session_timeout;
    state.default_partitions = config.default_partitions;
    state.auto_create_topics = config.auto_create_topics;
    for (NodeId id = 1; id <= config.brokers; ++id) {
      auto listener = listen(id, 0);
      if (!listener) throw Exception(listener.error());
      state.brokers.push_back({id, "127.0.0.1", (*listener)->port(), {}, true});
      listeners_[id] = std::move(*listener);
    }
    thread_ = std::thread([this] { context_.run(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    run([this] {
      listeners_.clear();
      server_.hang_up_all();
    });
    working_.reset();
    thread_.join();
  }

  /// Does `work` on the mock's thread, and waits for it.
  template <class Work>
  std::invoke_result_t<Work> run(Work work) {
    std::packaged_task<std::invoke_result_t<Work>()> task(std::move(work));
    auto result = task.get_future();
    asio::post(context_, [&task] { task(); });
    return result.get();
  }

  /// The same for what changes leaders or logs.
  template <class Work>
  Result<void> change(const char* what, Work work) {
    const ErrorCode error = run([&] {
      const ErrorCode told = work(server_.state());
      server_.changed();
      return told;
    });
    if (error == ErrorCode::none) return {};
    return Error(error, std::string("MockCluster::") + what);
  }

  /// `work` with one partition.
  template <class Work>
  Result<std::int64_t> with_partition(std::string_view name, int index, Work work) {
    return run([&]() -> Result<std::int64_t> {
      mock::Topic* const topic = server_.state().topic(name);
      if (!topic || index < 0 || index >= static_cast<int>(topic->partitions.size())) {
        return Error(ErrorCode::unknown_topic_or_partition,
                     "the embedded brokers have no partition " + std::string(name) + "[" + std::to_string(index) + "]");
      }
      const std::int64_t result = work(topic->partitions[static_cast<std::size_t>(index)]);
      server_.changed();
      return result;
    });
  }

  ErrorCode stop(NodeId id) {
    if (!server_.state().broker(id)) return ErrorCode::broker_not_available;
    listeners_.erase(id);
    server_.state().stop(id);
    server_.hang_up(id);
    return ErrorCode::none;
  }
  ErrorCode start(NodeId id) {
    mock::Broker* const broker = server_.state().broker(id);
    if (!broker) return ErrorCode::broker_not_available;
    if (broker->up) return ErrorCode::none;
    auto listener = listen(id, broker->port);
    if (!listener) return listener.error().code();
    listeners_[id] = std::move(*listener);
    server_.state().start(id);
    return ErrorCode::none;
  }
  mock::Server& server() noexcept { return server_; }

private:
  Result<std::unique_ptr<net::TcpListener>> listen(NodeId id, std::uint16_t port) {
    return net::TcpListener::open(context_.get_executor(), {"127.0.0.1", port},
                                  [this, id](std::unique_ptr<net::Transport> transport) { server_.accept(id, std::move(transport)); });
  }

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> working_ = asio::make_work_guard(context_);
  mock::Server server_;
  std::map<NodeId, std::unique_ptr<net::TcpListener>> listeners_;
  std::thread thread_;
};

namespace {

const MockClusterConfig& checked(const MockClusterConfig& config) {
  if (config.brokers < 1) throw std::invalid_argument("klamm: a MockCluster needs at least one broker");
  if (config.default_partitions < 1) throw std::invalid_argument("klamm: a MockCluster's topics need at least one partition");
  if (config.group_initial_rebalance_delay < 0ms || config.group_consumer_heartbeat_interval < 1ms ||
      config.group_consumer_session_timeout < 1ms)
    throw std::invalid_argument("klamm: a MockCluster's group times must be positive");
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

void MockCluster::fail_next(ApiKey api, ErrorCode error, std::size_t times) {
  impl_->run([&] { impl_->server().state().fail(api, error, times); });
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

std::size_t MockCluster::requests(ApiKey api) const {
  return impl_->run([&] { return impl_->server().state().requests(api); });
}

} // namespace klamm
