// How an Asio completion token becomes the one type-erased handler that the library stores.
#pragma once

#include <cstddef> // before Asio, which chooses its allocator by what the library has shown of itself so far

#include <asio/any_io_executor.hpp>
#include <asio/associated_cancellation_slot.hpp>
#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/dispatch.hpp>
#include <asio/execution/outstanding_work.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>
#include <atomic>
#include <memory>
#include <type_traits>
#include <utility>

#include "klamm/detail/unique_function.hpp"
#include "klamm/export.hpp"
#include "klamm/result.hpp"

namespace asio { // only named here
template <typename Executor>
struct use_awaitable_t;
class deferred_t;
class detached_t;
} // namespace asio

namespace klamm {

/// Called once with the result of an operation.
template <class T>
using Completion = UniqueFunction<void(Result<T>)>;

namespace detail {

/// What a call may do until it can start: wait on the calling thread, or hold back the completion, because the caller is a coroutine that waits for it.
enum class WhenFull : unsigned char { block, suspend };

template <class Token>
constexpr WhenFull when_full = WhenFull::block;
template <>
inline constexpr WhenFull when_full<asio::deferred_t> = WhenFull::suspend; // nearly always awaited later
template <class Executor>
constexpr WhenFull when_full<asio::use_awaitable_t<Executor>> = WhenFull::suspend;
template <template <class...> class Adapter, class... Of> // as_tuple(use_awaitable), bind_executor(executor, use_awaitable), …
constexpr WhenFull when_full<Adapter<Of...>> = ((when_full<Of> == WhenFull::suspend) || ...) ? WhenFull::suspend : WhenFull::block;

struct NoExecutor {};

/// A plain callable has no executor of its own: it runs on the client's, without a detour.
template <class Handler>
constexpr bool has_own_executor = !std::is_same_v<typename asio::associated_executor<Handler, NoExecutor>::type, NoExecutor>;

struct NoCancellationSlot {};

/// A callable for which Asio would do nothing but call it: it needs no detour through its machinery.
template <class Token, class T>
concept PlainHandler = std::is_invocable_v<Token&, Result<T>> && !has_own_executor<Token> && when_full<Token> == WhenFull::block &&
                       std::is_same_v<typename asio::associated_cancellation_slot<Token, NoCancellationSlot>::type, NoCancellationSlot> &&
                       std::is_same_v<typename asio::async_result<Token, void(Result<T>)>::completion_handler_type, Token>;

template <class T, class Handler>
Completion<T> make_completion(Handler&& handler) {
  using Held = std::decay_t<Handler>;
  if constexpr (has_own_executor<Held>) {
    auto executor = asio::get_associated_executor(handler);
    auto working = asio::prefer(executor, asio::execution::outstanding_work.tracked); // its context must not run dry meanwhile
    return [handler = Held(std::forward<Handler>(handler)), working = std::move(working)](Result<T> result) mutable {
      auto target = working;
      asio::dispatch(target, [handler = std::move(handler), result = std::move(result)]() mutable { handler(std::move(result)); });
    };
  } else {
    return Completion<T>(std::forward<Handler>(handler));
  }
}

/// Starts an operation with a completion token: `start(Completion<T>)` is called with the erased handler.
template <class T, class Token, class Start>
auto initiate(Start&& start, Token&& token) {
  return asio::async_initiate<Token, void(Result<T>)>(
      [](auto handler, auto start_operation) { start_operation(make_completion<T>(std::move(handler))); }, token,
      std::forward<Start>(start));
}

/// A call that its token's cancellation slot may end before it completes. Whichever comes first tells the handler.
struct CancellableCall {
  std::atomic<bool> ended{false};
  /// Takes back what was started, on the client's executor: true when nothing of it will happen. Set there, by whoever can; unset it cannot be taken back.
  UniqueFunction<bool()> withdraw;
};
using CancellableCallPtr = std::shared_ptr<CancellableCall>;

/// "the call was cancelled; …"
KLAMM_EXPORT Error cancelled_call(bool withdrawn);

template <class T>
struct CancellableCallFor : CancellableCall {
  explicit CancellableCallFor(Completion<T> handler) noexcept : done(std::move(handler)) {}
  void finish(Result<T> result) {
    if (!ended.exchange(true)) std::exchange(done, nullptr)(std::move(result));
  }
  void cancel() {
    if (ended.exchange(true)) return;
    const bool withdrawn = withdraw && withdraw();
    std::exchange(done, nullptr)(cancelled_call(withdrawn));
  }
  Completion<T> done;
};

/// As initiate(), honouring the token's cancellation slot: `start(Completion<T>, CancellableCallPtr)`, the latter null where the slot is not connected.
/// `executor()` gives the client's.
template <class T, class Token, class Start, class ExecutorOf>
auto initiate_cancellable(ExecutorOf&& executor, Start&& start, Token&& token) {
  return asio::async_initiate<Token, void(Result<T>)>(
      [](auto handler, auto start_operation, auto executor_of) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (!slot.is_connected()) return start_operation(make_completion<T>(std::move(handler)), CancellableCallPtr());
        const auto call = std::make_shared<CancellableCallFor<T>>(make_completion<T>(std::move(handler)));
        // (weak: the slot belongs to the coroutine that the call keeps alive)
        slot.assign([weak = std::weak_ptr(call), client = asio::any_io_executor(executor_of())](auto) {
          if (const auto alive = weak.lock()) asio::post(client, [alive] { alive->cancel(); });
        });
        start_operation([call](Result<T> result) { call->finish(std::move(result)); }, call);
      },
      token, std::forward<Start>(start), std::forward<ExecutorOf>(executor));
}

} // namespace detail
} // namespace klamm
