#include "admin/tokens.hpp"

#include <algorithm>
#include <tuple>

#include "wire/messages/create_delegation_token.hpp"
#include "wire/messages/describe_delegation_token.hpp"
#include "wire/messages/expire_delegation_token.hpp"
#include "wire/messages/renew_delegation_token.hpp"

namespace klamm::admin {
namespace {

constexpr std::int64_t by_broker = -1; // for periods: as the broker is set up; of an end: now

Result<void> check_principal(const std::string& principal) {
  const std::size_t colon = principal.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == principal.size())
    return Error(ErrorCode::invalid_principal_type, "'" + principal + "' is no principal", "a type and a name, as in User:alice");
  return {};
}

Result<void> check_period(const std::optional<std::chrono::milliseconds>& period) {
  if (period && period->count() <= 0)
    return Error(ErrorCode::invalid_timestamp, "a period of " + std::to_string(period->count()) + " ms", "give none for the default");
  return {};
}

std::pair<std::string_view, std::string_view> parts_of(std::string_view principal) {
  const std::size_t colon = principal.find(':');
  return {principal.substr(0, colon), principal.substr(colon + 1)};
}

std::string principal_of(std::string_view type, std::string_view name) { return std::string(type) + ":" + std::string(name); }

/// What both the answers to making and to describing tell.
template <class Told>
DelegationToken token_of(const Told& told) {
  DelegationToken token;
  token.token_id = told.token_id;
  token.owner = principal_of(told.principal_type, told.principal_name);
  token.requester = told.token_requester_principal_name.empty()
                        ? token.owner
                        : principal_of(told.token_requester_principal_type, told.token_requester_principal_name);
  token.hmac = Secret(told.hmac.text());
  return token;
}

} // namespace

Result<void> CreateToken::check(std::size_t) const {
  if (!options_.owner.empty())
    if (const auto fine = check_principal(options_.owner); !fine) return fine;
  for (const std::string& renewer : options_.renewers)
    if (const auto fine = check_principal(renewer); !fine) return fine;
  return check_period(options_.max_lifetime);
}

Exchange CreateToken::ask(const net::Connection& connection, Items, Duration) {
  constexpr std::int16_t with_owner = 3;
  const std::int16_t version = connection.api_versions().highest<wire::CreateDelegationTokenRequest>();
  wire::CreateDelegationTokenRequest request;
  if (!options_.owner.empty()) {
    if (version >= 0 && version < with_owner)
      return {needs_release(ApiKey::create_delegation_token, with_owner, "a token for somebody else", "3.3"), nullptr};
    std::tie(request.owner_principal_type, request.owner_principal_name) = parts_of(options_.owner);
  }
  for (const std::string& renewer : options_.renewers) {
    auto& asked = request.renewers.emplace_back();
    std::tie(asked.principal_type, asked.principal_name) = parts_of(renewer);
  }
  request.max_lifetime_ms = options_.max_lifetime ? options_.max_lifetime->count() : by_broker;
  return exchange(connection, request, [this](const wire::CreateDelegationTokenResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    DelegationToken token = token_of(response);
    token.issue_time = response.issue_timestamp_ms;
    token.expiry_time = response.expiry_timestamp_ms;
    token.max_time = response.max_timestamp_ms;
    token.renewers = options_.renewers;
    keep(std::move(token), verdicts);
  });
}

Result<void> ProlongToken::check(std::size_t) const {
  if (hmac_.empty())
    return Error(ErrorCode::delegation_token_not_found, "the token's HMAC is empty", "DelegationToken::hmac, or hmac_of()");
  return check_period(period_);
}

template <class Request>
Exchange ProlongToken::ask_as(const net::Connection& connection, Request request) {
  request.hmac = wire::Bytes(hmac_.reveal());
  return exchange(connection, request, [this](const typename Request::Response& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    keep(Timestamp{response.expiry_timestamp_ms}, verdicts);
  });
}

Exchange ProlongToken::ask(const net::Connection& connection, Items, Duration) {
  const std::int64_t period = period_ ? period_->count() : by_broker;
  if (to_ == To::renew) {
    wire::RenewDelegationTokenRequest request;
    request.renew_period_ms = period;
    return ask_as(connection, std::move(request));
  }
  wire::ExpireDelegationTokenRequest request;
  request.expiry_time_period_ms = period;
  return ask_as(connection, std::move(request));
}

Result<void> DescribeTokens::check(std::size_t) const {
  for (const std::string& owner : options_.owners)
    if (const auto fine = check_principal(owner); !fine) return fine;
  return {};
}

Exchange DescribeTokens::ask(const net::Connection& connection, Items, Duration) {
  wire::DescribeDelegationTokenRequest request;
  if (options_.owners.empty()) request.owners.reset(); // all
  for (const std::string& owner : options_.owners) {
    auto& asked = request.owners->emplace_back();
    std::tie(asked.principal_type, asked.principal_name) = parts_of(owner);
  }
  return exchange(connection, request, [this](const wire::DescribeDelegationTokenResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Error(response.error_code));
    std::vector<DelegationToken> tokens;
    for (const auto& told : response.tokens) {
      DelegationToken& token = tokens.emplace_back(token_of(told));
      token.issue_time = told.issue_timestamp;
      token.expiry_time = told.expiry_timestamp;
      token.max_time = told.max_timestamp;
      for (const auto& renewer : told.renewers) token.renewers.push_back(principal_of(renewer.principal_type, renewer.principal_name));
    }
    const auto age = [](const DelegationToken& token) { return std::tie(token.issue_time, token.token_id); };
    std::sort(tokens.begin(), tokens.end(), [age](const auto& a, const auto& b) { return age(a) < age(b); });
    keep(std::move(tokens), verdicts);
  });
}

} // namespace klamm::admin
