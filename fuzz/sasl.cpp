// What brokers, identity providers and configuration files say while a client logs in: SCRAM's messages, tokens, JSON, HTTP responses, JAAS, PEM. The first
// byte chooses.
#include "input.hpp"
#include "security/aws_credentials.hpp"
#include "security/http.hpp"
#include "security/jaas.hpp"
#include "security/json.hpp"
#include "security/key_store.hpp"
#include "security/oauthbearer.hpp"
#include "security/oidc.hpp"
#include "security/scram.hpp"

using namespace klamm;
using namespace klamm::security;

namespace {

/// The broker's messages, each behind a byte with its size.
void converse(SaslExchange& exchange, std::string_view messages) {
  (void)exchange.step("");
  for (int i = 0; i < 4 && !messages.empty(); ++i) {
    const std::size_t size = std::min<std::size_t>(static_cast<unsigned char>(messages.front()), messages.size() - 1);
    const auto message = exchange.step(messages.substr(1, size));
    messages.remove_prefix(1 + size);
    if (!message) return fuzz::use(message.error().message().size());
    if (!*message) return;
  }
}

void respond(std::string_view text) {
  static const Url url = parse_url("https://login.example/token", "url").value();
  HttpReader reader;
  const std::size_t step = text.empty() ? 1 : 1 + text.size() % 7;
  for (std::size_t at = 0; at < text.size(); at += step) {
    auto response = reader.read(text.substr(at, step));
    if (!response) return;
    if (!*response) continue;
    (void)lease_of(**response, url);
    (void)token_of(**response, url, 0);
    return;
  }
  (void)reader.end();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::Input input(bytes, size);
  const unsigned choice = input.byte() % 7U;
  const Slice held = input.rest();
  const std::string_view text = held.text();
  static const Secret nothing;
  switch (choice) {
    case 0: {
      static const auto cache = std::make_shared<SaltedPasswordCache>(); // so that the same salt is not salted again and again
      ScramExchange exchange({Hash::sha256, "user", Secret("pencil"), false}, "rOprNGfwEbeRWgbNEkqO", cache);
      converse(exchange, text);
      break;
    }
    case 1: {
      OauthbearerExchange exchange({Secret("token"), {}, {}});
      converse(exchange, text);
      break;
    }
    case 2:
      if (const auto member = json_member(text, "exp")) fuzz::require(member->size() <= 4 * text.size());
      (void)number_claim(text, "exp");
      break;
    case 3: respond(text); break;
    case 4: (void)parse_jaas(Secret(text)); break;
    case 5:
      (void)read_key_store(text, StoreType::detect, {nothing, nothing}, "name");
      (void)read_trust_store(text, StoreType::detect, nothing, "name");
      break;
    default: (void)parse_url(text, "url"); (void)parse_aws_time(text);
  }
  return 0;
}
