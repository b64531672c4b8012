// What producers have, some of it per topic; and what they share with consumers or admins.
#include "config/table.hpp"

namespace klamm::config {

namespace {
constexpr std::string_view own_partitioner_hint = "murmur2, consistent_random, or a function of your own in place of the name";
constexpr std::string_view fixed_for_null_hint = "consistent_random: the same for keys; records without one go to any partition";
} // namespace

namespace {

void sending(Rows& rows) {
  add(rows, "delivery", producers, Importance::high,
      "Preset of acks, enable.idempotence and retries; a setting that contradicts it is an error.",
      [](auto& c) -> auto& { return c.delivery; });
  add(rows, "acks", producers, Importance::low,
      "How many replicas must have a record before it counts as sent: 0 none, 1 the leader, all every in-sync one.",
      [](auto& c) -> auto& { return c.acks; })
      .alias("request.required.acks")
      .remark("2", "0, 1, or all (\"all\" is what some courses call 2)")
      .per_topic([](auto& t) -> auto& { return t.acks; });
  add(rows, "enable.idempotence", producers, Importance::low,
      "Whether each record is written once and in order, whatever is sent again. Unset: on, unless acks, retries or "
      "max.in.flight.requests.per.connection rule it out.",
      [](auto& c) -> auto& { return c.enable_idempotence; });
  add(rows, "transactional.id", producers, Importance::low,
      "Name under which transactions continue over restarts; fences off older producers of the same name.",
      [](auto& c) -> auto& { return c.transactional_id; });
  add(rows, "transaction.timeout.ms", producers, Importance::low, "After how long the broker aborts a transaction that nobody ended.",
      [](auto& c) -> auto& { return c.transaction_timeout; })
      .at_least(0)
      .in_int32();
  add(rows, "linger.ms", producers, Importance::medium, "How long a batch waits for more records before it is sent.",
      [](auto& c) -> auto& { return c.linger; })
      .at_least(0)
      .alias("queue.buffering.max.ms");
  add(rows, "batch.size", producers, Importance::medium, "Size at which a batch is full; larger records get a batch of their own.",
      [](auto& c) -> auto& { return c.batch_size; })
      .at_least(0);
  add(rows, "buffer.memory", producers, Importance::high,
      "Memory for records that are not yet acknowledged; when it is used up, sending waits.",
      [](auto& c) -> auto& { return c.buffer_memory; })
      .at_least(0)
      .alias("queue.buffering.max.kbytes", 1024);
  add(rows, "max.block.ms", producers, Importance::medium, "How long sending may wait for memory or for a topic's metadata.",
      [](auto& c) -> auto& { return c.max_block; })
      .at_least(0);
  add(rows, "max.request.size", producers, Importance::medium, "The largest request, and so the largest record, that is sent.",
      [](auto& c) -> auto& { return c.max_request_size; })
      .at_least(0)
      .alias("message.max.bytes");
  add(rows, "max.in.flight.requests.per.connection", producers, Importance::low,
      "How many requests to a broker may be unanswered. Where a broker answers one after the other, batches that are not full wait for its "
      "answers and go together.",
      [](auto& c) -> auto& { return c.max_in_flight_requests_per_connection; })
      .at_least(1)
      .alias("max.in.flight");
  add(rows, "retries", producers_and_admins, Importance::high,
      "How often a request is sent again after an error that may pass, within delivery.timeout.ms (producer) or default.api.timeout.ms "
      "(admin).",
      [](auto& c) -> auto& { return c.retries; })
      .between(0, 2147483647)
      .alias("message.send.max.retries");
  add(rows, "delivery.timeout.ms", producers, Importance::medium,
      "How long after a record was accepted it is reported as sent or failed at the latest; waiting for memory or metadata (max.block.ms) "
      "comes before.",
      [](auto& c) -> auto& { return c.delivery_timeout; })
      .at_least(0)
      .in_int32()
      .alias("message.timeout.ms")
      .per_topic([](auto& t) -> auto& { return t.delivery_timeout; });
}

void compression(Rows& rows) {
  add(rows, "compression.type", producers, Importance::high, "How batches are compressed.",
      [](auto& c) -> auto& { return c.compression_type; })
      .alias("compression.codec")
      .per_topic([](auto& t) -> auto& { return t.compression_type; });
  add(rows, "compression.gzip.level", producers, Importance::medium, "Effort of gzip, -1 for zlib's own choice.",
      [](auto& c) -> auto& { return c.compression_gzip_level; })
      .between(1, 9)
      .or_else(-1)
      .per_topic([](auto& t) -> auto& { return t.compression_gzip_level; });
  add(rows, "compression.lz4.level", producers, Importance::medium, "Effort of lz4.",
      [](auto& c) -> auto& { return c.compression_lz4_level; })
      .between(1, 17)
      .per_topic([](auto& t) -> auto& { return t.compression_lz4_level; });
  add(rows, "compression.zstd.level", producers, Importance::medium, "Effort of zstd.",
      [](auto& c) -> auto& { return c.compression_zstd_level; })
      .between(-131072, 22)
      .per_topic([](auto& t) -> auto& { return t.compression_zstd_level; });
}

void partitions_and_topics(Rows& rows) {
  add(rows, "partitioner", producers, Importance::medium, "Which partition a record without an explicit one goes to.",
      [](auto& c) -> auto& { return c.partitioner; })
      .alias("partitioner.class")
      .synonym("org.apache.kafka.clients.producer.RoundRobinPartitioner", "round_robin")
      .synonym("org.apache.kafka.clients.producer.UniformStickyPartitioner", "sticky")
      .synonym("org.apache.kafka.clients.producer.internals.DefaultPartitioner", "murmur2")
      .synonym("murmur2_random", "murmur2")
      .remark("consistent", fixed_for_null_hint)
      .remark("fnv1a", own_partitioner_hint)
      .remark("fnv1a_random", own_partitioner_hint)
      .not_as_java("Java's null is what murmur2 does; other ways have names instead of classes.")
      .per_topic([](auto& t) -> auto& { return t.partitioner; });
  add(rows, "partitioner.ignore.keys", producers, Importance::medium, "Whether keys are ignored when a partition is chosen.",
      [](auto& c) -> auto& { return c.partitioner_ignore_keys; });
  add(rows, "partitioner.adaptive.partitioning.enable", producers, Importance::low,
      "Whether records without a key go rather to partitions whose brokers are fast.",
      [](auto& c) -> auto& { return c.partitioner_adaptive_partitioning_enable; });
  add(rows, "partitioner.availability.timeout.ms", producers, Importance::low,
      "After how long without accepting requests a broker's partitions get no records without a key; 0 never.",
      [](auto& c) -> auto& { return c.partitioner_availability_timeout; })
      .at_least(0);
  add(rows, "allow.auto.create.topics", producers_and_consumers, Importance::medium,
      "Whether a topic that doesn't exist may be created by the broker.", [](auto& c) -> auto& { return c.allow_auto_create_topics; });
}

} // namespace

void add_producer_rows(Rows& rows) {
  sending(rows);
  compression(rows);
  partitions_and_topics(rows);
}

} // namespace klamm::config
