// What members of a classic group say of themselves, and what the leader makes of it: whatever the bytes, no partition is given to two members.
#include <algorithm>

#include "group/assignors/assignor.hpp"
#include "group/assignors/member_metadata.hpp"
#include "input.hpp"

using namespace klamm;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const Slice input = fuzz::Input(bytes, size).rest();
  if (const auto assignment = group::decode_assignment(input.bytes())) fuzz::use(group::encode_assignment(*assignment).size());
  const auto said = group::decode_member("fuzzed", "", input.bytes());
  if (!said) return 0;
  fuzz::use(group::encode_member(*said).size());

  std::vector<AssignableTopic> topics;
  for (const std::string& topic : said->topics) {
    const bool is_new = std::none_of(topics.begin(), topics.end(), [&](const AssignableTopic& known) { return known.name == topic; });
    if (is_new && topics.size() < 3) topics.push_back({topic, {{0, {"r"}}, {1, {}}}});
  }
  GroupMember other;
  other.member_id = "other";
  if (!topics.empty()) other.topics = {topics.front().name};
  const std::vector<GroupMember> members{*said, other};
  for (const char* name : {"range", "roundrobin", "sticky", "cooperative-sticky"}) {
    const auto assignor = group::make_assignor(name);
    fuzz::require(
        group::check_assignment(*assignor, RebalanceProtocol::eager, topics, members, assignor->assign(topics, members)).has_value());
  }
  return 0;
}
