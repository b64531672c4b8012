#include "cluster/coordinators.hpp"

#include <algorithm>
#include <cassert>

#include "cluster/retry_policy.hpp"

namespace klamm::cluster {

namespace {} // namespace

// idle → wanted | known         somebody asks; or an answer came that nobody waits for any more
// wanted → in_flight | idle     sent; or nobody waits any more
// in_flight → known | wanted | idle
// known → wanted | idle         lost, while somebody waits or not
bool Coordinators::legal(State from, State to) noexcept {
  switch (from) {
    case State::idle: return to == State::wanted;
    case State::wanted: return to == State::in_flight || to == State::idle;
    case State::in_flight: return to != State::in_flight;
    case State::known: return to == State::wanted || to == State::idle;
  }
  return false;
}

void Coordinators::move(Entry& entry, State to) {
  assert(legal(entry.state, to));
  entry.state = to;
}

NodeId Coordinators::known(CoordinatorType type, std::string_view key) const noexcept {
  const auto at = entries_.find(Less::View{type, key});
  return at != entries_.end() && at->second.state == State::known ? at->second.node : no_node;
}

void Coordinators::want(const CoordinatorKey& key) {
  Entry& entry = entries_[key];
  entry.wanted = true;
  if (entry.state == State::idle) move(entry, State::wanted);
}

void Coordinators::unwant(const CoordinatorKey& key) {
  const auto at = entries_.find(key);
  if (at == entries_.end()) return;
  at->second.wanted = false;
  if (at->second.state == State::wanted) entries_.erase(at);
}

void Coordinators::lost(CoordinatorType type, std::string_view key, NodeId node) {
  const auto at = entries_.find(Less::View{type, key});
  if (at == entries_.end() || at->second.state != State::known || at->second.node != node) return;
  at->second.node = no_node;
  move(at->second, at->second.wanted ? State::wanted : State::idle);
}

void Coordinators::lost_node(NodeId node) {
  for (auto& [key, entry] : entries_)
    if (entry.state == State::known && entry.node == node) move(entry, entry.wanted ? State::wanted : State::idle), entry.node = no_node;
}

void Coordinators::forget_all() {
  for (auto& [key, entry] : entries_)
    if (entry.state == State::known) move(entry, entry.wanted ? State::wanted : State::idle), entry.node = no_node;
}

Coordinators::Step Coordinators::step(TimePoint now) const noexcept {
  Step step;
  for (const auto& [key, entry] : entries_) {
    if (entry.state != State::wanted) continue;
    if (entry.not_before <= now) return {true, now};
    step.wake = std::min(step.wake, entry.not_before);
  }
  return step;
}

std::optional<CoordinatorLookup> Coordinators::take(TimePoint now, std::size_t max_keys) {
  CoordinatorLookup lookup;
  for (auto& [key, entry] : entries_) {
    if (entry.state != State::wanted || entry.not_before > now) continue;
    if (!lookup.keys.empty() && (key.type != lookup.type || lookup.keys.size() >= max_keys)) break; // sorted by type
    lookup.type = key.type;
    lookup.keys.push_back(key.key);
    move(entry, State::in_flight);
  }
  if (lookup.keys.empty()) return std::nullopt;
  return lookup;
}

void Coordinators::settle(const CoordinatorKey& key, const Error& error, TimePoint now, Random& random, std::vector<Answer>& answers) {
  const auto at = entries_.find(key);
  if (at == entries_.end() || at->second.state != State::in_flight) return;
  Entry& entry = at->second;
  entry.last_error = error;
  if (may_pass(error.code()) && entry.wanted) {
    entry.not_before = after(now, backoff_.after(++entry.failures, random));
    return move(entry, State::wanted);
  }
  answers.push_back({key, error, {}});
  entries_.erase(at);
}

std::vector<Coordinators::Answer> Coordinators::answered(const CoordinatorLookup& lookup, const wire::FindCoordinatorResponse& response,
                                                         std::int16_t version, TimePoint now, Random& random) {
  std::vector<Answer> answers;
  const auto one = [&](const std::string& key, ErrorCode code, std::optional<std::string_view> message, NodeId node, std::string_view host,
                       std::int32_t port) {
    CoordinatorKey full{lookup.type, key};
    if (code == ErrorCode::none && (node < 0 || port <= 0 || port > 65535)) code = ErrorCode::coordinator_not_available;
    if (code != ErrorCode::none) {
      const Error plain(code);
      return settle(full, message && !message->empty() ? Error(code, plain.cause() + ": " + std::string(*message)) : plain, now, random,
                    answers);
    }
    const auto at = entries_.find(full);
    if (at == entries_.end() || at->second.state != State::in_flight) return;
    Entry& entry = at->second;
    move(entry, State::known);
    entry.wanted = false;
    entry.node = node;
    entry.failures = 0;
    entry.not_before = TimePoint::min();
    entry.last_error.reset();
    answers.push_back({std::move(full), node, {std::string(host), static_cast<std::uint16_t>(port)}});
  };
  if (version < first_batched_lookup) {
    one(lookup.keys.front(), response.error_code, response.error_message, response.node_id, response.host, response.port);
  } else {
    for (const auto& c : response.coordinators) one(std::string(c.key), c.error_code, c.error_message, c.node_id, c.host, c.port);
  }
  for (const std::string& key : lookup.keys) // left out by the response
    settle({lookup.type, key}, Error(ErrorCode::coordinator_not_available), now, random, answers);
  return answers;
}

std::vector<Coordinators::Answer> Coordinators::failed(const CoordinatorLookup& lookup, const Error& error, TimePoint now, Random& random) {
  std::vector<Answer> answers;
  for (const std::string& key : lookup.keys) settle({lookup.type, key}, error, now, random, answers);
  return answers;
}

std::optional<Error> Coordinators::last_error(const CoordinatorKey& key) const {
  const auto at = entries_.find(key);
  return at != entries_.end() ? at->second.last_error : std::nullopt;
}

} // namespace klamm::cluster
