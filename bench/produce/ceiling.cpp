#include <deque>
#include <stdexcept>
#include <thread>

#include "client/producer_settings.hpp"
#include "klamm/properties.hpp"
#include "produce/workload.hpp"
#include "records/batch_builder.hpp"
#include "support/broker.hpp"
#include "support/usage.hpp"
#include "wire/messages/produce.hpp"

namespace klamm::bench {
namespace {

constexpr std::size_t batch_size = 131072;
constexpr std::size_t in_flight = 5; // requests, as clients do
constexpr std::int16_t version = 7;  // the newest that names topics in every broker and knows zstd; later ones add nothing to the work

struct Encoded {
  Slice batch;
  std::int32_t count = 0;
};

Encoded make_batch(const Workload& load) {
  ProducerConfig config;
  config.apply(Properties{{"compression.type", load.codec}}).value();
  const auto settings = detail::producer_settings(config).topic_settings(load.topic);
  BatchBuilder builder(Buffer(batch_size), batch_size);
  const auto values = values_of(load);
  for (std::size_t i = 0; builder.append({{}, values[i % values.size()], {}, 1'790'000'000'000}); ++i) {
  }
  Encoded encoded{{}, builder.count()};
  Compressor compressor;
  builder.compress(settings.compression, settings.compression_level, compressor);
  encoded.batch = std::move(builder).seal({});
  return encoded;
}

Slice make_request(const Workload& load, const Slice& batch) {
  wire::ProduceRequest request;
  request.acks = load.acks == "1" ? 1 : -1;
  request.timeout_ms = 30'000;
  auto& topic = request.topics.emplace_back();
  topic.name = load.topic;
  for (int i = 0; i < load.partitions; ++i) topic.partitions.push_back({i, batch});
  Buffer whole;
  const net::EncodedRequest encoded = net::encode_request(request, version, "ceiling").value();
  for (const Slice& piece : encoded.pieces) whole.append(piece.bytes());
  return std::move(whole).freeze();
}

ErrorCode error_in(const Slice& response) {
  wire::Decoder in(response);
  wire::decode_response_header(in, 0);
  const auto message = wire::decode_all<wire::ProduceResponse>(in, version).value();
  for (const auto& topic : message.topics)
    for (const auto& partition : topic.partitions)
      if (partition.error_code != ErrorCode::none) return partition.error_code;
  return ErrorCode::none;
}

/// A topic that was just created takes a moment until it takes records.
void wait_until_usable(Broker& broker, const Slice& request) {
  for (int tries = 0;; ++tries) {
    broker.write(request.bytes());
    const ErrorCode error = error_in(broker.read());
    if (error == ErrorCode::none) return;
    if (tries == 100) throw std::runtime_error("the topic can't be written: " + std::string(error_code_name(error)));
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

/// Sends at least `records`; returns how many.
long send(Broker& broker, const Slice& request, long per_request, long records, std::vector<double>& latencies_us) {
  std::deque<Clock::time_point> sent_at;
  long sent = 0;
  for (long done = 0; done < records; done += per_request) {
    for (; sent_at.size() < in_flight && sent < records; sent += per_request) {
      broker.write(request.bytes());
      sent_at.push_back(Clock::now());
    }
    if (const ErrorCode error = error_in(broker.read()); error != ErrorCode::none)
      throw std::runtime_error(std::string(error_code_name(error)));
    latencies_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - sent_at.front()).count());
    sent_at.pop_front();
  }
  return sent;
}

} // namespace

Measured produce_ceiling(const Workload& load) {
  const Encoded encoded = make_batch(load);
  const Slice request = make_request(load, encoded.batch);
  const long per_request = static_cast<long>(encoded.count) * load.partitions;
  Broker broker(load.bootstrap);
  wait_until_usable(broker, request);
  std::vector<double> latencies_us;
  send(broker, request, per_request, load.warm_up, latencies_us);
  latencies_us.clear();
  const Stopwatch stopwatch(1);
  const long sent = send(broker, request, per_request, load.records, latencies_us);
  Measured measured = stopwatch.finish(static_cast<double>(sent));
  measured.allocations_per_record = NAN;
  put_percentiles(measured, latencies_us);
  return measured;
}

} // namespace klamm::bench
