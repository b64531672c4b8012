#include "admin/dispatch.hpp"

#include <algorithm>
#include <tuple>

namespace klamm::admin {

using cluster::Audience;
using cluster::no_node;
using cluster::Remedy;
using Kind = Target::Kind;

Dispatch::Dispatch(Operation& operation, const DispatchSettings& settings, Random random)
    : operation_(operation), settings_(settings), random_(random) {}

void Dispatch::begin() {
  items_.resize(operation_.size());
  open_ = items_.size();
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (const Result<void> fine = operation_.check(i); !fine) finish(i, fine.error());
    else items_[i].target = operation_.target(i);
  }
}

Dispatch::Need Dispatch::need_of(const Item& item) {
  const bool keyed = item.target.kind == Kind::leader || item.target.kind == Kind::coordinator;
  return {item.target.kind, item.target.coordinator, keyed ? item.target.key : std::string(), item.fresh};
}

auto Dispatch::step(TimePoint now) -> Step {
  Step step;
  step.lost = std::exchange(lost_, {});
  std::map<std::tuple<NodeId, Kind, std::int32_t>, std::size_t> place; // the request for this broker and lot
  for (std::size_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    if (item.state != State::waiting) continue;
    if (item.retry_at > now) {
      step.wake = std::min(step.wake, item.retry_at);
    } else if (item.node == no_node) {
      item.state = State::looking_up;
      Need need = need_of(item);
      const auto [at, is_new] = looking_up_.try_emplace(need);
      at->second.push_back(i);
      if (is_new) step.needs.push_back(std::move(need));
    } else {
      item.state = State::sent;
      const auto [at, is_new] = place.try_emplace({item.node, item.target.kind, item.target.lot}, step.sends.size());
      if (is_new) step.sends.push_back({item.node, {}});
      else if (step.sends[at->second].items.size() >= max_items_in_request) {
        at->second = step.sends.size();
        step.sends.push_back({item.node, {}});
      }
      step.sends[at->second].items.push_back(i);
    }
  }
  step.finished = finished();
  return step;
}

void Dispatch::found(const Need& need, const Finder& finder, TimePoint now) {
  const auto waiting = looking_up_.extract(need);
  if (!waiting) return;
  for (const std::size_t i : waiting.mapped()) {
    Item& item = items_[i];
    if (item.state != State::looking_up) continue;
    const Result<NodeId> node = finder(item.target);
    if (node) {
      item.node = *node;
      item.fresh = false;
      item.state = State::waiting;
    } else if (node.error().code() == ErrorCode::partition_unknown && !item.fresh) { // it may have been added since
      item.fresh = true;
      item.state = State::waiting;
    } else {
      settle(i, node.error(), false, now);
    }
  }
}

void Dispatch::not_found(const Need& need, const Error& error, TimePoint now) {
  const auto waiting = looking_up_.extract(need);
  if (!waiting) return;
  for (const std::size_t i : waiting.mapped())
    if (items_[i].state == State::looking_up) settle(i, error, false, now);
}

void Dispatch::answered(const Send& send, const Verdicts& verdicts, TimePoint now) {
  for (const Verdicts::Said& said : verdicts.said()) {
    Item& item = items_[said.item];
    if (item.state != State::sent) continue; // told twice, or ended meanwhile
    if (said.error) {
      settle(said.item, *said.error, true, now);
    } else if (said.again) {
      item.state = State::waiting;
      item.failures = 0;
      item.target = operation_.target(said.item);
    } else {
      item.state = State::done;
      --open_;
    }
  }
  for (const std::size_t i : send.items)
    if (items_[i].state == State::sent) finish(i, Error(ErrorCode::protocol_error, "the broker's answer says nothing of what was asked"));
}

void Dispatch::failed(const Send& send, const Error& error, TimePoint now) {
  for (const std::size_t i : send.items)
    if (items_[i].state == State::sent) settle(i, error, false, now);
}

Audience Dispatch::audience(Kind kind) noexcept {
  if (kind == Kind::leader) return Audience::leader;
  return kind == Kind::coordinator ? Audience::coordinator : Audience::any_broker;
}

