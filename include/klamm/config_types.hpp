// The values that settings with a fixed choice can have.
#pragma once

#include <chrono>
#include <cstdint>

#include "klamm/compression_type.hpp"

namespace klamm {

/// How many replicas must have a record before it counts as sent; the numbers are the protocol's.
enum class Acks : std::int16_t {
  none = 0,   ///< The broker doesn't answer; records can be lost silently.
  leader = 1, ///< The leader has written it.
  all = -1,   ///< Every in-sync replica has it.
};

/// A preset of acks, idempotence and retries.
enum class Delivery : unsigned char {
  at_most_once,  ///< acks=0, no retries, no idempotence.
  at_least_once, ///< acks=all with retries, no idempotence: a retry may write a record twice.
  exactly_once,  ///< acks=all with retries and idempotence: once, and in order.
};

/// Which partition a record without an explicit one goes to.
enum class PartitionerKind : unsigned char {
  murmur2,           ///< By the key's murmur2 hash, as Java's default; records without a key stick to a partition for a batch.
  sticky,            ///< As records without a key in murmur2, whatever the key.
  round_robin,       ///< Each partition in turn, whatever the key.
  random,            ///< Any partition, whatever the key.
  consistent_random, ///< By the key's CRC-32, as librdkafka's default; any partition for records without a key.
};

/// Which records of transactions a consumer sees (KIP-98).
enum class IsolationLevel : std::int8_t {
  read_uncommitted = 0,
  read_committed = 1, ///< Only records of committed transactions, and those without a transaction.
};

/// Which rebalance protocol a consumer speaks.
enum class GroupProtocol : unsigned char {
  classic,  ///< Members assign partitions among themselves.
  consumer, ///< The broker does (KIP-848; brokers from 4.0).
};

/// Where to start on a partition without a committed offset, or whose offset no longer exists.
struct AutoOffsetReset {
  enum class Kind : unsigned char {
    latest,      ///< After the last record.
    earliest,    ///< At the first record.
    none,        ///< Nowhere: poll gives an error.
    by_duration, ///< At the first record that is not older than `age` (KIP-1106).
  };
  Kind kind = Kind::latest;
  std::chrono::nanoseconds age{0};

  static constexpr AutoOffsetReset latest() noexcept { return {}; }
  static constexpr AutoOffsetReset earliest() noexcept { return {Kind::earliest, std::chrono::nanoseconds{0}}; }
  static constexpr AutoOffsetReset none() noexcept { return {Kind::none, std::chrono::nanoseconds{0}}; }
  static constexpr AutoOffsetReset by_duration(std::chrono::nanoseconds age) noexcept { return {Kind::by_duration, age}; }

  friend bool operator==(const AutoOffsetReset&, const AutoOffsetReset&) = default;
};

/// How clients find and prove each other.
enum class SecurityProtocol : unsigned char { plaintext, ssl, sasl_plaintext, sasl_ssl };

/// The format of a key or trust store.
enum class StoreType : unsigned char {
  detect, ///< Whichever the file looks like.
  pem,
  pkcs12,
};

/// A version of TLS, for the lowest and highest that is negotiated.
enum class TlsVersion : unsigned char { tls_1_2, tls_1_3 };

/// How a broker's certificate is compared with its name.
enum class EndpointIdentification : unsigned char {
  https, ///< As browsers do.
  none,  ///< Not at all: whoever has any trusted certificate can pose as the broker.
};

/// How an access token is asked for.
enum class OauthbearerGrant : unsigned char {
  client_credentials, ///< With a client id and secret (KIP-768).
  jwt_bearer,         ///< With a signed assertion (KIP-1139).
};

/// How a JWT assertion is signed: RSA or ECDSA (P-256), with SHA-256.
enum class AssertionAlgorithm : unsigned char { rs256, es256 };

/// What becomes of names that have several addresses.
enum class ClientDnsLookup : unsigned char {
  use_all_dns_ips,                         ///< Every address of a broker's name is tried (KIP-302).
  resolve_canonical_bootstrap_servers_only ///< Also, bootstrap servers are replaced by the canonical names of their addresses (KIP-235).
};

/// What to do when no known broker can be reached.
enum class MetadataRecoveryStrategy : unsigned char {
  rebootstrap, ///< Start again from bootstrap.servers (KIP-899, KIP-1102).
  none,        ///< Go on with the brokers known.
};

} // namespace klamm
