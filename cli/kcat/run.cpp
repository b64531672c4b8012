#include "cli/kcat/run.hpp"

#include <cstdio>
#include <unistd.h>

#include "cli/commands/consume.hpp"
#include "cli/commands/produce.hpp"
#include "cli/commands/query.hpp"
#include "cli/commands/settings.hpp"
#include "cli/frame/complaint.hpp"
#include "cli/kcat/metadata.hpp"
#include "cli/kcat/options.hpp"
#include "cli/output/sink.hpp"
#include "cli/records/partition_list.hpp"

namespace klamm::cli {
namespace {

constexpr std::string_view help = R"(kcat's command line, by klamm. `klamm --help` has more.

  kcat -C -b BROKERS -t TOPIC [-p N] [-o OFFSET] [-e] [-c N] [-f FORMAT | -J] [-D DELIM] [-K DELIM] [-Z] [-u] [-s SERDE]    consume
  kcat -G GROUP -b BROKERS [-o beginning|end] [-e] [-c N] [-f FORMAT | -J] … TOPIC…                                          consume in a group
  kcat -P -b BROKERS -t TOPIC [-p N] [-k KEY] [-K DELIM] [-D DELIM] [-H NAME=VALUE] [-z CODEC] [-Z] [-l] [-T] [-c N] [FILE…] produce
  kcat -L -b BROKERS [-t TOPIC] [-J]                                                                                         list metadata
  kcat -Q -b BROKERS -t TOPIC:PARTITION:TIMESTAMP …                                                                          find offsets

  -F FILE, KCAT_CONFIG  settings, NAME=VALUE a line         -X NAME=VALUE | list | dump   one setting; all there are; all as they are
  -m SECONDS            how long a question may take        -d CONTEXTS                   what the library does
  -q | -v               say less, more                      -V                            version
  -o beginning | end | stored | N | -N (from the end) | s@TIMESTAMP | e@TIMESTAMP (stop there)
  -f %s value %S its size (%R binary) %k key %K its size %T timestamp %h headers %t topic %p partition %o offset, \n \r \t \xNN
)";

ExitCode run_consume(const KcatOptions& said) {
  ConsumeOptions options;
  options.like_kcat = true;
  options.style = FormatStyle::kcat;
  options.topics = said.mode == 'G' ? said.rest : said.topics;
  options.group = said.group;
  options.partitions = said.partition.value_or("") == "-1" ? "" : said.partition.value_or("");
  options.offsets = said.offsets;
  if (said.count != 0) options.count = said.count; // 0: all
  options.exit_at_end = said.exit_at_end;
  options.format = said.format;
  options.delimiter = said.delimiter;
  options.key_delimiter = said.key_delimiter;
  options.json = said.json;
  options.null_as_text = said.null;
  if (!said.json) options.serdes = said.serdes; // (kcat's envelope has them as they are)
  options.unbuffered = said.unbuffered;
  if (options.topics.empty())
    usage_error(said.mode == 'G' ? "-G needs topics to subscribe to, behind the group" : "-t <topic> missing",
                "kcat -h shows how it is called");
  return consume(options, said.frame);
}

ExitCode run_produce(const KcatOptions& said) {
  ProduceOptions options;
  options.like_kcat = true;
  if (said.topics.empty()) usage_error("-t <topic> missing", "kcat -h shows how it is called");
  if (said.by_line && said.rest.size() > 1) usage_error("-l takes one file only");
  options.topic = said.topics.back();
  options.files = said.rest;
  options.by_line = said.by_line;
  options.delimiter = said.delimiter;
  options.key_delimiter = said.key_delimiter;
  options.key = said.key;
  options.headers = said.headers;
  if (said.partition && *said.partition != "-1") options.partition = parse_partitions(*said.partition).front();
  options.empty_is_null = said.null;
  options.tee = said.tee;
  if (said.count != 0) options.count = said.count;
  options.codec = said.codec;
  return produce(options, said.frame);
}

ExitCode run_mode(const KcatOptions& said) {
  switch (said.mode) {
    case 'P': return run_produce(said);
    case 'L': return list_metadata(said.topics.empty() ? "" : said.topics.back(), said.json, said.frame);
    case 'Q':
      if (said.topics.empty()) usage_error("-t <topic>:<partition>:<timestamp> missing");
      return query({.queries = said.topics, .like_kcat = true}, said.frame);
    default: return run_consume(said);
  }
}

} // namespace

ExitCode run_kcat(const std::vector<std::string>& arguments) {
  Frame speaking;
  speaking.program = "kcat";
  const ExitCode code = guarded(speaking, [&] {
    KcatOptions said = parse_kcat(arguments);
    if (said.mode == 'h' || said.mode == 'V') {
      Sink(STDOUT_FILENO).append(said.mode == 'h' ? help : std::string_view("kcat by klamm " KLAMM_VERSION "\n"));
      return ExitCode::ok;
    }
    if (show_settings(said.frame, said.mode == 'P' ? "produce" : said.mode == 'L' || said.mode == 'Q' ? "query" : "consume"))
      return ExitCode::ok;
    if (said.mode == 0) {
      said.mode = ::isatty(STDIN_FILENO) == 1 ? 'C' : 'P';
      if (said.frame.verbosity > 0)
        std::fprintf(stderr, "%% Auto-selecting %s mode (use -P or -C to override)\n", said.mode == 'C' ? "Consumer" : "Producer");
    }
    if (said.frame.brokers.empty() && !said.frame.says("bootstrap.servers") && !said.frame.says("metadata.broker.list"))
      usage_error("-b <broker,..> missing", "kcat -h shows how it is called");
    return run_mode(said);
  });
  return code == ExitCode::ok ? ExitCode::ok : ExitCode::error;
}

} // namespace klamm::cli
