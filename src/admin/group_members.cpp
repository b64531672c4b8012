#include "admin/group_members.hpp"

#include <algorithm>
#include <numeric>

#include "admin/group_names.hpp"
#include "cluster/retry_policy.hpp"
#include "wire/messages/leave_group.hpp"

namespace klamm::admin {

Result<void> RemoveMembers::check_input(const GroupMemberRef& member) const {
  if (const auto fine = check_group_id(group_id_); !fine) return fine;
  if (member.member_id().empty() && member.group_instance_id().empty())
    return Error(ErrorCode::invalid_request, "neither an id nor an instance id of the member is given",
                 "GroupMemberRef::by_id(…) or by_instance_id(…)");
  return {};
}

Exchange RemoveMembers::ask(const net::Connection& connection, Items items, Duration) {
  constexpr std::int16_t with_many = 3;
  const std::int16_t version = connection.api_versions().highest<wire::LeaveGroupRequest>();
  wire::LeaveGroupRequest request;
  request.group_id = group_id_;
  if (version < with_many) { // one after the other
    const GroupMemberRef& one = input(items.front());
    if (one.member_id().empty()) return {needs_release(ApiKey::leave_group, with_many, "removing a static member", "2.4"), nullptr};
    request.member_id = one.member_id();
    return exchange(connection, request,
                    [this, all = std::vector(items.begin(), items.end())](const wire::LeaveGroupResponse& response, Verdicts& verdicts) {
                      say(all.front(), response.error_code, {}, verdicts);
                      for (std::size_t i = 1; i < all.size(); ++i) verdicts.again(all[i]);
                    });
  }
  const std::string reason = options_.reason.empty() ? "removed by an admin client" : options_.reason;
  for (const std::size_t item : items) {
    auto& member = request.members.emplace_back();
    member.member_id = input(item).member_id();
    if (!input(item).group_instance_id().empty()) member.group_instance_id = input(item).group_instance_id();
    member.reason = std::string_view(reason).substr(0, 255); // longer ones are refused
  }
  using Key = std::pair<std::string_view, std::string_view>;
  auto read = [this, all = std::vector(items.begin(), items.end()),
               answered = Answered<Key>(items, [this](std::size_t item) {
                 // of a static member the answer tells the id as it was asked: empty
                 return Key(input(item).member_id(), input(item).group_instance_id());
               })](const wire::LeaveGroupResponse& response, Verdicts& verdicts) mutable {
    if (response.error_code != ErrorCode::none)
      for (const std::size_t item : all) verdicts.failed(item, Error(response.error_code));
    for (const auto& told : response.members) {
      auto item = answered.take({told.member_id, told.group_instance_id.value_or("")});
      if (!item && told.group_instance_id) item = answered.take({"", *told.group_instance_id});
      if (item) say(*item, told.error_code, {}, verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

Exchange RemoveAllMembers::ask(const net::Connection& connection, Items items, Duration patience) {
  return described_ ? remove(connection, patience) : ask_members(connection, items, patience);
}

// The driver knows one item: what is done for it takes several requests.
Exchange RemoveAllMembers::ask_members(const net::Connection& connection, Items items, Duration patience) {
  Exchange described = describe_.ask(connection, items, patience);
  auto read = [this, read_description = std::move(described.read)](net::Connection& from, Slice body,
                                                                   Verdicts& verdicts) mutable -> Result<void> {
    Verdicts said;
    if (auto fine = read_description(from, std::move(body), said); !fine) return fine;
    for (const Verdicts::Said& one : said.said()) {
      if (one.error) verdicts.failed(0, *one.error);
      else if (one.again) verdicts.again(0);
      else described_ = true;
    }
    if (!described_) return {};
    const auto group = describe_.take();
    std::vector<GroupMemberRef> members;
    for (const MemberDescription& member : (*group)[0].result->members)
      members.push_back(member.group_instance_id ? GroupMemberRef::by_instance_id(*member.group_instance_id)
                                                 : GroupMemberRef::by_id(member.member_id));
    all_.resize(members.size());
    std::iota(all_.begin(), all_.end(), std::size_t{0});
    remove_.emplace(group_id_, std::move(members), options_);
    if (all_.empty()) verdicts.done(0);
    else verdicts.again(0);
    return {};
  };
  return {std::move(described.request), std::move(read)};
}

Exchange RemoveAllMembers::remove(const net::Connection& connection, Duration patience) {
  Exchange removal = remove_->ask(connection, all_, patience);
  auto read = [this, read_removal = std::move(removal.read)](net::Connection& from, Slice body,
                                                             Verdicts& verdicts) mutable -> Result<void> {
    Verdicts said;
    if (auto fine = read_removal(from, std::move(body), said); !fine) return fine;
    std::vector<std::size_t> left, silent = all_;
    for (const Verdicts::Said& one : said.said()) {
      std::erase(silent, one.item);
      if (one.error && cluster::remedy_for(one.error->code(), cluster::Audience::coordinator) != cluster::Remedy::give_up) {
        verdicts.failed(0, *one.error); // of the whole group: tried again
        return {};
      }
      ErrorContext context;
      context.doing = doing();
      if (one.error) remove_->fail(one.item, one.error->with(context));
      if (one.again) left.push_back(one.item);
    }
    for (const std::size_t member : silent)
      remove_->fail(member, Error(ErrorCode::protocol_error, "the broker's answer says nothing of the member"));
    all_ = std::move(left);
    if (all_.empty()) verdicts.done(0);
    else verdicts.again(0);
    return {};
  };
  return {std::move(removal.request), std::move(read)};
}

Result<RemoveMembersResult> RemoveAllMembers::take() {
  if (failure_) return *failure_;
  return remove_->take();
}

} // namespace klamm::admin
