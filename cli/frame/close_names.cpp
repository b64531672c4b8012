#include "cli/frame/close_names.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace klamm::cli {
namespace {

// Edits between two words, where swapping neighbours is one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

} // namespace

std::vector<std::string> close_names(std::string_view word, const std::vector<std::string>& names) {
  constexpr std::size_t most = 3, longest = 100; // (nobody mistypes a name longer than that by a letter)
  if (word.size() > longest) return {};
  std::vector<std::pair<std::size_t, std::string>> near;
  for (const std::string& name : names) {
    if (name.size() > longest) continue;
    const std::size_t far = distance(word, name);
    if (far <= std::max<std::size_t>(1, std::min(word.size(), name.size()) / 3)) near.emplace_back(far, name);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (near.size() > most) near.resize(most);
  std::vector<std::string> close;
  for (auto& one : near) close.push_back(std::move(one.second));
  return close;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : close_names(word, names)) text += (text.empty() ? "did you mean " : " or ") + name;
  return text.empty() ? text : text + "?";
}

} // namespace klamm::cli
