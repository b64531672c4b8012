#include "support/librdkafka.hpp"

#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <stdexcept>

namespace klamm::bench {
namespace {

void* open(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) throw std::runtime_error(std::string("librdkafka can't be loaded: ") + dlerror());
  return library;
}

template <class Function>
void find(void* library, Function& function, const char* name) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (!function) throw std::runtime_error(std::string("librdkafka has no ") + name);
}

} // namespace

Librdkafka::Librdkafka(const std::string& file) {
  void* library = open(file);
  find(library, version_str, "rd_kafka_version_str");
  find(library, conf_new, "rd_kafka_conf_new");
  find(library, conf_set, "rd_kafka_conf_set");
  find(library, conf_set_opaque, "rd_kafka_conf_set_opaque");
  find(library, conf_set_dr_msg_cb, "rd_kafka_conf_set_dr_msg_cb");
  find(library, conf_set_offset_commit_cb, "rd_kafka_conf_set_offset_commit_cb");
  find(library, create, "rd_kafka_new");
  find(library, destroy, "rd_kafka_destroy");
  find(library, topic_new, "rd_kafka_topic_new");
  find(library, topic_destroy, "rd_kafka_topic_destroy");
  find(library, produce, "rd_kafka_produce");
  find(library, produce_batch, "rd_kafka_produce_batch");
  find(library, poll, "rd_kafka_poll");
  find(library, flush, "rd_kafka_flush");
  find(library, outq_len, "rd_kafka_outq_len");
  find(library, last_error, "rd_kafka_last_error");
  find(library, poll_set_consumer, "rd_kafka_poll_set_consumer");
  find(library, topic_partition_list_new, "rd_kafka_topic_partition_list_new");
  find(library, topic_partition_list_add, "rd_kafka_topic_partition_list_add");
  find(library, topic_partition_list_destroy, "rd_kafka_topic_partition_list_destroy");
  find(library, subscribe, "rd_kafka_subscribe");
  find(library, consumer_poll, "rd_kafka_consumer_poll");
  find(library, queue_get_consumer, "rd_kafka_queue_get_consumer");
  find(library, queue_destroy, "rd_kafka_queue_destroy");
  find(library, consume_batch_queue, "rd_kafka_consume_batch_queue");
  find(library, message_destroy, "rd_kafka_message_destroy");
  find(library, commit, "rd_kafka_commit");
  find(library, consumer_close, "rd_kafka_consumer_close");
}

rd_kafka_conf_t* Librdkafka::make_conf(const std::map<std::string, std::string>& settings) const {
  rd_kafka_conf_t* conf = conf_new();
  char why[512] = "";
  for (const auto& [name, value] : settings) {
    if (conf_set(conf, name.c_str(), value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK) throw std::runtime_error(why);
  }
  return conf;
}

rd_kafka_t* Librdkafka::make_producer(const std::map<std::string, std::string>& settings, OnDelivery on_delivery, void* opaque) const {
  rd_kafka_conf_t* conf = make_conf(settings);
  char why[512] = "";
  conf_set_opaque(conf, opaque);
  conf_set_dr_msg_cb(conf, on_delivery);
  rd_kafka_t* producer = create(RD_KAFKA_PRODUCER, conf, why, sizeof why);
  if (!producer) throw std::runtime_error(why);
  return producer;
}

rd_kafka_t* Librdkafka::make_consumer(const std::map<std::string, std::string>& settings, OnCommit on_commit) const {
  rd_kafka_conf_t* conf = make_conf(settings);
  char why[512] = "";
  if (on_commit) conf_set_offset_commit_cb(conf, on_commit);
  rd_kafka_t* consumer = create(RD_KAFKA_CONSUMER, conf, why, sizeof why);
  if (!consumer) throw std::runtime_error(why);
  return consumer;
}

std::vector<std::string> librdkafka_files() {
  const char* named = std::getenv("KLAMM_LIBRDKAFKA");
  if (!named) return {"librdkafka.so.1"};
  std::vector<std::string> files;
  std::istringstream in(named);
  for (std::string file; std::getline(in, file, ':');)
    if (!file.empty()) files.push_back(file);
  return files;
}

std::string librdkafka_version(const std::string& file) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe could be opened");
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    try {
      const char* version = Librdkafka(file).version_str();
      _exit(write(ends[1], version, std::strlen(version)) > 0 ? 0 : 1);
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
      _exit(1);
    }
  }
  close(ends[1]);
  char version[64];
  const ssize_t size = read(ends[0], version, sizeof version);
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return {version, size > 0 ? static_cast<std::size_t>(size) : 0};
}

} // namespace klamm::bench
