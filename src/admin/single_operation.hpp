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
  void keep(Result<T> value, Verdicts& verdicts) {
    result_.emplace(std::move(value));
    verdicts.done(0);
  }
  /// For operations that give nothing but success.
  void say(ErrorCode code, const std::optional<std::string_view>& message, Verdicts& verdicts)
    requires std::is_void_v<T>
  {
    if (code == ErrorCode::none) keep({}, verdicts);
    else verdicts.failed(0, Verdicts::error_of(code, message));
  }

private:
  std::optional<Result<T>> result_;
};

} // namespace klamm::admin
