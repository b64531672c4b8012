#include "klamm/admin.hpp"

#include "client/admin_impl.hpp"

namespace klamm {

detail::AdminCalls::AdminCalls(std::shared_ptr<AdminImpl> impl) noexcept : impl_(std::move(impl)) {}
detail::AdminCalls::~AdminCalls() = default;
asio::any_io_executor detail::AdminCalls::executor() const { return impl_->core().executor(); }

namespace {

AdminConfig checked(AdminConfig config) {
  if (const auto valid = config.validate(); !valid) throw Exception(valid.error());
  return config;
}

} // namespace

Admin::Admin(AdminConfig config)
    : AdminCalls(detail::AdminImpl::create(detail::ClientCore::on_own_thread(config.client_config()), checked(config))) {}
Admin::Admin(AdminConfig config, asio::any_io_executor executor)
    : AdminCalls(detail::AdminImpl::create(detail::ClientCore::on_executor(config.client_config(), executor), checked(config))) {}
Admin::Admin(Client& client, AdminConfig config) : AdminCalls(detail::AdminImpl::create(client.core_, config)) {}

Admin::Admin(Admin&& other) noexcept : AdminCalls(std::move(other.impl_)) {}
Admin& Admin::operator=(Admin&& other) noexcept {
  Admin old(std::move(*this));
  impl_ = std::move(other.impl_);
  return *this;
}
Admin::~Admin() {
  if (impl_) impl_->close();
}

} // namespace klamm
