// What becomes of a client when the user's execution context is destroyed with calls unfinished: as Asio's own objects, it drops their handlers uncalled.
// Without that a coroutine that owns a producer and waits for it would never be freed: the producer keeps the handler, which keeps the coroutine.
#pragma once

#include <asio/any_io_executor.hpp>
#include <memory>

namespace klamm::detail {

/// Something that holds users' handlers.
class HandlerOwner {
public:
  virtual ~HandlerOwner() = default;
  /// The context ends: nobody runs it any more. Drops all handlers; their destructors may be anything of the user's.
  virtual void drop_handlers() = 0;
};

/// Makes `owner`, for as long as it lives, drop its handlers when the executor's context is destroyed.
void drop_at_context_end(const asio::any_io_executor& executor, const std::weak_ptr<HandlerOwner>& owner);

} // namespace klamm::detail
