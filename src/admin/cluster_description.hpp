// Describing the cluster: DescribeCluster (KIP-700), or Metadata where brokers are older than 2.8.
#pragma once

#include "admin/single_operation.hpp"
#include "klamm/admin_cluster.hpp"

namespace klamm::admin {

class DescribeCluster final : public SingleOperation<ClusterDescription> {
public:
  explicit DescribeCluster(const DescribeClusterOptions& options) : options_(options) {}

  const char* doing() const override { return "describing the cluster"; }
  Exchange ask(const net::Connection& connection, Items items, Duration patience) override;

private:
  Exchange ask_metadata(const net::Connection& connection);
  DescribeClusterOptions options_;
};

} // namespace klamm::admin
