// A broker's side of fetching, in memory: partitions' logs, and incremental fetch sessions that check what KIP-227 says a client may send.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

#include "consumer/support/batches.hpp"
#include "wire/messages/fetch.hpp"

namespace klamm::test {

struct FakeLog {
  std::vector<Slice> batches;
  std::int64_t start = 0, end = 0;
  ErrorCode error = ErrorCode::none; ///< answered instead of records

  void append(std::int32_t count, BatchOptions options = {}) {
    batches.push_back(batch_of(end, count, options));
    end += count + options.extra_offsets;
  }
  Slice read(std::int64_t offset, std::int32_t max_bytes) const {
    std::vector<Slice> found;
    std::size_t size = 0;
    for (const Slice& batch : batches) {
      const auto header = RecordBatchHeader::read(batch.data());
      if (header.base_offset + header.last_offset_delta < offset) continue;
      size += batch.size();
      if (!found.empty() && size > static_cast<std::size_t>(max_bytes)) break;
      found.push_back(batch);
    }
    return concat(found);
  }
};

class FakeBroker {
public:
  std::map<std::pair<std::string, std::int32_t>, FakeLog*> leads;
  std::map<std::string, Uuid> ids;
  bool forget_sessions = false;

  /// The response, whose names point into this broker.
  wire::FetchResponse answer(const wire::FetchRequest& request, bool by_id) {
    wire::FetchResponse response;
    if (request.session_epoch == 0) {
      session_ = ++last_session_, epoch_ = 1;
      sent_.clear();
      CHECK(request.forgotten_topics.empty());
    } else if (std::exchange(forget_sessions, false) || request.session_id != session_) {
      response.error_code = ErrorCode::fetch_session_id_not_found;
      session_ = 0;
      return response;
    } else {
      CHECK(request.session_epoch == epoch_);
      ++epoch_;
    }
    response.session_id = session_;
    for (const auto& topic : request.forgotten_topics) {
      for (const std::int32_t index : topic.partitions) CHECK(sent_.erase({name_of(topic.name, topic.topic_id, by_id), index}) == 1);
    }
    for (const auto& topic : request.topics) {
      for (const auto& partition : topic.partitions)
        sent_[{name_of(topic.name, topic.topic_id, by_id), partition.index}] = {partition.fetch_offset, -2};
    }
    for (auto& [name, state] : sent_) answer_partition(response, name, state, by_id);
    return response;
  }
  const auto& session_partitions() const { return sent_; }

private:
  struct State {
    std::int64_t offset;
    std::int64_t told_high_watermark;
  };

  std::string name_of(std::string_view name, const Uuid& id, bool by_id) const {
    if (!by_id) return std::string(name);
    for (const auto& [known, its_id] : ids) {
      if (its_id == id) return known;
    }
    return "?";
  }

  void answer_partition(wire::FetchResponse& response, const std::pair<std::string, std::int32_t>& name, State& state, bool by_id) {
    wire::FetchResponse::Partition said;
    said.index = name.second;
    const auto lead = leads.find(name);
    if (lead == leads.end()) said.error_code = ErrorCode::not_leader_or_follower;
    else if (lead->second->error != ErrorCode::none) said.error_code = lead->second->error;
    else if (state.offset < lead->second->start || state.offset > lead->second->end) said.error_code = ErrorCode::offset_out_of_range;
    if (said.error_code == ErrorCode::none) {
      said.high_watermark = said.last_stable_offset = lead->second->end;
      said.log_start_offset = lead->second->start;
      said.records = lead->second->read(state.offset, 400);
      if (said.records->empty() && state.told_high_watermark == said.high_watermark) return; // no news
      state.told_high_watermark = said.high_watermark;
    }
    auto topic = response.topics.begin();
    for (; topic != response.topics.end() && !(by_id ? topic->topic_id == ids.at(name.first) : topic->name == name.first); ++topic) {
    }
    if (topic == response.topics.end()) {
      topic = response.topics.insert(topic, wire::FetchResponse::Topic{});
      if (by_id) topic->topic_id = ids.at(name.first);
      else topic->name = sent_.find(name)->first.first;
    }
    topic->partitions.push_back(std::move(said));
  }

  std::int32_t session_ = 0, last_session_ = 0, epoch_ = 0;
  std::map<std::pair<std::string, std::int32_t>, State> sent_;
};

} // namespace klamm::test
