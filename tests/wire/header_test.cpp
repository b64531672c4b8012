#include "wire/header.hpp"

#include <doctest/doctest.h>

using namespace klamm;
using namespace klamm::wire;

namespace {

Slice bytes_of(std::string_view text) { return Slice::copy_of(as_bytes(text)); }

} // namespace

TEST_CASE("header: a request names its api, version, correlation id and client") {
  Encoder out;
  encode({.api_key = ApiKey::fetch, .api_version = 12, .correlation_id = 7, .client_id = "me"}, 2, out);
  CHECK(std::move(out).finish_contiguous() == bytes_of({"\0\1\0\14\0\0\0\7\0\2me\0", 13}));
}

TEST_CASE("header: ApiVersions answers with header version 0 always, other flexible messages with 1") {
  CHECK(response_header_version(ApiKey::api_versions, true) == 0);
  CHECK(response_header_version(ApiKey::fetch, true) == 1);
  CHECK(response_header_version(ApiKey::fetch, false) == 0);
}

TEST_CASE("header: unknown tagged fields are skipped") {
  const Slice bytes = bytes_of({"\0\0\0\7\2\5\1x\6\0rest", 14});
  Decoder in(bytes);
  CHECK(decode_response_header(in, 1) == 7);
  CHECK(in.left() == 4);
}

TEST_CASE("header: one that is cut off anywhere is an error") {
  const Slice whole = bytes_of({"\0\1\0\14\0\0\0\7\0\2me\1\5\1x", 16});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Slice part = bytes_of(whole.text().substr(0, size));
    Decoder in(part);
    decode_request_header(in, 2);
    CHECK_MESSAGE(in.failed(), size);
  }
}

TEST_CASE("header: a negative length other than null's is an error") {
  const Slice bytes = bytes_of({"\0\1\0\14\0\0\0\7\xff\xfe\0", 11});
  Decoder in(bytes);
  decode_request_header(in, 2);
  CHECK(in.failure() == "the request header has a negative length (at byte 10 of 11)");
}
