// The words for the values of each enum; the first one of a value is how it is printed. Also the words that other clients use.
#pragma once

#include <array>
#include <string_view>

#include "klamm/config_types.hpp"
#include "klamm/log.hpp"

namespace klamm::config {

template <class E>
struct Spelling {
  std::string_view text;
  E value;
};
template <class E>
Spelling(std::string_view, E) -> Spelling<E>;

template <class E>
struct Spellings;

template <>
struct Spellings<Acks> {
  static constexpr std::array all{Spelling{"0", Acks::none}, Spelling{"1", Acks::leader}, Spelling{"all", Acks::all},
                                  Spelling{"-1", Acks::all}};
};
template <>
struct Spellings<Delivery> {
  static constexpr std::array all{Spelling{"at_most_once", Delivery::at_most_once}, Spelling{"at_least_once", Delivery::at_least_once},
                                  Spelling{"exactly_once", Delivery::exactly_once}};
};
template <>
struct Spellings<CompressionType> {
  static constexpr std::array all{Spelling{"none", CompressionType::none}, Spelling{"gzip", CompressionType::gzip},
                                  Spelling{"snappy", CompressionType::snappy}, Spelling{"lz4", CompressionType::lz4},
                                  Spelling{"zstd", CompressionType::zstd}};
};
template <>
struct Spellings<PartitionerKind> {
  static constexpr std::array all{Spelling{"murmur2", PartitionerKind::murmur2}, Spelling{"sticky", PartitionerKind::sticky},
                                  Spelling{"round_robin", PartitionerKind::round_robin}, Spelling{"random", PartitionerKind::random},
                                  Spelling{"consistent_random", PartitionerKind::consistent_random}};
};
template <>
struct Spellings<IsolationLevel> {
  static constexpr std::array all{Spelling{"read_uncommitted", IsolationLevel::read_uncommitted},
                                  Spelling{"read_committed", IsolationLevel::read_committed}};
};
template <>
struct Spellings<GroupProtocol> {
  static constexpr std::array all{Spelling{"classic", GroupProtocol::classic}, Spelling{"consumer", GroupProtocol::consumer}};
};
template <>
struct Spellings<AutoOffsetReset::Kind> {
  using Kind = AutoOffsetReset::Kind;
  static constexpr std::array all{Spelling{"latest", Kind::latest}, Spelling{"earliest", Kind::earliest}, Spelling{"none", Kind::none},
                                  Spelling{"by_duration:PnDTnHnMn.nS", Kind::by_duration}};
};
template <>
struct Spellings<SecurityProtocol> {
  static constexpr std::array all{Spelling{"plaintext", SecurityProtocol::plaintext}, Spelling{"ssl", SecurityProtocol::ssl},
                                  Spelling{"sasl_plaintext", SecurityProtocol::sasl_plaintext},
                                  Spelling{"sasl_ssl", SecurityProtocol::sasl_ssl}};
};
template <>
struct Spellings<StoreType> {
  static constexpr std::array all{Spelling{"detect", StoreType::detect}, Spelling{"pem", StoreType::pem},
                                  Spelling{"pkcs12", StoreType::pkcs12}};
};
template <>
struct Spellings<TlsVersion> {
  static constexpr std::array all{Spelling{"TLSv1.2", TlsVersion::tls_1_2}, Spelling{"TLSv1.3", TlsVersion::tls_1_3}};
};
template <>
struct Spellings<EndpointIdentification> {
  static constexpr std::array all{Spelling{"https", EndpointIdentification::https}, Spelling{"none", EndpointIdentification::none},
                                  Spelling{"", EndpointIdentification::none}};
};
template <>
struct Spellings<OauthbearerGrant> {
  static constexpr std::array all{Spelling{"client_credentials", OauthbearerGrant::client_credentials},
                                  Spelling{"jwt_bearer", OauthbearerGrant::jwt_bearer}};
};
template <>
struct Spellings<AssertionAlgorithm> {
  static constexpr std::array all{Spelling{"rs256", AssertionAlgorithm::rs256}, Spelling{"es256", AssertionAlgorithm::es256}};
};
template <>
struct Spellings<ClientDnsLookup> {
  static constexpr std::array all{
      Spelling{"use_all_dns_ips", ClientDnsLookup::use_all_dns_ips},
      Spelling{"resolve_canonical_bootstrap_servers_only", ClientDnsLookup::resolve_canonical_bootstrap_servers_only}};
};
template <>
struct Spellings<MetadataRecoveryStrategy> {
  static constexpr std::array all{Spelling{"rebootstrap", MetadataRecoveryStrategy::rebootstrap},
                                  Spelling{"none", MetadataRecoveryStrategy::none}};
};
template <>
struct Spellings<LogLevel> {
  static constexpr std::array all{Spelling{"error", LogLevel::error}, Spelling{"warning", LogLevel::warning},
                                  Spelling{"info", LogLevel::info}, Spelling{"debug", LogLevel::debug}};
};

} // namespace klamm::config
