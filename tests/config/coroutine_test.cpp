// GCC 12 destroys some temporaries in coroutines twice; this is the documented form that must be safe there. Tells under ASan.
#include <chrono>
#include <coroutine>
#include <exception>

#include <doctest/doctest.h>

#include "klamm/config.hpp"

using namespace klamm;
using namespace std::chrono_literals;

namespace {

/// A coroutine that runs until it is resumed for the last time, and then is gone.
struct Fire {
  struct promise_type {
    Fire get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};

struct Pause {
  std::coroutine_handle<>& where;
  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> handle) const noexcept { where = handle; }
  void await_resume() const noexcept {}
};

struct Client {
  explicit Client(ProducerConfig given) : config(std::move(given)) {}
  ProducerConfig config;
};

Fire in_a_coroutine(std::coroutine_handle<>& paused, std::string& seen) {
  Client client{{.bootstrap_servers = {"a-host-name-longer-than-a-small-string:9092"},
                 .client_id = "another-text-that-is-too-long-for-a-small-string",
                 .linger = 7ms,
                 .ssl = {.truststore_location = "/a/path/that/is/too/long/for/a/small/string.pem"},
                 .sasl = {.mechanism = "SCRAM-SHA-512", .password = "a secret that is on the heap"}}};
  co_await Pause{paused};
  seen = client.config.bootstrap_servers.at(0) + client.config.client_id + client.config.ssl.truststore_location;
}

} // namespace

TEST_CASE("config: a client is configured in one line inside of a coroutine, and nothing is freed twice") {
  std::coroutine_handle<> paused;
  std::string seen;
  in_a_coroutine(paused, seen);
  CHECK(seen.empty());
  paused.resume();
  CHECK(seen == "a-host-name-longer-than-a-small-string:9092another-text-that-is-too-long-for-a-small-string/a/path/that/is/too/long/for/a/"
                "small/string.pem");
}
