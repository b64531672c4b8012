#include "cluster/support/scripted_cluster.hpp"

namespace klamm::test {

using cluster::NodeId;

/// One client's connection.
class ScriptedCluster::Session : public std::enable_shared_from_this<Session> {
public:
  Session(ScriptedCluster& owner, NodeId node, std::unique_ptr<net::Transport> transport)
      : owner_(owner), node_(node), transport_(std::move(transport)) {}

  bool open() const noexcept { return transport_ != nullptr; }
  void close() {
    if (transport_) transport_->close();
    transport_.reset();
  }
  void read() {
    if (!transport_) return;
    transport_->read_some(frames_.space(), [weak = weak_from_this()](Result<std::size_t> size) {
      const auto self = weak.lock();
      if (!self) return;
      if (!size) return self->close();
      self->frames_.filled(*size);
      while (self->transport_) {
        Result<std::optional<Slice>> frame = self->frames_.next();
        if (!frame) return self->close();
        if (!*frame) break;
        self->serve(**frame);
      }
      self->read();
    });
  }

private:
  template <class Request>
  void with(const wire::RequestHeader& header, wire::Decoder& in, auto&& answer) {
    Request request;
    wire::Codec<Request>::decode(in, header.api_version, request);
    Asked note{node_, header.api_key, header.api_version, {}, false, false};
    if constexpr (std::is_same_v<Request, wire::MetadataRequest>) {
      note.all_topics = !request.topics;
      note.allow_auto_create = request.allow_auto_topic_creation;
      if (request.topics)
        for (const auto& t : *request.topics) note.names.emplace_back(t.name ? std::string(*t.name) : t.topic_id.to_string());
    }
    if constexpr (std::is_same_v<Request, wire::FindCoordinatorRequest>) {
      note.names.assign(request.coordinator_keys.begin(), request.coordinator_keys.end());
      if (note.names.empty()) note.names.emplace_back(request.key);
    }
    owner_.asked.push_back(note);
    const Reply reply = owner_.script && header.api_key != ApiKey::api_versions ? owner_.script(note) : Reply::answer;
    if (reply == Reply::hang_up) return close();
    if (reply == Reply::silence || !transport_) return;
    const typename Request::Response response = answer(request);
    const bool flexible = Request::flexible.contains(header.api_version);
    wire::Encoder out;
    out.integer(std::int32_t{0});
    wire::encode_response_header(header.correlation_id, wire::response_header_version(header.api_key, flexible), out);
    wire::Codec<typename Request::Response>::encode(response, header.api_version, out);
    if (!out.failure().empty()) throw std::logic_error(out.failure());
    out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
    (void)transport_->write(std::move(out).finish(), [](Result<void>) {});
  }

  template <class Request>
  void by(const Answer<Request>& answer, std::int16_t version, wire::Decoder& in) {
    if (!answer) return close();
    const auto header = wire::decode_request_header(in, wire::request_header_version(Request::flexible.contains(version)));
    with<Request>(header, in, [&](const Request& request) { return answer(node_, request); });
  }

  void serve(const Slice& frame) {
    wire::Decoder peek(frame);
    const auto api = static_cast<ApiKey>(peek.integer<std::int16_t>());
    const auto version = peek.integer<std::int16_t>();
    const auto header_of = [&](bool flexible, wire::Decoder& in) {
      return wire::decode_request_header(in, wire::request_header_version(flexible));
    };
    wire::Decoder in(frame);
    switch (api) {
      case ApiKey::api_versions:
        return with<wire::ApiVersionsRequest>(header_of(wire::ApiVersionsRequest::flexible.contains(version), in), in, [this](const auto&) {
          wire::ApiVersionsResponse response;
          for (const auto& [key, range] : owner_.apis) response.api_keys.push_back({key, range.first, range.last});
          if (owner_.edit_api_versions) owner_.edit_api_versions(response);
          return response;
        });
      case ApiKey::metadata:
        return with<wire::MetadataRequest>(header_of(wire::MetadataRequest::flexible.contains(version), in), in,
                                           [this](const auto& request) { return owner_.metadata(request, node_); });
      case ApiKey::find_coordinator:
        return with<wire::FindCoordinatorRequest>(header_of(wire::FindCoordinatorRequest::flexible.contains(version), in), in,
                                                  [&](const auto& request) { return owner_.coordinator(request, version); });
      case ApiKey::heartbeat: return by(owner_.heartbeat ? owner_.heartbeat : fallback(), version, in);
      case ApiKey::join_group: return by(owner_.join_group, version, in);
      case ApiKey::sync_group: return by(owner_.sync_group, version, in);
      case ApiKey::leave_group: return by(owner_.leave_group, version, in);
      case ApiKey::consumer_group_heartbeat: return by(owner_.consumer_group_heartbeat, version, in);
      case ApiKey::offset_commit: return by(owner_.offset_commit, version, in);
      case ApiKey::offset_fetch: return by(owner_.offset_fetch, version, in);
      default: return other(api, version, frame);
    }
  }

