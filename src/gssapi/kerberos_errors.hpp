// What Kerberos' refusals mean for somebody who wants to reach a Kafka broker: the cause in its own words, and what to do. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "gssapi/kerberos_settings.hpp"
#include "klamm/error.hpp"

namespace klamm::gssapi {

struct KerberosRefusal {
  std::uint32_t major = 0; ///< the GSS-API's code
  std::uint32_t minor = 0; ///< Kerberos' own
  std::string text;        ///< Kerberos' words
};

/// sasl_authentication_failed; connect_failed where the KDC is out of reach. `host` is the broker's.
Error kerberos_error(const KerberosRefusal& refusal, const KerberosSettings& settings, const std::string& host);

/// The text for both codes.
KerberosRefusal describe(std::uint32_t major, std::uint32_t minor);

} // namespace klamm::gssapi
