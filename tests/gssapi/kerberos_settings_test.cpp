#include "gssapi/kerberos_settings.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>

#include <unistd.h>

#include "klamm/gssapi.hpp"

using namespace klamm;
using namespace klamm::gssapi;

namespace {

bool has(const Error& error, std::string_view text) { return error.message().find(text) != std::string::npos; }

SaslConfig with_jaas(const std::string& options) {
  SaslConfig config;
  config.jaas_config = Secret("com.sun.security.auth.module.Krb5LoginModule required " + options + ";");
  return config;
}

/// A file that is there.
struct Keytab {
  Keytab() { std::ofstream(path) << "key"; }
  Keytab(const Keytab&) = delete;
  Keytab& operator=(const Keytab&) = delete;
  ~Keytab() { std::remove(path.c_str()); }
  std::string path = "/tmp/klamm-keytab-" + std::to_string(::getpid());
};

} // namespace

TEST_CASE("kerberos settings: the service is kafka, and the environment's ticket cache counts, where nothing else is said") {
  const auto settings = kerberos_settings(SaslConfig{});
  REQUIRE(settings);
  CHECK(settings->service == "kafka");
  CHECK(settings->principal.empty());
  CHECK(settings->keytab.empty());
  CHECK(settings->ticket_cache.empty());
}

TEST_CASE("kerberos settings: librdkafka's names and Java's Krb5LoginModule say the same") {
  const Keytab keytab;
  SaslConfig plain;
  plain.kerberos_service_name = "broker";
  plain.kerberos_principal = "alice@KLAMM.TEST";
  plain.kerberos_keytab = "FILE:" + keytab.path;
  const SaslConfig java =
      with_jaas("useKeyTab=true storeKey=true keyTab=\"" + keytab.path + "\" principal=\"alice@KLAMM.TEST\" serviceName=\"broker\"");
  for (const SaslConfig& config : {plain, java}) {
    const auto settings = kerberos_settings(config);
    REQUIRE(settings);
    CHECK(settings->service == "broker");
    CHECK(settings->principal == "alice@KLAMM.TEST");
    CHECK(settings->keytab == keytab.path);
  }
  const auto cached = kerberos_settings(with_jaas("useTicketCache=true ticketCache=\"/tmp/krb5cc_7\" keyTab=\"/not/used\""));
  REQUIRE(cached);
  CHECK(cached->ticket_cache == "/tmp/krb5cc_7");
  CHECK(cached->keytab.empty()); // as in Java: without useKeyTab=true it is not looked at
}

TEST_CASE("kerberos settings: what contradicts itself or is not there is named") {
  SaslConfig both = with_jaas("useTicketCache=true serviceName=\"kafka\"");
  CHECK(kerberos_settings(both));
  both.kerberos_service_name = "kafka";
  CHECK(kerberos_settings(both));
  both.kerberos_service_name = "other";
  CHECK(has(kerberos_settings(both).error(), "sasl.kerberos.service.name=other, and sasl.jaas.config has serviceName=\"kafka\""));
  CHECK(has(kerberos_settings(with_jaas("useKeyTab=true")).error(), "useKeyTab=true and no keyTab"));
  SaslConfig keytab;
  keytab.kerberos_keytab = "/not/there.keytab";
  CHECK(kerberos_settings(keytab).error().code() == ErrorCode::config_file_unreadable);
  CHECK(has(kerberos_settings(keytab).error(), "/not/there.keytab"));
  SaslConfig service;
  service.kerberos_service_name = "kafka/broker1";
  CHECK(has(kerberos_settings(service).error(), "is more than the name of a service"));
  SaslConfig module;
  module.jaas_config = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"hunter2\";";
  CHECK(has(kerberos_settings(module).error(), "needs Krb5LoginModule"));
  CHECK_FALSE(has(kerberos_settings(module).error(), "hunter2"));
}

TEST_CASE("gssapi: it is for sasl.mechanism=GSSAPI, and says who logs in") {
  SaslConfig config;
  config.mechanism = "PLAIN";
  CHECK(make_gssapi(config).error().code() == ErrorCode::config_conflict);
  config.mechanism = "GSSAPI";
  config.kerberos_principal = "alice@KLAMM.TEST";
  const auto made = make_gssapi(config);
  REQUIRE(made);
  CHECK((*made)->name() == "GSSAPI");
  CHECK((*made)->who() == "alice@KLAMM.TEST");
}
