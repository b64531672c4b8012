// Sends records as a coroutine on the program's own executor; no thread is started: produce_coroutine HOST:PORT TOPIC
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <iostream>
#include <klamm/klamm.hpp>

static asio::awaitable<void> send_orders(klamm::Producer& producer, std::string topic) {
  // One after the other: each goes on when its record is in the log.
  for (const char* state : {"placed", "paid", "shipped"}) {
    const auto sent = co_await producer.send({.topic = topic, .key = "order 42", .value = state}, asio::use_awaitable);
    std::cout << state << ' ' << sent.value() << '\n'; // value() throws what went wrong
  }
  // Many at once, and one wait for all. While there is no room for them the coroutine is suspended, not the thread.
  const std::vector<klamm::ProducerRecord> many(1000, {.topic = topic, .key = "order 43", .value = "counted"});
  const auto results = co_await producer.send_many(many, asio::use_awaitable);
  std::size_t written = 0;
  for (const auto& result : results.value()) written += result ? 1U : 0U;
  std::cout << "counted " << written << '\n';
  (co_await producer.close_async(std::chrono::seconds(10), asio::use_awaitable)).value();
}

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC\n", 2;
  asio::io_context context;
  klamm::Producer producer{{.bootstrap_servers = {argv[1]}}, context.get_executor()};
  asio::co_spawn(context, send_orders(producer, argv[2]), [&](const std::exception_ptr& failure) {
    context.stop();
    if (failure) std::rethrow_exception(failure); // leaves run()
  });
  context.run();
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
