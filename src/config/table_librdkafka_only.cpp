// librdkafka's properties that are no alias of one of ours: what to do in klamm instead.
#include "config/table.hpp"

namespace klamm::config {

namespace {

constexpr std::string_view callbacks_are_arguments = "Callbacks are given in code, to the calls or clients that they belong to.";
constexpr std::string_view own_job = "klamm does this by itself.";
constexpr std::string_view old_brokers = "klamm asks each broker for its versions; brokers before 2.1 are not supported.";
constexpr std::string_view bounded_by_bytes = "Buffers are bounded in bytes alone: buffer.memory, batch.size, fetch.buffer.bytes.";
constexpr std::string_view no_such_tls = "klamm can't do that with TLS; it would be unsafe to go on without.";
constexpr std::string_view in_the_jaas = "Say it in sasl.jaas.config, as Java does, or give a token callback in code.";

void librdkafka_general(Rows& rows) {
  for (const std::string_view name : {"topic.metadata.refresh.fast.interval.ms",
                                      "topic.metadata.refresh.fast.cnt",
                                      "topic.metadata.refresh.sparse",
                                      "topic.metadata.propagation.max.ms",
                                      "socket.blocking.max.ms",
                                      "socket.nagle.disable",
                                      "socket.max.fails",
                                      "broker.address.ttl",
                                      "broker.address.family",
                                      "reconnect.backoff.jitter.ms",
                                      "message.copy.max.bytes",
                                      "enable.random.seed",
                                      "coordinator.query.interval.ms",
                                      "internal.termination.signal",
                                      "fetch.queue.backoff.ms",
                                      "fetch.error.backoff.ms",
                                      "queue.buffering.backpressure.threshold",
                                      "sticky.partitioning.linger.ms",
                                      "produce.offset.report",
                                      "group.protocol.type",
                                      "api.version.request.timeout.ms"})
    without_effect(rows, name, everyone, own_job);
  for (const std::string_view name : {"api.version.fallback.ms", "broker.version.fallback"})
    without_effect(rows, name, everyone, old_brokers);
  refuse(rows, "api.version.request", everyone, old_brokers).unless({"true"});
  without_effect(rows, "builtin.features", everyone, "klamm has all of them.");
  without_effect(rows, "statistics.interval.ms", everyone, "Statistics are asked for by the program.");
  for (const std::string_view name : {"debug", "log_level", "log.queue", "log.thread.name", "log.connection.close", "enabled_events"})
    without_effect(rows, name, everyone, "Logging is log.level=error, warning, info or debug.");
  refuse(rows, "topic.blacklist", everyone, "Leave topics out with the pattern of subscribe().").unless({""});
  for (const std::string_view name : {"plugin.library.paths", "interceptors"})
    refuse(rows, name, everyone, "Code can't be loaded by name: give interceptors in code.").unless({""});
  for (const std::string_view name : {"error_cb",
                                      "throttle_cb",
                                      "stats_cb",
                                      "log_cb",
                                      "background_event_cb",
                                      "socket_cb",
                                      "connect_cb",
                                      "closesocket_cb",
                                      "open_cb",
                                      "resolve_cb",
                                      "opaque",
                                      "default_topic_conf",
                                      "oauthbearer_token_refresh_cb",
                                      "consume_cb",
                                      "rebalance_cb",
                                      "offset_commit_cb",
                                      "dr_cb",
                                      "dr_msg_cb",
                                      "partitioner_cb",
                                      "msg_order_cmp",
                                      "ssl_key",
                                      "ssl_certificate",
                                      "ssl_ca",
                                      "ssl_engine_callback_data",
                                      "ssl.certificate.verify_cb"})
    refuse(rows, name, everyone, callbacks_are_arguments);
}

void librdkafka_security(Rows& rows) {
  for (const std::string_view name : {"ssl.curves.list", "ssl.sigalgs.list", "ssl.crl.location", "ssl.providers", "ssl.engine.location",
                                      "ssl.engine.id", "ssl.ca.certificate.stores"})
    refuse(rows, name, everyone, no_such_tls).unless({""});
  refuse(rows, "enable.ssl.certificate.verification", everyone,
         "klamm always verifies: trust the broker's certificate itself with ssl.truststore.location.")
      .unless({"true"});
  for (const std::string_view name : {"https.ca.location", "https.ca.pem"})
    refuse(rows, name, everyone, "The identity provider is verified with the system's authorities.").unless({""});
  for (const std::string_view name : {"sasl.oauthbearer.config", "sasl.oauthbearer.extensions"})
    refuse(rows, name, everyone, in_the_jaas).unless({""});
  refuse(rows, "enable.sasl.oauthbearer.unsecure.jwt", everyone, in_the_jaas).unless({"false"});
  without_effect(rows, "sasl.oauthbearer.method", everyone, "Tokens are asked for where sasl.oauthbearer.token.endpoint.url is set.");
  refuse(rows, "sasl.oauthbearer.assertion.private.key.pem", everyone,
         "Put the key into a file: sasl.oauthbearer.assertion.private.key.file.")
      .unless({""});
  refuse(rows, "sasl.oauthbearer.metadata.authentication.type", everyone, "Give a token callback in code.").unless({"none"});
}

void records(Rows& rows) {
  for (const std::string_view name :
       {"queue.buffering.max.messages", "batch.num.messages", "queued.min.messages", "consume.callback.max.messages"})
    without_effect(rows, name, producers_and_consumers, bounded_by_bytes);
  refuse(rows, "compression.level", producers,
         "Each codec has its own: compression.gzip.level, compression.lz4.level, compression.zstd.level.")
      .unless({"-1"});
  refuse(rows, "enable.gapless.guarantee", producers, "Use transactions, or stop at the first error.").unless({"false"});
  refuse(rows, "queuing.strategy", producers, "Records of a partition are sent in order.").unless({"fifo"});
  without_effect(rows, "delivery.report.only.error", producers,
                 "A record without a callback reports errors to the producer's error handler alone.");
  refuse(rows, "enable.auto.offset.store", consumers, "Set enable.auto.commit=false, and commit the offsets of what is done.")
      .unless({"true"});
  refuse(rows, "enable.partition.eof", consumers, "Compare the consumer's position with end_offsets(), or ask for lag().")
      .unless({"false"});
  refuse(rows, "offset.store.method", consumers, "Offsets are committed to brokers; keep others with seek().").unless({"broker", "none"});
  for (const std::string_view name : {"offset.store.path", "offset.store.sync.interval.ms"})
    without_effect(rows, name, consumers, "Offsets are committed to brokers; keep others with seek().");
}

} // namespace

void add_librdkafka_only_rows(Rows& rows) {
  librdkafka_general(rows);
  librdkafka_security(rows);
  records(rows);
}

} // namespace klamm::config
