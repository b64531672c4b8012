#include "records/record_batch.hpp"

#include "base/crc32c.hpp"
#include "wire/byte_order.hpp"

namespace klamm {

using Layout = RecordBatchLayout;
using wire::load_big_endian, wire::store_big_endian;

RecordBatchHeader RecordBatchHeader::read(const std::byte* from) noexcept {
  RecordBatchHeader header;
  const auto get = [from](std::size_t at, auto& field) { field = load_big_endian<std::remove_reference_t<decltype(field)>>(from + at); };
  get(Layout::base_offset, header.base_offset);
  get(Layout::length, header.length);
  get(Layout::leader_epoch, header.partition_leader_epoch);
  get(Layout::magic, header.magic);
  get(Layout::crc, header.crc);
  get(Layout::attributes, header.attributes);
  get(Layout::last_offset_delta, header.last_offset_delta);
  get(Layout::base_timestamp, header.base_timestamp);
  get(Layout::max_timestamp, header.max_timestamp);
  get(Layout::producer_id, header.producer_id);
  get(Layout::producer_epoch, header.producer_epoch);
  get(Layout::base_sequence, header.base_sequence);
  get(Layout::count, header.count);
  return header;
}

void RecordBatchHeader::write(std::byte* to) const noexcept {
  store_big_endian(to + Layout::base_offset, base_offset);
  store_big_endian(to + Layout::length, length);
  store_big_endian(to + Layout::leader_epoch, partition_leader_epoch);
  store_big_endian(to + Layout::magic, magic);
  store_big_endian(to + Layout::crc, crc);
  store_big_endian(to + Layout::attributes, attributes);
  store_big_endian(to + Layout::last_offset_delta, last_offset_delta);
  store_big_endian(to + Layout::base_timestamp, base_timestamp);
  store_big_endian(to + Layout::max_timestamp, max_timestamp);
  store_big_endian(to + Layout::producer_id, producer_id);
  store_big_endian(to + Layout::producer_epoch, producer_epoch);
  store_big_endian(to + Layout::base_sequence, base_sequence);
  store_big_endian(to + Layout::count, count);
}

void write_producer_state(std::span<std::byte> batch, const BatchProducer& state) noexcept {
  std::byte* const at = batch.data();
  auto attributes = load_big_endian<std::uint16_t>(at + Layout::attributes);
  attributes = static_cast<std::uint16_t>(state.transactional ? attributes | RecordBatchHeader::transactional_bit
                                                              : attributes & ~RecordBatchHeader::transactional_bit);
  store_big_endian(at + Layout::attributes, attributes);
  store_big_endian(at + Layout::producer_id, state.producer_id);
  store_big_endian(at + Layout::producer_epoch, state.producer_epoch);
  store_big_endian(at + Layout::base_sequence, state.base_sequence);
  store_big_endian(at + Layout::crc, crc32c(ConstBytes(batch).subspan(Layout::attributes)));
}

Slice with_producer_state(const Slice& batch, const BatchProducer& state) {
  Buffer copy(batch.size());
  copy.append(batch.bytes());
  write_producer_state(copy.bytes(), state);
  return std::move(copy).freeze();
}

} // namespace klamm
