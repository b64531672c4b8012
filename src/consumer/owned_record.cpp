#include "klamm/consumer_record.hpp"

namespace klamm {
namespace {

std::optional<std::string> copy_of(BytesView bytes) {
  if (bytes.is_null()) return std::nullopt;
  return std::string(bytes.text());
}

} // namespace

OwnedRecord::OwnedRecord(const ConsumerRecord& record)
    : from_(record.topic_partition()),
      offset_(record.offset()),
      timestamp_(record.timestamp()),
      key_(copy_of(record.key())),
      value_(copy_of(record.value())),
      leader_epoch_(record.leader_epoch()),
      timestamp_type_(record.timestamp_type()) {
  for (const Header& header : record.headers()) headers_.push_back({std::string(header.key), copy_of(header.value)});
}

} // namespace klamm
