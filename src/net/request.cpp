#include "net/request.hpp"

#include "wire/header.hpp"

namespace klamm::net {

void begin_request(wire::Encoder& out, ApiKey key, std::int16_t version, bool flexible, std::string_view client_id) {
  out.integer(std::int32_t{0}); // the frame's size
  wire::RequestHeader header;
  header.api_key = key;
  header.api_version = version;
  header.client_id = client_id;
  wire::encode(header, wire::request_header_version(flexible), out);
}

Result<EncodedRequest> finish_request(wire::Encoder&& out, ApiKey key, std::int16_t version, bool flexible, std::string_view message_name) {
  if (!out.failure().empty()) {
    ErrorContext context;
    context.fate = Fate::not_sent;
    return Error(ErrorCode::serialization_failed,
                 std::string(message_name) + " v" + std::to_string(version) + " can't carry this: " + out.failure())
        .with(context);
  }
  out.overwrite_int32(0, static_cast<std::int32_t>(out.size() - 4));
  EncodedRequest request;
  request.api_key = key;
  request.version = version;
  request.response_header_version = wire::response_header_version(key, flexible);
  request.pieces = std::move(out).finish();
  return request;
}

Error version_error(const Connection& connection, ApiKey key, wire::Versions wanted) {
  const std::string api(api_key_name(key));
  const wire::Versions offered = connection.api_versions().supported(key);
  const auto range = [](wire::Versions v) { return "versions " + std::to_string(v.first) + " to " + std::to_string(v.last); };
  ErrorContext context;
  context.broker = broker_text(connection.endpoint(), connection.node_id());
  context.fate = Fate::not_sent;
  const std::string cause = offered.empty()
                                ? "the broker does not have the API " + api
                                : "the broker speaks " + api + " in " + range(offered) + ", and " + range(wanted) + " are needed";
  return Error(ErrorCode::unsupported_by_broker, cause, "the feature needs a newer broker, or is switched off there").with(context);
}

} // namespace klamm::net
