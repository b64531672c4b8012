// A program of somebody else that tests itself with klamm::mock.
#include <klamm/klamm.hpp>
#include <klamm/mock_cluster.hpp>

int main() {
  klamm::MockCluster cluster({.brokers = 2});
  klamm::Producer producer{{.bootstrap_servers = cluster.bootstrap_servers()}};
  if (!producer.send_sync({.topic = "orders", .key = "42", .value = "paid"})) return 1;
  if (cluster.end_offset("orders", 0).value() != 1) return 2;
  return cluster.create_topic("a/b") ? 3 : 0;
}
