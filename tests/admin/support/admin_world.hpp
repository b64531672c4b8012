// Admin operations against scripted brokers, in virtual time.
#pragma once

#include <doctest/doctest.h>

#include "admin/call_loop.hpp"
#include "cluster/support/scripted_cluster.hpp"

namespace klamm::test {

struct AdminWorld : ClusterWorld {
  admin::CallSettings settings_of_calls;
  std::shared_ptr<admin::CallLoop> loop;

  AdminWorld() { start(); }
  ~AdminWorld() { loop.reset(); }

  /// Starts a call; its outcome comes when time passes.
  template <class Operation, class... Args>
  auto begin(Args&&... args) {
    return begin_operation(std::make_shared<Operation>(std::forward<Args>(args)...));
  }
  template <class Operation>
  auto begin_operation(std::shared_ptr<Operation> operation) {
    using Taken = decltype(operation->take());
    const auto outcome = std::make_shared<std::optional<Taken>>();
    loop =
        admin::CallLoop::create(std::shared_ptr<cluster::Cluster>(client.get(), [](cluster::Cluster*) {}), operation, settings_of_calls,
                                [operation, outcome](Result<void> ended) { *outcome = ended ? operation->take() : Taken(ended.error()); });
    loop->start();
    return outcome;
  }
  /// A whole call.
  template <class Operation, class... Args>
  auto run(Args&&... args) {
    return run_operation(std::make_shared<Operation>(std::forward<Args>(args)...));
  }
  template <class Operation>
  auto run_operation(std::shared_ptr<Operation> operation) {
    const auto outcome = begin_operation(std::move(operation));
    REQUIRE(until([&] { return outcome->has_value(); }, 10min));
    return std::move(**outcome);
  }
};

} // namespace klamm::test
