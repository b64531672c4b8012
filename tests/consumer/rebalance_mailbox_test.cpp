#include "consumer/rebalance_mailbox.hpp"

#include <doctest/doctest.h>

#include "group/poll_activity.hpp"

using namespace klamm;
using namespace klamm::consumer;

TEST_CASE("rebalance mailbox: what was put is taken once") {
  RebalanceMailbox mailbox;
  CHECK_FALSE(mailbox.has_mail());
  CHECK_FALSE(mailbox.take_event());
  group::RebalanceEvent event;
  event.number = 7;
  mailbox.put(event);
  mailbox.put_commit_due();
  CHECK(mailbox.has_mail());
  CHECK(mailbox.take_event()->number == 7);
  CHECK_FALSE(mailbox.take_event());
  CHECK(mailbox.take_commit_due());
  CHECK_FALSE(mailbox.take_commit_due());
  CHECK_FALSE(mailbox.has_mail());
}

TEST_CASE("rebalance mailbox: an error is given once, or by every poll until the user mends it") {
  RebalanceMailbox mailbox;
  mailbox.put(Error(ErrorCode::assignor_failed), false);
  CHECK(mailbox.take_error()->code() == ErrorCode::assignor_failed);
  CHECK_FALSE(mailbox.take_error());
  mailbox.put(Error(ErrorCode::fenced_instance_id), true);
  CHECK(mailbox.take_error());
  CHECK(mailbox.take_error());
  CHECK(mailbox.has_mail());
  mailbox.clear_error();
  CHECK_FALSE(mailbox.take_error());
  CHECK_FALSE(mailbox.has_mail());
}

TEST_CASE("rebalance mailbox: nothing of an ended subscription is left") {
  RebalanceMailbox mailbox;
  mailbox.put(group::RebalanceEvent());
  mailbox.put(Error(ErrorCode::fenced_instance_id), true);
  mailbox.clear();
  CHECK_FALSE(mailbox.has_mail());
  CHECK_FALSE(mailbox.take_event());
  mailbox.publish({"me", 4, 1, true});
  CHECK(mailbox.identity().member_id == "me");
}

TEST_CASE("poll activity: polls since the last look, and polls that wait, count") {
  group::PollActivity activity;
  CHECK_FALSE(activity.take());
  activity.polled();
  CHECK(activity.take());
  CHECK_FALSE(activity.take());
  activity.set_waiting(true);
  CHECK(activity.take());
  CHECK(activity.take());
  activity.set_waiting(false);
  CHECK_FALSE(activity.take());
}
