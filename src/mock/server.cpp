#include "mock/server.hpp"

#include <algorithm>

namespace klamm::mock {

void Server::accept(NodeId node, std::unique_ptr<net::Transport> transport) {
  auto& sessions = sessions_[node];
  std::erase_if(sessions, [](const auto& session) { return !session->is_open(); });
  sessions.push_back(std::make_shared<Session>(*this, node, std::move(transport)));
  sessions.back()->start();
}

void Server::hang_up(NodeId node) {
  for (const auto& session : std::exchange(sessions_[node], {})) session->close();
}

void Server::hang_up_all() {
  for (const auto& [node, sessions] : std::exchange(sessions_, {})) {
    for (const auto& session : sessions) session->close();
  }
}

std::size_t Server::connections(NodeId node) const {
  const auto found = sessions_.find(node);
  return found == sessions_.end() ? 0 : static_cast<std::size_t>(std::ranges::count_if(found->second, &Session::is_open));
}

bool Server::is_frozen(NodeId node) {
  const Broker* const broker = state_.broker(node);
  return broker && broker->frozen;
}

TimePoint Server::begin_request() {
  const TimePoint now = runtime_->now();
  state_.elect_coordinators(now);
  state_.retain(runtime_->clock->wall_now());
  return now;
}

void Server::end_request(ApiKey api) {
  switch (api) {
    case ApiKey::produce:
    case ApiKey::create_topics:
    case ApiKey::delete_topics:
    case ApiKey::delete_records:
    case ApiKey::join_group:
    case ApiKey::sync_group:
    case ApiKey::leave_group:
    case ApiKey::consumer_group_heartbeat: return changed();
    default: return;
  }
}

void Server::step_groups() {
  state_.groups.step(runtime_->now());
  const TimePoint next = state_.groups.next_deadline();
  if (next == armed_) return;
  armed_ = next;
  if (next == never) return timer_->cancel();
  timer_->wait_until(next, [this] {
    armed_ = never;
    changed();
  });
}

void Server::changed() {
  state_.elect_coordinators(runtime_->now());
  if (*retrying_) return;
  *retrying_ = true;
  runtime_->post([this, weak = std::weak_ptr(retrying_)] {
    const auto retrying = weak.lock();
    if (!retrying) return;
    *retrying = false;
    step_groups();
    auto waiting = sessions_;
    for (const auto& [node, sessions] : waiting) {
      for (const auto& session : sessions) session->retry();
    }
  });
}

} // namespace klamm::mock
