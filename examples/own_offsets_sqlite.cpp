// Counts the records of each key in SQLite. Counts and offsets change in one transaction, so that each record counts exactly once, however often and
// wherever the program is killed: own_offsets_sqlite HOST:PORT TOPIC FILE
#include <sqlite3.h>

#include <iostream>
#include <klamm/klamm.hpp>
#include <memory>

using namespace std::chrono_literals;
using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

/// Runs a statement; gives the number in its first row, or -1.
static std::int64_t run(const Database& db, const char* sql, std::string_view text = {}, std::int64_t first = 0, std::int64_t second = 0) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(db.get(), sql, -1, &statement, nullptr);
  sqlite3_bind_text(statement, 1, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
  sqlite3_bind_int64(statement, 2, first);
  sqlite3_bind_int64(statement, 3, second);
  const int state = sqlite3_step(statement);
  const std::int64_t number = state == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
  if (sqlite3_finalize(statement) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(db.get()));
  return number;
}

int main(int argc, char** argv) try {
  if (argc != 4) return std::cerr << "usage: " << argv[0] << " HOST:PORT TOPIC FILE\n", 2;
  const std::string topic = argv[2];
  sqlite3* opened = nullptr;
  sqlite3_open(argv[3], &opened);
  const Database db(opened, &sqlite3_close);
  run(db, "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, n INTEGER)");
  run(db, "CREATE TABLE IF NOT EXISTS offsets (topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition))");

  klamm::Consumer consumer{{.bootstrap_servers = {argv[1]}, .isolation_level = klamm::IsolationLevel::read_committed}};
  std::vector<klamm::TopicPartitionOffset> positions;
  const auto infos = consumer.partitions_for(topic).value();
  for (const klamm::PartitionInfo& info : infos) {
    const std::int64_t next = run(db, "SELECT next FROM offsets WHERE topic = ? AND partition = ?", topic, info.partition);
    positions.emplace_back(topic, info.partition, next >= 0 ? next : 0);
  }
  consumer.assign(positions);

  std::int64_t counted = 0;
  for (auto records = consumer.poll(5s).value(); !records.empty(); records = consumer.poll(2s).value()) {
    run(db, "BEGIN");
    for (const klamm::PartitionRecords& part : records.partitions()) {
      for (const klamm::ConsumerRecord& r : part)
        run(db, "INSERT INTO counts VALUES (?, 1) ON CONFLICT DO UPDATE SET n = n + 1", r.key().text());
      run(db, "INSERT OR REPLACE INTO offsets VALUES (?, ?, ?)", part.topic(), part.partition(), part.next_offset());
    }
    run(db, "COMMIT"); // both or neither
    counted += static_cast<std::int64_t>(records.size());
  }
  std::cout << "counted " << counted << ", all in all " << run(db, "SELECT sum(n) FROM counts") << '\n';
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}
