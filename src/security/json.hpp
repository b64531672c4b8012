// As much JSON as tokens and identity providers need: one member of an object, and quoting. Pure; bounded by the text's size and a depth of 32.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace klamm::security {

/// The value of a member of the object that `object` is: a string's content, or the text of a number, literal, object or array. Nothing where the text
/// is no JSON object or has no such member.
std::optional<std::string> json_member(std::string_view object, std::string_view name);

/// Quoted and escaped.
std::string json_string(std::string_view text);

} // namespace klamm::security
