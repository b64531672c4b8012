#include "klamm/record.hpp"

#include <ostream>

namespace klamm {

std::ostream& operator<<(std::ostream& out, const TopicPartition& topic_partition) {
  return out << topic_partition.topic << '[' << topic_partition.partition << ']';
}

std::ostream& operator<<(std::ostream& out, const RecordMetadata& metadata) {
  out << metadata.topic() << '[' << metadata.partition() << "]@";
  if (metadata.has_offset()) return out << metadata.offset();
  return out << '?';
}

} // namespace klamm
