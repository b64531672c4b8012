// As much HTTP/1.1 as asking for a token needs, as text: URLs that secrets may be sent to, a request, and a response read piece by piece with bounds.
// Pure. Redirects are not followed: who is asked gets the secret, nobody else.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "klamm/result.hpp"
#include "klamm/secret.hpp"

namespace klamm::security {

struct Url {
  bool https = true;
  std::string host;
  std::uint16_t port = 443;
  std::string target; ///< path and query

  std::string to_string() const;
};

/// https://HOST[:PORT]/PATH, or http on loopback. Errors: config_value_invalid, which calls it `setting`.
Result<Url> parse_url(std::string_view text, const std::string& setting);

using HttpHeaders = std::vector<std::pair<std::string, Secret>>;

/// The whole request, to be answered and then closed.
Secret http_request(std::string_view method, const Url& url, const HttpHeaders& headers, std::string_view body);

/// What may stand in a form's values (application/x-www-form-urlencoded) and in queries: everything else as %XX.
std::string url_encoded(std::string_view text);

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string> headers; ///< names in lower case
  Secret body;
};

class HttpReader {
public:
  /// The next bytes of the stream. The response when it is whole, nothing as long as it isn't; protocol_error or frame_too_large.
  Result<std::optional<HttpResponse>> read(std::string_view bytes);
  /// The stream has ended.
  Result<HttpResponse> end();
  ~HttpReader();

private:
  Result<bool> take_head();
  Result<std::optional<HttpResponse>> take_body(bool ended);
  Result<bool> take_chunks();
  HttpResponse finish(std::string_view body);

  std::string text_; // wiped
  std::string chunks_;
  HttpResponse response_;
  bool has_head_ = false;
  bool chunked_ = false;
  std::optional<std::size_t> length_;
};

} // namespace klamm::security
