// A cluster of brokers in memory for tests of this layer: answers ApiVersions, Metadata, FindCoordinator and Heartbeat from a state that the test
// changes at will, and counts what it was asked. Lives on the test's executor and its manual clock.
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/unique_function.hpp"
#include "cluster/cluster.hpp"
#include "net/frame_reader.hpp"
#include "net/manual_clock.hpp"
#include "net/memory_network.hpp"
#include "wire/header.hpp"
#include "wire/messages/api_versions.hpp"
#include "wire/messages/consumer_group_heartbeat.hpp"
#include "wire/messages/find_coordinator.hpp"
#include "wire/messages/heartbeat.hpp"
#include "wire/messages/join_group.hpp"
#include "wire/messages/leave_group.hpp"
#include "wire/messages/metadata.hpp"
#include "wire/messages/offset_commit.hpp"
#include "wire/messages/offset_fetch.hpp"
#include "wire/messages/sync_group.hpp"

namespace klamm::test {

struct Asked {
  cluster::NodeId node = -1;
  ApiKey api{};
  std::int16_t version = 0;
  std::vector<std::string> names; ///< topics or coordinator keys
  bool all_topics = false;
  bool allow_auto_create = false;
};

class ScriptedCluster {
public:
  struct Node {
    std::string host; ///< as advertised
    std::uint16_t port = 9092;
    std::string ip;
  };
  struct Partition {
    cluster::NodeId leader = 1;
    std::int32_t epoch = 0;
  };
  struct Topic {
    Uuid id;
    ErrorCode error = ErrorCode::none;
    std::vector<Partition> partitions;
  };
  enum class Reply : std::uint8_t { answer, silence, hang_up };

  explicit ScriptedCluster(net::MemoryNetwork& network, std::string id = "the-cluster") : cluster_id(std::move(id)), network_(network) {}

  /// Broker `id` listens on `ip`:9092, and `host` resolves to it.
  void add(cluster::NodeId id, const std::string& host, const std::string& ip);
  void stop(cluster::NodeId id); ///< nothing listens any more, and its connections break
  void start(cluster::NodeId id);
  void hang_up(cluster::NodeId id); ///< breaks its connections
  std::size_t connections(cluster::NodeId id) const;

  std::string cluster_id;
  std::map<cluster::NodeId, Node> nodes;
  std::map<std::string, Topic> topics;
  std::map<std::string, cluster::NodeId> coordinators;
  std::map<ApiKey, wire::Versions> apis;
  ErrorCode metadata_error = ErrorCode::none;
  ErrorCode coordinator_error = ErrorCode::none;
  std::function<Reply(const Asked&)> script; ///< what to do with a request, other than ApiVersions
  std::function<void(cluster::NodeId, wire::MetadataResponse&)> edit_metadata;
  std::function<void(wire::ApiVersionsResponse&)> edit_api_versions;
  bool auto_create = false;

  /// What a group's coordinator answers; views in it must live on. Without one the connection is closed (a Heartbeat is simply answered).
  template <class Request>
  using Answer = std::function<typename Request::Response(cluster::NodeId, const Request&)>;
  Answer<wire::JoinGroupRequest> join_group;
  Answer<wire::SyncGroupRequest> sync_group;
  Answer<wire::LeaveGroupRequest> leave_group;
  Answer<wire::HeartbeatRequest> heartbeat;
  Answer<wire::ConsumerGroupHeartbeatRequest> consumer_group_heartbeat;
  Answer<wire::OffsetCommitRequest> offset_commit;
  Answer<wire::OffsetFetchRequest> offset_fetch;
  /// Any other API, which the brokers then have in all versions that klamm speaks.
  template <class Request>
  void on(Answer<Request> answer) {
    apis[Request::api_key] = Request::versions;
    others_[Request::api_key] = [answer = std::move(answer)](cluster::NodeId node, const Slice& frame, std::int16_t version) {
      const bool flexible = Request::flexible.contains(version);
      wire::Decoder in(frame);
      const auto header = wire::decode_request_header(in, wire::request_header_version(flexible));
      Request request;
      wire::Codec<Request>::decode(in, version, request);
      wire::Encoder out;
      out.integer(std::int32_t{0});
      wire::encode_response_header(header.correlation_id, wire::response_header_version(Request::api_key, flexible), out);
      wire::Codec<typename Request::Response>::encode(answer(node, request), version, out);
      if (!out.failure().empty()) throw std::logic_error(out.failure());
      out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
      return std::move(out).finish();
    };
  }

  std::vector<Asked> asked;
  std::size_t count(ApiKey api) const;
  std::size_t count(ApiKey api, cluster::NodeId node) const;

private:
  class Session;
  void accept(cluster::NodeId id, std::unique_ptr<net::Transport> transport);
  static const Answer<wire::HeartbeatRequest>& fallback();
  wire::MetadataResponse metadata(const wire::MetadataRequest& request, cluster::NodeId node);
  wire::FindCoordinatorResponse coordinator(const wire::FindCoordinatorRequest& request, std::int16_t version);

  net::MemoryNetwork& network_;
  std::map<ApiKey, std::function<std::vector<Slice>(cluster::NodeId, const Slice&, std::int16_t)>> others_;
  std::map<cluster::NodeId, std::vector<std::shared_ptr<Session>>> sessions_;
  std::vector<std::shared_ptr<Session>> graveyard_;
};

/// A client's cluster layer against a scripted cluster of three brokers, in virtual time.
struct ClusterWorld {
  asio::io_context context{1};
  std::shared_ptr<net::ManualClock> clock = std::make_shared<net::ManualClock>([this] { settle(); });
  std::shared_ptr<net::MemoryNetwork> network = std::make_shared<net::MemoryNetwork>(context.get_executor(), clock);
  std::shared_ptr<net::Runtime> runtime = std::make_shared<net::Runtime>();
  ScriptedCluster brokers{*network};
  cluster::ClusterSettings settings;
  std::unique_ptr<cluster::Cluster> client;
  std::vector<std::string> log;

  ClusterWorld();
  ~ClusterWorld();

  cluster::Cluster& start();
  void settle() {
    context.restart();
    context.poll();
  }
  void pass(Duration time) {
    settle();
    clock->advance(time);
    settle();
  }
  TimePoint in(Duration time) const { return clock->now() + time; }

  /// Runs until `done` or `limit` has passed; false then.
  template <class Done>
  bool until(Done done, Duration limit = 1min) {
    const TimePoint end = in(limit);
    settle();
    while (!done() && clock->next_deadline() <= end) clock->advance_to_next();
    return done();
  }

  template <class T>
  struct Outcome {
    std::optional<Result<T>> result;
    TimePoint at{};
    std::size_t calls = 0;
  };
  /// A handler, and where it puts what it gets.
  template <class T>
  auto into(const std::shared_ptr<Outcome<T>>& outcome) {
    return [this, outcome](Result<T> result) {
      outcome->result = std::move(result);
      outcome->at = clock->now();
      ++outcome->calls;
    };
  }

  std::shared_ptr<Outcome<cluster::SnapshotPtr>> require(std::vector<std::string> topics, Duration timeout = 30s, bool create = false);
  std::shared_ptr<Outcome<cluster::NodeId>> coordinator(const std::string& group, Duration timeout = 30s);
  std::shared_ptr<Outcome<cluster::NodeId>> any_broker(Duration timeout = 30s);
  std::shared_ptr<Outcome<cluster::BrokerPool::ConnectionPtr>> acquire(cluster::NodeId node,
                                                                       cluster::Purpose purpose = cluster::Purpose::normal,
                                                                       Duration timeout = 30s);
};

} // namespace klamm::test
