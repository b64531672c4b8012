// An operation about one thing, such as the cluster itself, that gives one value. Asked of any broker unless it says otherwise.
#pragma once

#include "admin/operation.hpp"

namespace klamm::admin {

template <class T>
class SingleOperation : public OperationOf<T> {
public:
  std::size_t size() const override { return 1; }
  Target target(std::size_t) const override { return {}; }
  void fail(std::size_t, Error error) override { result_.emplace(std::move(error)); }
  Result<T> take() override { return *std::move(result_); }

protected:
  void keep(T value, Verdicts& verdicts) {
    result_.emplace(std::move(value));
    verdicts.done(0);
  }

private:
  std::optional<Result<T>> result_;
};

} // namespace klamm::admin
