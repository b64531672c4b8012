// The table of all properties: the single place that says what a setting is called, means, allows, and where it lives.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/codec.hpp"
#include "klamm/config.hpp"

namespace klamm::config {

template <Kind K>
struct ConfigOf;
template <>
struct ConfigOf<Kind::client> {
  using type = ClientConfig;
};
template <>
struct ConfigOf<Kind::producer> {
  using type = ProducerConfig;
};
template <>
struct ConfigOf<Kind::consumer> {
  using type = ConsumerConfig;
};
template <>
struct ConfigOf<Kind::admin> {
  using type = AdminConfig;
};

template <class Config>
constexpr Kind kind_of = Kind::client;
template <>
inline constexpr Kind kind_of<ProducerConfig> = Kind::producer;
template <>
inline constexpr Kind kind_of<ConsumerConfig> = Kind::consumer;
template <>
inline constexpr Kind kind_of<AdminConfig> = Kind::admin;

/// A set of structs, known when the row is compiled.
template <unsigned Bits>
struct Of {};
constexpr Of<bit(Kind::client) | bit(Kind::producer) | bit(Kind::consumer) | bit(Kind::admin)> everyone;
constexpr Of<bit(Kind::producer)> producers;
constexpr Of<bit(Kind::consumer)> consumers;
constexpr Of<bit(Kind::admin)> admins;
constexpr Of<bit(Kind::producer) | bit(Kind::consumer)> producers_and_consumers;
constexpr Of<bit(Kind::producer) | bit(Kind::admin)> producers_and_admins;
constexpr Of<bit(Kind::consumer) | bit(Kind::admin)> consumers_and_admins;

template <Kind K, unsigned Bits, class Where>
void locate_in(Row& row) {
  if constexpr ((Bits & bit(K)) != 0) {
    using Config = typename ConfigOf<K>::type;
    using Value = std::remove_reference_t<decltype(Where{}(std::declval<Config&>()))>;
    row.locate[static_cast<unsigned>(K)] = [](void* config) -> void* { return std::addressof(Where{}(*static_cast<Config*>(config))); };
    row.type = &type_of<Value>();
  }
}

Unit unit_of(std::string_view name);

using Rows = std::vector<Row>;

/// Adds a property that klamm honours; `where` says which member it is, the same way in each of the structs.
template <unsigned Bits, class Where>
Row& add(Rows& rows, std::string_view name, Of<Bits>, Importance importance, std::string_view doc, Where) {
  Row& row = rows.emplace_back();
  row.name = name;
  row.clients = Bits;
  row.importance = importance;
  row.doc = doc;
  row.unit = unit_of(name);
  locate_in<Kind::client, Bits, Where>(row);
  locate_in<Kind::producer, Bits, Where>(row);
  locate_in<Kind::consumer, Bits, Where>(row);
  locate_in<Kind::admin, Bits, Where>(row);
  return row;
}

template <class Where>
Row& Row::per_topic(Where) {
  using Value = std::remove_reference_t<decltype(Where{}(std::declval<ProducerTopicConfig&>()))>;
  in_topic = [](void* config) -> void* { return std::addressof(Where{}(*static_cast<ProducerTopicConfig*>(config))); };
  topic_type = &type_of<Value>();
  return *this;
}

/// Adds properties of other clients that klamm accepts without effect, or refuses; `why` says so, and what to do instead.
template <unsigned Bits>
Row& without_effect(Rows& rows, std::string_view name, Of<Bits>, std::string_view why) {
  Row& row = rows.emplace_back();
  row.name = name;
  row.clients = Bits;
  row.standing = Standing::ignored;
  row.doc = why;
  return row;
}

template <unsigned Bits>
Row& refuse(Rows& rows, std::string_view name, Of<Bits> of, std::string_view why) {
  Row& row = without_effect(rows, name, of, why);
  row.standing = Standing::refused;
  return row;
}

void add_client_rows(Rows& rows);
void add_security_rows(Rows& rows);
void add_producer_rows(Rows& rows);
void add_consumer_rows(Rows& rows);
void add_java_only_rows(Rows& rows);
void add_librdkafka_only_rows(Rows& rows);

/// All rows: supported ones in the order of the documentation, then those that are ignored or refused.
const Rows& table();

struct Found {
  const Row* row = nullptr;
  std::int64_t scale = 1;
};
/// The row of that name or alias.
Found find(std::string_view name);
/// What to say of a name that nothing has: which one is near.
std::string unknown_hint(std::string_view name);

} // namespace klamm::config
