// The table "what you type today → klamm" of docs/cli.md.
#include <array>

#include "cli/klamm/grammar.hpp"

namespace klamm::cli {
namespace {

struct Row {
  std::string_view tool, klamm;
};

constexpr std::array rows{
    Row{"kcat -C -b HOST -t orders", "klamm consume orders -b HOST"},
    Row{"kcat -C -b HOST -t orders -p 0 -o -10 -e", "klamm consume orders -p 0 -o -10 -e"},
    Row{"kcat -C -b HOST -t orders -o s@TS -o e@TS", "klamm consume orders -o s@TS -o e@TS"},
    Row{"kcat -b HOST -G billing orders ^pay.*", "klamm consume -g billing orders '^pay.*'"},
    Row{"kcat -P -b HOST -t orders -K: -Z -z zstd", "klamm produce orders -K: -Z -z zstd"},
    Row{"kcat -P -b HOST -t orders -l FILE", "klamm produce orders -l FILE"},
    Row{"kcat -Q -b HOST -t orders:0:TS", "klamm query orders:0:TS"},
    Row{"kcat -X list", "klamm -X list"},
    Row{"kafka-topics.sh --list", "klamm topics list"},
    Row{"kafka-topics.sh --describe --topic orders", "klamm topics describe orders"},
    Row{"kafka-topics.sh --describe --under-replicated-partitions", "klamm topics describe --under-replicated"},
    Row{"kafka-topics.sh --create --topic orders --partitions 3 --replication-factor 3 --if-not-exists",
        "klamm topics create orders -p 3 -r 3 --if-not-exists"},
    Row{"kafka-topics.sh --alter --topic orders --partitions 6", "klamm topics alter orders -p 6"},
    Row{"kafka-configs.sh --alter --entity-type topics --entity-name orders --add-config retention.ms=604800000",
        "klamm topics alter orders --set retention.ms=7d"},
    Row{"kafka-topics.sh --delete --topic orders", "klamm topics delete orders --execute"},
    Row{"kafka-delete-records.sh --offset-json-file FILE", "klamm topics trim orders --before OFFSET --execute"},
    Row{"kafka-consumer-groups.sh --list", "klamm groups list"},
    Row{"kafka-consumer-groups.sh --describe --group g", "klamm groups describe g"},
    Row{"kafka-consumer-groups.sh --describe --group g --members --verbose", "klamm groups members g"},
    Row{"kafka-consumer-groups.sh --group g --topic orders --reset-offsets --to-earliest --execute",
        "klamm groups seek g -t orders --to earliest --execute"},
    Row{"kafka-consumer-groups.sh --group g --all-topics --reset-offsets --shift-by -10 --export",
        "klamm groups seek g --all-topics --to -10 --export"},
    Row{"kafka-consumer-groups.sh --delete --group g", "klamm groups delete g --execute"},
    Row{"kafka-consumer-groups.sh --delete-offsets --group g --topic orders", "klamm groups delete-offsets g -t orders --execute"},
    Row{"kafka-cluster.sh cluster-id; zookeeper-shell.sh … ls /brokers/ids", "klamm cluster info; klamm cluster brokers"},
    Row{"kafka-configs.sh --describe --entity-type brokers --entity-name 1 --all", "klamm cluster configs --broker 1 --all"},
    Row{"kafka-log-dirs.sh --describe --topic-list orders", "klamm cluster log-dirs -t orders"},
    Row{"kafka-metadata-quorum.sh describe --replication", "klamm cluster quorum"},
    Row{"kafka-features.sh describe", "klamm cluster features"},
    Row{"kafka-leader-election.sh --election-type preferred --all-topic-partitions", "klamm cluster elect-leaders --execute"},
    Row{"kafka-broker-api-versions.sh", "klamm cluster api-versions"},
    Row{"kafka-reassign-partitions.sh --reassignment-json-file FILE --execute", "klamm cluster reassign --from-file FILE --execute"},
    Row{"kafka-reassign-partitions.sh --topics-to-move-json-file FILE --broker-list 1,2,3 --generate",
        "klamm cluster reassign orders --to 1,2,3 --export"},
    Row{"kafka-reassign-partitions.sh --list", "klamm cluster reassign"},
    Row{"kafka-reassign-partitions.sh --reassignment-json-file FILE --cancel", "klamm cluster reassign orders --cancel --execute"},
    Row{"kafka-topics.sh --describe --at-min-isr-partitions", "klamm topics describe --at-min-isr; klamm topics health"},
    Row{"kafka-share-groups.sh --describe --group g", "klamm share describe g"},
    Row{"kafka-share-groups.sh --group g --topic orders --reset-offsets --to-earliest --execute",
        "klamm share seek g -t orders --to earliest --execute"},
    Row{"kafka-share-groups.sh --delete --group g", "klamm share delete g --execute"},
    Row{"kafka-share-groups.sh --delete-offsets --group g --topic orders", "klamm share delete-offsets g -t orders --execute"},
    Row{"kafka-delegation-tokens.sh --create --renewer-principal User:bob", "klamm security tokens create --renewer bob"},
    Row{"kafka-delegation-tokens.sh --describe", "klamm security tokens list"},
    Row{"kafka-delegation-tokens.sh --renew --hmac HMAC", "klamm security tokens renew TOKEN-ID"},
    Row{"kafka-delegation-tokens.sh --expire --hmac HMAC", "klamm security tokens expire TOKEN-ID --execute"},
    Row{"kafka-acls.sh --list --topic orders", "klamm security acls list -t orders"},
    Row{"kafka-acls.sh --add --allow-principal User:alice --producer --topic orders",
        "klamm security acls add --principal alice --producer -t orders"},
    Row{"kafka-acls.sh --remove --allow-principal User:alice --topic orders",
        "klamm security acls remove --principal alice -t orders --execute"},
    Row{"kafka-configs.sh --describe --entity-type users", "klamm security users list; klamm security quotas list"},
    Row{"kafka-configs.sh --alter --entity-type users --entity-name alice --add-config 'SCRAM-SHA-512=[password=…]'",
        "klamm security users set alice"},
    Row{"kafka-configs.sh --alter --entity-type users --entity-name alice --add-config producer_byte_rate=1048576",
        "klamm security quotas set --user alice producer_byte_rate=1048576"},
    Row{"kafka-transactions.sh list", "klamm txn list"},
    Row{"kafka-transactions.sh describe --transactional-id id", "klamm txn describe id"},
    Row{"kafka-transactions.sh describe-producers --topic orders --partition 0", "klamm txn producers orders:0"},
    Row{"kafka-transactions.sh find-hanging --broker-id 1", "klamm txn find-hanging"},
    Row{"kafka-transactions.sh abort --topic orders --partition 0 --start-offset 5",
        "klamm txn abort -p orders:0 --start-offset 5 --execute"},
    Row{"kafka-producer-perf-test.sh --topic orders --num-records 1000000 --record-size 100 --throughput -1",
        "klamm bench produce orders -n 1000000 -s 100"},
    Row{"kafka-consumer-perf-test.sh --topic orders --messages 1000000", "klamm bench consume orders -n 1000000"},
    Row{"kafka-e2e-latency.sh HOST orders 1000 all 100", "klamm bench e2e orders -n 1000 -s 100"},
    Row{"kafka-mirror-maker.sh, for once", "klamm copy orders orders --to-brokers HOST --create"},
    Row{"kcat -M 3", "klamm mock --brokers 3"},
    Row{"docker compose up (of Kafka)", "klamm dev up --brokers 3"},
    Row{"kafka-get-offsets.sh --topic orders", "klamm topics offsets orders"},
    Row{"kafka-console-consumer.sh --topic orders --from-beginning", "klamm consume orders"},
    Row{"kafka-console-consumer.sh --topic orders --group g --from-beginning", "klamm consume orders -g g --from-beginning"},
    Row{"kafka-console-consumer.sh … --property print.key=true --property print.timestamp=true",
        "klamm consume … --print timestamp,key,value"},
    Row{"kafka-console-consumer.sh … --max-messages 5 --isolation-level read_committed", "klamm consume … -n 5 --isolation read_committed"},
    Row{"kafka-console-producer.sh --topic orders --property parse.key=true --property key.separator=:", "klamm produce orders -K:"},
    Row{"kafka-console-producer.sh … --compression-codec zstd --producer-property acks=1", "klamm produce … -z zstd --acks 1"},
    Row{"kafka-configs.sh --describe --entity-type topics --entity-name orders", "klamm topics describe orders"},
    Row{"any of kafka-topics, -console-producer, -console-consumer, -consumer-groups, -get-offsets, -producer-perf-test, -configs, -acls",
        "klamm kafka-topics …, with the same flags"},
};

} // namespace

std::string other_tools_markdown() {
  std::string page = "\n## From other tools\n\n| | klamm |\n|-|-|\n";
  for (const Row& row : rows) page += "| `" + std::string(row.tool) + "` | `" + std::string(row.klamm) + "` |\n";
  return page;
}

} // namespace klamm::cli