  void other(ApiKey api, std::int16_t version, const Slice& frame) {
    const auto at = owner_.others_.find(api);
    if (at == owner_.others_.end()) return close();
    const Asked note{node_, api, version, {}, false, false};
    owner_.asked.push_back(note);
    const Reply reply = owner_.script ? owner_.script(note) : Reply::answer;
    if (reply == Reply::hang_up) return close();
    if (reply == Reply::silence || !transport_) return;
    (void)transport_->write(at->second(node_, frame, version), [](Result<void>) {});
  }

  ScriptedCluster& owner_;
  NodeId node_;
  std::unique_ptr<net::Transport> transport_;
  net::FrameReader frames_{100 << 20};
};

const ScriptedCluster::Answer<wire::HeartbeatRequest>& ScriptedCluster::fallback() {
  static const Answer<wire::HeartbeatRequest> fine = [](NodeId, const wire::HeartbeatRequest&) { return wire::HeartbeatResponse(); };
  return fine;
}

void ScriptedCluster::add(NodeId id, const std::string& host, const std::string& ip) {
  nodes[id] = {host, 9092, ip};
  network_.set_host(host, {ip});
  start(id);
}

void ScriptedCluster::start(NodeId id) {
  network_.listen({nodes.at(id).ip, 9092}, [this, id](std::unique_ptr<net::Transport> transport) { accept(id, std::move(transport)); });
}

void ScriptedCluster::stop(NodeId id) {
  network_.stop_listening({nodes.at(id).ip, 9092});
  hang_up(id);
}

void ScriptedCluster::hang_up(NodeId id) {
  for (auto& session : std::exchange(sessions_[id], {})) {
    session->close();
    graveyard_.push_back(std::move(session));
  }
}

std::size_t ScriptedCluster::connections(NodeId id) const {
  const auto at = sessions_.find(id);
  std::size_t open = 0;
  if (at != sessions_.end())
    for (const auto& session : at->second) open += session->open() ? 1 : 0;
  return open;
}

void ScriptedCluster::accept(NodeId id, std::unique_ptr<net::Transport> transport) {
  sessions_[id].push_back(std::make_shared<Session>(*this, id, std::move(transport)));
  sessions_[id].back()->read();
}

wire::MetadataResponse ScriptedCluster::metadata(const wire::MetadataRequest& request, NodeId node) {
  wire::MetadataResponse response;
  response.error_code = metadata_error;
  response.cluster_id = cluster_id;
  response.controller_id = nodes.begin()->first;
  for (const auto& [id, n] : nodes) response.brokers.push_back({id, n.host, n.port, std::nullopt});
  const auto add = [&](std::string_view name, const Topic& topic) {
    wire::MetadataResponse::Topic told;
    told.name = name;
    told.topic_id = topic.id;
    told.error_code = topic.error;
    std::int32_t index = 0;
    for (const Partition& p : topic.partitions) {
      told.partitions.emplace_back();
      told.partitions.back().index = index++;
      told.partitions.back().leader_id = p.leader;
      told.partitions.back().leader_epoch = p.epoch;
    }
    response.topics.push_back(std::move(told));
  };
  if (!request.topics) {
    for (const auto& [name, topic] : topics) add(name, topic);
  } else {
    for (const auto& wanted : *request.topics) {
      const auto at = std::find_if(topics.begin(), topics.end(),
                                   [&](const auto& t) { return wanted.name ? t.first == *wanted.name : t.second.id == wanted.topic_id; });
      if (at != topics.end()) {
        add(at->first, at->second);
        continue;
      }
      const bool create = auto_create && request.allow_auto_topic_creation && wanted.name;
      if (create) topics[std::string(*wanted.name)] = {Uuid{{9}}, ErrorCode::none, {{1, 0}}};
      wire::MetadataResponse::Topic told;
      told.name = wanted.name;
      told.topic_id = wanted.topic_id;
      told.error_code = create        ? ErrorCode::leader_not_available
                        : wanted.name ? ErrorCode::unknown_topic_or_partition
                                      : ErrorCode::unknown_topic_id;
      response.topics.push_back(std::move(told));
    }
  }
  if (edit_metadata) edit_metadata(node, response);
  return response;
}

wire::FindCoordinatorResponse ScriptedCluster::coordinator(const wire::FindCoordinatorRequest& request, std::int16_t version) {
  const auto one = [&](std::string_view key) {
    wire::FindCoordinatorResponse::Coordinator told;
    told.key = key;
    const auto at = coordinators.find(std::string(key));
    told.error_code = coordinator_error != ErrorCode::none ? coordinator_error
                      : at == coordinators.end()           ? ErrorCode::coordinator_not_available
                                                           : ErrorCode::none;
    told.node_id = -1;
    told.port = -1;
    if (told.error_code != ErrorCode::none) return told;
    told.node_id = at->second;
    told.host = nodes.at(at->second).host;
    told.port = nodes.at(at->second).port;
    return told;
  };
  wire::FindCoordinatorResponse response;
  if (version >= 4) {
    for (const std::string_view key : request.coordinator_keys) response.coordinators.push_back(one(key));
    return response;
  }
  const auto told = one(request.key);
  response.error_code = told.error_code;
  response.node_id = told.node_id;
  response.host = told.host;
  response.port = told.port;
  return response;
}

std::size_t ScriptedCluster::count(ApiKey api) const {
  return static_cast<std::size_t>(std::count_if(asked.begin(), asked.end(), [&](const Asked& a) { return a.api == api; }));
}

std::size_t ScriptedCluster::count(ApiKey api, NodeId node) const {
  return static_cast<std::size_t>(
      std::count_if(asked.begin(), asked.end(), [&](const Asked& a) { return a.api == api && a.node == node; }));
}

ClusterWorld::ClusterWorld() {
  runtime->executor = context.get_executor();
  runtime->clock = clock;
  runtime->network = network;
  runtime->random = Random(1);
  runtime->log = Log(LogLevel::debug, [this](LogLevel, std::string_view, std::string_view text) { log.emplace_back(text); });
  for (const ApiKey api : {ApiKey::api_versions, ApiKey::metadata, ApiKey::find_coordinator, ApiKey::heartbeat})
    brokers.apis[api] = {0, 13};
  brokers.apis[ApiKey::api_versions] = {0, 4};
  brokers.apis[ApiKey::find_coordinator] = {0, 6};
  brokers.apis[ApiKey::heartbeat] = {0, 4};
  brokers.apis[ApiKey::join_group] = {0, 9};
  brokers.apis[ApiKey::sync_group] = {0, 5};
  brokers.apis[ApiKey::leave_group] = {0, 5};
  brokers.apis[ApiKey::consumer_group_heartbeat] = {0, 1};
  brokers.apis[ApiKey::offset_commit] = {2, 10};
  brokers.apis[ApiKey::offset_fetch] = {1, 10};
  brokers.add(1, "b1", "10.0.0.1");
  brokers.add(2, "b2", "10.0.0.2");
  brokers.add(3, "b3", "10.0.0.3");
  brokers.topics["orders"] = {Uuid{{1}}, ErrorCode::none, {{1, 5}, {2, 5}, {3, 5}}};
  brokers.coordinators["g1"] = 2;
  settings.bootstrap = {{"b1", 9092}, {"b2", 9092}};
  settings.pool.verify_cluster = false; // its own tests switch it on
}

ClusterWorld::~ClusterWorld() {
  client.reset();
  settle();
  network->drop_all();
  settle();
}

cluster::Cluster& ClusterWorld::start() {
  client = std::make_unique<cluster::Cluster>(runtime, settings);
  return *client;
}

std::shared_ptr<ClusterWorld::Outcome<cluster::SnapshotPtr>> ClusterWorld::require(std::vector<std::string> topics, Duration timeout,
                                                                                   bool create) {
  auto outcome = std::make_shared<Outcome<cluster::SnapshotPtr>>();
  cluster::RequireOptions options;
  options.deadline = in(timeout);
  options.allow_auto_create = create;
  client->require(std::move(topics), options, into(outcome));
  return outcome;
}

std::shared_ptr<ClusterWorld::Outcome<NodeId>> ClusterWorld::coordinator(const std::string& group, Duration timeout) {
  auto outcome = std::make_shared<Outcome<NodeId>>();
  client->coordinator(cluster::CoordinatorType::group, group, in(timeout), into(outcome));
  return outcome;
}

std::shared_ptr<ClusterWorld::Outcome<NodeId>> ClusterWorld::any_broker(Duration timeout) {
  auto outcome = std::make_shared<Outcome<NodeId>>();
  client->any_broker(in(timeout), into(outcome));
  return outcome;
}

std::shared_ptr<ClusterWorld::Outcome<cluster::BrokerPool::ConnectionPtr>> ClusterWorld::acquire(NodeId node, cluster::Purpose purpose,
                                                                                                 Duration timeout) {
  auto outcome = std::make_shared<Outcome<cluster::BrokerPool::ConnectionPtr>>();
  client->pool().acquire(node, purpose, in(timeout), into(outcome));
  return outcome;
}

} // namespace klamm::test
