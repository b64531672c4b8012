#include "sim/ledger.hpp"

#include <doctest/doctest.h>

#include "records/batch_builder.hpp"

using namespace klamm;
using namespace klamm::sim;

namespace {

/// A ledger, a producer that sends to t[0], and what the brokers' log holds of it.
struct Books {
  explicit Books(Promise promise = {.longest = 1s}) : producer(ledger.add_producer(promise)) { brokers.create_topic("t", 1); }

  std::size_t send() { return ledger.send(producer, "t", "0", 0, 10, now); }
  void write(std::size_t record) { write(ledger.value(record)); }
  void write(const std::string& value) {
    BatchBuilder builder(Buffer(10'000), 10'000);
    REQUIRE(builder.append({.key = {}, .value = value, .headers = {}, .timestamp = 1}));
    REQUIRE(log().append(std::move(builder).seal({}), 0).error == ErrorCode::none);
  }
  mock::PartitionLog& log() { return brokers.topic("t")->partitions[0].log; }
  void acknowledge(std::size_t record, std::int64_t offset) {
    ledger.completed(record, RecordMetadata(std::make_shared<const std::string>("t"), 0, offset, 1), now);
  }
  void fail(std::size_t record, Fate fate) {
    ErrorContext context;
    context.fate = fate;
    ledger.completed(record, Error(ErrorCode::timed_out).with(context), now);
  }
  /// Whether the audit finds something with these words in it, and nothing else.
  bool finds(const std::string& words) {
    ledger.audit(brokers);
    return ledger.violations().size() == 1 && ledger.violations()[0].find(words) != std::string::npos;
  }
  bool finds_nothing() {
    ledger.audit(brokers);
    return ledger.violations().empty();
  }

  mock::ClusterState brokers{1};
  Ledger ledger{"test"};
  std::size_t producer;
  TimePoint now{1h};
};

constexpr Promise with_errors{.no_errors = false, .longest = 1s};

} // namespace

TEST_CASE("ledger: records that are where they were said to be are in order") {
  Books books;
  const auto a = books.send(), b = books.send();
  books.write(a);
  books.write(b);
  books.acknowledge(a, 0);
  books.acknowledge(b, 1);
  CHECK(books.finds_nothing());
}

TEST_CASE("ledger: a record that was told as sent and is not in the log is lost") {
  Books books;
  books.acknowledge(books.send(), 0);
  CHECK(books.finds("is lost"));
}

TEST_CASE("ledger: a record that is in the log twice is a violation, unless the producer does not promise otherwise") {
  bool once = true;
  SUBCASE("idempotent") { once = true; }
  SUBCASE("not idempotent") { once = false; }
  Books books({.once = once, .longest = 1s});
  const auto a = books.send();
  books.write(a);
  books.write(a);
  books.acknowledge(a, 0);
  CHECK((once ? books.finds("for another time") : books.finds_nothing()));
}

TEST_CASE("ledger: records of a lane in another order are a violation") {
  Books books(with_errors);
  const auto a = books.send(), b = books.send();
  books.write(b);
  books.write(a);
  books.fail(a, Fate::possibly_sent);
  books.fail(b, Fate::possibly_sent);
  CHECK(books.finds("behind #1"));
}

TEST_CASE("ledger: what nobody sent, or was changed on the way, is foreign") {
  Books books;
  const auto a = books.send();
  std::string value = books.ledger.value(a);
  SUBCASE("another run's") {
    Ledger other("other");
    value = other.value(other.send(other.add_producer({}), "t", "0", 0, 10, books.now));
  }
  SUBCASE("a changed byte") { value.back() = value.back() == '1' ? '2' : '1'; }
  SUBCASE("empty") { value.clear(); }
  books.write(a);
  books.write(value);
  books.acknowledge(a, 0);
  CHECK(books.finds("nobody sent"));
}

TEST_CASE("ledger: each record has one completion, in time") {
  Books books;
  const auto a = books.send();
  books.write(a);
  SUBCASE("none") { CHECK(books.finds("never completed")); }
  SUBCASE("two") {
    books.acknowledge(a, 0);
    books.acknowledge(a, 0);
    CHECK(books.finds("completed twice"));
  }
  SUBCASE("late") {
    books.now += 2s;
    books.acknowledge(a, 0);
    CHECK(books.finds("only after 2000 ms"));
  }
}

TEST_CASE("ledger: what is said of a failed record must be true") {
  Books books(with_errors);
  const auto a = books.send();
  SUBCASE("said to be not written, and is") {
    books.write(a);
    books.fail(a, Fate::not_sent);
    CHECK(books.finds("though told as not written"));
  }
  SUBCASE("said to be written, and is not") {
    books.fail(a, Fate::written);
    CHECK(books.finds("though told as written"));
  }
  SUBCASE("nothing said") {
    books.fail(a, Fate::unknown);
    CHECK(books.finds("without a word"));
  }
  SUBCASE("not known, and said so") {
    books.fail(a, Fate::possibly_sent);
    CHECK(books.finds_nothing());
  }
}

TEST_CASE("ledger: an error is a violation where none may be") {
  Books books;
  books.fail(books.send(), Fate::not_sent);
  CHECK(books.finds("failed"));
}

TEST_CASE("ledger: completions come in the order of the offsets") {
  Books books;
  const auto a = books.send(), b = books.send();
  books.write(a);
  books.write(b);
  books.acknowledge(b, 1);
  books.acknowledge(a, 0);
  CHECK(books.finds("with offset 0 after one with 1"));
}

TEST_CASE("ledger: an offset that was told is where the record is") {
  Books books;
  const auto a = books.send(), b = books.send();
  books.write(a);
  books.write(b);
  books.acknowledge(a, 0);
  books.acknowledge(b, 5);
  CHECK(books.finds("is not at the offset that was told"));
}

TEST_CASE("ledger: records that the brokers were made to lose are nobody's fault") {
  Books books;
  const auto a = books.send(), b = books.send();
  books.write(a);
  books.write(b);
  books.acknowledge(a, 0);
  books.acknowledge(b, 1);
  books.ledger.losing({"t", 0}, books.log(), 1, 2);
  books.log().truncate(1);
  CHECK(books.finds_nothing());
}
