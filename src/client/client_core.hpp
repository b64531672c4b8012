// What the copies of a Client share: the executor (an own thread, or a strand on the user's executor), the runtime and the cluster on it.
// Threads: made and destroyed by users' threads; everything in the cluster runs on the executor.
#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/post.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "client/context_end.hpp"
#include "cluster/cluster.hpp"
#include "klamm/client_config.hpp"
#include "net/runtime.hpp"
#include "net/sasl_login.hpp"
#include "net/tls_client.hpp"

namespace klamm::detail {

class OwnThread;

/// How long a client that is destroyed without close() is given to finish.
inline constexpr std::chrono::seconds destructor_patience{1};

class ClientCore : public std::enable_shared_from_this<ClientCore> {
public:
  /// A handle for users' objects: when the last one is gone, so is the thread, whatever klamm still holds of the core (except when it is dropped
  /// on that very thread). Throws Exception for a configuration that contradicts itself.
  static std::shared_ptr<ClientCore> on_own_thread(ClientConfig config);
  static std::shared_ptr<ClientCore> on_executor(ClientConfig config, const asio::any_io_executor& executor);
  /// For simulations: everything of the client on `runtime`.
  static std::shared_ptr<ClientCore> on_runtime(ClientConfig config, std::shared_ptr<net::Runtime> runtime,
                                                std::function<bool()> is_own_thread);

  ClientCore(const ClientCore&) = delete;
  ClientCore& operator=(const ClientCore&) = delete;
  ~ClientCore();

  const ClientConfig& config() const noexcept { return config_; }
  const std::shared_ptr<net::Runtime>& runtime() const noexcept { return runtime_; }
  const asio::any_io_executor& executor() const noexcept { return runtime_->executor; }
  const std::shared_ptr<cluster::Cluster>& cluster() const noexcept { return cluster_; }
  /// What all connections of the client count; any thread.
  const net::RequestStatistics& request_statistics() const noexcept { return *request_statistics_; }

  /// Any thread. Files are read on the caller's.
  Result<void> reload_credentials();
  Result<void> update_sasl(const SaslConfig& sasl);

  /// Whether the executor is run by a thread of klamm's own, so that waiting for it from another thread is certain to end.
  bool owns_thread() const noexcept { return thread_ != nullptr; }
  /// Whether the caller runs on the client's executor, where nothing may block.
  bool on_client_thread() const { return is_client_thread_(); }
  /// Throws std::logic_error there: a wait could never end.
  void require_other_thread(const char* call) const;
  /// Lets `owner` drop its users' handlers when the user's executor ends; an own one lives for as long as anybody needs it.
  void drop_at_end(const std::weak_ptr<HandlerOwner>& owner) {
    if (!owns_thread()) drop_at_context_end(executor(), owner);
  }

private:
  struct OwnedCluster;
  ClientCore(ClientConfig config, std::shared_ptr<net::Runtime> runtime, std::function<bool()> is_client_thread);
  /// Closes the cluster and waits until the own thread has ended; two seconds at most, should a user's handler hold it.
  void end();

  std::shared_ptr<OwnThread> thread_; // null on a user's executor; ends last
  ClientConfig config_;
  std::shared_ptr<net::Runtime> runtime_;
  const std::shared_ptr<net::RequestStatistics> request_statistics_ = std::make_shared<net::RequestStatistics>();
  std::shared_ptr<net::TlsClient> tls_;  // null: plaintext
  std::shared_ptr<net::SaslLogin> sasl_; // null: none
  std::shared_ptr<cluster::Cluster> cluster_;
  std::weak_ptr<HandlerOwner> cluster_end_; // the cluster's, whatever becomes of this core
  std::function<bool()> is_client_thread_;
};

/// What a user's object holds of its inside: `impl`, and `client`, a handle of the core it runs on.
template <class Impl>
std::shared_ptr<Impl> held_by_user(std::shared_ptr<Impl> impl, std::shared_ptr<ClientCore> client) {
  Impl* const object = impl.get();
  return {object, [impl = std::move(impl), client = std::move(client)](Impl*) mutable {
            impl.reset();
            client.reset();
          }};
}

/// A result that a blocked thread waits for and the executor delivers.
template <class T>
class Waiter {
public:
  void deliver(Result<T> result) {
    const std::lock_guard lock(mutex_);
    result_.emplace(std::move(result));
    delivered_.notify_all();
  }
  /// The result, or nothing when `timeout` passed first.
  std::optional<Result<T>> wait(Duration timeout) {
    std::unique_lock lock(mutex_);
    const auto is_there = [this] { return result_.has_value(); };
    if (timeout > std::chrono::hours(24 * 365)) delivered_.wait(lock, is_there);
    else delivered_.wait_for(lock, timeout, is_there);
    return std::exchange(result_, std::nullopt);
  }

private:
  std::mutex mutex_;
  std::condition_variable delivered_;
  std::optional<Result<T>> result_;
};

/// Runs `start(Completion<T>)` and blocks until it completes, at most `timeout`; then timed_out, saying that `call` took too long.
template <class T, class Start>
Result<T> wait_for(const ClientCore& core, const char* call, Duration timeout, Start&& start) {
  core.require_other_thread(call);
  const auto waiter = std::make_shared<Waiter<T>>();
  start([waiter](Result<T> result) { waiter->deliver(std::move(result)); });
  if (auto result = waiter->wait(timeout)) return std::move(*result);
  return Error(ErrorCode::timed_out, std::string(call) + " did not finish within " +
                                         std::to_string(std::chrono::ceil<std::chrono::milliseconds>(timeout).count()) + " ms");
}

} // namespace klamm::detail
