// docs/cli.md, made of the tree of commands; tests/cli says how to make it again.
#include "cli/kafka/tools.hpp"
#include "cli/klamm/course.hpp"
#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

constexpr std::string_view head = R"(<!-- Made from the commands in cli/; tests/cli says how to make it again. -->
# The klamm command

One program for what people do with Kafka at a terminal. It is built with `-DKLAMM_BUILD_CLI=ON` (CLI11 and nlohmann-json), and needs no JVM.

```
seq 1 5 | klamm produce numbers -b localhost:9092
klamm consume numbers -e -f '%t[%p]@%o: %s\n'
klamm query numbers:0:-1h
```

Where the cluster is and how to talk to it comes from, later ones winning: `~/.config/klamm/default.properties` or the `--profile`, the file of `-F`,
`KLAMM_BROKERS`, `-X NAME=VALUE`, `-b`. Settings have Java's names; librdkafka's are understood ([configuration](configuration.md)). `-X list` names all,
`-X help NAME` explains one, `-X dump` shows what counts. What is wrong with a cluster, or with the way to it, [`klamm doctor`](doctor.md) finds out.

| exit code | |
|-|-|
| 0 | done; also: the reader of the output has gone, or Ctrl-C ended what would go on |
| 1 | failed |
| 2 | the command line or a setting is wrong; nothing was done |
| 3 | done in part: each failure is told on standard error |
| 4 | a deadline passed |

)";

constexpr std::string_view formats = R"(
## Formats

`consume -f` prints each record by a format: kcat's tokens, and rpk's braces behind them.

| token | |
|-|-|
| `%s` `%v` | the value; nothing, or NULL with `-Z`, where it is null |
| `%S` `%V` | its size; -1: null |
| `%R` | its size as 4 bytes, big endian |
| `%k` `%K` | the key, its size |
| `%t` `%p` `%o` | topic, partition, offset |
| `%T` `%d` | the timestamp in milliseconds |
| `%h` `%H` | the headers as `name=value,…`; how many there are |
| `%e` | the leader epoch |
| `%i` | the number of the record in the output, from 1 |
| `%%` `%{` `%}` | the character itself |
| `\n` `\t` `\r` `\0` `\xHH` | as in C |

| braces | behind | |
|-|-|-|
| `{hex}` `{base64}` `{base64raw}` `{json}` | keys, values, topics | the bytes in that encoding; `{json}`: a JSON string, or null |
| `{unpack[>iq]}` | keys, values | numbers by kcat's pack-str: `<` `>` endianness, `b B h H i I q Q` integers of 1, 2, 4, 8 bytes, `c` a character, `s` the rest, `$` the end |
| `{strftime[%F %T]}` | `%d` `%T` | the time in UTC |
| `{hex64}` … `{hex4}`, `{big64}` … `{big8}`, `{little64}` … `{little8}`, `{byte}`, `{bool}` | numbers | in that form |

`--format-style rpk` takes rpk's tokens where the two contradict each other: `%T` is the topic's size, and `%h{%k=%v }` prints each header.

`-J` prints kcat's envelope, which `produce -J` reads:
`{"topic":"t","partition":0,"offset":42,"tstype":"create","ts":1795279080829,"broker":1,"headers":["name","value"],"key":"k","payload":"v"}`.
)";

std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string flag(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ", -") + name;
  for (const std::string& name : option.get_lnames()) names += (names.empty() ? "--" : ", --") + name;
  if (option.get_positional()) return "`" + option.get_name(true) + "`" + (names.empty() ? "" : ", `" + names + "`");
  const std::string type = option.get_items_expected_min() > 0 ? option.get_type_name() : "";
  return "`" + names + "`" + (type.empty() ? "" : " " + type);
}

std::string flags(const CLI::App& app) {
  std::string table = "| | |\n|-|-|\n";
  for (const CLI::Option* option : app.get_options())
    if (option != app.get_help_ptr()) table += "| " + cell(flag(*option)) + " | " + cell(option->get_description()) + " |\n";
  return table;
}

void add_commands(std::string& page, const CLI::App& app, const std::string& path) {
  for (const CLI::App* command : app.get_subcommands({})) {
    const std::string full = path + " " + command->get_name();
    page += "\n## " + full + "\n\n" + command->get_description() + "\n";
    if (command->get_options().size() > 1) page += "\n" + flags(*command);
    add_commands(page, *command, full);
  }
}

constexpr std::string_view kcat = R"(
## Called as kcat

Under the name `kcat` (`ln -s klamm kcat`) the program takes kcat's command line, and prints what kcat 1.7.1 prints: `-C`, `-G`, `-P`, `-L`, `-Q` with their flags, `-F`, `KCAT_CONFIG`,
`~/.config/kcat.conf`, `-X` with librdkafka's names. The tests run both side by side. What differs: messages on standard error are klamm's; `-L` lists topics by name;
an `-o` that is no offset is refused; schema registries (`-r`, `-s avro`), transactions and `-M` are not there.
)";

constexpr std::string_view kafka_tools = R"(
## Called as Kafka's tools

Under these names, with or without `.sh` (`ln -s klamm kafka-topics`), or as `klamm kafka-topics …`, the program takes the flags of Kafka 4.3's tools and prints what
they print; the tests run both side by side. What differs: messages on standard error are klamm's, and every failure ends with exit code 1; lists are in order, where
Java's come in that of a hash table; classes of Java's (`--formatter`, `--line-reader`, deserializers other than for text and integers) are not there. Flags that are
gone from Kafka are answered with those that there are now.
)";

std::string kafka_tools_markdown() {
  std::string page(kafka_tools);
  for (const std::string& name : kafka_tool_names()) {
    const KafkaTool& tool = *find_kafka_tool(name);
    page += "\n### " + name + "\n\n" + std::string(tool.purpose) + "\n\n| | |\n|-|-|\n";
    for (const KafkaFlag& one : tool.flags)
      page += "| `--" + std::string(one.name) + "`" + (one.value.empty() ? "" : " " + cell(std::string(one.value))) + " | " +
              cell(std::string(one.help)) + " |\n";
  }
  return page;
}

} // namespace

std::string cli_markdown() {
  const auto line = make_command_line();
  std::string page(head);
  page += "## Flags of every command\n\n" + flags(*line->app);
  add_commands(page, *line->app, "klamm");
  page += formats;
  page += kcat;
  page += kafka_tools_markdown();
  page += other_tools_markdown();
  page += course_markdown();
  return page;
}

} // namespace klamm::cli
