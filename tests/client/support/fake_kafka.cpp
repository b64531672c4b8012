#include "client/support/fake_kafka.hpp"

#include "records/batch_reader.hpp"
#include "wire/messages/init_producer_id.hpp"
#include "wire/messages/metadata.hpp"
#include "wire/messages/produce.hpp"

namespace klamm::test {
namespace {

std::optional<std::string> owned(BytesView bytes) { return bytes.is_null() ? std::nullopt : std::optional(std::string(bytes.text())); }

template <class M>
M decoded(const Request& request) {
  wire::Decoder in(request.body);
  return wire::decode_all<M>(in, request.version).value();
}

} // namespace

FakeKafka::FakeKafka(std::map<std::string, std::int32_t> topics) : topics_(std::move(topics)) {
  listener_ = net::TcpListener::open(context_.get_executor(), {"127.0.0.1", 0}, broker_.acceptor()).value();
  broker_.on(ApiKey::api_versions, [](Session& session, const Request& request) {
    wire::ApiVersionsResponse response = ScriptedBroker::api_versions();
    response.api_keys.push_back({ApiKey::metadata, 0, 12});
    response.api_keys.push_back({ApiKey::init_producer_id, 0, 4});
    session.reply_message(request, response);
  });
  broker_.on(ApiKey::metadata, [this](Session& session, const Request& request) {
    wire::MetadataResponse response;
    response.cluster_id = "fake";
    response.controller_id = 1;
    auto& broker = response.brokers.emplace_back();
    broker.node_id = 1;
    broker.host = "127.0.0.1";
    broker.port = listener_->port();
    const auto asked = decoded<wire::MetadataRequest>(request);
    if (asked.topics) {
      for (const auto& wanted : *asked.topics) {
        auto& topic = response.topics.emplace_back();
        topic.name = wanted.name;
        const auto known = topics_.find(std::string(*wanted.name));
        if (known == topics_.end()) {
          topic.error_code = ErrorCode::unknown_topic_or_partition;
          continue;
        }
        for (std::int32_t i = 0; i < known->second; ++i) {
          auto& partition = topic.partitions.emplace_back();
          partition.index = i;
          partition.leader_id = 1;
          partition.leader_epoch = 0;
        }
      }
    }
    session.reply_message(request, response);
  });
  broker_.on(ApiKey::init_producer_id, [](Session& session, const Request& request) {
    wire::InitProducerIdResponse response;
    response.producer_id = 7;
    response.producer_epoch = 0;
    session.reply_message(request, response);
  });
  broker_.on(ApiKey::produce, [this](Session& session, const Request& request) {
    {
      const std::lock_guard lock(mutex_);
      ++produce_requests_;
      changed_.notify_all();
    }
    if (holding_) held_.push_back({session.weak_from_this(), request});
    else answer_produce(session, request);
  });
  thread_ = std::thread([this] { context_.run(); });
}

FakeKafka::~FakeKafka() {
  asio::post(context_, [this] {
    for (const auto& session : broker_.sessions()) session->close();
    listener_.reset();
    working_.reset();
    context_.stop();
  });
  thread_.join();
}

void FakeKafka::hold() {
  asio::post(context_, [this] { holding_ = true; });
}

void FakeKafka::let_go() {
  asio::post(context_, [this] {
    holding_ = false;
    for (const Held& held : std::exchange(held_, {}))
      if (const auto session = held.session.lock()) answer_produce(*session, held.request);
  });
}

void FakeKafka::fail_with(std::map<std::int32_t, ErrorCode> errors) {
  asio::post(context_, [this, errors = std::move(errors)] { errors_ = errors; });
}

void FakeKafka::append_at(Timestamp time) {
  asio::post(context_, [this, time] { append_time_ = time; });
}

std::vector<KeptRecord> FakeKafka::records() const {
  const std::lock_guard lock(mutex_);
  return records_;
}

bool FakeKafka::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return produce_requests_ >= count; });
}

void FakeKafka::answer_produce(Session& session, const Request& request) {
  const auto produce = decoded<wire::ProduceRequest>(request);
  wire::ProduceResponse response;
  for (const auto& topic : produce.topics) {
    auto& answer = response.topics.emplace_back();
    answer.name = topic.name;
    for (const auto& partition : topic.partitions) {
      auto& result = answer.partitions.emplace_back();
      result.index = partition.index;
      if (const auto error = errors_.find(partition.index); error != errors_.end()) {
        result.error_code = error->second;
        continue;
      }
      std::int64_t& end = ends_[{std::string(topic.name), partition.index}];
      result.base_offset = end;
      result.log_append_time_ms = append_time_;
      BatchReader reader(*partition.records, {});
      Decompressor decompressor;
      while (reader.next().value()) {
        auto records = read_records(reader.batch(), decompressor).value();
        RecordView record;
        const std::lock_guard lock(mutex_);
        while (records.next(record)) {
          KeptRecord& kept = records_.emplace_back();
          kept.topic = std::string(topic.name);
          kept.partition = partition.index;
          kept.offset = end++;
          kept.key = owned(record.key);
          kept.value = owned(record.value);
          for (const Header& header : record.headers) kept.headers.emplace_back(std::string(header.key), owned(header.value));
          kept.timestamp = record.timestamp;
          kept.acks = produce.acks;
          kept.timeout_ms = produce.timeout_ms;
        }
      }
    }
  }
  if (produce.acks != 0) session.reply_message(request, response);
}

} // namespace klamm::test
