// An operation that asks all brokers, as each knows a part only, and puts together what they know.
#pragma once

#include "admin/operation.hpp"
#include "klamm/admin_results.hpp"

namespace klamm::admin {

template <class T>
class GatherOperation : public OperationOf<Gathered<T>> {
public:
  bool needs_brokers() const override { return true; }
  void set_brokers(std::span<const cluster::Broker> brokers) override {
    for (const cluster::Broker& broker : brokers) brokers_.push_back(broker.id);
  }
  std::size_t size() const override { return brokers_.size(); }
  Target target(std::size_t item) const override { return {.kind = Target::Kind::broker, .node = brokers_[item], .key = {}}; }
  void fail(std::size_t item, Error error) override {
    ErrorContext context;
    context.broker = "node " + std::to_string(brokers_[item]);
    gathered_.errors.push_back(error.with(context));
  }
  Result<Gathered<T>> take() override {
    finish(gathered_.found);
    return std::move(gathered_);
  }

protected:
  /// What this broker knows.
  std::vector<T>& found() noexcept { return gathered_.found; }
  /// Puts what all know into order.
  virtual void finish(std::vector<T>&) {}

private:
  std::vector<cluster::NodeId> brokers_;
  Gathered<T> gathered_;
};

} // namespace klamm::admin
