#!/usr/bin/env python3
"""Breaks the client on purpose, one way after the other, and shows that the simulation or the unit tests notice each.

    tools/mutation_check.py [--list] [NAME…]

Works in a copy of the tree (build/mutation, made on the first run; or KLAMM_MUTATION_TREE, a tree without uncommitted changes whose files are put back
afterwards). KLAMM_MUTATION_SEEDS (0..1999) says how many schedules a mutant must survive to count as missed. A mutant that is missed, or whose place in the
code is gone, is a failure.
"""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEEDS = os.environ.get("KLAMM_MUTATION_SEEDS", "0..1999")

# name: (file, what stands there, what is put instead, who is to notice: a workload of the simulation or a unit test program)
MUTANTS = {
    "lost-answer-taken-for-success": (
        "src/producer/sender_responses.cpp",
        "settle_failure(*batch, error, error.fate() != Fate::not_sent, now);",
        "static_cast<void>(now), succeed(*batch, -1, -1);",
        "produce"),
    "no-retry": (
        "src/producer/sender_responses.cpp",
        "  return error_code_traits(code).retriable;\n",
        "  return false;\n",
        "produce"),
    "retry-with-a-new-sequence": (
        "src/producer/sender_responses.cpp",
        "  add_retry(queue, take_in_flight(batch));\n",
        "  BatchPtr owned = take_in_flight(batch);\n"
        "  if (owned->has_sequence()) {\n"
        "    owned->state = producer_id_.next_state(queue, owned->count);\n"
        "    owned->bytes = with_producer_state(owned->bytes, owned->state);\n"
        "  }\n"
        "  add_retry(queue, std::move(owned));\n",
        "produce"),
    "retries-in-reverse": (
        "src/producer/sender_responses.cpp",
        "queue.retries.insert(place, std::move(batch));",
        "static_cast<void>(place), queue.retries.push_front(std::move(batch));",
        "produce"),
    "duplicate-taken-for-an-error": (
        "src/producer/sender_responses.cpp",
        "duplicate_sequence_number && batch.may_be_in_log()) return succeed(batch, -1, -1);",
        "duplicate_sequence_number && batch.count == -1) return succeed(batch, -1, -1);",
        "test_producer"),
    "sequence-kept-in-a-new-epoch": (
        "src/producer/producer_id.cpp",
        "  queue.next_sequence = 0;\n",
        "",
        "test_producer"),
    "no-new-epoch-after-a-gap": (
        "src/producer/producer_id.cpp",
        "if (state_ != State::off) queue.needs_new_epoch = true;",
        "if (state_ == State::failed) queue.needs_new_epoch = true;",
        "test_producer"),
    "possibly-written-batch-sent-again": (
        "src/producer/sender.cpp",
        "    if (!queue.broker_forgot && !queue.retries[i]->may_be_in_log()) {\n",
        "    if (queue.retries[i]) {\n",
        "hasty"),
    "first-batch-not-alone": (
        "src/producer/sender.cpp",
        "queue.last_acked_sequence == no_sequence &&\n      !queue.in_flight.empty())\n",
        "queue.last_acked_sequence == no_sequence &&\n      queue.in_flight.size() > 99)\n",
        "produce"),
    "expired-in-flight-told-as-not-sent": (
        "src/producer/sender_expiry.cpp",
        "context.fate = Fate::possibly_sent;",
        "context.fate = Fate::not_sent;",
        "hasty"),
    "suspended-send-overtaken": (
        "src/client/producer_impl.cpp",
        "if (when_full == WhenFull::suspend && suspended_->any()) return false;",
        "if (when_full == WhenFull::suspend && suspended_->any() && closing_.load()) return false;",
        "produce"),
    "old-fetch-delivered-after-a-seek": (
        "src/consumer/fetch_collector.hpp",
        "return fetch.version == delivery.version && !delivery.stopped;",
        "return fetch.version + delivery.version > 0 && !delivery.stopped;",
        "consume"),
    "truncation-not-noticed": (
        "src/consumer/fetch_answers.cpp",
        "if (said.diverging_epoch.end_offset >= 0) {",
        "if (said.diverging_epoch.end_offset == -77) {",
        "truncate"),
    "lost-response-keeps-the-fetch-session": (
        "src/consumer/fetch_session.cpp",
        "void FetchSession::on_failure() noexcept { next_epoch_ = full_request; }",
        "void FetchSession::on_failure() noexcept {}",
        "test_consumer"),
    "forgotten-partitions-not-told": (
        "src/consumer/fetch_session.cpp",
        "    if (!still.contains({partition.topic_id,",
        "    if (still.empty() && !still.contains({partition.topic_id,",
        "test_consumer"),
    "older-leader-epoch-believed": (
        "src/cluster/topic_builder.cpp",
        "    if (epoch >= 0 && epoch < known.leader_epoch) {",
        "    if (epoch == -77) {",
        "test_cluster"),
    "crc-unchecked": (
        "src/records/batch_reader.cpp",
        "  if (options_.check_crcs) {\n",
        "  if (options_.check_crcs && bytes.empty()) {\n",
        "test_records"),
    "refused-batch-written-behind-a-later-one": (
        "src/producer/sender_responses.cpp",
        "    if (queue.retries[i]->may_be_in_log()) ++i;",
        "    if (i < 99) ++i;",
        "test_producer"),
    "what-is-being-taken-over-not-told": (
        "src/group/consumer_protocol.cpp",
        "    if (state_ == reconciling) {\n      for",
        "    if (state_ == failed) {\n      for",
        "test_group"),
    "held-back-partitions-forgotten": (
        "src/group/classic_responses.cpp",
        "  if (holds_back_)\n",
        "  if (holds_back_ && failures_ == 99)\n",
        "groups"),
    "one-record-too-many-committed": (
        "src/client/consumer_rebalance.cpp",
        "OffsetAndMetadata(one.next_offset(), one.leader_epoch())",
        "OffsetAndMetadata(one.next_offset() + 1, one.leader_epoch())",
        "groups"),
}


