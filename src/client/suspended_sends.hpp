// Sends that wait for room without blocking a thread, in order: coroutines are suspended meanwhile. The first one waits in the BufferPool, behind threads and
// others that came before. Everything on the client's executor.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>

#include "client/record_copy.hpp"
#include "klamm/detail/completion.hpp"
#include "net/runtime.hpp"
#include "producer/buffer_pool.hpp"

namespace klamm::detail {

/// How many wait, or are on their way to the queue: for whoever comes later, on any thread.
using SuspendedCount = std::shared_ptr<std::atomic<std::size_t>>;

/// One that waits.
struct SuspendedSend {
  SuspendedSend(const ProducerRecord& from, Completion<RecordMetadata> completion, bool is_urgent, CancellableCallPtr from_call,
                bool is_alone, SuspendedCount among)
      : copy(from), done(std::move(completion)), urgent(is_urgent), call(std::move(from_call)), alone(is_alone), count(std::move(among)) {
    count->fetch_add(1, std::memory_order_relaxed);
  }
  SuspendedSend(const SuspendedSend&) = delete;
  SuspendedSend& operator=(const SuspendedSend&) = delete;
  ~SuspendedSend() { count->fetch_sub(1, std::memory_order_relaxed); }

  RecordCopy copy;
  Completion<RecordMetadata> done;
  bool urgent;
  CancellableCallPtr call; ///< null: can't be cancelled
  bool alone;              ///< the call's only record
  const SuspendedCount count;
  TimePoint deadline = never;
};

class SuspendedSends : public std::enable_shared_from_this<SuspendedSends> {
public:
  using SendPtr = std::unique_ptr<SuspendedSend>;
  /// Sends with this memory (which may be none): false when there is not enough.
  using Send = std::function<bool(SuspendedSend& send, Buffer memory)>;
  /// Completes one that will not be sent: because of `error`, or when there is none, because its time is up.
  using GiveUp = std::function<void(SuspendedSend& send, const std::optional<Error>& error)>;
  /// How much memory a record needs.
  using Needed = std::function<std::size_t(const ProducerRecord& record)>;

  SuspendedSends(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<producer::BufferPool> pool, Duration patience)
      : runtime_(std::move(runtime)), pool_(std::move(pool)), patience_(patience) {}
  void set_actions(Send send, GiveUp give_up, Needed needed);

  void add(SendPtr send);
  const SuspendedCount& count() const noexcept { return count_; }
  /// Somebody waits: a send that could wait too would overtake him, in the rest of an open batch.
  bool any() const noexcept { return count_->load(std::memory_order_relaxed) > 0; }
  void give_up_all(const Error& error);
  /// Forgets them untold.
  void drop_all();

private:
  void wait_for_first();
  void stop_waiting();
  void serve(Buffer memory);
  void expire();
  bool withdraw(const CancellableCall* call);

  const std::shared_ptr<net::Runtime> runtime_;
  const std::shared_ptr<producer::BufferPool> pool_;
  const Duration patience_;
  Send send_;
  GiveUp give_up_;
  Needed needed_;
  const SuspendedCount count_ = std::make_shared<std::atomic<std::size_t>>(0);
  std::deque<SendPtr> waiting_;
  std::unique_ptr<net::Timer> timer_;
  std::uint64_t wait_ = 0;  // the first one's, in the pool
  std::uint64_t round_ = 0; // grants of earlier rounds come too late
};

} // namespace klamm::detail
