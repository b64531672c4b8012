// kafka-consumer-groups: which groups, and where to.
#include <algorithm>
#include <array>
#include <cctype>

#include "cli/frame/close_names.hpp"
#include "cli/kafka/consumer_groups.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

template <class E, std::size_t N, class Name>
std::vector<E> words_of(const std::string& list, const std::array<E, N>& all, Name name, const std::string& flag) {
  const auto small = [](std::string_view text) {
    std::string letters(text);
    std::transform(letters.begin(), letters.end(), letters.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return letters;
  };
  std::vector<E> found;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    std::string word = list.substr(at, end - at);
    std::erase(word, ' ');
    const auto one = std::find_if(all.begin(), all.end(), [&](E each) { return small(name(each)) == small(word); });
    if (one == all.end()) {
      std::string names;
      for (const E each : all) names += (names.empty() ? "" : ", ") + std::string(name(each));
      usage_error(flag + " " + word + ": there is no such one", names);
    }
    found.push_back(*one);
    at = end + 1;
  }
  return found;
}

} // namespace

std::vector<std::string> groups_of(const KafkaArguments& said, Admin& admin, Outcome& outcome) {
  std::vector<std::string> groups = said.values("group");
  if (!said.has("all-groups")) return groups;
  const auto listed = admin.list_groups().value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  for (const GroupListing& one : listed.found)
    if (one.protocol_type == "consumer" || one.protocol_type.empty()) groups.push_back(one.group_id);
  return groups;
}

std::vector<GroupState> states_of(const std::string& list) {
  static constexpr std::array all{
      GroupState::preparing_rebalance, GroupState::completing_rebalance, GroupState::stable, GroupState::dead, GroupState::empty,
      GroupState::assigning,           GroupState::reconciling};
  return words_of(list, all, group_state_name, "--state");
}

std::vector<GroupType> types_of(const std::string& list) {
  static constexpr std::array all{GroupType::classic, GroupType::consumer};
  return words_of(list, all, group_type_name, "--type");
}

std::int64_t parse_iso_duration(const std::string& text) {
  const auto wrong = [&] { usage_error("--by-duration " + text + " is no duration", "P1DT2H30M: a day, two hours and thirty minutes"); };
  const bool back = text.starts_with('-');
  std::string_view rest = std::string_view(text).substr(back ? 1 : 0);
  if (!rest.starts_with('P')) wrong();
  rest.remove_prefix(1);
  double sum = 0;
  bool in_time = false, any = false;
  while (!rest.empty()) {
    if (rest.front() == 'T' && !in_time) {
      in_time = true;
      rest.remove_prefix(1);
      continue;
    }
    std::size_t used = 0;
    double number = 0;
    try {
      number = std::stod(std::string(rest), &used);
    } catch (const std::exception&) {
      wrong();
    }
    if (used >= rest.size()) wrong();
    constexpr double second = 1000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
    const char unit = rest[used];
    if (unit == 'D' && !in_time) sum += number * day;
    else if (unit == 'H' && in_time) sum += number * hour;
    else if (unit == 'M' && in_time) sum += number * minute;
    else if (unit == 'S' && in_time) sum += number * second;
    else wrong();
    any = true;
    rest.remove_prefix(used + 1);
  }
  if (!any) wrong();
  return static_cast<std::int64_t>(back ? -sum : sum);
}

SeekTo seek_of(const KafkaArguments& said) {
  using Kind = SeekTo::Kind;
  const std::string_view how =
      said.one_of({"to-earliest", "to-latest", "to-current", "to-offset", "to-datetime", "by-duration", "shift-by", "from-file"});
  if (how == "to-earliest") return {Kind::beginning};
  if (how == "to-latest") return {Kind::end};
  if (how == "to-current") return {Kind::current};
  if (how == "from-file") return {Kind::offset};
  if (how == "to-offset") return {Kind::offset, said.number(how, INT64_MIN).value()};
  if (how == "shift-by") return {Kind::shift, said.number(how, INT64_MIN).value()};
  const std::string text = said.needed(how);
  if (how == "by-duration") return {Kind::time, wall_now() - parse_iso_duration(text)};
  const auto time = text.find('T') == std::string::npos ? std::nullopt : parse_time(text, wall_now());
  if (!time) usage_error("--to-datetime " + text + " is no time", "2026-11-20T18:30:00.000, or with Z or +01:00 behind it");
  return {Kind::time, *time};
}

} // namespace klamm::cli
