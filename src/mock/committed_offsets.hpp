// The offsets that a group has committed, by topic and partition. Plain state; lives on the mock's executor.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace klamm::mock {

struct CommittedOffset {
  std::int64_t offset = -1;
  std::int32_t leader_epoch = -1;
  std::string metadata;
};

using CommittedOffsets = std::map<std::string, std::map<std::int32_t, CommittedOffset>, std::less<>>;

} // namespace klamm::mock
