#include "client/context_end.hpp"

#include <asio/execution_context.hpp>
#include <mutex>
#include <utility>
#include <vector>

namespace klamm::detail {
namespace {

// A context shuts its services down before it destroys any, the youngest first: this one while timers, strands and queues can still be used.
class ContextEnd final : public asio::execution_context::service {
public:
  using key_type = ContextEnd;
  static inline asio::execution_context::id id;

  explicit ContextEnd(asio::execution_context& context) : service(context) {}

  void add(const std::weak_ptr<HandlerOwner>& owner) {
    const std::lock_guard lock(mutex_);
    std::erase_if(owners_, [](const auto& other) { return other.expired(); });
    owners_.push_back(owner);
  }

private:
  void shutdown() override {
    for (const auto& weak : std::exchange(owners_, {}))
      if (const auto owner = weak.lock()) owner->drop_handlers();
  }

  std::mutex mutex_;
  std::vector<std::weak_ptr<HandlerOwner>> owners_;
};

} // namespace

void drop_at_context_end(const asio::any_io_executor& executor, const std::weak_ptr<HandlerOwner>& owner) {
  asio::use_service<ContextEnd>(asio::query(executor, asio::execution::context)).add(owner);
}

} // namespace klamm::detail
