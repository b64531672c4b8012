#include "cluster/metadata_refresh.hpp"

#include <algorithm>
#include <utility>

namespace klamm::cluster {

MetadataRefresh::MetadataRefresh(const MetadataSettings& settings)
    : max_age_(settings.max_age),
      max_idle_(settings.max_idle),
      backoff_(settings.backoff.initial, settings.backoff.max),
      // A topic may stay without leader, or not exist, for days: asking gets rarer. Whoever needs it sooner asks.
      incomplete_backoff_(settings.backoff.initial, settings.backoff.max * 5) {}

void MetadataRefresh::touch(std::string_view topic, TimePoint now) {
  auto at = topics_.find(topic);
  if (at == topics_.end()) at = topics_.emplace(topic, Use{}).first;
  at->second.last = now;
}

void MetadataRefresh::hold(std::string_view topic) {
  auto at = topics_.find(topic);
  if (at == topics_.end()) at = topics_.emplace(topic, Use{}).first;
  ++at->second.holds;
}

void MetadataRefresh::release(std::string_view topic, TimePoint now) {
  const auto at = topics_.find(topic);
  if (at == topics_.end() || at->second.holds == 0) return;
  --at->second.holds;
  at->second.last = std::max(at->second.last, now);
}

std::vector<std::string> MetadataRefresh::expire(TimePoint now) {
  std::vector<std::string> gone;
  for (auto at = topics_.begin(); at != topics_.end();) {
    if (at->second.holds > 0 || now < after(at->second.last, max_idle_)) {
      ++at;
      continue;
    }
    later_.erase(at->first);
    gone.push_back(at->first);
    at = topics_.erase(at);
  }
  return gone;
}

void MetadataRefresh::want(std::string_view topic, bool allow_auto_create) {
  // While one who asks may not create the topic, another may: the request that creates it is the stronger one.
  const auto at = wanted_.find(topic);
  if (at == wanted_.end()) wanted_.emplace(topic, allow_auto_create);
  else at->second = at->second || allow_auto_create;
}

std::uint64_t MetadataRefresh::request(bool all_topics) {
  (all_topics ? all_requested_ : full_requested_) = true;
  return last_number_ + 1;
}

void MetadataRefresh::want_later(std::span<const std::string> topics, std::span<const Uuid> ids, TimePoint now, Random& random) {
  if (topics.empty() && ids.empty()) return;
  later_.insert(topics.begin(), topics.end());
  later_ids_.insert(ids.begin(), ids.end());
  if (later_at_ == never) later_at_ = after(now, incomplete_backoff_.after(std::max<std::uint64_t>(incomplete_, 1), random));
}

bool MetadataRefresh::due(TimePoint now) const noexcept {
  if (!wanted_.empty() || !wanted_ids_.empty() || later_at_ <= now) return true;
  if ((full_requested_ || all_requested_) && refresh_not_before_ <= now) return true;
  return last_full_ != TimePoint::min() && after(last_full_, max_age_) <= now;
}

MetadataRefresh::Step MetadataRefresh::step(TimePoint now) {
  if (flight_) return {};
  if (due(now)) {
    if (now < not_before_) return {std::nullopt, not_before_};
    if (last_full_ != TimePoint::min() && after(last_full_, max_age_) <= now) full_requested_ = true;
    if (last_full_ == TimePoint::min()) last_full_ = now; // the age counts from the first request on, answered or not
    flight_ = take();
    return {flight_, never};
  }
  TimePoint wake = later_at_;
  if (full_requested_ || all_requested_) wake = std::min(wake, refresh_not_before_);
  if (last_full_ != TimePoint::min()) wake = std::min(wake, after(last_full_, max_age_));
  return {std::nullopt, std::max(wake, not_before_)};
}

MetadataFlight MetadataRefresh::take() {
  MetadataFlight flight;
  flight.number = ++last_number_;
  if (later_at_ != never) {
    for (const std::string& topic : std::exchange(later_, {}))
      if (in_use(topic)) want(topic, false);
    wanted_ids_.merge(later_ids_);
    later_ids_.clear();
    later_at_ = never;
  }
  flight.all_topics = all_requested_ || (full_requested_ && all_holds_ > 0);
  flight.full = full_requested_ || flight.all_topics;

  // Topics that may be created go in a request of their own, as the permission holds for all that a request names.
  const bool creating = !flight.full && std::any_of(wanted_.begin(), wanted_.end(), [](const auto& w) { return w.second; });
  flight.allow_auto_create = creating;
  std::set<std::string> names;
  for (auto at = wanted_.begin(); at != wanted_.end();) {
    if (flight.all_topics || at->second != creating) { // a list of all topics does not tell for sure that one doesn't exist
      ++at;
      continue;
    }
    names.insert(at->first);
    at = wanted_.erase(at);
  }
  if (flight.full)
    for (const auto& [topic, use] : topics_) names.insert(topic);
  if (!flight.all_topics) flight.topics.assign(names.begin(), names.end());
  // A request names topics either all by name or all by id. A list of everything answers both.
  if (flight.all_topics || names.empty()) {
    flight.ids.assign(wanted_ids_.begin(), wanted_ids_.end());
    wanted_ids_.clear();
  }
  if (flight.full) full_requested_ = false;
  if (flight.all_topics) all_requested_ = false;
  return flight;
}

MetadataFlight MetadataRefresh::answered(TimePoint now, bool complete, Random& random) {
  MetadataFlight flight = *std::exchange(flight_, std::nullopt);
  failures_ = 0;
  incomplete_ = complete ? 0 : incomplete_ + 1;
  not_before_ = TimePoint::min();
  refresh_not_before_ = after(now, backoff_.after(std::max<std::uint64_t>(incomplete_, 1), random));
  if (flight.full) last_full_ = now;
  return flight;
}

void MetadataRefresh::settle_wanted(const std::function<bool(std::string_view)>& known) {
  std::erase_if(wanted_, [&](const auto& wanted) { return known(wanted.first); });
}

void MetadataRefresh::failed(TimePoint now, Random& random) {
  const MetadataFlight flight = *std::exchange(flight_, std::nullopt);
  for (const std::string& topic : flight.topics) want(topic, flight.allow_auto_create);
  wanted_ids_.insert(flight.ids.begin(), flight.ids.end());
  full_requested_ = full_requested_ || (flight.full && !flight.all_topics);
  all_requested_ = all_requested_ || flight.all_topics;
  not_before_ = after(now, backoff_.after(++failures_, random));
}

} // namespace klamm::cluster
