#include "cli/records/partition_list.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "cli/frame/failure.hpp"

namespace klamm::cli {
namespace {

bool read_number(std::string_view text, std::int32_t& into) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
  return !text.empty() && read.ec == std::errc() && read.ptr == text.data() + text.size() && into >= 0;
}

} // namespace

std::vector<std::int32_t> parse_partitions(std::string_view text) {
  constexpr std::int32_t most = 1'000'000; // (a mistyped range should not take all memory)
  std::vector<std::int32_t> list;
  for (std::string_view rest = text;;) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view item = rest.substr(0, comma);
    const std::size_t dash = item.find('-');
    std::int32_t first = 0, last = 0;
    const bool fine = dash == std::string_view::npos ? read_number(item, first) && (last = first, true)
                                                     : read_number(item.substr(0, dash), first) && read_number(item.substr(dash + 1), last);
    if (!fine || last < first || last - first > most)
      usage_error("'" + std::string(text) + "' is no list of partitions", "as in 0, or 0,3, or 0-5");
    for (std::int32_t one = first; one <= last; ++one)
      if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
    if (comma == rest.size()) return list;
    rest.remove_prefix(comma + 1);
  }
}

} // namespace klamm::cli
