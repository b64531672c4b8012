// Admin's inside: starts calls on the client's executor, keeps those that are under way, and ends them.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "admin/call_loop.hpp"
#include "client/client_core.hpp"
#include "klamm/admin_config.hpp"
#include "klamm/detail/admin_calls.hpp"

namespace klamm::detail {

class AdminImpl : public HandlerOwner, public std::enable_shared_from_this<AdminImpl> {
public:
  /// Throws Exception for a configuration that contradicts itself.
  static std::shared_ptr<AdminImpl> create(std::shared_ptr<ClientCore> core, const AdminConfig& config);

  ClientCore& core() noexcept { return *core_; }
  Duration patience(const std::optional<std::chrono::milliseconds>& timeout) const {
    return timeout ? Duration(*timeout) : settings_.timeout;
  }

  /// What starts `operation`, whenever that is.
  template <class T>
  AdminStart<T> prepare(std::shared_ptr<admin::OperationOf<T>> operation, std::optional<std::chrono::milliseconds> timeout) {
    return
        [self = shared_from_this(), operation = std::move(operation), timeout](Completion<T> done, const CancellableCallPtr& call) mutable {
          auto finish = [operation, done = std::move(done)](Result<void> ended) mutable {
            if (ended) done(operation->take());
            else done(ended.error());
          };
          self->start(std::move(operation), self->patience(timeout), std::move(finish), call);
        };
  }
  /// The same, after `work` that takes milliseconds, on another thread.
  template <class T>
  AdminStart<T> prepare_after(std::function<void()> work, std::shared_ptr<admin::OperationOf<T>> operation,
                              std::optional<std::chrono::milliseconds> timeout) {
    return [self = shared_from_this(), work = std::move(work),
            start = prepare<T>(std::move(operation), timeout)](Completion<T> done, const CancellableCallPtr& call) mutable {
      self->core_->runtime()->compute(std::move(work),
                                      [start = std::move(start), done = std::move(done), call]() mutable { start(std::move(done), call); });
    };
  }
  /// Starts it and waits for the end. `call` names it, for errors.
  template <class T>
  Result<T> run(const char* call, AdminStart<T> start, const std::optional<std::chrono::milliseconds>& timeout) {
    return wait_for<T>(*core_, call, after_all(patience(timeout)), [&start](Completion<T> done) { start(std::move(done), {}); });
  }

  /// Ends what is under way.
  void close();
  void drop_handlers() override;

private:
  AdminImpl(std::shared_ptr<ClientCore> core, const AdminConfig& config);
  void start(std::shared_ptr<admin::Operation> operation, Duration timeout, admin::CallLoop::Done done, const CancellableCallPtr& call);
  /// The call itself ends in time, by its own deadline; a thread that waits for it gives it a moment more.
  static Duration after_all(Duration patience) { return patience > Duration::max() - 5s ? Duration::max() : patience + 5s; }

  const std::shared_ptr<ClientCore> core_;
  admin::CallSettings settings_;
  std::map<std::uint64_t, std::shared_ptr<admin::CallLoop>> calls_; // the executor's, as are:
  std::uint64_t last_call_ = 0;
  bool closed_ = false;
};

} // namespace klamm::detail
