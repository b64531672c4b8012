// The requests that have come: counted, and the newest ones kept as text where a test wants to see them. Plain state; lives on the mock's executor.
#pragma once

#include <deque>
#include <map>

#include "klamm/mock_requests.hpp"

namespace klamm::mock {

class RequestLog {
public:
  void keep(std::size_t newest) {
    keep_ = newest;
    while (requests_.size() > keep_) requests_.pop_front();
  }
  bool keeps() const noexcept { return keep_ > 0; }
  void add(MockRequest request) {
    if (requests_.size() == keep_) requests_.pop_front();
    requests_.push_back(std::move(request));
  }
  const std::deque<MockRequest>& requests() const noexcept { return requests_; }

  void count(ApiKey api, int broker) { ++counts_[{api, broker}]; }
  /// Of one broker, or of all (-1).
  std::size_t count_of(ApiKey api, int broker = -1) const {
    std::size_t all = 0;
    for (const auto& [key, count] : counts_) {
      if (key.first == api && (broker == -1 || key.second == broker)) all += count;
    }
    return all;
  }

private:
  std::size_t keep_ = 0;
  std::deque<MockRequest> requests_;
  std::map<std::pair<ApiKey, int>, std::size_t> counts_;
};

} // namespace klamm::mock
