// The Java client's properties that mean nothing to klamm, or that it can't do.
#include "config/table.hpp"

namespace klamm::config {

namespace {

constexpr std::string_view in_the_type = "Serializers are C++ types here (TypedProducer, TypedConsumer); bytes otherwise.";
constexpr std::string_view metrics_are_asked =
    "klamm's statistics are asked for by the program; nothing samples or reports them in the background.";
constexpr std::string_view callbacks_are_code = "Classes can't be loaded by name: give a callback or mechanism in code.";
constexpr std::string_view of_the_jvm = "Chooses among a JVM's implementations; klamm has OpenSSL's.";
constexpr std::string_view of_brokers = "Only brokers check tokens; a client presents them as they are.";
constexpr std::string_view tickets_on_demand =
    "klamm asks Kerberos for a ticket whenever it logs in, so nothing renews one in the background.";
constexpr std::string_view no_share_consumer = "klamm has no share consumer yet.";

void java_general(Rows& rows) {
  for (const std::string_view name : {"key.serializer", "value.serializer"}) without_effect(rows, name, producers, in_the_type);
  for (const std::string_view name : {"key.deserializer", "value.deserializer"}) without_effect(rows, name, consumers, in_the_type);
  for (const std::string_view name : {"metric.reporters", "metrics.num.samples", "metrics.recording.level", "metrics.sample.window.ms"})
    without_effect(rows, name, everyone, metrics_are_asked);
  without_effect(rows, "enable.metrics.push", everyone, "klamm doesn't push metrics to brokers yet (KIP-714).");
  refuse(rows, "interceptor.classes", producers_and_consumers, "Classes can't be loaded by name: give interceptors in code.").unless({""});
  refuse(rows, "config.providers", everyone, "klamm doesn't look values up elsewhere: write them out, or set them in code.").unless({""});
  refuse(rows, "bootstrap.controllers", admins, "klamm talks to brokers, which forward what is the controller's: set bootstrap.servers.")
      .unless({""});
  refuse(rows, "transaction.two.phase.commit.enable", producers, "No released broker has two-phase commit (KIP-939).").unless({"false"});
  for (const std::string_view name : {"share.acknowledgement.mode", "share.acquire.mode"})
    without_effect(rows, name, consumers, no_share_consumer);
}

void java_security(Rows& rows) {
  for (const std::string_view name :
       {"security.providers", "ssl.provider", "ssl.keymanager.algorithm", "ssl.trustmanager.algorithm", "ssl.secure.random.implementation"})
    without_effect(rows, name, everyone, of_the_jvm);
  without_effect(rows, "ssl.protocol", everyone, "The versions of TLS are ssl.enabled.protocols alone.");
  refuse(rows, "ssl.engine.factory.class", everyone, callbacks_are_code).unless({""});
  refuse(rows, "sasl.login.class", everyone, callbacks_are_code).unless({""});
  refuse(rows, "sasl.client.callback.handler.class", everyone, callbacks_are_code)
      .unless({"", "software.amazon.msk.auth.iam.IAMClientCallbackHandler"});
  refuse(rows, "sasl.login.callback.handler.class", everyone, callbacks_are_code)
      .unless({"", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler",
               "org.apache.kafka.common.security.oauthbearer.secured.OAuthBearerLoginCallbackHandler"});
  for (const std::string_view name : {"sasl.kerberos.kinit.cmd", "sasl.kerberos.min.time.before.relogin",
                                      "sasl.kerberos.ticket.renew.jitter", "sasl.kerberos.ticket.renew.window.factor"})
    without_effect(rows, name, everyone, tickets_on_demand);
  for (const std::string_view name :
       {"sasl.oauthbearer.clock.skew.seconds", "sasl.oauthbearer.expected.audience", "sasl.oauthbearer.expected.issuer",
        "sasl.oauthbearer.jwks.endpoint.refresh.ms", "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms",
        "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", "sasl.oauthbearer.jwks.endpoint.url", "sasl.oauthbearer.jwt.validator.class",
        "sasl.oauthbearer.scope.claim.name", "sasl.oauthbearer.sub.claim.name"})
    without_effect(rows, name, everyone, of_brokers);
}

} // namespace

void add_java_only_rows(Rows& rows) {
  java_general(rows);
  java_security(rows);
}

} // namespace klamm::config
