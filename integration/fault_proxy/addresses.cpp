#include "fault_proxy/addresses.hpp"

#include "wire/header.hpp"

namespace klamm::fault_proxy {
namespace {

template <class Endpoint>
void move(Endpoint& endpoint, const Addresses& addresses) {
  const auto found = addresses.find(std::string(endpoint.host) + ":" + std::to_string(endpoint.port));
  if (found == addresses.end()) return;
  endpoint.host = "127.0.0.1";
  endpoint.port = found->second;
}

template <class Response>
void move_all(Response& response, const Addresses& addresses) {
  if constexpr (requires { response.node_endpoints; }) {
    for (auto& endpoint : response.node_endpoints) move(endpoint, addresses);
  }
  if constexpr (requires { response.brokers; }) {
    for (auto& endpoint : response.brokers) move(endpoint, addresses);
  }
  if constexpr (requires { response.coordinators; }) {
    for (auto& endpoint : response.coordinators) move(endpoint, addresses);
    move(response, addresses); // (versions with one coordinator)
  }
}

using Rewritten = wire::MessageList<wire::MetadataRequest, wire::FindCoordinatorRequest, wire::DescribeClusterRequest, wire::ProduceRequest,
                                    wire::FetchRequest, wire::ShareFetchRequest, wire::ShareAcknowledgeRequest>;

} // namespace

std::string rewritten(ApiKey api, std::int16_t version, const Slice& frame, const Addresses& addresses) {
  std::string text(frame.text());
  Rewritten::for_each([&]<class Request>() {
    using Response = typename Request::Response;
    if (Request::api_key != api || !Response::versions.contains(version)) return;
    const std::int16_t header = wire::response_header_version(api, Response::flexible.contains(version));
    wire::Decoder in(frame);
    const std::int32_t correlation = wire::decode_response_header(in, header);
    auto response = wire::decode_all<Response>(in, version);
    if (!response) return;
    move_all(*response, addresses);
    wire::Encoder out;
    wire::encode_response_header(correlation, header, out);
    wire::Codec<Response>::encode(*response, version, out);
    if (!out.failure().empty()) return;
    text.clear();
    for (const Slice& piece : std::move(out).finish()) text.append(piece.text());
  });
  return text;
}

} // namespace klamm::fault_proxy
