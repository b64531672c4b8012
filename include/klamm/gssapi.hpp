// Kerberos: SASL/GSSAPI through MIT's libgssapi_krb5. A library of its own (CMake target klamm::gssapi, built with -DKLAMM_GSSAPI=ON), so that programs
// without Kerberos don't link it.
#pragma once

#include <memory>

#include "klamm/export.hpp"
#include "klamm/result.hpp"
#include "klamm/sasl.hpp"
#include "klamm/security_config.hpp"

namespace klamm {

/// The mechanism GSSAPI (RFC 4752), as `config` describes it: for `SaslConfig::plugin` and `Client::update_sasl`.
///
///     auto config = klamm::ProducerConfig::from_file("client.properties").value();
///     config.sasl.plugin = klamm::make_gssapi(config.sasl).value();
///
/// The client's key is that of sasl.kerberos.keytab or of Krb5LoginModule's keyTab in sasl.jaas.config; tickets are then asked for, and renewed, as
/// connections need them, and kept in memory. Without a keytab the ticket cache is used (KRB5CCNAME, or Krb5LoginModule's ticketCache), which others keep
/// filled (kinit, k5start). Realms and KDCs are those of krb5.conf (KRB5_CONFIG). The broker must prove who it is, too; none of GSSAPI's own security
/// layers is used, as Kafka's brokers offer none: SASL_SSL encrypts.
///
/// Asking the KDC blocks: that is done on a thread of its own. Errors: config_value_invalid, config_conflict, config_file_unreadable, which name the setting.
/// What Kerberos refuses later (no ticket, an unknown service, clocks that differ, a KDC out of reach) is the login's error. Any thread.
KLAMM_EXPORT Result<std::shared_ptr<SaslMechanism>> make_gssapi(const SaslConfig& config);

} // namespace klamm
