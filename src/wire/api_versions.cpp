#include "wire/api_versions.hpp"

#include <algorithm>

#include "wire/messages/api_versions.hpp"

namespace klamm::wire {
namespace {

/// Where the broker says which version it would understand; version 0 is understood by all.
std::int16_t version_to_ask(const ApiVersionsResponse& refusal) noexcept {
  for (const auto& range : refusal.api_keys) {
    if (range.api_key != ApiKey::api_versions) continue;
    return std::max(ApiVersionsRequest::versions.highest_common({range.min_version, range.max_version}), std::int16_t{0});
  }
  return 0;
}

} // namespace

Versions ApiVersions::supported(ApiKey key) const noexcept {
  const auto place = static_cast<std::size_t>(key);
  return place < supported_.size() ? supported_[place] : no_versions;
}

void ApiVersions::set(ApiKey key, Versions range) noexcept {
  const auto place = static_cast<std::size_t>(key);
  if (place < supported_.size()) supported_[place] = range;
}

std::int16_t ApiVersions::finalized_level(std::string_view feature) const noexcept {
  for (const Feature& f : finalized_features_) {
    if (f.name == feature) return f.level;
  }
  return 0;
}

Result<ApiVersionsAnswer> ApiVersionsAnswer::decode(const Slice& body, std::int16_t asked) {
  Decoder peek(body);
  const bool refused =
      static_cast<ErrorCode>(peek.integer<std::int16_t>()) == ErrorCode::unsupported_version; // the code comes first in all versions
  Decoder in(body);
  const auto response = decode_all<ApiVersionsResponse>(in, refused ? std::int16_t{0} : asked);
  if (!response) return response.error();

  ApiVersionsAnswer answer;
  if (refused) {
    answer.ask_again = version_to_ask(*response);
    if (answer.ask_again >= asked)
      return Error(ErrorCode::unsupported_version, "the broker speaks no version of ApiVersions that klamm speaks");
    return answer;
  }
  if (response->error_code != ErrorCode::none) return Error(response->error_code);
  for (const auto& range : response->api_keys) answer.versions.set(range.api_key, {range.min_version, range.max_version});
  for (const auto& feature : response->finalized_features)
    answer.versions.finalized_features_.push_back({std::string(feature.name), feature.max_version_level});
  answer.versions.finalized_features_epoch_ = response->finalized_features_epoch;
  answer.throttle_time_ms = response->throttle_time_ms;
  return answer;
}

} // namespace klamm::wire
