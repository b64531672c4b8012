// MockCluster: what tests order for requests, and what they see of them.
#include "klamm/mock_requests.hpp"

#include "mock/mock_cluster_impl.hpp"

namespace klamm {

using mock::Order;

namespace {

template <class Impl> // (MockCluster::Impl, whose name only friends may say)
void push(Impl& impl, ApiKey api, const Order& order, std::size_t times, int broker) {
  impl.run([&] { impl.server().state().orders.push(api, order, times, broker); });
}

} // namespace

void MockRule::reply(ErrorCode error) { push(*cluster_->impl_, api_, {.kind = Order::Kind::reply, .error = error}, times_, broker_); }
void MockRule::reply(const std::vector<ErrorCode>& errors) {
  for (const ErrorCode error : errors) reply(error);
}
void MockRule::reply_afterwards(ErrorCode error) {
  push(*cluster_->impl_, api_, {.kind = Order::Kind::reply_late, .error = error}, times_, broker_);
}
void MockRule::drop() { push(*cluster_->impl_, api_, {.kind = Order::Kind::drop}, times_, broker_); }
void MockRule::drop_answer() { push(*cluster_->impl_, api_, {.kind = Order::Kind::drop_answer}, times_, broker_); }
void MockRule::delay(std::chrono::nanoseconds wait) {
  push(*cluster_->impl_, api_, {.kind = Order::Kind::delay, .wait = wait}, times_, broker_);
}
void MockRule::close_after(std::size_t bytes) {
  push(*cluster_->impl_, api_, {.kind = Order::Kind::close_after, .bytes = bytes}, times_, broker_);
}
void MockRule::throttle(std::chrono::milliseconds time) {
  push(*cluster_->impl_, api_, {.kind = Order::Kind::throttle, .wait = time}, times_, broker_);
}
MockHold MockRule::hold() {
  const std::uint64_t id = cluster_->impl_->run([this] { return cluster_->impl_->server().state().orders.new_hold(); });
  push(*cluster_->impl_, api_, {.kind = Order::Kind::hold, .hold = id}, times_, broker_);
  return {*cluster_, id};
}

void MockHold::release() {
  cluster_->impl_->run([this] {
    cluster_->impl_->server().state().orders.release(id_);
    cluster_->impl_->server().changed();
  });
}
std::size_t MockHold::waiting() const {
  return cluster_->impl_->run([this] { return cluster_->impl_->server().state().orders.waiting(id_); });
}

void MockCluster::clear_rules() {
  impl_->run([this] { impl_->server().state().orders.clear(); });
}
void MockCluster::fail_next(ApiKey api, ErrorCode error, std::size_t times) { on(api).times(times).reply(error); }

std::size_t MockCluster::requests(ApiKey api, int broker) const {
  return impl_->run([&] { return impl_->server().state().request_log.count_of(api, broker); });
}
void MockCluster::record_requests(std::size_t count) {
  impl_->run([&] { impl_->server().state().request_log.keep(count); });
}
std::vector<MockRequest> MockCluster::recorded_requests(ApiKey api) const {
  return impl_->run([&] {
    std::vector<MockRequest> found;
    for (const MockRequest& request : impl_->server().state().request_log.requests()) {
      if (request.api == api) found.push_back(request);
    }
    return found;
  });
}

} // namespace klamm
