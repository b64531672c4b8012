#include "admin/api_versions.hpp"

#include <algorithm>

#include "wire/messages/api_versions.hpp"

namespace klamm::admin {

void DescribeApiVersions::set_brokers(std::span<const cluster::Broker> brokers) {
  std::vector<std::int32_t> ids;
  for (const cluster::Broker& broker : brokers) ids.push_back(broker.id);
  std::sort(ids.begin(), ids.end());
  set_inputs(std::move(ids));
}

Exchange DescribeApiVersions::ask(const net::Connection& connection, Items items, Duration) {
  wire::ApiVersionsRequest request;
  request.client_software_name = "klamm";
  request.client_software_version = "0"; // told when the connection was opened
  return exchange(connection, request, [this, item = items.front()](const wire::ApiVersionsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.say(item, response.error_code);
    std::vector<ApiVersionRange> apis;
    for (const auto& told : response.api_keys) apis.push_back({told.api_key, told.min_version, told.max_version});
    std::sort(apis.begin(), apis.end(), [](const auto& a, const auto& b) { return a.api < b.api; });
    keep(item, std::move(apis), verdicts);
  });
}

} // namespace klamm::admin
