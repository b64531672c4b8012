// What one broker speaks: the version ranges of its APIs and its finalized features, and how that is read from its first answer. Pure.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "klamm/result.hpp"
#include "wire/message.hpp"

namespace klamm::wire {

class ApiVersions {
public:
  /// The broker's range; empty when it lacks the API.
  Versions supported(ApiKey key) const noexcept;
  /// The highest version of an API that the broker and `ours` share, or -1.
  std::int16_t highest(ApiKey key, Versions ours) const noexcept { return supported(key).highest_common(ours); }
  template <class Request>
  std::int16_t highest(Versions limit = stable_versions<Request>()) const noexcept {
    return highest(Request::api_key, limit);
  }
  void set(ApiKey key, Versions range) noexcept; ///< an empty range: the broker lacks it

  /// The level that the cluster has finalized a feature at, e.g. "transaction.version"; 0 when it hasn't, or the broker is older than 2.7 (KIP-584).
  std::int16_t finalized_level(std::string_view feature) const noexcept;
  /// Grows with each change of the finalized features; -1 when unknown.
  std::int64_t finalized_features_epoch() const noexcept { return finalized_features_epoch_; }

private:
  friend struct ApiVersionsAnswer;
  struct Feature {
    std::string name;
    std::int16_t level = 0;
  };

  static constexpr std::size_t api_count = static_cast<std::size_t>(ApiKey::delete_share_group_offsets) + 1;
  std::array<Versions, api_count> supported_{};
  std::vector<Feature> finalized_features_;
  std::int64_t finalized_features_epoch_ = -1;
};

/// A broker's answer to ApiVersions. One that doesn't know the version asked for answers UNSUPPORTED_VERSION in the form of version 0, along with the
/// range of this one API (KIP-511); brokers before 2.4 leave that out, and understand version 0.
struct ApiVersionsAnswer {
  ApiVersions versions;
  std::int16_t ask_again = -1; ///< not -1: nothing is known yet, ask in this version (lower than before)
  std::int32_t throttle_time_ms = 0;

  /// Reads the body of the answer to a request of version `asked`. What the broker refuses for other reasons is the error.
  static Result<ApiVersionsAnswer> decode(const Slice& body, std::int16_t asked);
};

} // namespace klamm::wire
