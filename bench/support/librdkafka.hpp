// librdkafka, loaded at run time from any file, so that one program can measure several versions of it. Only its header is needed to compile.
#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <string>
#include <vector>

namespace klamm::bench {

class Librdkafka {
public:
  /// Throws std::runtime_error when the file can't be loaded. It stays loaded.
  explicit Librdkafka(const std::string& file);

  /// A producer with these settings; throws std::runtime_error with librdkafka's words. `on_delivery` is called from poll().
  using OnDelivery = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void*);
  rd_kafka_t* make_producer(const std::map<std::string, std::string>& settings, OnDelivery on_delivery, void* opaque) const;

  /// `on_commit` is called from consumer_poll().
  using OnCommit = void (*)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void*);
  rd_kafka_t* make_consumer(const std::map<std::string, std::string>& settings, OnCommit on_commit = nullptr) const;

  // As in rdkafka.h.
  decltype(&rd_kafka_version_str) version_str;
  decltype(&rd_kafka_conf_new) conf_new;
  decltype(&rd_kafka_conf_set) conf_set;
  decltype(&rd_kafka_conf_set_opaque) conf_set_opaque;
  decltype(&rd_kafka_conf_set_dr_msg_cb) conf_set_dr_msg_cb;
  decltype(&rd_kafka_conf_set_offset_commit_cb) conf_set_offset_commit_cb;
  decltype(&rd_kafka_new) create;
  decltype(&rd_kafka_destroy) destroy;
  decltype(&rd_kafka_topic_new) topic_new;
  decltype(&rd_kafka_topic_destroy) topic_destroy;
  decltype(&rd_kafka_produce) produce;
  decltype(&rd_kafka_produce_batch) produce_batch;
  decltype(&rd_kafka_poll) poll;
  decltype(&rd_kafka_flush) flush;
  decltype(&rd_kafka_outq_len) outq_len;
  decltype(&rd_kafka_last_error) last_error;
  decltype(&rd_kafka_poll_set_consumer) poll_set_consumer;
  decltype(&rd_kafka_topic_partition_list_new) topic_partition_list_new;
  decltype(&rd_kafka_topic_partition_list_add) topic_partition_list_add;
  decltype(&rd_kafka_topic_partition_list_destroy) topic_partition_list_destroy;
  decltype(&rd_kafka_subscribe) subscribe;
  decltype(&rd_kafka_consumer_poll) consumer_poll;
  decltype(&rd_kafka_queue_get_consumer) queue_get_consumer;
  decltype(&rd_kafka_queue_destroy) queue_destroy;
  decltype(&rd_kafka_consume_batch_queue) consume_batch_queue;
  decltype(&rd_kafka_message_destroy) message_destroy;
  decltype(&rd_kafka_commit) commit;
  decltype(&rd_kafka_consumer_close) consumer_close;

private:
  rd_kafka_conf_t* make_conf(const std::map<std::string, std::string>& settings) const;
};

/// The versions to measure: the files in KLAMM_LIBRDKAFKA (separated by colons), else the system's.
std::vector<std::string> librdkafka_files();
/// "2.16.1", asked in a process of its own: two versions in one don't get along. Empty when the file can't be loaded.
std::string librdkafka_version(const std::string& file);

} // namespace klamm::bench
