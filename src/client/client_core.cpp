#include "client/client_core.hpp"

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/strand.hpp>
#include <utility>

#include "client/cluster_settings.hpp"

namespace klamm::detail {

// A context with one thread, which ends when the context has run dry. What the thread needs it holds itself: it may outlive its owner.
class OwnThread {
public:
  OwnThread() : working_(asio::make_work_guard(shared_->context)) {
    thread_ = std::thread([shared = shared_] {
      shared->context.run();
      const std::lock_guard lock(shared->mutex);
      shared->ended = true;
      shared->end.notify_all();
    });
    id_ = thread_.get_id();
  }
  OwnThread(const OwnThread&) = delete;
  OwnThread& operator=(const OwnThread&) = delete;
  ~OwnThread() {
    working_.reset();
    if (!is_current() && (has_ended() || wait())) thread_.join();
    else thread_.detach();
  }

  bool is_current() const { return std::this_thread::get_id() == id_; }
  bool has_ended() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->ended;
  }
  asio::any_io_executor executor() { return shared_->context.get_executor(); }

  /// Waits until everything that was begun has ended, after a second only for the handler that runs, and never for long.
  bool wait() {
    working_.reset();
    std::unique_lock lock(shared_->mutex);
    const auto ended = [this] { return shared_->ended; };
    if (shared_->end.wait_for(lock, std::chrono::seconds(1), ended)) return true;
    shared_->context.stop();
    return shared_->end.wait_for(lock, std::chrono::seconds(1), ended);
  }

private:
  struct Shared {
    asio::io_context context{1};
    std::mutex mutex;
    std::condition_variable end;
    bool ended = false;
  };

  const std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  asio::executor_work_guard<asio::io_context::executor_type> working_;
  std::thread thread_;
  std::thread::id id_;
};

namespace {

Log make_log(const ClientConfig& config) { return Log(config.log_level, config.log_sink ? config.log_sink : log_to_stderr()); }

} // namespace

// A cluster may outlive its core, on a context that nobody runs any more: what waits for it may hold it.
struct ClientCore::OwnedCluster final : HandlerOwner {
  OwnedCluster(std::shared_ptr<net::Runtime> runtime, cluster::ClusterSettings settings)
      : cluster(std::move(runtime), std::move(settings)) {}
  /// What waits is handed to the executor, which drops it.
  void drop_handlers() override { cluster.close(); }

  cluster::Cluster cluster;
};

ClientCore::ClientCore(ClientConfig config, std::shared_ptr<net::Runtime> runtime, std::function<bool()> is_client_thread)
    : config_(std::move(config)), runtime_(std::move(runtime)), is_client_thread_(std::move(is_client_thread)) {
  auto settings = cluster_settings(config_, runtime_);
  if (!settings) throw Exception(settings.error());
  settings->pool.connection.statistics = request_statistics_;
  tls_ = settings->pool.connection.tls;
  sasl_ = settings->pool.connection.sasl;
  const auto owned = std::make_shared<OwnedCluster>(runtime_, std::move(*settings));
  cluster_ = {owned, &owned->cluster};
  cluster_end_ = owned;
  for (const std::string& note : config_.notes) runtime_->log(LogLevel::info, "config", [&note] { return note; });
}

std::shared_ptr<ClientCore> ClientCore::on_runtime(ClientConfig config, std::shared_ptr<net::Runtime> runtime,
                                                   std::function<bool()> is_own_thread) {
  if (const auto valid = config.validate(); !valid) throw Exception(valid.error());
  return std::shared_ptr<ClientCore>(new ClientCore(std::move(config), std::move(runtime), std::move(is_own_thread)));
}

std::shared_ptr<ClientCore> ClientCore::on_executor(ClientConfig config, const asio::any_io_executor& executor) {
  const auto on_strand = [&config](auto strand) {
    auto runtime = net::system_runtime(strand, make_log(config));
    auto core = on_runtime(std::move(config), std::move(runtime), [strand] { return strand.running_in_this_thread(); });
    drop_at_context_end(strand, core->cluster_end_);
    return core;
  };
  // A strand on an erased executor allocates with everything that is posted; the usual one is named.
  if (const auto* context = executor.target<asio::io_context::executor_type>()) return on_strand(asio::make_strand(*context));
  return on_strand(asio::make_strand(executor));
}

std::shared_ptr<ClientCore> ClientCore::on_own_thread(ClientConfig config) {
  auto thread = std::make_shared<OwnThread>();
  auto runtime = net::system_runtime(thread->executor(), make_log(config));
  auto core = on_runtime(std::move(config), std::move(runtime), [own = thread.get()] { return own->is_current(); });
  core->thread_ = std::move(thread);
  ClientCore* const object = core.get();
  return {object, [core = std::move(core)](ClientCore*) { core->end(); }};
}

Result<void> ClientCore::reload_credentials() {
  if (!tls_) return {};
  auto loaded = tls_->load();
  if (!loaded) return loaded.error();
  asio::post(executor(), [tls = tls_, cluster = cluster_, loaded = *std::move(loaded)]() mutable {
    tls->use(std::move(loaded));
    cluster->pool().retry_now();
  });
  return {};
}

Result<void> ClientCore::update_sasl(const SaslConfig& sasl) {
  if (!sasl_)
    return Error(ErrorCode::config_conflict, "the client does not log in by SASL", "security.protocol=SASL_PLAINTEXT or SASL_SSL");
  auto mechanism = net::SaslLogin::make_mechanism(sasl, runtime_, config_.ssl);
  if (!mechanism) return mechanism.error();
  asio::post(executor(), [login = sasl_, cluster = cluster_, mechanism = *std::move(mechanism)]() mutable {
    login->use(std::move(mechanism));
    cluster->pool().retry_now();
  });
  return {};
}

void ClientCore::end() {
  if (on_client_thread()) return;
  asio::post(executor(), [cluster = cluster_] { cluster->close(); });
  thread_->wait();
}

ClientCore::~ClientCore() {
  if (thread_ && thread_->has_ended()) return;
  // The cluster ends on its executor; an own thread runs on until that is done.
  asio::post(executor(), [runtime = runtime_, cluster = std::move(cluster_), thread = thread_]() mutable {
    cluster->close();
    cluster.reset();
  });
}

void ClientCore::require_other_thread(const char* call) const {
  if (on_client_thread())
    throw std::logic_error(std::string("klamm: ") + call +
                           " blocks, and was called on the client's own thread, which it would wait for; use its asynchronous form");
}

} // namespace klamm::detail
