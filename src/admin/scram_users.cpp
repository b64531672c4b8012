#include "admin/scram_users.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "wire/messages/alter_user_scram_credentials.hpp"
#include "wire/messages/describe_user_scram_credentials.hpp"

namespace klamm::admin {

Result<void> DescribeScram::check(std::size_t) const {
  std::set<std::string_view> seen;
  for (const std::string& user : users_) {
    if (user.empty()) return Error(ErrorCode::unacceptable_credential, "a user's name is empty");
    if (!seen.insert(user).second) return Error(ErrorCode::duplicate_resource, "the user " + user + " is given twice in one call");
  }
  return {};
}

Exchange DescribeScram::ask(const net::Connection& connection, Items, Duration) {
  wire::DescribeUserScramCredentialsRequest request;
  if (users_.empty()) request.users.reset(); // all
  for (const std::string& user : users_) request.users->push_back({user});
  return exchange(connection, request, [this](const wire::DescribeUserScramCredentialsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(response.error_code, response.error_message));
    std::map<std::string, Result<std::vector<ScramCredential>>> told;
    for (const auto& user : response.results) {
      std::vector<ScramCredential> credentials;
      for (const auto& one : user.credential_infos) credentials.push_back({static_cast<ScramMechanism>(one.mechanism), one.iterations});
      std::sort(credentials.begin(), credentials.end(), [](const auto& a, const auto& b) { return a.mechanism < b.mechanism; });
      if (user.error_code == ErrorCode::none) told.emplace(user.user, std::move(credentials));
      else told.emplace(user.user, Verdicts::error_of(user.error_code, user.error_message));
    }
    std::vector<DescribeScramResult::Item> items;
    for (const std::string& user : users_) { // in the order in which they were asked for
      const auto at = told.find(user);
      if (at == told.end()) items.push_back({user, Error(ErrorCode::protocol_error, "the broker's answer says nothing of the user")});
      else items.push_back({user, at->second});
    }
    if (users_.empty())
      for (auto& [user, credentials] : told) items.push_back({user, std::move(credentials)});
    keep(DescribeScramResult(std::move(items)), verdicts);
  });
}

Result<void> AlterScram::check_input(const ScramUserChanges& changes) const {
  if (changes.user.empty()) return Error(ErrorCode::unacceptable_credential, "the user's name is empty");
  if (changes.changes.empty()) return Error(ErrorCode::invalid_request, "there is nothing to change", "give at least one ScramChange");
  std::set<ScramMechanism> seen;
  for (const ScramChange& change : changes.changes) {
    if (change.mechanism() != ScramMechanism::scram_sha_256 && change.mechanism() != ScramMechanism::scram_sha_512)
      return Error(ErrorCode::unsupported_sasl_mechanism, "there is no such SCRAM mechanism", "SCRAM-SHA-256 or SCRAM-SHA-512");
    if (!seen.insert(change.mechanism()).second)
      return Error(ErrorCode::duplicate_resource, "the same mechanism is changed twice", "change it once in a call");
    if (!change.password()) continue;
    if (change.password()->empty()) return Error(ErrorCode::unacceptable_credential, "the password is empty");
    if (change.iterations() < 4096 || change.iterations() > 16384)
      return Error(ErrorCode::unacceptable_credential, std::to_string(change.iterations()) + " iterations are too few or too many",
                   "4096 to 16384");
  }
  return {};
}

void AlterScram::salt(const std::function<SaltedPassword(const ScramChange&)>& salt) {
  for (std::size_t item = 0; item < size(); ++item) {
    if (!check(item)) continue;
    for (const ScramChange& change : input(item).changes)
      if (change.password()) salted_.emplace(&change, salt(change));
  }
}

// Kafka refuses a request that changes a user's credentials of both mechanisms: they are changed one after the other.
Exchange AlterScram::ask(const net::Connection& connection, Items items, Duration) {
  wire::AlterUserScramCredentialsRequest request;
  for (const std::size_t item : items) {
    const ScramUserChanges& user = input(item);
    const ScramChange& change = user.changes[made_[item]];
    const auto mechanism = static_cast<std::int8_t>(change.mechanism());
    if (!change.password()) {
      request.deletions.push_back({user.user, mechanism});
      continue;
    }
    const SaltedPassword& password = salted_.at(&change);
    request.upsertions.push_back(
        {user.user, mechanism, change.iterations(), wire::Bytes(password.salt), wire::Bytes(password.salted.reveal())});
  }
  auto read = [this, answered = Answered<std::string_view>(items, [this](std::size_t item) { return std::string_view(input(item).user); })](
                  const wire::AlterUserScramCredentialsResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.results) {
      const auto item = answered.take(told.user);
      if (!item) continue;
      if (told.error_code == ErrorCode::none && ++made_[*item] < input(*item).changes.size()) verdicts.again(*item);
      else say(*item, told.error_code, told.error_message, verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
