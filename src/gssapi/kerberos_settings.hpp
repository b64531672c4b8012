// Whom a client is to Kerberos, and with which key: out of sasl.kerberos.* or of Java's Krb5LoginModule. Pure, but for a look at the keytab.
#pragma once

#include <string>

#include "klamm/result.hpp"
#include "klamm/security_config.hpp"

namespace klamm::gssapi {

struct KerberosSettings {
  std::string service;      ///< the first part of the brokers' names: kafka of kafka/broker1.example@REALM
  std::string principal;    ///< empty: whom the keytab or the ticket cache is for
  std::string keytab;       ///< a file; empty: the ticket cache counts
  std::string ticket_cache; ///< as KRB5CCNAME writes it; empty: the environment's
};

/// Errors: config_value_invalid, config_conflict, config_file_unreadable.
Result<KerberosSettings> kerberos_settings(const SaslConfig& config);

} // namespace klamm::gssapi
