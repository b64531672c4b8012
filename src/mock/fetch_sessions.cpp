#include "mock/fetch_sessions.hpp"

#include <algorithm>

namespace klamm::mock {
namespace {

constexpr Duration may_be_evicted_after = 2min; // min.incremental.fetch.session.eviction.ms

std::list<FetchSession::Part>::iterator find(FetchSession& session, std::string_view topic, const Uuid& id, std::int32_t index) {
  return std::ranges::find_if(session.parts, [&](const FetchSession::Part& part) {
    return part.wanted.index == index && (session.by_id ? part.topic_id == id : part.topic == topic);
  });
}

bool is_news(const FetchSession::Part& part, const wire::FetchResponse::Partition& read) {
  return read.error_code != ErrorCode::none || !read.records->empty() || read.diverging_epoch.epoch >= 0 ||
         read.preferred_read_replica >= 0 || read.high_watermark != part.high_watermark || read.log_start_offset != part.log_start;
}

} // namespace

void FetchSessions::update(FetchSession& session, const wire::FetchRequest& request) {
  for (const auto& topic : request.topics) {
    for (const auto& wanted : topic.partitions) {
      const auto known = find(session, topic.name, topic.topic_id, wanted.index);
      if (known != session.parts.end()) known->wanted = wanted;
      else session.parts.push_back({std::string(topic.name), topic.topic_id, wanted});
    }
  }
  for (const auto& topic : request.forgotten_topics) {
    for (const std::int32_t index : topic.partitions) {
      const auto known = find(session, topic.name, topic.topic_id, index);
      if (known != session.parts.end()) session.parts.erase(known);
    }
  }
}

FetchSessions::Fetch FetchSessions::begin(const wire::FetchRequest& request, std::int16_t version, TimePoint now) {
  const bool by_id = version >= 13;
  if (version < 7 || request.session_epoch <= 0) { // everything that is wanted is in the request
    sessions_.erase(request.session_id);
    Fetch fetch{.session = std::make_shared<FetchSession>(), .may_stay = version >= 7 && request.session_epoch == 0};
    fetch.session->by_id = by_id;
    update(*fetch.session, request);
    return fetch;
  }
  const auto found = sessions_.find(request.session_id);
  if (found == sessions_.end()) return {.error = ErrorCode::fetch_session_id_not_found};
  const std::shared_ptr<FetchSession> session = found->second;
  if (session->next_epoch != request.session_epoch) return {.error = ErrorCode::invalid_fetch_session_epoch};
  if (session->by_id != by_id) return {.error = ErrorCode::fetch_session_topic_id_error};
  update(*session, request);
  session->used = now;
  if (session->parts.empty()) { // it ends
    sessions_.erase(found);
    return {.session = std::make_shared<FetchSession>()};
  }
  session->next_epoch = session->next_epoch == INT32_MAX ? 1 : session->next_epoch + 1;
  return {.session = session, .is_incremental = true};
}

void FetchSessions::keep(const std::shared_ptr<FetchSession>& session, TimePoint now, Random& random) {
  if (slots == 0) return;
  if (sessions_.size() >= slots) {
    const auto oldest = std::ranges::min_element(sessions_, {}, [](const auto& entry) { return entry.second->used; });
    if (now - oldest->second->used < may_be_evicted_after) return;
    sessions_.erase(oldest);
  }
  do session->id = static_cast<std::int32_t>(random.below(INT32_MAX)) + 1;
  while (sessions_.contains(session->id));
  session->used = now;
  sessions_[session->id] = session;
}

wire::FetchResponse FetchSessions::finish(Fetch& fetch, std::vector<wire::FetchResponse::Partition> read, TimePoint now, Random& random) {
  wire::FetchResponse response;
  FetchSession& session = *fetch.session;
  std::vector<std::list<FetchSession::Part>::iterator> given;
  auto part = session.parts.begin();
  for (auto& told : read) {
    const auto here = part++;
    const bool has_news = !fetch.is_incremental || is_news(*here, told);
    if (fetch.is_incremental && !told.records->empty()) given.push_back(here);
    // (a partition with an error is told again, and so is what follows it)
    here->high_watermark = told.error_code == ErrorCode::none ? told.high_watermark : -1;
    here->log_start = told.log_start_offset;
    if (!has_news) continue;
    auto& topics = response.topics;
    if (topics.empty() || topics.back().topic_id != here->topic_id || topics.back().name != here->topic) {
      auto& topic = topics.emplace_back();
      topic.name = here->topic;
      topic.topic_id = here->topic_id;
    }
    topics.back().partitions.push_back(std::move(told));
  }
  for (const auto& place : given) session.parts.splice(session.parts.end(), session.parts, place);
  if (fetch.may_stay) keep(fetch.session, now, random);
  response.session_id = session.id;
  return response;
}

} // namespace klamm::mock
