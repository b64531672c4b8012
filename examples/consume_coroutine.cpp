// Prints all that comes to a topic, as a coroutine on the program's own executor, until Ctrl-C: consume_coroutine HOST:PORT TOPIC
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/signal_set.hpp>
#include <asio/use_awaitable.hpp>
#include <iostream>
#include <klamm/klamm.hpp>

static asio::awaitable<void> print_records(klamm::Consumer& consumer, std::string topic) {
  const auto infos = co_await consumer.partitions_for_async(topic, asio::use_awaitable);
  std::vector<klamm::TopicPartition> partitions;
  for (const klamm::PartitionInfo& info : infos.value()) partitions.push_back({topic, info.partition});
  consumer.assign(partitions);
  consumer.seek_to_beginning();
  for (;;) {
    const klamm::Result<klamm::ConsumerRecords> records = co_await consumer.poll_async(asio::use_awaitable);
    if (!records && records.error().code() == klamm::ErrorCode::closed) co_return;
    for (const klamm::ConsumerRecord& record : records.value()) // throws what another error says
      std::cout << record.partition() << '@' << record.offset() << ' ' << record.value() << std::endl;
  }
}

int main(int argc, char** argv) try {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC\n", 2;
  asio::io_context context; // no thread is started: all happens in run()
  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]}}, context.get_executor()};

  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const asio::error_code&, int) { consumer.close_async([](const klamm::Result<void>&) {}); });

  asio::co_spawn(context, print_records(consumer, argv[2]), [&](const std::exception_ptr& failure) {
    signals.cancel();
    context.stop();
    if (failure) std::rethrow_exception(failure); // leaves run()
  });
  context.run();
  std::cout << "closed\n";
  return 0;
} catch (const klamm::Exception& failure) {
  return std::cerr << failure.what() << '\n', 1;
}
