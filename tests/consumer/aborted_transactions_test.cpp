#include "consumer/aborted_transactions.hpp"

#include <doctest/doctest.h>

using klamm::consumer::AbortedTransactions;

TEST_CASE("aborted transactions: a producer's batches count from the first offset to its abort marker") {
  AbortedTransactions aborted({{7, 10}});
  CHECK_FALSE(aborted.contains(7, 9));
  CHECK(aborted.contains(7, 10));
  CHECK(aborted.contains(7, 25));
  CHECK_FALSE(aborted.contains(8, 25));
  aborted.end(7, 26);
  CHECK_FALSE(aborted.contains(7, 30)); // its next transaction committed
}

TEST_CASE("aborted transactions: the list needs no order") {
  AbortedTransactions aborted({{3, 300}, {1, 100}, {2, 200}});
  CHECK(aborted.contains(1, 100));
  CHECK_FALSE(aborted.contains(2, 150));
  CHECK(aborted.contains(2, 200));
  CHECK(aborted.contains(3, 300));
}

TEST_CASE("aborted transactions: a batch that begins before the transaction and ends in it is part of it") {
  AbortedTransactions aborted({{7, 10}});
  CHECK(aborted.contains(7, 12)); // a batch of offsets 8 … 12 that was compacted at its beginning
}

TEST_CASE("aborted transactions: two of the same producer are told apart by the marker between them") {
  AbortedTransactions aborted({{7, 50}, {7, 10}});
  CHECK(aborted.contains(7, 12));
  aborted.end(7, 13);
  CHECK_FALSE(aborted.contains(7, 30)); // committed
  CHECK(aborted.contains(7, 50));
  aborted.end(7, 51);
  CHECK_FALSE(aborted.contains(7, 60));
}

TEST_CASE("aborted transactions: a marker twice, or without records, does no harm") {
  AbortedTransactions aborted({{7, 10}, {7, 10}, {9, 20}});
  CHECK(aborted.contains(7, 10));
  aborted.end(7, 11);
  aborted.end(7, 12);
  CHECK_FALSE(aborted.contains(7, 13));
  aborted.end(9, 21); // all of its records were compacted away
  CHECK_FALSE(aborted.contains(9, 22));
}
