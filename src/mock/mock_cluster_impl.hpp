// What MockCluster is made of: a Server on TCP ports of loopback, on a thread of its own that every call goes to.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <future>
#include <map>
#include <thread>

#include "klamm/mock_cluster.hpp"
#include "mock/server.hpp"
#include "net/tcp_transport.hpp"
#include "net/tls_transport.hpp"

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
    state.security = config.security;
    if (!config.security.certificate_chain.empty()) {
      auto made = net::TlsContext::server({config.security.certificate_chain, config.security.private_key,
                                           config.security.client_authorities, config.security.tls_versions});
      if (!made) throw Exception(made.error());
      tls_ = *std::move(made);
    }
    state.default_partitions = config.default_partitions;
    state.auto_create_topics = config.auto_create_topics;
    state.behaviour = mock::behaviour_of(config.behave_as);
    for (NodeId id = 1; id <= config.brokers; ++id) {
      auto listener = listen(id, 0);
      if (!listener) throw Exception(listener.error());
      mock::Broker& broker = state.brokers.emplace_back(mock::Broker{id, "127.0.0.1", (*listener)->port(), {}});
      if (!config.racks.empty()) broker.rack = config.racks[static_cast<std::size_t>(id - 1) % config.racks.size()];
      broker.fetch_sessions.slots = config.fetch_session_slots;
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
    context_.stop(); // a TLS handshake that nobody finishes would keep it running
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
      server_.state().retain(server_.runtime().clock->wall_now());
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
                                  [this, id](std::unique_ptr<net::Transport> transport) { accept(id, std::move(transport)); });
  }

  void accept(NodeId id, std::unique_ptr<net::Transport> transport) {
    if (!tls_) return server_.accept(id, std::move(transport));
    net::start_tls(server_.shared_runtime(), std::move(transport), tls_, {}, never,
                   [this, id](Result<std::unique_ptr<net::Transport>> secured) {
                     if (secured) server_.accept(id, *std::move(secured));
                   });
  }

  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> working_ = asio::make_work_guard(context_);
  mock::Server server_;
  std::shared_ptr<net::TlsContext> tls_; ///< null: plaintext
  std::map<NodeId, std::unique_ptr<net::TcpListener>> listeners_;
  std::thread thread_;
};

} // namespace klamm
