#include "client/admin_impl.hpp"

namespace klamm::detail {

std::shared_ptr<AdminImpl> AdminImpl::create(std::shared_ptr<ClientCore> core, const AdminConfig& config) {
  auto impl = std::shared_ptr<AdminImpl>(new AdminImpl(core->shared_from_this(), config));
  core->drop_at_end(impl);
  return held_by_user(std::move(impl), std::move(core));
}

AdminImpl::AdminImpl(std::shared_ptr<ClientCore> core, const AdminConfig& config) : core_(std::move(core)) {
  settings_.timeout = config.default_api_timeout;
  settings_.request_timeout = config.request_timeout;
  settings_.backoff = net::Backoff(config.retry_backoff, config.retry_backoff_max);
  settings_.retries = static_cast<std::uint64_t>(config.retries);
}

void AdminImpl::start(std::shared_ptr<admin::Operation> operation, Duration timeout, admin::CallLoop::Done done,
                      const CancellableCallPtr& call) {
  core_->runtime()->post([self = shared_from_this(), operation = std::move(operation), timeout, done = std::move(done), call]() mutable {
    if (call && call->ended) return; // cancelled before it had begun
    if (self->closed_) return done(Error(ErrorCode::closed));
    admin::CallSettings settings = self->settings_;
    settings.timeout = timeout;
    const std::uint64_t number = ++self->last_call_;
    const std::weak_ptr<AdminImpl> weak = self;
    auto ended = [weak, number, done = std::move(done)](Result<void> outcome) mutable {
      const auto impl = weak.lock();
      if (impl) impl->calls_.erase(number);
      try { // what leaves it would end the client's thread
        done(std::move(outcome));
      } catch (const std::exception& thrown) {
        if (impl)
          impl->core_->runtime()->log(LogLevel::error, "admin", [&] { return std::string("a completion threw: ") + thrown.what(); });
      } catch (...) {
        if (impl)
          impl->core_->runtime()->log(LogLevel::error, "admin", [] { return std::string("a completion threw what is no std::exception"); });
      }
    };
    const auto loop = admin::CallLoop::create(self->core_->cluster(), std::move(operation), settings, std::move(ended));
    self->calls_.emplace(number, loop);
    if (call)
      call->withdraw = [weak_loop = std::weak_ptr(loop)] {
        const auto running = weak_loop.lock();
        return !running || running->end(Error(ErrorCode::cancelled));
      };
    loop->start();
  });
}

void AdminImpl::close() {
  core_->runtime()->post([self = shared_from_this()] {
    self->closed_ = true;
    for (const auto& [number, loop] : std::exchange(self->calls_, {}))
      loop->end(Error(ErrorCode::closed, "the admin client was closed before the call had completed"));
  });
}

void AdminImpl::drop_handlers() {
  closed_ = true;
  const auto untold = std::exchange(calls_, {});
}

} // namespace klamm::detail
