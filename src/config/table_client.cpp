// What all clients have: where the cluster is, requests, connections, metadata, logging.
#include "config/table.hpp"

namespace klamm::config {

namespace {

void cluster_and_requests(Rows& rows) {
  add(rows, "bootstrap.servers", everyone, Importance::high,
      "`host:port` of some brokers of the cluster; one that answers is enough to find the others.",
      [](auto& c) -> auto& { return c.bootstrap_servers; })
      .alias("metadata.broker.list");
  add(rows, "client.id", everyone, Importance::medium, "Name of this client in the brokers' logs, metrics and quotas.",
      [](auto& c) -> auto& { return c.client_id; });
  add(rows, "request.timeout.ms", everyone, Importance::medium, "How long a broker may take to answer a request.",
      [](auto& c) -> auto& { return c.request_timeout; })
      .at_least(0)
      .in_int32()
      .alias("socket.timeout.ms")
      .per_topic([](auto& t) -> auto& { return t.request_timeout; });
  add(rows, "retry.backoff.ms", everyone, Importance::low,
      "Wait before a failed request is sent again; doubles with each failure in a row, with jitter.",
      [](auto& c) -> auto& { return c.retry_backoff; })
      .at_least(0);
  add(rows, "retry.backoff.max.ms", everyone, Importance::low, "The longest wait before a failed request is sent again.",
      [](auto& c) -> auto& { return c.retry_backoff_max; })
      .at_least(0);
}

void connections(Rows& rows) {
  add(rows, "client.dns.lookup", everyone, Importance::medium, "How a broker's name becomes addresses.",
      [](auto& c) -> auto& { return c.connection.client_dns_lookup; });
  add(rows, "client.dns.map", everyone, Importance::medium,
      "Addresses to use instead of those that brokers advertise, e.g. `kafka1:29092=localhost:9092`, for tunnels and containers.",
      [](auto& c) -> auto& { return c.connection.client_dns_map; });
  add(rows, "socket.connection.setup.timeout.ms", everyone, Importance::medium,
      "How long connecting to one address may take at first; doubles with each failure in a row.",
      [](auto& c) -> auto& { return c.connection.socket_connection_setup_timeout; })
      .at_least(0);
  add(rows, "socket.connection.setup.timeout.max.ms", everyone, Importance::medium, "The longest that connecting to one address may take.",
      [](auto& c) -> auto& { return c.connection.socket_connection_setup_timeout_max; })
      .at_least(0);
  add(rows, "socket.keepalive.enable", everyone, Importance::low,
      "Whether the system probes idle connections, so that a vanished broker is noticed.",
      [](auto& c) -> auto& { return c.connection.socket_keepalive_enable; });
  add(rows, "reconnect.backoff.ms", everyone, Importance::low,
      "Wait before a broker is connected to again; doubles with each failure in a row, with jitter.",
      [](auto& c) -> auto& { return c.connection.reconnect_backoff; })
      .at_least(0);
  add(rows, "reconnect.backoff.max.ms", everyone, Importance::low, "The longest wait before a broker is connected to again.",
      [](auto& c) -> auto& { return c.connection.reconnect_backoff_max; })
      .at_least(0);
  add(rows, "connections.max.idle.ms", everyone, Importance::medium,
      "How long a connection may be idle before it is closed; a negative value keeps it.",
      [](auto& c) -> auto& { return c.connection.connections_max_idle; })
      .not_as_java("Java's admin client has 300000; here it may share the connections of producers and consumers.");
  add(rows, "send.buffer.bytes", everyone, Importance::medium,
      "Size of the socket's send buffer; -1 leaves it to the system, which adapts it.",
      [](auto& c) -> auto& { return c.connection.send_buffer_bytes; })
      .at_least(-1)
      .alias("socket.send.buffer.bytes")
      .not_as_java("A fixed size ends the system's own adaptation, and holds fast links back.");
  add(rows, "receive.buffer.bytes", everyone, Importance::medium,
      "Size of the socket's receive buffer; -1 leaves it to the system, which adapts it.",
      [](auto& c) -> auto& { return c.connection.receive_buffer_bytes; })
      .at_least(-1)
      .alias("socket.receive.buffer.bytes")
      .not_as_java("A fixed size ends the system's own adaptation, and holds fast links back.");
  add(rows, "receive.message.max.bytes", everyone, Importance::medium,
      "The largest response accepted; a larger one closes the connection before memory is taken for it.",
      [](auto& c) -> auto& { return c.connection.receive_message_max_bytes; })
      .at_least(1000);
}

void metadata_and_logging(Rows& rows) {
  add(rows, "metadata.max.age.ms", everyone, Importance::low,
      "After how long metadata is asked for again even where nothing seems to have changed.",
      [](auto& c) -> auto& { return c.metadata.max_age; })
      .at_least(0)
      .alias("topic.metadata.refresh.interval.ms");
  add(rows, "metadata.max.idle.ms", everyone, Importance::low, "After how long without use a topic's metadata is forgotten.",
      [](auto& c) -> auto& { return c.metadata.max_idle; })
      .at_least(5000);
  add(rows, "metadata.recovery.strategy", everyone, Importance::low, "What to do when no known broker can be reached.",
      [](auto& c) -> auto& { return c.metadata.recovery_strategy; })
      .in_any_case();
  add(rows, "metadata.recovery.rebootstrap.trigger.ms", everyone, Importance::low,
      "After how long without metadata the client starts again from bootstrap.servers.",
      [](auto& c) -> auto& { return c.metadata.recovery_rebootstrap_trigger; })
      .at_least(0);
  add(rows, "log.level", everyone, Importance::medium, "The least important lines that go to the log.", [](auto& c) -> auto& {
    return c.log_level;
  }).in_any_case();
}

} // namespace

void add_client_rows(Rows& rows) {
  cluster_and_requests(rows);
  connections(rows);
  metadata_and_logging(rows);
}

} // namespace klamm::config
