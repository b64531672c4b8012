// A producer's interceptors, called one after the other; what they throw goes to the log.
#pragma once

#include <memory>
#include <vector>

#include "base/log.hpp"
#include "klamm/detail/completion.hpp"
#include "klamm/producer_interceptor.hpp"

namespace klamm {

class InterceptorChain : public std::enable_shared_from_this<InterceptorChain> {
public:
  using Interceptors = std::vector<std::shared_ptr<ProducerInterceptor>>;

  /// Null where there are none.
  static std::shared_ptr<const InterceptorChain> create(Interceptors interceptors, Log log);

  void on_send(InterceptedRecord& record) const;
  /// A completion that tells the interceptors first.
  Completion<RecordMetadata> before(Completion<RecordMetadata> done) const;

private:
  InterceptorChain(Interceptors interceptors, Log log) : interceptors_(std::move(interceptors)), log_(std::move(log)) {}
  template <class Call>
  bool guarded(const char* what, Call&& call) const;

  const Interceptors interceptors_;
  const Log log_;
};

} // namespace klamm
