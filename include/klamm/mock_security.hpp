// How a MockCluster's brokers are secured: TLS, and who may log in.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "klamm/config_types.hpp"
#include "klamm/secret.hpp"

namespace klamm {

/// The listener of each broker: TLS where there is a certificate, SASL where there are users; plaintext, open to all, where there is neither.
struct MockSecurity {
  /// PEM text: the brokers' certificate, followed by those that lead to its authority. Brokers are reached at 127.0.0.1.
  std::string certificate_chain{};
  /// PEM text: the certificate's key, not encrypted.
  Secret private_key{};
  /// PEM text: authorities that clients' certificates must be signed by; empty: clients need none.
  std::string client_authorities{};
  /// The versions of TLS that are spoken.
  std::vector<TlsVersion> tls_versions{TlsVersion::tls_1_2, TlsVersion::tls_1_3};
  /// Who may log in, and with which password.
  std::map<std::string, Secret, std::less<>> users{};
  /// By which of PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512.
  std::vector<std::string> mechanisms{"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"};
  /// How often SCRAM hashes passwords. Kafka's default is 4096.
  int scram_iterations = 4096;
  /// `connections.max.reauth.ms`: who has not logged in again after this long is cut off (KIP-368); 0: nobody is.
  std::chrono::milliseconds connections_max_reauth{0};
};

} // namespace klamm
