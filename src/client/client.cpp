#include "klamm/client.hpp"

#include "client/client_core.hpp"
#include "klamm/detail/completion.hpp"

namespace klamm {

Client::Client(ClientConfig config) : core_(detail::ClientCore::on_own_thread(std::move(config))) {}
Client::Client(ClientConfig config, asio::any_io_executor executor) : core_(detail::ClientCore::on_executor(std::move(config), executor)) {}

Result<void> Client::reload_credentials() { return core_->reload_credentials(); }
Result<void> Client::update_sasl(const SaslConfig& sasl) { return core_->update_sasl(sasl); }

asio::any_io_executor Client::executor() const { return core_->executor(); }

Error detail::cancelled_call(bool withdrawn) {
  ErrorContext context;
  context.fate = withdrawn ? Fate::not_sent : Fate::possibly_sent;
  return Error(ErrorCode::cancelled,
               withdrawn ? "the call was cancelled before it had begun" : "the call was cancelled; what it had begun goes on")
      .with(context);
}

} // namespace klamm