// A code in an answer may be retried only where it says that nothing was done; a lost connection is retried in any case, and what failed then says so.
Remedy Dispatch::remedy(const Item& item, const Error& error, bool answered) const {
  const ErrorCode code = error.code();
  if (code == ErrorCode::closed || code == ErrorCode::cancelled || code == ErrorCode::topic_unknown) return Remedy::give_up;
  if (code == ErrorCode::throttling_quota_exceeded) return operation_.retries_quota() ? Remedy::retry : Remedy::give_up;
  const Remedy general = cluster::remedy_for(code, audience(item.target.kind));
  if (!answered || item.target.kind == Kind::leader) return general;
  if (code == ErrorCode::not_controller && item.target.kind != Kind::coordinator) return Remedy::refresh_metadata;
  // Who answers for the cluster as a whole knows which topics there are; and a change that it could not see through in time is under way.
  if (item.target.kind == Kind::controller || code == ErrorCode::unknown_topic_or_partition || code == ErrorCode::unknown_topic_id)
    return Remedy::give_up;
  return general;
}

TimePoint Dispatch::retry_at(std::uint64_t failures, TimePoint now) {
  if (now != common_at_) common_retry_.clear();
  common_at_ = now;
  const auto [at, is_new] = common_retry_.try_emplace(failures);
  if (is_new) at->second = after(now, settings_.backoff.after(failures, random_));
  return at->second;
}

void Dispatch::settle(std::size_t index, const Error& error, bool answered, TimePoint now) {
  Item& item = items_[index];
  if (!answered && error.fate() == Fate::possibly_sent) item.unanswered = true;
  const Remedy what = remedy(item, error, answered);
  if (what == Remedy::give_up || item.failures >= settings_.retries) return finish(index, error);
  if (item.target.kind == Kind::coordinator && what == Remedy::find_coordinator && item.node != no_node)
    lost_.push_back({item.target.coordinator, item.target.key, item.node});
  item.state = State::waiting;
  item.last_error = error;
  item.retry_at = retry_at(++item.failures, now);
  item.fresh = item.fresh || what == Remedy::refresh_metadata || (!answered && item.target.kind != Kind::any_broker);
  if (what != Remedy::retry || !answered) item.node = no_node;
}

void Dispatch::finish(std::size_t index, const Error& error) {
  Item& item = items_[index];
  item.state = State::done;
  --open_;
  ErrorContext context;
  context.doing = operation_.doing();
  if (item.target.kind == Kind::leader) {
    context.topic = item.target.key;
    context.partition = item.target.partition;
  }
  Error told = error;
  if (item.unanswered) {
    context.fate = Fate::possibly_sent;
    const std::string lost = "the answer to an earlier attempt of this call was lost: what it asked for may have been done";
    told = told.with_hint(told.hint().empty() ? lost : lost + "; " + std::string(told.hint()));
  }
  operation_.fail(index, told.with(context));
}

void Dispatch::end(const Error& error) {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    if (item.state == State::done) continue;
    item.unanswered = item.unanswered || item.state == State::sent;
    finish(i, error);
  }
}

void Dispatch::time_is_up() {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    if (item.state == State::done) continue;
    item.unanswered = item.unanswered || item.state == State::sent;
    const std::string patience = std::to_string(std::chrono::ceil<std::chrono::milliseconds>(settings_.timeout).count()) + " ms";
    if (!item.last_error) {
      finish(i, Error(ErrorCode::timed_out, "there was no answer within " + patience));
      continue;
    }
    ErrorContext where = item.last_error->context();
    where.doing.clear(); // this call's is told
    finish(i, Error(ErrorCode::timed_out, "not done within " + patience + "; the last attempt: " + item.last_error->cause(),
                    item.last_error->hint())
                  .with(where));
  }
}

bool Dispatch::maybe_done() const noexcept {
  return std::any_of(items_.begin(), items_.end(),
                     [](const Item& item) { return item.state == State::sent || item.state == State::done || item.unanswered; });
}

} // namespace klamm::admin
