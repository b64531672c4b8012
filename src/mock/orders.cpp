#include "mock/orders.hpp"

#include <algorithm>

namespace klamm::mock {

Order Orders::take(ApiKey api, NodeId broker) {
  const auto of_api = rules_.find(api);
  if (of_api == rules_.end()) return {};
  auto& rules = of_api->second;
  const auto rule = std::ranges::find_if(rules, [broker](const Rule& r) { return r.broker == any_broker || r.broker == broker; });
  if (rule == rules.end()) return {};
  const Order order = rule->order;
  if (rule->left != SIZE_MAX && --rule->left == 0) rules.erase(rule);
  return order;
}

} // namespace klamm::mock
