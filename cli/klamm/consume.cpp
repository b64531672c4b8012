// klamm consume: its flags.
#include "cli/commands/consume.hpp"

#include <memory>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {

void add_consume(CommandLine& line) {
  const auto options = std::make_shared<ConsumeOptions>();
  const auto rpk_style = std::make_shared<std::string>("klamm");
  const auto self = std::make_shared<CLI::App*>(nullptr);
  CLI::App* const command =
      add_command(line, *line.app, "consume", "Read records and print them.", [options, rpk_style, self](const Frame& frame) {
        need(**self, !options->topics.empty(), "a TOPIC");
        if (*rpk_style == "rpk") options->style = FormatStyle::rpk;
        else if (*rpk_style != "klamm" && *rpk_style != "kcat")
          usage_error("there is no format style '" + *rpk_style + "'", "there are kcat and rpk");
        return consume(*options, frame);
      });
  *self = command;
  command->add_option("TOPIC", options->topics, "Topics by name, or by ^REGEX");
  command
      ->add_option("-g,--group", options->group, "Share the partitions with this group's members, go on where it has committed, and commit")
      ->type_name("GROUP");
  command->add_option("-p,--partition", options->partitions, "Only these: 0, or 0,3-5")->type_name("LIST");
  command
      ->add_option("-o,--offset", options->offsets,
                   "Where to begin: beginning (default), end, stored, N, -N (from the end), s@TIME; e@TIME: where to stop. TIME: "
                   "milliseconds, 2026-11-20[T18:30[:00]][Z], -1h")
      ->type_name("OFFSET")
      ->expected(1)
      ->take_all();
  command->add_flag("--from-beginning", options->from_beginning, "Begin with the first record, where the group has committed nothing");
  command->add_option("-c,-n,--count", options->count, "End after so many records")->type_name("N")->check(quietly(CLI::NonNegativeNumber));
  command->add_flag("-e,--exit-eof", options->exit_at_end, "End when everything that is there has been read");
  command->add_option("-f,--format", options->format, "How a record is printed: see Formats")->type_name("FORMAT");
  command->add_option("--format-style", *rpk_style, "Whose tokens -f has: kcat (default) or rpk")->type_name("STYLE");
  command->add_flag("-J,--json", options->json, "Print a line of JSON for each record");
  command->add_option("-D,--delimiter", options->delimiter, "What ends a record; default: \\n")->type_name("TEXT");
  command->add_option("-K,--key-delimiter", options->key_delimiter, "Print the key and this before the value")->type_name("TEXT");
  command->add_flag("-O,--print-offset", options->print_offset, "Print the offset before the value");
  command->add_option("--print", options->print, "Print these: key,value,headers,timestamp,partition,offset,topic")->type_name("FIELDS");
  command->add_flag("-Z,--null", options->null_as_text, "Print null as NULL instead of as nothing");
  command
      ->add_option("-s,--serde", options->serdes,
                   "How keys and values are read: [key=|value=] string, i8 … i64, u8 … u64, hex, base64, json, or kcat's pack-str (>iq s)")
      ->type_name("SERDE")
      ->expected(1)
      ->take_all();
  command->add_option("--grep", options->grep, "Only records whose value matches")->type_name("REGEX");
  command->add_flag("-u,--unbuffered", options->unbuffered, "Write each record at once");
  command->add_flag("--skip-errors", options->skip_errors, "Warn of records that can't be read, and go on behind them");
  command->add_option("--isolation", options->isolation, "read_uncommitted (default) or read_committed")->type_name("LEVEL");
  command->add_option("--rack", options->rack, "Fetch from replicas in this rack")->type_name("RACK");
  command->add_option("--assignor", options->assignor, "How the group divides partitions: range, roundrobin, sticky, cooperative-sticky")
      ->type_name("NAME");
  command->add_option("--instance-id", options->instance_id, "Be a static member of the group")->type_name("ID");
  command->add_option("--protocol", options->protocol, "Which rebalance protocol the group speaks: classic (default) or consumer (KIP-848)")
      ->type_name("NAME");
}

} // namespace klamm::cli
