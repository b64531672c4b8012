// A program of somebody else, built in three ways. It uses what can go wrong between a program and a library: symbols that must be exported, an exception
// that crosses the boundary and is caught by its type, a callback that the library makes and the program calls.
#include <iostream>

#if __has_include(<klamm/klamm.hpp>)
#include <klamm/klamm.hpp>
#endif

#include <klamm/api_key.hpp>
#include <klamm/build_config.hpp>
#include <klamm/log.hpp>
#include <klamm/result.hpp>
#include <klamm/uuid.hpp>

namespace {

klamm::Result<int> refuse() {
  return klamm::Error(klamm::ErrorCode::topic_unknown, "topic \"order\" does not exist", "create it")
      .with({.doing = "testing the package", .broker = {}, .topic = "order"});
}

bool caught_by_its_type() {
  try {
    refuse().value();
  } catch (const klamm::Exception& exception) {
    return exception.error().code() == klamm::ErrorCode::topic_unknown && exception.error().context().topic == "order";
  }
  return false;
}

// Nobody listens at port 1: an error, soon, and everything comes down again.
bool fails_to_send() {
  using namespace std::chrono_literals;
  klamm::Producer producer{
      {.bootstrap_servers = {"127.0.0.1:1"}, .linger = 0ms, .max_block = 300ms, .delivery_timeout = 300ms, .request_timeout = 200ms}};
  const klamm::Result<klamm::RecordMetadata> sent = producer.send_sync({.topic = "orders", .key = "42", .value = "paid"});
  return !sent && !sent.error().message().empty() && producer.close(1s).has_value();
}

} // namespace

int main() {
  if (!caught_by_its_type()) return 1;
  klamm::Uuid id;
  id.bytes[0] = 7;
  if (klamm::Uuid::parse(id.to_string()) != id) return 2;
  if (klamm::api_key_name(klamm::ApiKey::fetch) != "Fetch") return 3;
  if (!fails_to_send()) return 4;
  klamm::log_to_stderr()(klamm::LogLevel::info, "consumer", "a line");
  std::cout << "klamm " KLAMM_VERSION " at work: " << refuse().error().name() << '\n';
}
