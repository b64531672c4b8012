// What the members of a group wrote down, put together: who had which partition when, and which records were given to whom.
//
// A member's file, a line each: "s TIME" when it starts, "r TIME PARTITION FIRST LAST" for records of one poll, "g TIME GENERATION PARTITIONS…" for what it has
// after it was assigned some, "e TIME GENERATION" when it has come to another (and may keep what it has), "x TIME PARTITIONS…" for what it gave up in order,
// "l TIME PARTITIONS…" for what it lost. Java's console consumer writes "Partition:P\tOffset:O" for a record.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace klamm::test {

class GroupLedger {
public:
  struct Report {
    std::size_t missed = 0;      ///< offsets that nobody was given
    std::size_t repeated = 0;    ///< deliveries of offsets that somebody had before
    std::size_t rewinds = 0;     ///< runs of them
    std::size_t unexplained = 0; ///< rewinds behind what a member gave up in order
    std::size_t two_owners = 0;  ///< partitions with two owners in one generation
    std::size_t generations = 0;
    std::string details{}; ///< of what is unexplained
  };

  void read(const std::filesystem::path& path) {
    std::ifstream file(path);
    const std::string member = path.filename().string();
    for (std::string line; std::getline(file, line);) {
      if (file.eof()) break; // half a line: its writer was killed, or is still at it
      std::istringstream fields(line);
      std::string kind;
      fields >> kind;
      if (kind.starts_with("Partition:")) {
        std::string offset;
        fields >> offset;
        const auto at = static_cast<std::int64_t>(std::stoll(offset.substr(7)));
        runs_[std::stoi(kind.substr(10))].push_back({0, at, at, member});
        ++deliveries_;
        continue;
      }
      std::int64_t time = 0;
      if (!(fields >> time)) continue;
      if (kind == "r") {
        int partition = 0;
        Run run{time, 0, 0, member};
        if (fields >> partition >> run.first >> run.last) {
          runs_[partition].push_back(run);
          deliveries_ += static_cast<std::size_t>(run.last - run.first + 1);
        }
      } else if (kind == "g") {
        std::int64_t generation = 0;
        fields >> generation;
        for (int partition = 0; fields >> partition;) owners_[generation][partition].insert(member);
        generations_.insert(generation);
        assignments_[member].push_back(time);
      } else if (kind == "e") {
        std::int64_t generation = 0;
        if (fields >> generation) generations_.insert(generation);
      } else if (kind == "x") {
        for (int partition = 0; fields >> partition;) given_up_[partition].push_back({time, member});
      } else if (kind == "s" || kind == "l") {
        interruptions_[member].push_back(time);
      }
    }
  }

  std::size_t deliveries() const { return deliveries_; }
  std::size_t generations() const { return generations_.size(); }

  Report check(int partitions, std::size_t records_each) const {
    Report report;
    for (int partition = 0; partition < partitions; ++partition) check_partition(partition, records_each, report);
    for (const auto& [generation, owned] : owners_) {
      for (const auto& [partition, members] : owned) report.two_owners += members.size() > 1 ? 1U : 0U;
    }
    report.generations = generations_.size();
    return report;
  }

private:
  struct Run {
    std::int64_t time;
    std::int64_t first;
    std::int64_t last;
    std::string member;
  };
  struct GivenUp {
    std::int64_t time;
    std::string member;
  };

  void check_partition(int partition, std::size_t records_each, Report& report) const {
    std::vector<std::size_t> times(records_each);
    const auto found = runs_.find(partition);
    if (found == runs_.end()) {
      report.missed += records_each;
      return;
    }
    for (const Run& run : found->second) {
      for (std::int64_t offset = run.first; offset <= run.last; ++offset) {
        if (static_cast<std::size_t>(offset) < times.size()) ++times[static_cast<std::size_t>(offset)];
      }
    }
    report.missed += static_cast<std::size_t>(std::ranges::count(times, 0U));
    for (const std::size_t given : times) report.repeated += given > 1 ? given - 1 : 0;
    check_rewinds(partition, found->second, report);
  }

  // A record may come again when its last owner died, was silent too long, or began anew, before it had committed; not when it gave the partition up in order.
  // Times are those of one machine's clock; Java's deliveries have none, and are left out here.
  void check_rewinds(int partition, std::vector<Run> runs, Report& report) const {
    std::erase_if(runs, [](const Run& run) { return run.time == 0; });
    std::ranges::stable_sort(runs, {}, &Run::time);
    std::int64_t next = 0;
    const Run* last = nullptr;
    for (const Run& run : runs) {
      if (run.first < next) {
        ++report.rewinds;
        const bool again = run.member == last->member;
        const bool explained = again ? was_interrupted(run.member, last->time, run.time) : !gave_up(partition, *last, run.time);
        if (!explained && !is_ghost(run)) {
          ++report.unexplained;
          report.details += "partition " + std::to_string(partition) + ": " + run.member + " was given " + std::to_string(run.first) +
                            " … " + std::to_string(run.last) + " after " + last->member + " had been given " + std::to_string(last->first) +
                            " … " + std::to_string(last->last) + "\n";
        }
      }
      next = std::max(next, run.last + 1);
      last = &run;
    }
  }
  // What a member processed that had been lost to the group already, and didn't know it.
  bool is_ghost(const Run& run) const {
    const auto found = interruptions_.find(run.member);
    if (found == interruptions_.end()) return false;
    const auto lost = std::ranges::lower_bound(found->second, run.time);
    if (lost == found->second.end()) return false;
    const auto assigned = assignments_.find(run.member);
    return assigned == assignments_.end() ||
           std::ranges::none_of(assigned->second, [&](std::int64_t time) { return time > run.time && time < *lost; });
  }
  bool was_interrupted(const std::string& member, std::int64_t from, std::int64_t to) const {
    const auto found = interruptions_.find(member);
    return found != interruptions_.end() &&
           std::ranges::any_of(found->second, [&](std::int64_t time) { return time >= from && time <= to; });
  }
  bool gave_up(int partition, const Run& last, std::int64_t before) const {
    const auto found = given_up_.find(partition);
    return found != given_up_.end() && std::ranges::any_of(found->second, [&](const GivenUp& given) {
             return given.member == last.member && given.time >= last.time && given.time <= before;
           });
  }

  std::map<int, std::vector<Run>> runs_;
  std::map<std::int64_t, std::map<int, std::set<std::string>>> owners_;
  std::map<int, std::vector<GivenUp>> given_up_;
  std::map<std::string, std::vector<std::int64_t>> interruptions_;
  std::map<std::string, std::vector<std::int64_t>> assignments_;
  std::set<std::int64_t> generations_;
  std::size_t deliveries_ = 0;
};

} // namespace klamm::test
