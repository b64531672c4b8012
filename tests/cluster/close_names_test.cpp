#include "cluster/close_names.hpp"

#include <doctest/doctest.h>

using namespace klamm::cluster;
using Names = std::vector<std::string>;

TEST_CASE("close names: slips and longer names are offered, the closest first, at most three") {
  const Names all{"orders.dlq", "orders", "payments", "a", "order", "ordersx", "orders-2", "redro"};
  CHECK(close_names("order", all) == Names{"orders", "ordersx", "orders-2"});
  CHECK(close_names("paymetns", all) == Names{"payments"});
  CHECK(close_names("nothing-like-it", all).empty());
  CHECK(close_names("b", Names{"a", "zz"}) == Names{"a"});
}
