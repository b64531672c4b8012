// What the families of an Admin's calls are built on: the inside, and the way from a prepared call to a completion token.
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "klamm/client.hpp"
#include "klamm/detail/completion.hpp"
#include "klamm/export.hpp"

namespace klamm::detail {

class AdminImpl;

/// Starts a prepared call.
template <class T>
using AdminStart = UniqueFunction<void(Completion<T>, const CancellableCallPtr&)>;

/// The base of each family.
class KLAMM_EXPORT AdminCalls {
public:
  AdminCalls(const AdminCalls&) = delete;
  AdminCalls& operator=(const AdminCalls&) = delete;

  /// Where completions run that have no executor of their own.
  asio::any_io_executor executor() const;

protected:
  explicit AdminCalls(std::shared_ptr<AdminImpl> impl) noexcept;
  ~AdminCalls();

  template <class T, class Token>
  auto async(AdminStart<T> start, Token&& token) const {
    return initiate_cancellable<T>([this] { return executor(); }, std::move(start), std::forward<Token>(token));
  }

  std::shared_ptr<AdminImpl> impl_;
};

} // namespace klamm::detail
