// Apis: logging in. The connection's Login decides.
#include "mock/apis.hpp"

namespace klamm::mock {

wire::SaslHandshakeResponse Apis::answer(const wire::SaslHandshakeRequest& request, const Asked& asked) {
  wire::SaslHandshakeResponse response;
  response.error_code = asked.login->begin(request.mechanism, state_.random());
  if (response.error_code == ErrorCode::illegal_sasl_state) return response;
  for (const std::string& mechanism : asked.login->settings().mechanisms) response.mechanisms.push_back(mechanism);
  return response;
}

wire::SaslAuthenticateResponse Apis::answer(const wire::SaslAuthenticateRequest& request, Asked& asked) {
  wire::SaslAuthenticateResponse response;
  auto told = std::make_shared<Login::Told>(asked.login->step(request.auth_bytes.text(), asked.now));
  response.error_code = told->error;
  response.error_message = std::nullopt;
  if (told->error != ErrorCode::none) response.error_message = told->text;
  else response.auth_bytes = wire::Bytes(std::string_view(told->text));
  if (told->error == ErrorCode::none && asked.login->admits(ApiKey::metadata, asked.now))
    response.session_lifetime_ms = asked.login->settings().connections_max_reauth.count();
  asked.pending = std::move(told);
  return response;
}

} // namespace klamm::mock
