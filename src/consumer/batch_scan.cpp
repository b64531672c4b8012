#include "consumer/batch_scan.hpp"

#include <limits>

#include "records/record_batch.hpp"
#include "wire/byte_order.hpp"

namespace klamm::consumer {
namespace {

using Layout = RecordBatchLayout;
using wire::load_big_endian;

constexpr std::size_t smallest_entry = Layout::magic + 1; ///< up to here all versions have the same shape
constexpr std::int32_t smallest_message = 14;             ///< v0: CRC, magic, attributes, two lengths
constexpr std::int32_t smallest_batch = static_cast<std::int32_t>(RecordBatchHeader::size - Layout::before_length);

} // namespace

BatchScan scan_batches(ConstBytes records, std::int64_t end) {
  BatchScan scan;
  while (records.size() >= smallest_entry) {
    const std::byte* const at = records.data();
    const auto magic = load_big_endian<std::int8_t>(at + Layout::magic);
    const auto length = load_big_endian<std::int32_t>(at + Layout::length);
    const bool is_batch = magic >= 2;
    if (magic < 0 || magic > 2 || length < (is_batch ? smallest_batch : smallest_message)) return scan.sound = false, scan;
    const std::size_t size = Layout::before_length + static_cast<std::size_t>(length);
    if (size > records.size()) break; // cut off by the broker, as it may
    // A compressed wrapper of the old formats has the offset of its last message.
    const auto base_offset = load_big_endian<std::int64_t>(at + Layout::base_offset);
    const std::int64_t delta = is_batch ? load_big_endian<std::int32_t>(at + Layout::last_offset_delta) : 0;
    if (base_offset < 0 || delta < 0 || base_offset < scan.next_offset ||
        base_offset > std::numeric_limits<std::int64_t>::max() - 1 - delta || (end >= 0 && base_offset + delta >= end))
      return scan.sound = false, scan;
    scan.next_offset = base_offset + delta + 1;
    scan.leader_epoch = is_batch ? load_big_endian<std::int32_t>(at + Layout::leader_epoch) : -1;
    records = records.subspan(size);
  }
  return scan;
}

} // namespace klamm::consumer
