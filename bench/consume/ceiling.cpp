#include <algorithm>

#include "base/crc32c.hpp"
#include "consume/workload.hpp"
#include "records/record_batch.hpp"
#include "support/broker.hpp"
#include "wire/byte_order.hpp"
#include "wire/messages/fetch.hpp"

namespace klamm::bench {
namespace {

constexpr std::int16_t version = 4; // the newest without a session

std::int64_t varint(const std::byte*& at) {
  std::uint64_t bits = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = std::to_integer<std::uint64_t>(*at++);
    bits |= (byte & 127) << shift;
    if (byte < 128) return static_cast<std::int64_t>(bits >> 1) ^ -static_cast<std::int64_t>(bits & 1);
  }
}

void parse_batch(ConstBytes batch, Reading& reading) {
  const ConstBytes checked = batch.subspan(RecordBatchLayout::attributes);
  if (crc32c(checked) != wire::load_big_endian<std::uint32_t>(batch.data() + RecordBatchLayout::crc))
    throw std::runtime_error("a batch is corrupt");
  const auto count = wire::load_big_endian<std::int32_t>(batch.data() + RecordBatchLayout::count);
  const std::byte* at = batch.data() + RecordBatchHeader::size;
  for (std::int32_t i = 0; i < count; ++i) {
    const std::int64_t size = varint(at);
    const std::byte* const next = at + size;
    ++at;                   // attributes
    varint(at), varint(at); // timestamp, offset
    if (const std::int64_t key = varint(at); key > 0) at += key;
    const std::int64_t value = varint(at);
    reading.value(at, static_cast<std::size_t>(value));
    at = next;
  }
}

/// All whole batches; returns where the next one is to be read from.
std::int64_t read_batches(ConstBytes records, std::int64_t position, bool parse, Reading& reading) {
  while (records.size() >= RecordBatchHeader::size) {
    const auto size = static_cast<std::size_t>(wire::load_big_endian<std::int32_t>(records.data() + RecordBatchLayout::length)) +
                      RecordBatchLayout::before_length;
    if (size > records.size()) break;
    const auto base = wire::load_big_endian<std::int64_t>(records.data());
    const auto last = wire::load_big_endian<std::int32_t>(records.data() + RecordBatchLayout::last_offset_delta);
    if (parse) parse_batch(records.first(size), reading);
    else reading.skip(last + 1);
    position = base + last + 1;
    records = records.subspan(size);
  }
  return position;
}

} // namespace

Measured consume_ceiling(const Workload& load, bool parse) {
  Broker broker(load.bootstrap);
  wire::FetchRequest request;
  request.max_wait_ms = 500;
  request.min_bytes = 1;
  request.max_bytes = 50 << 20;
  auto& topic = request.topics.emplace_back();
  topic.name = load.topic;
  for (std::int32_t i = 0; i < load.partitions; ++i) {
    auto& partition = topic.partitions.emplace_back();
    partition.index = i;
    partition.fetch_offset = 0;
    partition.partition_max_bytes = 1 << 20;
  }
  std::vector<std::byte> memory;
  Reading reading(load);
  while (!reading.done()) {
    const net::EncodedRequest encoded = net::encode_request(request, version, "ceiling").value();
    for (const Slice& piece : encoded.pieces) broker.write(piece.bytes());
    const Slice frame = Slice::unowned(broker.read(memory));
    wire::Decoder in(frame);
    wire::decode_response_header(in, 0);
    const auto response = wire::decode_all<wire::FetchResponse>(in, version).value();
    for (const auto& said : response.topics.at(0).partitions) {
      if (said.error_code != ErrorCode::none) throw std::runtime_error(std::string(error_code_name(said.error_code)));
      auto& asked = topic.partitions.at(static_cast<std::size_t>(said.index));
      if (said.records) asked.fetch_offset = read_batches(said.records->bytes(), asked.fetch_offset, parse, reading);
    }
    reading.pause();
  }
  Measured measured = reading.finish();
  measured.allocations_per_record = NAN;
  return measured;
}

} // namespace klamm::bench
