#include "wire/api_versions.hpp"

#include <doctest/doctest.h>

#include "wire/messages/api_versions.hpp"
#include "wire/messages/fetch.hpp"
#include "wire/messages/init_producer_id.hpp"

using namespace klamm;
using namespace klamm::wire;

namespace {

Slice body(const ApiVersionsResponse& response, std::int16_t version) {
  Encoder out;
  Codec<ApiVersionsResponse>::encode(response, version, out);
  REQUIRE(out.failure().empty());
  return std::move(out).finish_contiguous();
}

ApiVersionsResponse broker() {
  ApiVersionsResponse response;
  response.api_keys = {{.api_key = ApiKey::fetch, .min_version = 4, .max_version = 15},
                       {.api_key = ApiKey::init_producer_id, .min_version = 0, .max_version = 6},
                       {.api_key = static_cast<ApiKey>(3000), .min_version = 0, .max_version = 1},
                       {.api_key = static_cast<ApiKey>(-5), .min_version = 0, .max_version = 1}};
  response.finalized_features = {{.name = "transaction.version", .max_version_level = 2, .min_version_level = 1}};
  response.finalized_features_epoch = 42;
  return response;
}

} // namespace

TEST_CASE("api versions: the highest common version is found, and -1 for an api that the broker lacks") {
  const ApiVersions versions = ApiVersionsAnswer::decode(body(broker(), 4), 4).value().versions;
  CHECK(versions.highest<FetchRequest>() == 15);
  CHECK(versions.highest<FetchRequest>(in(0, 12)) == 12);
  CHECK(versions.highest<FetchRequest>(in(16, 18)) == -1);
  CHECK(versions.highest(ApiKey::produce, in(0, 13)) == -1);
  CHECK(versions.supported(static_cast<ApiKey>(3000)).empty());
}

TEST_CASE("api versions: an unstable version is not chosen unless asked for") {
  const ApiVersions versions = ApiVersionsAnswer::decode(body(broker(), 4), 4).value().versions;
  CHECK(versions.highest<InitProducerIdRequest>() == 5);
  CHECK(versions.highest<InitProducerIdRequest>(InitProducerIdRequest::versions) == 6);
}

TEST_CASE("api versions: finalized features are known by level") {
  const ApiVersions versions = ApiVersionsAnswer::decode(body(broker(), 3), 3).value().versions;
  CHECK(versions.finalized_level("transaction.version") == 2);
  CHECK(versions.finalized_level("share.version") == 0);
  CHECK(versions.finalized_features_epoch() == 42);
}

TEST_CASE("api versions: a broker that lacks the version asked for says which to ask (KIP-511)") {
  ApiVersionsResponse refusal;
  refusal.error_code = ErrorCode::unsupported_version;
  SUBCASE("its range, in the form of version 0") {
    refusal.api_keys = {{.api_key = ApiKey::api_versions, .min_version = 0, .max_version = 3}};
    CHECK(ApiVersionsAnswer::decode(body(refusal, 0), 4).value().ask_again == 3);
  }
  SUBCASE("nothing, as brokers before 2.4: version 0") { CHECK(ApiVersionsAnswer::decode(body(refusal, 0), 4).value().ask_again == 0); }
  SUBCASE("only versions that klamm doesn't speak: version 0") {
    refusal.api_keys = {{.api_key = ApiKey::api_versions, .min_version = 8, .max_version = 9}};
    CHECK(ApiVersionsAnswer::decode(body(refusal, 0), 4).value().ask_again == 0);
  }
  SUBCASE("one that isn't lower: no second try") {
    refusal.api_keys = {{.api_key = ApiKey::api_versions, .min_version = 0, .max_version = 4}};
    CHECK(ApiVersionsAnswer::decode(body(refusal, 0), 4).error().code() == ErrorCode::unsupported_version);
    CHECK(ApiVersionsAnswer::decode(body(refusal, 0), 0).error().code() == ErrorCode::unsupported_version);
  }
}

TEST_CASE("api versions: what else a broker refuses is the error") {
  ApiVersionsResponse refusal;
  refusal.error_code = ErrorCode::illegal_sasl_state;
  CHECK(ApiVersionsAnswer::decode(body(refusal, 3), 3).error().code() == ErrorCode::illegal_sasl_state);
}

TEST_CASE("api versions: an answer that is cut off is a protocol error") {
  CHECK(ApiVersionsAnswer::decode(Slice(), 4).error().code() == ErrorCode::protocol_error);
  CHECK(ApiVersionsAnswer::decode(Slice::copy_of(as_bytes("\0")), 4).error().code() == ErrorCode::protocol_error);
}
