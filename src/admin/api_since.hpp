// Which Kafka a call needs, for the errors of older brokers. Pure.
#pragma once

#include "klamm/api_key.hpp"
#include "klamm/error.hpp"

namespace klamm::admin {

/// The release that first had the API, e.g. "2.4"; empty for those that every supported broker has.
std::string_view api_since(ApiKey key) noexcept;

/// unsupported_by_broker for a version of an API that is newer than the API itself: `what` needs `release`.
Error needs_release(ApiKey key, std::int16_t version, std::string_view what, std::string_view release);

/// The same error where a broker lacks the API, with the release that it needs.
Error lacks_api(const Error& error, ApiKey key);

} // namespace klamm::admin
