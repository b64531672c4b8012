// What consumers have, and what they share with admins.
#include "config/table.hpp"

namespace klamm::config {

namespace {

void groups(Rows& rows) {
  add(rows, "group.id", consumers, Importance::high,
      "The group that shares the partitions and the committed offsets; without it partitions are assigned by hand and nothing is "
      "committed.",
      [](auto& c) -> auto& { return c.group_id; });
  add(rows, "group.instance.id", consumers, Importance::medium,
      "Name of this member over restarts; within session.timeout.ms it gets its partitions back without a rebalance (KIP-345).",
      [](auto& c) -> auto& { return c.group_instance_id; });
  add(rows, "group.protocol", consumers, Importance::high,
      "Which rebalance protocol the group speaks: classic, or consumer (KIP-848, brokers from 4.0).",
      [](auto& c) -> auto& { return c.group_protocol; })
      .in_any_case();
  add(rows, "group.remote.assignor", consumers, Importance::medium,
      "The broker's assignor to ask for with group.protocol=consumer; the broker's choice where empty.",
      [](auto& c) -> auto& { return c.group_remote_assignor; });
  add(rows, "partition.assignment.strategy", consumers, Importance::medium,
      "Assignors of the classic protocol in order of preference: range, roundrobin, sticky, cooperative-sticky.",
      [](auto& c) -> auto& { return c.partition_assignment_strategy; })
      .choice({"range", "roundrobin", "sticky", "cooperative-sticky"})
      .synonym("org.apache.kafka.clients.consumer.RangeAssignor", "range")
      .synonym("org.apache.kafka.clients.consumer.RoundRobinAssignor", "roundrobin")
      .synonym("org.apache.kafka.clients.consumer.StickyAssignor", "sticky")
      .synonym("org.apache.kafka.clients.consumer.CooperativeStickyAssignor", "cooperative-sticky");
}

void offsets_and_membership(Rows& rows) {
  add(rows, "auto.offset.reset", consumers, Importance::medium,
      "Where to start on a partition without a committed offset, or whose offset no longer exists: latest, earliest, none (an error), or "
      "by_duration:PT1H (records that old).",
      [](auto& c) -> auto& { return c.auto_offset_reset; })
      .synonym("smallest", "earliest")
      .synonym("beginning", "earliest")
      .synonym("largest", "latest")
      .synonym("end", "latest")
      .synonym("error", "none");
  add(rows, "enable.auto.commit", consumers, Importance::medium,
      "Whether the offsets of records that poll returned are committed as the next polls are made, and on close.",
      [](auto& c) -> auto& { return c.enable_auto_commit; })
      .alias("auto.commit.enable");
  add(rows, "auto.commit.interval.ms", consumers, Importance::low, "How often offsets are committed with enable.auto.commit.",
      [](auto& c) -> auto& { return c.auto_commit_interval; })
      .at_least(0)
      .in_int32();
  add(rows, "session.timeout.ms", consumers, Importance::high,
      "After how long without a heartbeat the group gives a member's partitions to others; the broker bounds it (group.protocol=classic "
      "only).",
      [](auto& c) -> auto& { return c.session_timeout; })
      .at_least(0)
      .in_int32();
  add(rows, "heartbeat.interval.ms", consumers, Importance::high,
      "How often a heartbeat is sent; at most a third of session.timeout.ms (group.protocol=classic only).",
      [](auto& c) -> auto& { return c.heartbeat_interval; })
      .at_least(0)
      .in_int32();
  add(rows, "max.poll.interval.ms", consumers, Importance::medium,
      "How long a member may take between two polls before its partitions go to others.",
      [](auto& c) -> auto& { return c.max_poll_interval; })
      .at_least(1)
      .in_int32();
  add(rows, "max.poll.records", consumers, Importance::medium, "How many records one poll returns at most.", [](auto& c) -> auto& {
    return c.max_poll_records;
  }).at_least(1);
}

void fetching(Rows& rows) {
  add(rows, "isolation.level", consumers, Importance::medium, "Whether records of open and aborted transactions are returned.",
      [](auto& c) -> auto& { return c.isolation_level; });
  add(rows, "fetch.min.bytes", consumers, Importance::high, "How much data a broker waits for before it answers a fetch.",
      [](auto& c) -> auto& { return c.fetch_min_bytes; })
      .at_least(0);
  add(rows, "fetch.max.wait.ms", consumers, Importance::low, "How long a broker waits for fetch.min.bytes before it answers a fetch.",
      [](auto& c) -> auto& { return c.fetch_max_wait; })
      .at_least(0)
      .in_int32()
      .alias("fetch.wait.max.ms");
  add(rows, "fetch.max.bytes", consumers, Importance::medium,
      "How much a broker returns for one fetch; a single larger batch still arrives.", [](auto& c) -> auto& { return c.fetch_max_bytes; })
      .at_least(0);
  add(rows, "max.partition.fetch.bytes", consumers, Importance::high,
      "How much a broker returns of one partition for one fetch; a single larger batch still arrives.",
      [](auto& c) -> auto& { return c.max_partition_fetch_bytes; })
      .at_least(0)
      .alias("fetch.message.max.bytes");
  add(rows, "fetch.buffer.bytes", consumers, Importance::high,
      "Memory for records that are fetched and not yet polled, decompressed size counted.",
      [](auto& c) -> auto& { return c.fetch_buffer_bytes; })
      .at_least(0)
      .alias("queued.max.messages.kbytes", 1024);
  add(rows, "decompressed.batch.max.bytes", consumers, Importance::low,
      "The largest size that one batch may decompress to; a larger one is an error.",
      [](auto& c) -> auto& { return c.decompressed_batch_max_bytes; })
      .at_least(1);
  add(rows, "check.crcs", consumers, Importance::low, "Whether the checksum of each batch is verified.",
      [](auto& c) -> auto& { return c.check_crcs; });
  add(rows, "client.rack", consumers, Importance::low,
      "The rack or zone this client is in: records are fetched from a replica there, where there is one (KIP-392).",
      [](auto& c) -> auto& { return c.client_rack; });
  add(rows, "exclude.internal.topics", consumers, Importance::medium, "Whether patterns leave out Kafka's own topics.",
      [](auto& c) -> auto& { return c.exclude_internal_topics; });
}

void calls(Rows& rows) {
  add(rows, "default.api.timeout.ms", consumers_and_admins, Importance::medium,
      "How long a call that was given no timeout may take in all.", [](auto& c) -> auto& { return c.default_api_timeout; })
      .at_least(0)
      .in_int32();
}

} // namespace

void add_consumer_rows(Rows& rows) {
  groups(rows);
  offsets_and_membership(rows);
  fetching(rows);
  calls(rows);
}

} // namespace klamm::config
