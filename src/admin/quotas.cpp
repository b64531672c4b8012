#include "admin/quotas.hpp"

#include <algorithm>
#include <cmath>

#include "wire/messages/alter_client_quotas.hpp"
#include "wire/messages/describe_client_quotas.hpp"

namespace klamm::admin {
namespace {

template <class Told>
QuotaEntity entity_of(const std::vector<Told>& told) {
  std::map<std::string, std::optional<std::string>> parts;
  for (const auto& part : told)
    parts.emplace(part.entity_type, part.entity_name ? std::optional(std::string(*part.entity_name)) : std::nullopt);
  return QuotaEntity(std::move(parts));
}

Result<void> check_kind(const std::string& kind) {
  if (kind != "user" && kind != "client-id" && kind != "ip")
    return Error(ErrorCode::invalid_request, "quotas are not for '" + kind + "'", "user, client-id, both of them, or ip");
  return {};
}

} // namespace

Result<void> DescribeQuotas::check(std::size_t) const {
  for (const auto& [kind, match] : filter_.parts())
    if (const auto fine = check_kind(kind); !fine) return fine;
  return {};
}

Exchange DescribeQuotas::ask(const net::Connection& connection, Items, Duration) {
  wire::DescribeClientQuotasRequest request;
  request.strict = filter_.is_strict();
  for (const auto& [kind, wanted] : filter_.parts()) {
    const auto& [match, name] = wanted;
    request.components.push_back(
        {kind, static_cast<std::int8_t>(match), match == QuotaFilter::Match::name ? std::optional<std::string_view>(name) : std::nullopt});
  }
  return exchange(connection, request, [this](const wire::DescribeClientQuotasResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(response.error_code, response.error_message));
    std::vector<ClientQuotas> entities;
    if (response.entries) {
      for (const auto& told : *response.entries) {
        ClientQuotas& one = entities.emplace_back(ClientQuotas{entity_of(told.entity), {}});
        for (const auto& value : told.values) one.quotas.emplace(value.key, value.value);
      }
    }
    std::sort(entities.begin(), entities.end(), [](const auto& a, const auto& b) { return a.entity < b.entity; });
    keep(std::move(entities), verdicts);
  });
}

Result<void> AlterQuotas::check_input(const QuotaChanges& changes) const {
  if (changes.entity.parts().empty()) return Error(ErrorCode::invalid_request, "the quota is for nobody", "QuotaEntity::user(…), …");
  for (const auto& [kind, name] : changes.entity.parts()) {
    if (const auto fine = check_kind(kind); !fine) return fine;
    if (name && name->empty())
      return Error(ErrorCode::invalid_request, "the name of the " + kind + " is empty", "leave it out for the default of all");
  }
  if (changes.changes.empty()) return Error(ErrorCode::invalid_request, "there is nothing to change", "give at least one quota");
  for (const auto& [quota, value] : changes.changes) {
    if (quota.empty()) return Error(ErrorCode::invalid_request, "a quota's name is empty", "producer_byte_rate, consumer_byte_rate, …");
    if (value && !std::isfinite(*value)) return Error(ErrorCode::invalid_request, "the quota " + quota + " is no number");
  }
  return {};
}

Exchange AlterQuotas::ask(const net::Connection& connection, Items items, Duration) {
  wire::AlterClientQuotasRequest request;
  request.validate_only = options_.validate_only;
  for (const std::size_t item : items) {
    const QuotaChanges& changes = input(item);
    auto& asked = request.entries.emplace_back();
    for (const auto& [kind, name] : changes.entity.parts())
      asked.entity.push_back({kind, name ? std::optional<std::string_view>(*name) : std::nullopt});
    for (const auto& [quota, value] : changes.changes) asked.ops.push_back({quota, value.value_or(0), !value});
  }
  auto read = [this, answered = Answered<QuotaEntity>(items, [this](std::size_t item) { return input(item).entity; })](
                  const wire::AlterClientQuotasResponse& response, Verdicts& verdicts) mutable {
    for (const auto& told : response.entries)
      if (const auto item = answered.take(entity_of(told.entity))) say(*item, told.error_code, told.error_message, verdicts);
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
