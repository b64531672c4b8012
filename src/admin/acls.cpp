#include "admin/acls.hpp"

#include <algorithm>

#include "wire/messages/create_acls.hpp"
#include "wire/messages/delete_acls.hpp"
#include "wire/messages/describe_acls.hpp"

namespace klamm::admin {
namespace {

Result<void> check_principal(const std::string& principal) {
  const std::size_t colon = principal.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == principal.size())
    return Error(ErrorCode::invalid_request, "a principal is TYPE:NAME, not '" + principal + "'", "User:alice, or User:* for everybody");
  return {};
}

Result<void> check_filter(const AclFilter& filter) {
  if (filter.principal()) return check_principal(*filter.principal());
  return {};
}

template <class Asked>
Asked asked_of(const AclFilter& filter) {
  Asked asked;
  asked.resource_type_filter = static_cast<std::int8_t>(filter.resource_type());
  asked.resource_name_filter = filter.resource_name();
  asked.pattern_type_filter = static_cast<std::int8_t>(filter.pattern());
  asked.principal_filter = filter.principal();
  asked.host_filter = filter.host();
  asked.operation = static_cast<std::int8_t>(filter.operation());
  asked.permission_type = static_cast<std::int8_t>(filter.permission());
  return asked;
}

/// An ACL of a response, whose resource may be told beside it.
template <class Resource, class Acl>
AclBinding binding(const Resource& resource, const Acl& acl) {
  return {AclResource(static_cast<AclResourceType>(resource.resource_type), std::string(resource.resource_name),
                      static_cast<AclPattern>(resource.pattern_type)),
          std::string(acl.principal), static_cast<AclOperation>(acl.operation), static_cast<AclPermission>(acl.permission_type),
          std::string(acl.host)};
}

} // namespace

Result<void> CreateAcls::check_input(const AclBinding& acl) const {
  if (const auto fine = check_principal(acl.principal); !fine) return fine;
  const char* const hint = "filters may be vague, an ACL that is created may not";
  if (acl.resource.name.empty()) return Error(ErrorCode::invalid_request, "the resource's name is empty", "\"*\" stands for all names");
  if (acl.resource.type < AclResourceType::topic) return Error(ErrorCode::invalid_request, "the ACL is for no type of resource", hint);
  if (acl.resource.pattern < AclPattern::literal)
    return Error(ErrorCode::invalid_request, "the resource's pattern is neither literal nor prefixed", hint);
  if (acl.operation < AclOperation::all) return Error(ErrorCode::invalid_request, "the ACL is for no operation", hint);
  if (acl.permission < AclPermission::deny) return Error(ErrorCode::invalid_request, "the ACL neither allows nor denies", hint);
  if (acl.host.empty()) return Error(ErrorCode::invalid_request, "the host is empty", "an IP address, or \"*\" for all");
  return {};
}

Exchange CreateAcls::ask(const net::Connection& connection, Items items, Duration) {
  wire::CreateAclsRequest request;
  for (const std::size_t item : items) {
    const AclBinding& acl = input(item);
    request.creations.push_back({static_cast<std::int8_t>(acl.resource.type), acl.resource.name,
                                 static_cast<std::int8_t>(acl.resource.pattern), acl.principal, acl.host,
                                 static_cast<std::int8_t>(acl.operation), static_cast<std::int8_t>(acl.permission)});
  }
  return exchange(connection, request,
                  [this, all = std::vector(items.begin(), items.end())](const wire::CreateAclsResponse& response, Verdicts& verdicts) {
                    for (std::size_t i = 0; i < std::min(all.size(), response.results.size()); ++i) // in the order of the request
                      say(all[i], response.results[i].error_code, response.results[i].error_message, verdicts);
                  });
}

Result<void> DescribeAcls::check(std::size_t) const { return check_filter(filter_); }

Exchange DescribeAcls::ask(const net::Connection& connection, Items, Duration) {
  const auto request = asked_of<wire::DescribeAclsRequest>(filter_);
  return exchange(connection, request, [this](const wire::DescribeAclsResponse& response, Verdicts& verdicts) {
    if (response.error_code != ErrorCode::none) return verdicts.failed(0, Verdicts::error_of(response.error_code, response.error_message));
    std::vector<AclBinding> acls;
    for (const auto& resource : response.resources)
      for (const auto& acl : resource.acls) acls.push_back(binding(resource, acl));
    std::sort(acls.begin(), acls.end());
    keep(std::move(acls), verdicts);
  });
}

Result<void> DeleteAcls::check_input(const AclFilter& filter) const { return check_filter(filter); }

Exchange DeleteAcls::ask(const net::Connection& connection, Items items, Duration) {
  wire::DeleteAclsRequest request;
  for (const std::size_t item : items) request.filters.push_back(asked_of<wire::DeleteAclsRequest::Filter>(input(item)));
  auto read = [this, all = std::vector(items.begin(), items.end())](const wire::DeleteAclsResponse& response, Verdicts& verdicts) {
    for (std::size_t i = 0; i < std::min(all.size(), response.filter_results.size()); ++i) { // in the order of the request
      const auto& told = response.filter_results[i];
      if (told.error_code != ErrorCode::none) {
        verdicts.failed(all[i], Verdicts::error_of(told.error_code, told.error_message));
        continue;
      }
      std::vector<Results<AclBinding, void>::Item> deleted;
      for (const auto& acl : told.matching_acls) {
        if (acl.error_code == ErrorCode::none) deleted.push_back({binding(acl, acl), {}});
        else deleted.push_back({binding(acl, acl), Verdicts::error_of(acl.error_code, acl.error_message)});
      }
      std::sort(deleted.begin(), deleted.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
      keep(all[i], Results<AclBinding, void>(std::move(deleted)), verdicts);
    }
  };
  return exchange(connection, request, std::move(read));
}

} // namespace klamm::admin
