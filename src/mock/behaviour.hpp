// Which Kafka the embedded brokers behave as: the versions of each API that it speaks, and its features. Facts, read from real brokers' ApiVersions. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "klamm/api_key.hpp"
#include "wire/versions.hpp"

namespace klamm::mock {

struct Behaviour {
  struct LastVersion {
    ApiKey api;
    std::int16_t last;
  };
  struct Feature {
    std::string_view name;
    std::int16_t min, max, finalized; ///< finalized: 0 is not told
  };

  std::string_view version;
  std::span<const LastVersion> apis{}; ///< none: all that klamm speaks
  std::span<const Feature> features{};
  bool has_consumer_groups = true; ///< KIP-848 is switched on

  /// Those of `known` that this Kafka speaks; empty when it has no such API.
  wire::Versions served(ApiKey api, wire::Versions known) const;
};

/// "2.8", "3.9" or "4.3", also with a patch level; null for another one.
const Behaviour* behaviour_of(std::string_view version);

} // namespace klamm::mock
