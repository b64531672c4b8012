// Reads tests/data/assignors: groups, and what Java's assignors gave them (tools/java/GoldenAssignors.java says the format).
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "klamm/assignor.hpp"
#include "support/hex.hpp"
#include "test_paths.hpp"

namespace klamm::test {

struct AssignorCase {
  std::string number;
  std::vector<AssignableTopic> topics;
  std::vector<GroupMember> members;
  std::vector<MemberAssignment> expected; ///< as members
};

inline std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  if (text == "-") return parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

inline std::vector<TopicPartition> parse_partitions(const std::string& text) {
  std::vector<TopicPartition> partitions;
  for (const std::string& group : split(text, ',')) {
    const auto colon = group.find(':');
    for (const std::string& number : split(group.substr(colon + 1), '+')) partitions.push_back({group.substr(0, colon), std::stoi(number)});
  }
  return partitions;
}

inline std::string or_nothing(const std::string& word) { return word == "-" ? "" : word; }

inline GroupMember parse_member(std::istream& words) {
  std::string id, instance, rack, topics, owned, user_data;
  GroupMember member;
  words >> member.member_id >> instance >> rack >> member.generation_id >> topics >> owned >> user_data;
  member.group_instance_id = or_nothing(instance);
  member.rack_id = or_nothing(rack);
  member.topics = split(topics, ',');
  member.owned_partitions = parse_partitions(owned);
  if (user_data != "-") member.user_data = user_data == "empty" ? "" : from_hex(user_data);
  return member;
}

inline std::vector<AssignorCase> read_assignor_cases(const std::string& assignor) {
  std::ifstream in(KLAMM_TEST_DATA "/assignors/" + assignor + ".txt");
  std::vector<AssignorCase> cases;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string kind, name;
    words >> kind;
    if (kind == "case") {
      words >> cases.emplace_back().number;
    } else if (kind == "topic") {
      AssignableTopic& topic = cases.back().topics.emplace_back();
      words >> topic.name;
      for (std::string racks; words >> racks;)
        topic.partitions.push_back({static_cast<std::int32_t>(topic.partitions.size()), split(racks, ',')});
    } else if (kind == "member") {
      cases.back().members.push_back(parse_member(words));
    } else {
      std::string partitions;
      words >> name >> partitions;
      cases.back().expected.push_back({parse_partitions(partitions), {}});
    }
  }
  return cases;
}

} // namespace klamm::test
