#include "cluster/broker_finder.hpp"

#include <algorithm>
#include <utility>

#include "cluster/broker_choice.hpp"
#include "cluster/retry_policy.hpp"

namespace klamm::cluster {

namespace {

constexpr Duration finder_patience = 1s; ///< with one broker, before the next is tried as well

} // namespace

BrokerFinder::BrokerFinder(std::shared_ptr<net::Runtime> runtime, std::shared_ptr<BrokerPool> pool, bool rebootstrap)
    : runtime_(std::move(runtime)), pool_(std::move(pool)), hedge_(runtime_->clock->make_timer()), rebootstrap_(rebootstrap) {}

void BrokerFinder::find(Handler handler) {
  waiting_.push_back(std::move(handler));
  if (waiting_.size() == 1) begin();
}

void BrokerFinder::begin() {
  std::vector<BrokerStatus> candidates = pool_->status();
  std::erase_if(candidates, [this](const BrokerStatus& b) { return !is_candidate(b.node); });
  untried_ = order_to_try(std::move(candidates), runtime_->now(), runtime_->random);
  std::stable_partition(untried_.begin(), untried_.end(),
                        [this](NodeId node) { return std::find(penalized_.begin(), penalized_.end(), node) == penalized_.end(); });
  std::reverse(untried_.begin(), untried_.end());
  ++round_;
  under_way_ = 0;
  failures_.clear();
  if (!untried_.empty()) return try_next();
  runtime_->post([self = weak_from_this(), round = round_] {
    if (auto finder = self.lock(); finder && finder->round_ == round) finder->exhausted();
  });
}

void BrokerFinder::try_next() {
  if (untried_.empty()) return;
  const NodeId node = untried_.back();
  untried_.pop_back();
  ++under_way_;
  // No deadline: an attempt ends by its own connection setup timeout.
  pool_->acquire(node, Purpose::normal, never, [self = weak_from_this(), round = round_, node](Result<BrokerPool::ConnectionPtr> outcome) {
    if (auto finder = self.lock()) finder->settled(round, node, std::move(outcome));
  });
  hedge_->wait_until(after(runtime_->now(), finder_patience), [self = weak_from_this(), round = round_] {
    if (auto finder = self.lock(); finder && finder->round_ == round) finder->try_next();
  });
}

void BrokerFinder::settled(std::uint64_t round, NodeId node, Result<BrokerPool::ConnectionPtr> outcome) {
  if (round != round_ || waiting_.empty()) return;
  if (outcome) return finish(Found{node, *std::move(outcome), is_bootstrap(node) && bootstrapping_});
  --under_way_;
  const auto status = pool_->status(node);
  failures_.push_back({node, status ? status->endpoint : net::Endpoint(), outcome.error()});
  if (outcome.error().code() == ErrorCode::closed) untried_.clear();
  if (!untried_.empty()) return try_next();
  if (under_way_ == 0) exhausted();
}

void BrokerFinder::exhausted() {
  if (waiting_.empty()) return;
  if (!bootstrapping_ && rebootstrap_) { // no learned broker can be reached: back to the bootstrap servers, at once
    bootstrapping_ = true;
    runtime_->log(LogLevel::warning, "metadata", [this] { return nobody().cause() + "; asking the bootstrap servers again"; });
    return begin();
  }
  finish(nobody());
}

void BrokerFinder::finish(Result<Found> outcome) {
  hedge_->cancel();
  ++round_;
  trouble_ = outcome ? std::nullopt : std::optional(outcome.error());
  for (Handler& handler : std::exchange(waiting_, {})) handler(outcome);
}

Error BrokerFinder::nobody() const {
  if (failures_.empty()) return Error(ErrorCode::bootstrap_failed, "no broker is known");
  if (failures_.size() == 1) return failures_.front().error;
  std::string cause = initial_ ? "none of the " + std::to_string(failures_.size()) + " bootstrap servers can be used"
                               : "none of the " + std::to_string(failures_.size()) + " known brokers can be reached";
  const auto& first = failures_.front().error;
  bool same_code = true, mendable = false;
  std::string separator = ": ";
  for (const Failure& failure : failures_) {
    cause += separator + failure.endpoint.to_string() + ": " + failure.error.cause();
    separator = "; ";
    same_code = same_code && failure.error.code() == first.code();
    mendable = mendable || may_pass(failure.error.code());
  }
  // What can't pass by itself (wrong password, wrong protocol) keeps its code, so that nobody waits for it.
  const ErrorCode code = !mendable && same_code ? first.code() : ErrorCode::bootstrap_failed;
  return Error(code, cause, first.hint());
}

void BrokerFinder::penalize(NodeId node) {
  if (std::find(penalized_.begin(), penalized_.end(), node) == penalized_.end()) penalized_.push_back(node);
}

void BrokerFinder::learned() {
  penalized_.clear();
  initial_ = bootstrapping_ = false;
}

void BrokerFinder::start_anew() {
  penalized_.clear();
  bootstrapping_ = true;
}

std::size_t BrokerFinder::candidates() const {
  const std::vector<BrokerStatus> all = pool_->status();
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [this](const BrokerStatus& b) { return is_candidate(b.node); }));
}

void BrokerFinder::close() {
  if (!waiting_.empty()) finish(Error(ErrorCode::closed));
}

} // namespace klamm::cluster
