#include "cli/commands/txn.hpp"

#include <algorithm>
#include <array>
#include <klamm/admin.hpp>
#include <map>
#include <unistd.h>

#include "cli/commands/groups.hpp"
#include "cli/commands/meant.hpp"
#include "cli/commands/outcome.hpp"
#include "cli/commands/words.hpp"
#include "cli/output/table.hpp"
#include "cli/records/start.hpp"

namespace klamm::cli {
namespace {

constexpr std::array all_states{TransactionState::empty,
                                TransactionState::ongoing,
                                TransactionState::prepare_commit,
                                TransactionState::prepare_abort,
                                TransactionState::complete_commit,
                                TransactionState::complete_abort,
                                TransactionState::dead,
                                TransactionState::prepare_epoch_fence};

std::string name_of(TransactionState state) { return std::string(transaction_state_name(state)); }

void print(const Table& table, OutputForm form) {
  Sink out(STDOUT_FILENO);
  table.print(out, form);
  out.flush();
}

// "orders[0] orders[3]"
Cell joined(const std::vector<TopicPartition>& partitions) {
  std::string text;
  for (const TopicPartition& one : partitions) text += (text.empty() ? "" : " ") + one.topic + "[" + std::to_string(one.partition) + "]";
  return text.empty() ? Cell() : Cell(text);
}

// Each with its transactions told; the others' failures are told, too.
std::map<std::string, TransactionDescription> described(Admin& admin, const std::vector<std::string>& ids, Outcome& outcome) {
  std::map<std::string, TransactionDescription> found;
  for (const auto& [id, described] : admin.describe_transactions(ids).value()) {
    if (described) found.emplace(id, *described);
    else outcome.failed(described.error(), {});
  }
  return found;
}

Table table_of(const std::map<std::string, TransactionDescription>& transactions) {
  Table table({{"transactional_id"},
               {"coordinator"},
               {"producer_id"},
               {"epoch"},
               {"state"},
               {"timeout_ms"},
               {"started"},
               {"age_ms"},
               {"partitions"}});
  const Timestamp now = wall_now();
  for (const auto& [id, one] : transactions)
    table.add({id, std::int64_t{one.coordinator}, one.producer_id, std::int64_t{one.producer_epoch}, name_of(one.state),
               one.timeout.count(), one.start_time ? Cell(*one.start_time) : Cell(),
               one.start_time ? Cell(std::max<std::int64_t>(0, now - *one.start_time)) : Cell(), joined(one.partitions)});
  return table;
}

std::optional<std::chrono::milliseconds> duration_of(const std::string& text, const std::string& flag) {
  if (text.empty()) return std::nullopt;
  const auto least = parse_duration(text);
  if (!least) usage_error(flag + " " + text + " is no duration", "15m, 1h30m (w d h m s ms), or milliseconds");
  return std::chrono::milliseconds(*least);
}

Table new_producer_table() {
  return Table({{"topic"},
                {"partition"},
                {"producer_id"},
                {"epoch"},
                {"last_sequence"},
                {"last_timestamp"},
                {"transaction_start_offset"},
                {"coordinator_epoch", true}});
}

void add(Table& table, const TopicPartition& partition, const ProducerState& one) {
  table.add({partition.topic, std::int64_t{partition.partition}, one.producer_id, std::int64_t{one.producer_epoch},
             std::int64_t{one.last_sequence}, one.last_timestamp,
             one.current_transaction_start_offset ? Cell(*one.current_transaction_start_offset) : Cell(),
             one.coordinator_epoch ? Cell(std::int64_t{*one.coordinator_epoch}) : Cell()});
}

std::vector<TopicPartition> partitions_named(Admin& admin, const std::vector<std::string>& topics, Outcome& outcome) {
  std::vector<TopicPartition> partitions;
  for (const std::string& text : topics) {
    const auto [topic, numbers] = parse_topic_partitions(text);
    for (const std::int32_t number : numbers) partitions.push_back({topic, number});
    if (!numbers.empty()) continue;
    const DescribeTopicsResult all = admin.describe_topics({TopicRef(topic)}).value();
    if (!all[0].result) outcome.failed(all[0].result.error(), topic);
    else
      for (const PartitionDescription& one : all[0].result->partitions) partitions.push_back({topic, one.partition});
  }
  return partitions;
}

// What the coordinators know of these producers' transactions.
std::vector<TransactionDescription> known_of(Admin& admin, const std::vector<OpenTransaction>& open, Outcome& outcome) {
  if (open.empty()) return {};
  ListTransactionsOptions wanted;
  for (const OpenTransaction& one : open) wanted.producer_ids.push_back(one.producer.producer_id);
  const auto listed = admin.list_transactions(wanted).value();
  for (const Error& error : listed.errors) throw Exception(error); // what that coordinator knows would be missing
  std::vector<std::string> ids;
  for (const TransactionListing& one : listed.found) ids.push_back(one.transactional_id);
  std::vector<TransactionDescription> known;
  if (ids.empty()) return known;
  for (const auto& [id, one] : described(admin, ids, outcome)) known.push_back(one);
  return known;
}

ExitCode abort_hanging(const TxnOptions& options, OutputForm form, const Frame& frame) {
  const auto [topic, numbers] = parse_topic_partitions(options.partition);
  if (numbers.size() != 1) usage_error("--partition " + options.partition + " is not one partition", "as in orders:0");
  if (options.start_offset.has_value() == options.producer_id.has_value())
    usage_error("txn abort --partition needs either --start-offset or --producer-id", "klamm txn find-hanging shows both");
  const TopicPartition partition{topic, numbers.front()};
  Admin admin(frame.admin());
  const std::vector<ProducerState> producers = admin.describe_producers({partition}).value()[0].result.value();
  const auto hangs = std::find_if(producers.begin(), producers.end(), [&](const ProducerState& one) {
    if (!one.current_transaction_start_offset) return false;
    return options.start_offset ? *one.current_transaction_start_offset == *options.start_offset : one.producer_id == *options.producer_id;
  });
  if (hangs == producers.end())
    throw Failure(ExitCode::error,
                  "no transaction " +
                      (options.start_offset ? "that begins at offset " + std::to_string(*options.start_offset)
                                            : "of producer " + std::to_string(*options.producer_id)) +
                      " is open in " + topic + "[" + std::to_string(partition.partition) + "]",
                  "klamm txn producers " + options.partition + " --open");
  Table table = new_producer_table();
  add(table, partition, *hangs);
  print(table, form);
  warn(frame, "this ends it in this partition only, whatever its coordinator knows",
       "of a transaction that is under way: klamm txn abort ID");
  if (!is_meant(options.execute, options.dry_run, frame)) return ExitCode::ok;
  admin.abort_transaction(HangingTransaction(partition, *hangs)).value();
  say("aborted the transaction of producer " + std::to_string(hangs->producer_id) + " in " + topic + "[" +
      std::to_string(partition.partition) + "]");
  return ExitCode::ok;
}

} // namespace

ExitCode list_transactions(const TxnOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  ListTransactionsOptions wanted;
  wanted.states = parse_words(options.states, all_states, transaction_state_name, "--state");
  wanted.producer_ids = options.producer_ids;
  wanted.transactional_id_pattern = options.pattern;
  wanted.running_for = duration_of(options.running_for, "--running-for");
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const auto listed = admin.list_transactions(wanted).value();
  for (const Error& error : listed.errors) outcome.failed(error, {});
  Table table({{"transactional_id"}, {"producer_id"}, {"state"}});
  for (const TransactionListing& one : listed.found) {
    outcome.succeeded();
    table.add({one.transactional_id, one.producer_id, name_of(one.state)});
  }
  print(table, form);
  return outcome.code();
}

ExitCode describe_transactions(const TxnOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const auto transactions = described(admin, options.ids, outcome);
  for (std::size_t i = 0; i < transactions.size(); ++i) outcome.succeeded();
  if (!transactions.empty()) print(table_of(transactions), form);
  return outcome.code();
}

ExitCode list_producers(const TxnOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  Table table = new_producer_table();
  for (const auto& [partition, producers] : admin.describe_producers(partitions_named(admin, options.topics, outcome)).value()) {
    if (!producers) {
      outcome.failed(producers.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    for (const ProducerState& one : *producers) {
      if (options.open && !one.current_transaction_start_offset) continue;
      add(table, partition, one);
    }
  }
  print(table, form);
  return outcome.code();
}

std::vector<OpenTransaction> hanging_among(std::vector<OpenTransaction> open, const std::vector<TransactionDescription>& known) {
  std::erase_if(open, [&](const OpenTransaction& one) {
    return std::any_of(known.begin(), known.end(), [&](const TransactionDescription& of) {
      return of.producer_id == one.producer.producer_id &&
             std::find(of.partitions.begin(), of.partitions.end(), one.partition) != of.partitions.end();
    });
  });
  return open;
}

ExitCode find_hanging(const TxnOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  const Timestamp before = wall_now() - duration_of(options.hanging_for, "--older-than").value_or(std::chrono::milliseconds(0)).count();
  Admin admin(frame.admin());
  Outcome outcome(frame);
  std::vector<std::string> topics = options.topics;
  if (topics.empty())
    for (const TopicListing& one : admin.list_topics().value()) topics.push_back(one.name);
  std::vector<OpenTransaction> open;
  const std::vector<TopicPartition> partitions = partitions_named(admin, topics, outcome);
  for (const auto& [partition, producers] : partitions.empty() ? DescribeProducersResult() : admin.describe_producers(partitions).value()) {
    if (!producers) {
      outcome.failed(producers.error(), partition.topic);
      continue;
    }
    outcome.succeeded();
    for (const ProducerState& one : *producers)
      if (one.current_transaction_start_offset && one.last_timestamp <= before) open.push_back({partition, one});
  }
  const std::vector<TransactionDescription> known = known_of(admin, open, outcome);
  Table table = new_producer_table();
  for (const OpenTransaction& one : hanging_among(std::move(open), known)) add(table, one.partition, one.producer);
  print(table, form);
  return outcome.code();
}

ExitCode abort_transactions(const TxnOptions& options, const Frame& frame) {
  const OutputForm form = parse_output_form(frame.output);
  if (options.ids.empty() == options.partition.empty())
    usage_error("txn abort needs either TRANSACTIONAL-IDs or the --partition in which a transaction hangs");
  if (!options.partition.empty()) return abort_hanging(options, form, frame);
  Admin admin(frame.admin());
  Outcome outcome(frame);
  const auto transactions = described(admin, options.ids, outcome);
  if (transactions.empty()) return outcome.code();
  print(table_of(transactions), form);
  warn(frame, "their producers are fenced: they fail at their next call");
  if (!is_meant(options.execute, options.dry_run, frame)) return outcome.code();
  std::vector<std::string> ids;
  for (const auto& [id, of] : transactions) ids.push_back(id);
  for (const auto& [id, fenced] : admin.fence_producers(ids).value()) {
    if (!fenced) {
      outcome.failed(fenced.error(), {});
      continue;
    }
    outcome.succeeded();
    say("aborted the transaction of " + id + ", and fenced its producer");
  }
  return outcome.code();
}

} // namespace klamm::cli
