#include "admin/group_names.hpp"

#include <algorithm>
#include <array>

namespace klamm {
namespace {

constexpr std::array type_names{"Unknown", "Classic", "Consumer", "Share", "Streams"};
constexpr std::array state_names{"Unknown", "PreparingRebalance", "CompletingRebalance", "Stable",  "Dead",
                                 "Empty",   "Assigning",          "Reconciling",         "NotReady"};

bool same_letters(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [lower](char x, char y) { return lower(x) == lower(y); });
}

template <class E, std::size_t N>
E named(const std::array<const char*, N>& names, std::string_view name) noexcept {
  const auto at = std::find_if(names.begin(), names.end(), [name](const char* one) { return same_letters(one, name); });
  return at == names.end() ? E::unknown : static_cast<E>(at - names.begin());
}

} // namespace

std::string_view group_type_name(GroupType type) noexcept { return type_names.at(static_cast<std::size_t>(type)); }
std::string_view group_state_name(GroupState state) noexcept { return state_names.at(static_cast<std::size_t>(state)); }

GroupType admin::group_type(std::string_view name) noexcept { return named<GroupType>(type_names, name); }
GroupState admin::group_state(std::string_view name) noexcept { return named<GroupState>(state_names, name); }

Result<void> admin::check_group_id(const std::string& group_id) {
  if (group_id.empty()) return Error(ErrorCode::invalid_group_id, "the group's id is empty", "a group.id has at least one character");
  return {};
}

} // namespace klamm
