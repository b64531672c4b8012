#include "security/http.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

constexpr std::size_t most_head = 32 << 10;
constexpr std::size_t most_body = 1 << 20;

Error broken(const std::string& what) { return Error(ErrorCode::protocol_error, "the HTTP response can't be read: " + what); }
Error too_large() { return Error(ErrorCode::frame_too_large, "the HTTP response is larger than 1 MiB"); }

bool is_loopback(std::string_view host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}
template <class T>
std::optional<T> number(std::string_view text, int base = 10) {
  T value{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

} // namespace

std::string Url::to_string() const {
  const bool usual = port == (https ? 443 : 80);
  const bool v6 = host.find(':') != std::string::npos;
  return (https ? "https://" : "http://") + (v6 ? "[" + host + "]" : host) + (usual ? "" : ":" + std::to_string(port)) + target;
}

Result<Url> parse_url(std::string_view text, const std::string& setting) {
  const auto refused = [&](const std::string& why) {
    return Error(ErrorCode::config_value_invalid,
                 setting + "=" + escaped(text.substr(0, text.find('@') == std::string_view::npos ? 200 : 8)) + ": " + why,
                 "e.g. https://login.example.com/oauth2/token");
  };
  Url url;
  url.https = text.starts_with("https://");
  if (!url.https && !text.starts_with("http://")) return refused("only https URLs are asked for tokens (and http ones on loopback)");
  std::string_view rest = text.substr(url.https ? 8 : 7);
  const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, slash);
  url.target = std::string(rest.substr(slash));
  if (authority.find('@') != std::string_view::npos) return refused("a user name or password has no place in it");
  if (url.target.find('#') != std::string::npos) return refused("a fragment (#…) has no place in it");
  if (url.target.empty() || url.target.front() == '?') url.target.insert(0, "/");
  url.port = url.https ? 443 : 80;
  const std::size_t colon =
      authority.starts_with('[') ? authority.find(':', std::min(authority.find(']'), authority.size())) : authority.find(':');
  if (colon != std::string_view::npos) {
    const auto port = number<std::uint16_t>(authority.substr(colon + 1));
    if (!port || *port == 0) return refused("its port is no number between 1 and 65535");
    url.port = *port;
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) authority = authority.substr(1, authority.size() - 2);
  if (authority.empty()) return refused("it names no host");
  for (const char c : text)
    if (c <= ' ' || c == '\x7f') return refused("it has spaces or control characters in it");
  url.host = std::string(authority);
  if (!url.https && !is_loopback(url.host)) return refused("http would show the secret to the network");
  return url;
}

Secret http_request(std::string_view method, const Url& url, const HttpHeaders& headers, std::string_view body) {
  const bool usual = url.port == (url.https ? 443 : 80);
  const bool v6 = url.host.find(':') != std::string::npos;
  const std::string host = (v6 ? "[" + url.host + "]" : url.host) + (usual ? "" : ":" + std::to_string(url.port));
  Secret head = joined(
      {method, " ", url.target, " HTTP/1.1\r\nHost: ", host, "\r\nUser-Agent: klamm\r\nAccept: application/json\r\nConnection: close\r\n"});
  for (const auto& [name, value] : headers) head = joined({head.reveal(), name, ": ", value.reveal(), "\r\n"});
  const bool has_body = method != "GET";
  const std::string length = has_body ? "Content-Length: " + std::to_string(body.size()) + "\r\n" : "";
  return joined({head.reveal(), length, "\r\n", body});
}

std::string url_encoded(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) encoded += c;
    else {
      encoded += '%';
      encoded += digits[static_cast<unsigned char>(c) >> 4];
      encoded += digits[static_cast<unsigned char>(c) & 15];
    }
  }
  return encoded;
}

HttpReader::~HttpReader() {
  wipe(text_.data(), text_.size());
  wipe(chunks_.data(), chunks_.size());
}

HttpResponse HttpReader::finish(std::string_view body) {
  response_.body = Secret(body);
  return std::move(response_);
}

/// False while its end has not come.
Result<bool> HttpReader::take_head() {
  const std::size_t end = text_.find("\r\n\r\n");
  if (end == std::string::npos) {
    if (text_.size() > most_head) return too_large();
    return false;
  }
  std::string_view head(text_.data(), end);
  const std::string_view first = head.substr(0, head.find('\r'));
  const int status = first.size() >= 12 ? number<int>(first.substr(9, 3)).value_or(0) : 0;
  if (!first.starts_with("HTTP/1.") || status < 100) return broken("it begins with \"" + escaped(first.substr(0, 60)) + "\"");
  response_.status = status;
  for (std::size_t at = first.size() + 2; at < head.size();) {
    const std::size_t line_end = std::min(head.find("\r\n", at), head.size());
    const std::string_view line = head.substr(at, line_end - at);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return broken("a header has no colon");
    response_.headers[lower(line.substr(0, colon))] = std::string(trimmed(line.substr(colon + 1)));
    at = line_end + 2;
  }
  text_.erase(0, end + 4);
  if (response_.status < 200) { // 100 Continue: the real one follows
    response_ = {};
    return take_head();
  }
  chunked_ = lower(response_.headers["transfer-encoding"]).find("chunked") != std::string::npos;
  if (const auto& length = response_.headers["content-length"]; !chunked_ && !length.empty()) {
    length_ = number<std::size_t>(length);
    if (!length_) return broken("its length is no number");
    if (*length_ > most_body) return too_large();
  }
  if (response_.status == 204 || response_.status == 304) length_ = 0;
  has_head_ = true;
  return true;
}

/// True when the last chunk has come.
Result<bool> HttpReader::take_chunks() {
  while (true) {
    const std::size_t line_end = text_.find("\r\n");
    if (line_end == std::string::npos) {
      if (text_.size() > 1000) return broken("a chunk has no size");
      return false;
    }
    const std::string_view size_text = trimmed(std::string_view(text_).substr(0, std::min(text_.find(';'), line_end)));
    const auto size = number<std::size_t>(size_text, 16);
    if (!size) return broken("a chunk's size is no number");
    if (*size == 0) return true;
    if (*size > most_body || chunks_.size() + *size > most_body) return too_large();
    if (text_.size() < line_end + 2 + *size + 2) return false;
    chunks_.append(text_, line_end + 2, *size);
    text_.erase(0, line_end + 2 + *size + 2);
  }
}

Result<std::optional<HttpResponse>> HttpReader::take_body(bool ended) {
  if (chunked_) {
    const auto whole = take_chunks();
    if (!whole) return whole.error();
    if (*whole) return std::optional(finish(chunks_));
    if (ended) return broken("it ends in the middle");
    return std::optional<HttpResponse>();
  }
  if (length_ && text_.size() >= *length_) return std::optional(finish(std::string_view(text_).substr(0, *length_)));
  if (text_.size() > most_body) return too_large();
  if (!ended) return std::optional<HttpResponse>();
  if (length_) return broken("it ends in the middle");
  return std::optional(finish(text_));
}

Result<std::optional<HttpResponse>> HttpReader::read(std::string_view bytes) {
  text_ += bytes;
  if (!has_head_) {
    const auto head = take_head();
    if (!head) return head.error();
    if (!*head) return std::optional<HttpResponse>();
  }
  return take_body(false);
}

Result<HttpResponse> HttpReader::end() {
  if (!has_head_) return Error(ErrorCode::disconnected, "the connection was closed before the HTTP response came");
  auto whole = take_body(true);
  if (!whole) return whole.error();
  return *std::move(*whole);
}

} // namespace klamm::security
