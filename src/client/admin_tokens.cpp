#include "klamm/admin_tokens.hpp"

#include "admin/tokens.hpp"
#include "client/admin_impl.hpp"
#include "security/crypto.hpp"

namespace klamm {

using admin::ProlongToken;
using detail::AdminStart;

Secret DelegationToken::password() const { return Secret(security::base64(hmac.reveal())); }

Result<Secret> DelegationToken::hmac_of(std::string_view base64) {
  const std::optional<std::string> bytes = security::from_base64(base64);
  if (!bytes || bytes->empty())
    return Error(ErrorCode::invalid_request, "the token's HMAC is not Base64", "give it as kafka-delegation-tokens.sh prints it");
  return Secret(*bytes);
}

AdminTokens::AdminTokens() noexcept : AdminCalls(nullptr) {}
AdminTokens::~AdminTokens() = default;

AdminStart<DelegationToken> AdminTokens::creating_token(const CreateTokenOptions& options) const {
  return impl_->prepare<DelegationToken>(std::make_shared<admin::CreateToken>(options), options.timeout);
}
Result<DelegationToken> AdminTokens::create_delegation_token(const CreateTokenOptions& options) {
  return impl_->run("Admin::create_delegation_token", creating_token(options), options.timeout);
}

AdminStart<Timestamp> AdminTokens::renewing_token(const Secret& hmac, const RenewTokenOptions& options) const {
  return impl_->prepare<Timestamp>(std::make_shared<ProlongToken>(ProlongToken::To::renew, hmac, options.period), options.timeout);
}
Result<Timestamp> AdminTokens::renew_delegation_token(const Secret& hmac, const RenewTokenOptions& options) {
  return impl_->run("Admin::renew_delegation_token", renewing_token(hmac, options), options.timeout);
}

AdminStart<Timestamp> AdminTokens::expiring_token(const Secret& hmac, const ExpireTokenOptions& options) const {
  return impl_->prepare<Timestamp>(std::make_shared<ProlongToken>(ProlongToken::To::expire, hmac, options.period), options.timeout);
}
Result<Timestamp> AdminTokens::expire_delegation_token(const Secret& hmac, const ExpireTokenOptions& options) {
  return impl_->run("Admin::expire_delegation_token", expiring_token(hmac, options), options.timeout);
}

AdminStart<std::vector<DelegationToken>> AdminTokens::describing_tokens(const DescribeTokensOptions& options) const {
  return impl_->prepare<std::vector<DelegationToken>>(std::make_shared<admin::DescribeTokens>(options), options.timeout);
}
Result<std::vector<DelegationToken>> AdminTokens::describe_delegation_tokens(const DescribeTokensOptions& options) {
  return impl_->run("Admin::describe_delegation_tokens", describing_tokens(options), options.timeout);
}

} // namespace klamm