def make_copy() -> pathlib.Path:
    named = os.environ.get("KLAMM_MUTATION_TREE")
    if named:
        return pathlib.Path(named)
    copy = ROOT / "build" / "mutation"
    copy.mkdir(parents=True, exist_ok=True)
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["rsync", "-a", "--from0", "--files-from=-", f"{ROOT}/", f"{copy}/"], input=files, check=True)
    return copy


def is_caught(tree: pathlib.Path, judge: str) -> bool:
    program = judge if judge.startswith("test_") else "klamm-sim"
    built = subprocess.run(["./dev", "build", "dev", program], cwd=tree, capture_output=True, text=True)
    if built.returncode != 0:
        print(f"    it does not compile:\n{built.stderr[-3000:]}", flush=True)
        return False
    if program == "klamm-sim":
        command = [tree / "build/dev/sim/klamm-sim", "--seeds", SEEDS, "--workload", judge]
    else:
        command = [tree / "build/dev/tests" / program, "--abort-after=1", "--no-intro"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=900)
    except subprocess.TimeoutExpired:
        return True  # it hangs, and the suite would say so
    told = [line for line in run.stdout.splitlines() if "failed (workload" in line or "TEST CASE" in line]
    if run.returncode != 0:
        print(f"    {' '.join(told[0].split()) if told else 'it crashed'}", flush=True)
    return run.returncode != 0


def main() -> int:
    names = [name for name in sys.argv[1:] if name != "--list"] or list(MUTANTS)
    if "--list" in sys.argv:
        for name in names:
            print(f"{name:40} {MUTANTS[name][3]}")
        return 0
    tree = make_copy()
    failures = []
    for name in names:
        file, before, after, judge = MUTANTS[name]
        path = tree / file
        original = path.read_text()
        if original.count(before) != 1:
            print(f"{name}: its place in {file} is gone")
            failures.append(name)
            continue
        print(f"{name} ({judge})", flush=True)
        path.write_text(original.replace(before, after))
        try:
            caught = is_caught(tree, judge)
        finally:
            path.write_text(original)
        print(f"    {'caught' if caught else 'MISSED'}", flush=True)
        if not caught:
            failures.append(name)
    print(f"{len(names) - len(failures)} of {len(names)} mutants caught" + (": missed " + ", ".join(failures) if failures else ""))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
