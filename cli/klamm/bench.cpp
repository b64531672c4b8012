// klamm bench: its commands and their flags.
#include "cli/commands/bench.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

struct Declared {
  CLI::App* command;
  std::shared_ptr<BenchOptions> options;
};

Declared declare(CommandLine& line, CLI::App& bench, const std::string& name, const std::string& what, std::uint64_t records,
                 ExitCode (*run)(const BenchOptions&, const Frame&)) {
  const auto options = std::make_shared<BenchOptions>();
  options->records = records;
  CLI::App* const command = add_command(line, bench, name, what, [options, run](const Frame& frame) { return run(*options, frame); });
  command->add_option("TOPIC,-t,--topic", options->topic, "Which; it must exist")->type_name("TOPIC")->required();
  command->add_flag("--progress", options->progress, "Say every five seconds how far it is, also where standard error is no terminal");
  return {command, options};
}

void add_record_flags(const Declared& to) {
  to.command->add_option("-s,--record-size", to.options->record_size, "Bytes of each record's value; default: 100")
      ->type_name("BYTES")
      ->check(quietly(CLI::Range(1, 1 << 30)));
  to.command->add_option("--rate,--throughput", to.options->rate, "At most so many records a second")->type_name("N");
  to.command->add_option("--acks", to.options->acks, "0, 1, or all (default)")->type_name("ACKS");
}

} // namespace

void add_bench(CommandLine& line) {
  CLI::App& bench = *line.app->add_subcommand("bench", "Measure how fast a cluster is from here.");
  bench.fallthrough();

  const Declared produce =
      declare(line, bench, "produce", "Send records as fast as the cluster takes them, and measure each one's way to its acknowledgement.",
              1'000'000, bench_produce);
  produce.command->add_option("-n,--num-records", produce.options->records, "How many; default: 1000000")
      ->type_name("N")
      ->check(quietly(CLI::PositiveNumber));
  add_record_flags(produce);
  produce.command->add_option("-z,--compression", produce.options->codec, "none, gzip, snappy, lz4, zstd; with a level: zstd:6")
      ->type_name("CODEC");

  const Declared consume = declare(line, bench, "consume", "Read a topic from its beginning as fast as it comes.", 0, bench_consume);
  consume.command->add_option("-n,--num-records", consume.options->records, "How many; default: all that are there")->type_name("N");

  const Declared e2e =
      declare(line, bench, "e2e", "Send one record after the other, and measure how long each takes to a consumer.", 1'000, bench_e2e);
  e2e.command->add_option("-n,--num-records", e2e.options->records, "How many; default: 1000")
      ->type_name("N")
      ->check(quietly(CLI::PositiveNumber));
  add_record_flags(e2e);
}

} // namespace klamm::cli
