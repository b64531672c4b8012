#include "net/name_lookup.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <asio/execution.hpp>
#include <asio/execution_context.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <cerrno>
#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace klamm::net {
namespace {

using Addresses = std::vector<std::string>;

Error lookup_error(const std::string& host, int failure, int system_error) {
  const std::string reason = failure == EAI_SYSTEM ? std::strerror(system_error) : gai_strerror(failure);
  const bool unknown = failure == EAI_NONAME || failure == EAI_NODATA;
  return Error(ErrorCode::resolve_failed, "the host name \"" + host + "\" has no address: " + reason,
               unknown ? "check the spelling; on this machine `getent hosts " + host + "` must print an address"
                       : "the name server did not answer: check the network and /etc/resolv.conf");
}

Result<Addresses> blocking_lookup(const std::string& host) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  int failure = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  if (failure != 0 && failure != EAI_AGAIN) { // AI_ADDRCONFIG hides localhost where only loopback is up
    wanted.ai_flags = 0;
    failure = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  }
  if (failure != 0) return lookup_error(host, failure, errno);
  Addresses addresses;
  for (const addrinfo* at = found; at; at = at->ai_next) {
    char text[NI_MAXHOST] = {};
    if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) continue;
    if (std::ranges::find(addresses, text) == addresses.end()) addresses.emplace_back(text);
  }
  freeaddrinfo(found);
  if (addresses.empty()) return lookup_error(host, EAI_NONAME, 0);
  return addresses;
}

/// The process's lookup threads. Each takes names until none is left, and ends.
class LookupThreads {
public:
  using Job = std::function<void()>;

  /// Never destroyed: a thread may outlive main().
  static LookupThreads& instance() {
    static auto* threads = new LookupThreads; // NOLINT(cppcoreguidelines-owning-memory)
    return *threads;
  }

  /// Throws std::system_error when no thread can be started and none is running.
  void run(Job job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (running_ >= most) return;
    try {
      std::thread([this] { work(); }).detach();
      ++running_;
    } catch (const std::system_error&) {
      if (running_ > 0) return; // somebody will get to it
      jobs_.pop_back();
      throw;
    }
  }

private:
  static constexpr int most = 4; // a name server that is slow for one name must not hold up the others

  void work() {
    std::unique_lock lock(mutex_);
    while (!jobs_.empty()) {
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    }
    --running_;
  }

  std::mutex mutex_;
  std::deque<Job> jobs_;
  int running_ = 0;
};

/// The lookups of one execution context. Its shutdown, part of the context's destruction, drops the handlers; a lookup that is still blocked finds
/// nobody to tell.
class LookupService : public asio::execution_context::service {
public:
  using key_type = LookupService;
  static inline asio::execution_context::id id;

  explicit LookupService(asio::execution_context& context) : service(context) {}

  void start(const asio::any_io_executor& executor, std::string host, LookupHandler handler) {
    const std::uint64_t ticket = waiting_->add(executor, std::move(handler));
    try {
      LookupThreads::instance().run([waiting = waiting_, ticket, host] { waiting->finish(ticket, blocking_lookup(host)); });
    } catch (const std::system_error& failure) {
      waiting_->finish(ticket, Error(ErrorCode::resolve_failed,
                                     "no thread could be started to look up \"" + host + "\": " + failure.code().message(),
                                     "raise the limit of processes (ulimit -u)"));
    }
  }

private:
  void shutdown() override { waiting_->drop_all(); }

  /// Shared with the threads.
  class Waiting {
  public:
    std::uint64_t add(const asio::any_io_executor& executor, LookupHandler handler) {
      const std::lock_guard lock(mutex_);
      entries_.emplace(++last_, Entry{asio::executor_work_guard<asio::any_io_executor>(executor), std::move(handler)});
      return last_;
    }
    /// Posts under the lock: the context can't go away meanwhile, as drop_all() needs it too.
    void finish(std::uint64_t ticket, Result<Addresses> result) {
      const std::lock_guard lock(mutex_);
      auto entry = entries_.extract(ticket);
      if (entry.empty()) return;
      const asio::any_io_executor executor = entry.mapped().work.get_executor();
      asio::post(executor,
                 [handler = std::move(entry.mapped().handler), result = std::move(result)]() mutable { handler(std::move(result)); });
    }
    void drop_all() {
      std::map<std::uint64_t, Entry> dropped;
      const std::lock_guard lock(mutex_);
      dropped.swap(entries_);
    }

  private:
    struct Entry {
      asio::executor_work_guard<asio::any_io_executor> work;
      LookupHandler handler;
    };
    std::mutex mutex_;
    std::map<std::uint64_t, Entry> entries_;
    std::uint64_t last_ = 0;
  };

  std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

} // namespace

void look_up_name(const asio::any_io_executor& executor, std::string host, LookupHandler handler) {
  auto& context = asio::query(executor, asio::execution::context);
  asio::use_service<LookupService>(context).start(executor, std::move(host), std::move(handler));
}

} // namespace klamm::net
