// Words that stand for one of a fixed list of things: states, operations, mechanisms.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "cli/frame/failure.hpp"

namespace klamm::cli {

/// Whether they are the same but for case, '-' and '_': "describe-configs" is "DescribeConfigs".
inline bool same_word(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view word) {
    std::string text;
    for (const char c : word)
      if (c != '-' && c != '_') text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  return plain(a) == plain(b);
}

/// Which of `all` the word names; throws Failure with the names that there are.
template <class All, class Name>
auto parse_word(const std::string& word, const All& all, Name name, const std::string& flag) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto one) { return same_word(name(one), word); });
  if (at != all.end()) return *at;
  std::string names;
  for (const auto one : all) names += (names.empty() ? "" : ", ") + std::string(name(one));
  usage_error(flag + " " + word + ": there is no such one", names);
}

template <class All, class Name>
auto parse_words(const std::vector<std::string>& words, const All& all, Name name, const std::string& flag) {
  std::vector<typename All::value_type> found;
  for (const std::string& word : words) found.push_back(parse_word(word, all, name, flag));
  return found;
}

} // namespace klamm::cli
