// klamm produce: its flags.
#include "cli/commands/produce.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_produce(CommandLine& line) {
  const auto options = std::make_shared<ProduceOptions>();
  const auto self = std::make_shared<CLI::App*>(nullptr);
  CLI::App* const command =
      add_command(line, *line.app, "produce", "Send records: lines of standard input, or files.", [options, self](const Frame& frame) {
        need(**self, !options->topic.empty(), "a TOPIC");
        return produce(*options, frame);
      });
  *self = command;
  command->add_option("TOPIC", options->topic, "Where to");
  command->add_option("FILE", options->files, "Each file is one record; with -l one of many. - is standard input");
  command->add_flag("-l,--lines", options->by_line, "Files hold many records, as standard input does");
  command->add_option("-D,--delimiter", options->delimiter, "What ends a record; default: \\n")->type_name("TEXT");
  command->add_option("-K,--key-delimiter", options->key_delimiter, "What stands between key and value")->type_name("TEXT");
  command->add_option("-k,--key", options->key, "The key of records that bring none")->type_name("KEY");
  command->add_option("-H,--header", options->headers, "A header of each record; may be said again")
      ->type_name("NAME=VALUE")
      ->expected(1)
      ->take_all();
  command->add_option("-p,--partition", options->partition, "To this partition; else the partitioner chooses")->type_name("N");
  command->add_flag("-Z,--null", options->empty_is_null, "Send empty values, and empty keys, as null");
  command->add_flag("-J,--json", options->json, "Each line is JSON as consume -J prints it: key, payload, headers and ts count");
  command->add_flag("-T,--tee", options->tee, "Write what is sent to standard output, too");
  command->add_option("-c,-n,--count", options->count, "End after so many records")->type_name("N")->check(quietly(CLI::NonNegativeNumber));
  command->add_option("-z,--compression", options->codec, "none, gzip, snappy, lz4, zstd; with a level: zstd:6")->type_name("CODEC");
  command->add_option("--acks", options->acks, "Who must have a record: 0 nobody, 1 the leader, all (default) every in-sync replica")
      ->type_name("ACKS");
  command->add_option("--partitioner", options->partitioner, "murmur2 (default), sticky, round_robin, random, consistent_random")
      ->type_name("NAME");
  command->add_option("--rate", options->rate, "At most so many records a second")->type_name("N");
  command->add_flag("--idempotent", options->idempotent, "Insist on what is usual: no record twice, whatever is sent again");
  command->add_flag("--sync", options->sync, "Wait for each record before the next is sent");
  command->add_flag("--progress", options->progress,
                    "Say on standard error how far it is; where that is no terminal every five seconds, and at the end");
}

} // namespace klamm::cli
