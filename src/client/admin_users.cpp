#include "klamm/admin_users.hpp"

#include "admin/quotas.hpp"
#include "admin/scram_users.hpp"
#include "client/admin_impl.hpp"
#include "security/crypto.hpp"

namespace klamm {

using detail::AdminStart;

namespace {

admin::SaltedPassword salted(const ScramChange& change) {
  constexpr std::size_t salt_size = 32;
  admin::SaltedPassword password{security::random_bytes(salt_size), {}};
  const auto hash = change.mechanism() == ScramMechanism::scram_sha_512 ? security::Hash::sha512 : security::Hash::sha256;
  password.salted = security::salted_password(hash, change.password()->reveal(), password.salt, change.iterations());
  return password;
}

} // namespace

AdminUsers::AdminUsers() noexcept : AdminCalls(nullptr) {}
AdminUsers::~AdminUsers() = default;

AdminStart<DescribeScramResult> AdminUsers::describing_scram(std::vector<std::string> users, const DescribeScramOptions& options) const {
  return impl_->prepare<DescribeScramResult>(std::make_shared<admin::DescribeScram>(std::move(users)), options.timeout);
}
Result<DescribeScramResult> AdminUsers::describe_user_scram_credentials(std::vector<std::string> users,
                                                                        const DescribeScramOptions& options) {
  return impl_->run("Admin::describe_user_scram_credentials", describing_scram(std::move(users), options), options.timeout);
}

AdminStart<AlterScramResult> AdminUsers::altering_scram(std::vector<ScramUserChanges> users, const AlterScramOptions& options) const {
  const auto operation = std::make_shared<admin::AlterScram>(std::move(users));
  return impl_->prepare_after<AlterScramResult>([operation] { operation->salt(salted); }, operation, options.timeout);
}
Result<AlterScramResult> AdminUsers::alter_user_scram_credentials(std::vector<ScramUserChanges> users, const AlterScramOptions& options) {
  return impl_->run("Admin::alter_user_scram_credentials", altering_scram(std::move(users), options), options.timeout);
}

AdminStart<std::vector<ClientQuotas>> AdminUsers::describing_quotas(QuotaFilter filter, const DescribeQuotasOptions& options) const {
  return impl_->prepare<std::vector<ClientQuotas>>(std::make_shared<admin::DescribeQuotas>(std::move(filter)), options.timeout);
}
Result<std::vector<ClientQuotas>> AdminUsers::describe_client_quotas(QuotaFilter filter, const DescribeQuotasOptions& options) {
  return impl_->run("Admin::describe_client_quotas", describing_quotas(std::move(filter), options), options.timeout);
}

AdminStart<AlterQuotasResult> AdminUsers::altering_quotas(std::vector<QuotaChanges> entities, const AlterQuotasOptions& options) const {
  return impl_->prepare<AlterQuotasResult>(std::make_shared<admin::AlterQuotas>(std::move(entities), options), options.timeout);
}
Result<AlterQuotasResult> AdminUsers::alter_client_quotas(std::vector<QuotaChanges> entities, const AlterQuotasOptions& options) {
  return impl_->run("Admin::alter_client_quotas", altering_quotas(std::move(entities), options), options.timeout);
}

} // namespace klamm
