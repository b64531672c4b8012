#include "net/background.hpp"

#include <asio/execution.hpp>
#include <asio/execution_context.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/post.hpp>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>

namespace klamm::net {
namespace {

/// The process's threads for one kind of work. Each takes jobs until none is left, and ends.
class BackgroundThreads {
public:
  using Job = std::function<void()>;

  /// Never destroyed: a thread may outlive main().
  static BackgroundThreads& of(BackgroundWork kind) {
    static auto* lookups = new BackgroundThreads;     // NOLINT(cppcoreguidelines-owning-memory)
    static auto* computation = new BackgroundThreads; // NOLINT(cppcoreguidelines-owning-memory)
    return kind == BackgroundWork::lookups ? *lookups : *computation;
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

/// What one execution context waits for. Its shutdown, part of the context's destruction, drops the handlers; work that is still going on finds nobody to
/// tell.
class BackgroundService : public asio::execution_context::service {
public:
  using key_type = BackgroundService;
  static inline asio::execution_context::id id;

  explicit BackgroundService(asio::execution_context& context) : service(context) {}

  void start(const asio::any_io_executor& executor, BackgroundWork kind, std::function<void()> work, UniqueFunction<void()> done) {
    const std::uint64_t ticket = waiting_->add(executor, std::move(done));
    try {
      BackgroundThreads::of(kind).run([waiting = waiting_, ticket, work = std::move(work)] {
        work();
        waiting->finish(ticket);
      });
    } catch (const std::system_error&) {
      waiting_->drop(ticket);
      throw;
    }
  }

private:
  void shutdown() override { waiting_->drop_all(); }

  /// Shared with the threads.
  class Waiting {
  public:
    std::uint64_t add(const asio::any_io_executor& executor, UniqueFunction<void()> done) {
      const std::lock_guard lock(mutex_);
      entries_.emplace(++last_, Entry{asio::executor_work_guard<asio::any_io_executor>(executor), std::move(done)});
      return last_;
    }
    /// Posts under the lock: the context can't go away meanwhile, as drop_all() needs it too.
    void finish(std::uint64_t ticket) {
      const std::lock_guard lock(mutex_);
      auto entry = entries_.extract(ticket);
      if (entry.empty()) return;
      const asio::any_io_executor executor = entry.mapped().work.get_executor();
      asio::post(executor, [done = std::move(entry.mapped().done)]() mutable { done(); });
    }
    void drop(std::uint64_t ticket) {
      const std::lock_guard lock(mutex_);
      entries_.erase(ticket);
    }
    void drop_all() {
      std::map<std::uint64_t, Entry> dropped;
      const std::lock_guard lock(mutex_);
      dropped.swap(entries_);
    }

  private:
    struct Entry {
      asio::executor_work_guard<asio::any_io_executor> work;
      UniqueFunction<void()> done;
    };
    std::mutex mutex_;
    std::map<std::uint64_t, Entry> entries_;
    std::uint64_t last_ = 0;
  };

  std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

} // namespace

void run_in_background(const asio::any_io_executor& executor, BackgroundWork kind, std::function<void()> work,
                       UniqueFunction<void()> done) {
  auto& context = asio::query(executor, asio::execution::context);
  asio::use_service<BackgroundService>(context).start(executor, kind, std::move(work), std::move(done));
}

} // namespace klamm::net
