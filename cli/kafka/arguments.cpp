#include "cli/kafka/arguments.hpp"

#include <algorithm>
#include <charconv>

#include "cli/frame/close_names.hpp"
#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

using Takes = KafkaFlag::Takes;

std::string list_of(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "--" : ", --") + std::string(name);
  return text;
}

const KafkaFlag& find(const std::string& name, const std::vector<KafkaFlag>& flags, const std::vector<GoneFlag>& gone) {
  for (const KafkaFlag& flag : flags)
    if (flag.name == name) return flag;
  for (const GoneFlag& flag : gone)
    if (flag.name == name) usage_error("there is no flag --" + name, std::string(flag.hint));
  std::vector<std::string> names;
  for (const KafkaFlag& flag : flags) names.emplace_back("--" + std::string(flag.name));
  const std::string close = did_you_mean("--" + name, names);
  usage_error("there is no flag --" + name, close.empty() ? "--help shows what there is" : close);
}

bool is_flag(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && word.find_first_of("0123456789", 1) != 1; // (-1 is a value)
}

} // namespace

KafkaArguments KafkaArguments::parse(const std::vector<std::string>& words, const std::vector<KafkaFlag>& flags,
                                     const std::vector<GoneFlag>& gone) {
  KafkaArguments all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!is_flag(word)) usage_error("'" + word + "' is neither a flag nor the value of one", "--help shows what there is");
    const std::size_t begin = word.find_first_not_of('-'), equals = word.find('=');
    const std::string name = begin == std::string::npos ? word : word.substr(begin, equals - begin);
    const KafkaFlag& flag = find(name, flags, gone);
    std::vector<std::string>& values = all.said_[name];
    const auto note = [&, before = values.size()] { all.in_order_.emplace_back(name, values.size() > before ? values.back() : ""); };
    if (equals != std::string::npos) {
      if (flag.takes == Takes::nothing) usage_error("--" + name + " takes no value");
      values.push_back(word.substr(equals + 1));
      note();
      continue;
    }
    if (flag.takes == Takes::nothing) {
      note();
      continue;
    }
    if (flag.takes == Takes::value) {
      if (i + 1 == words.size()) usage_error("--" + name + " needs a value", "--" + name + " <" + std::string(flag.value) + ">");
      values.push_back(words[++i]);
      note();
      continue;
    }
    const std::size_t most = flag.takes == Takes::several ? words.size() : 1;
    for (std::size_t taken = 0; taken < most && i + 1 < words.size() && !is_flag(words[i + 1]); ++taken) values.push_back(words[++i]);
    note();
  }
  return all;
}

std::optional<std::string> KafkaArguments::value(std::string_view flag) const {
  const auto at = said_.find(flag);
  if (at == said_.end() || at->second.empty()) return std::nullopt;
  if (at->second.size() > 1) usage_error("--" + std::string(flag) + " is said more than once");
  return at->second.front();
}

std::vector<std::string> KafkaArguments::values(std::string_view flag) const {
  const auto at = said_.find(flag);
  return at == said_.end() ? std::vector<std::string>() : at->second;
}

std::optional<std::int64_t> KafkaArguments::number(std::string_view flag, std::int64_t least, std::int64_t most) const {
  const auto text = value(flag);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || text->empty())
    usage_error("--" + std::string(flag) + " " + *text + " is no number");
  if (number < least || number > most)
    usage_error("--" + std::string(flag) + " " + *text + " is out of range",
                most == INT64_MAX ? "at least " + std::to_string(least) : std::to_string(least) + " to " + std::to_string(most));
  return number;
}

std::string KafkaArguments::needed(std::string_view flag) const {
  const auto said = value(flag);
  if (!said) usage_error("--" + std::string(flag) + " is missing", "--help shows what there is");
  return *said;
}

void KafkaArguments::excludes(std::string_view flag, const std::vector<std::string_view>& others) const {
  if (!has(flag)) return;
  for (const std::string_view other : others)
    if (has(other)) usage_error("--" + std::string(flag) + " and --" + std::string(other) + " exclude each other");
}

std::string_view KafkaArguments::one_of(const std::vector<std::string_view>& actions) const {
  std::vector<std::string_view> said;
  std::copy_if(actions.begin(), actions.end(), std::back_inserter(said), [this](std::string_view action) { return has(action); });
  if (said.size() != 1)
    usage_error(said.empty() ? "nothing says what to do" : list_of(said) + " exclude each other", "exactly one of " + list_of(actions));
  return said.front();
}

} // namespace klamm::cli
