#include "cli/klamm/course.hpp"

#include <array>

namespace klamm::cli {
namespace {

constexpr std::string_view topics_alike = "kafka tools: kafka-topics creates, describes, alters, lists and deletes as Kafka's";
constexpr std::string_view topics_made = "klamm topics: what it makes and changes kafka-topics sees";
constexpr std::string_view old_flags = "kafka tools: old flags are answered with those that there are now";
constexpr std::string_view consoles = "kafka tools: console producers and consumers of both kinds read each other's records";
constexpr std::string_view groups_alike = "kafka tools: kafka-consumer-groups describes, moves and deletes groups as Kafka's";
constexpr std::string_view groups_seek = "klamm groups: what it seeks, exports and forgets kafka-consumer-groups sees";
constexpr std::string_view own_kafka = "klamm dev: a real Kafka of one's own, a broker killed and started again, and nothing left of it";

constexpr std::array rows{
    CourseRow{"kafka-topics --list", "klamm topics list", topics_alike},
    CourseRow{"kafka-topics --create --topic t --partitions 3 --replication-factor 1", "klamm topics create t -p 3 -r 1", topics_made},
    CourseRow{"kafka-topics --create … --if-not-exists", "klamm topics create … --if-not-exists", topics_made},
    CourseRow{"kafka-topics --describe: TopicId, PartitionCount, ReplicationFactor, Configs, Leader, Replicas, Isr",
              "klamm topics describe t", "klamm topics: what kafka-topics made it shows alike"},
    CourseRow{"kafka-topics --describe with a replica behind", "klamm topics describe t: ISR 2/3",
              "kafka tools: a leader of three brokers is stopped: the ISR shrinks, work goes on, it comes back"},
    CourseRow{"kafka-topics --alter --partitions 4, seen by a running consumer", "klamm topics alter t -p 4",
              "kafka tools: partitions that a topic gets are picked up by a consumer that runs"},
    CourseRow{"WARNING: '.' and '_' could collide", "the same warning", topics_alike},
    CourseRow{"--zookeeper localhost:2181", "answered: use -b HOST:9092", old_flags},
    CourseRow{"kafka-console-producer --broker-list", "answered: use -b HOST:9092", old_flags},
    CourseRow{"kafka-console-producer --topic t", "klamm produce t", consoles},
    CourseRow{"kafka-console-producer --property parse.key=true --property key.separator=:", "klamm produce t -K:", consoles},
    CourseRow{"kafka-console-producer --producer-property acks=all", "klamm produce t --acks all", consoles},
    CourseRow{"kafka-console-producer --producer-property partitioner.class=…RoundRobinPartitioner",
              "klamm produce t --partitioner round_robin", groups_alike},
    CourseRow{"kafka-console-consumer --topic t", "klamm consume t -o end", consoles},
    CourseRow{"kafka-console-consumer --from-beginning", "klamm consume t", consoles},
    CourseRow{"kafka-console-consumer --partition 0 --offset earliest", "klamm consume t -p 0", consoles},
    CourseRow{"kafka-console-consumer --property print.key, print.value, print.partition, print.timestamp, print.offset, print.headers",
              "klamm consume t --print key,value,partition,timestamp,offset,headers", consoles},
    CourseRow{"kafka-console-consumer --group g", "klamm consume t -g g", groups_alike},
    CourseRow{"--from-beginning in a group that has committed", "warning[4007], which names klamm groups seek", groups_alike},
    CourseRow{"kafka-consumer-groups --list", "klamm groups list", groups_alike},
    CourseRow{"kafka-consumer-groups --describe --group g: LAG", "klamm groups describe g", groups_seek},
    CourseRow{"kafka-consumer-groups --describe of a group with members", "klamm groups describe g",
              "kafka tools: groups with members are shown as Kafka's shows them, and stay where they are"},
    CourseRow{"kafka-consumer-groups --reset-offsets --to-earliest (dry run)", "klamm groups seek g -t t --to earliest", groups_seek},
    CourseRow{"kafka-consumer-groups --reset-offsets --to-earliest --execute", "klamm groups seek g -t t --to earliest --execute",
              groups_alike},
    CourseRow{"kafka-consumer-groups --reset-offsets --shift-by -2", "klamm groups seek g -t t --to -2", groups_seek},
    CourseRow{"kafka-get-offsets --topic t", "klamm topics offsets t", "kafka tools: kafka-get-offsets finds what Kafka's finds"},
    CourseRow{"kafka-producer-perf-test --num-records --record-size --throughput --print-metrics --producer-props", "klamm bench produce t",
              "kafka tools: kafka-producer-perf-test says its rates and latencies as Kafka's"},
    CourseRow{"zookeeper-shell ls /brokers/ids", "klamm cluster brokers",
              "klamm cluster: brokers, settings, disks, quorum and features as Kafka's scripts show them"},
    CourseRow{"telnet localhost 2181; stat", "klamm doctor", "klamm doctor: a cluster that is well, and a group that is behind"},
    CourseRow{"EXTERNAL listener, DOCKER_HOST_IP", "klamm doctor names the broker and the setting",
              "klamm doctor: a broker that advertises an address for others, and the setting that helps"},
    CourseRow{"docker-compose up, ps, stop, restart, rm", "klamm dev up, status, kill, restart, down", own_kafka},
    CourseRow{"stop the leader of three brokers: the ISR shrinks, another leads, it comes back", "the same",
              "kafka tools: a leader of three brokers is stopped: the ISR shrinks, work goes on, it comes back"},
    CourseRow{"retention for each topic", "klamm topics alter t --set retention.ms=7d", topics_made},
};

} // namespace

std::span<const CourseRow> course_rows() { return rows; }

std::string course_markdown() {
  std::string page = "\n## What courses teach\n\nThe commands of courses about Kafka, and the test on real Kafka (`integration/`) that "
                     "shows what klamm makes of each.\n\n"
                     "| | klamm | shown by |\n|-|-|-|\n";
  for (const CourseRow& row : rows)
    page += "| " + std::string(row.notes) + " | `" + std::string(row.klamm) + "` | " + std::string(row.test) + " |\n";
  return page;
}

} // namespace klamm::cli
