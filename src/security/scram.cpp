#include "security/scram.hpp"

#include <charconv>

#include "base/text.hpp"
#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

constexpr std::size_t longest_challenge = 4096;
constexpr int least_iterations = 4096;   // RFC 7677; less would let a broker that poses as ours get at the password cheaply
constexpr int most_iterations = 100'000; // Kafka's brokers take 16,384 at most; this is some 100 ms
constexpr std::string_view gs2_header = "n,,";

Error bad_broker(const std::string& what) {
  return Error(ErrorCode::sasl_authentication_failed, "the broker broke the rules of SCRAM: " + what,
               "something that is not the broker may be posing as it: check the address, and use SASL_SSL");
}

/// Names in SCRAM messages have , and = escaped.
std::string escaped_name(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == ',') text += "=2C";
    else if (c == '=') text += "=3D";
    else text += c;
  }
  return text;
}

/// The value of the attribute that comes next ("r=…,"), which is taken off `message`; nothing when another one does.
std::optional<std::string_view> take(std::string_view& message, char name) {
  if (message.size() < 2 || message[0] != name || message[1] != '=') return std::nullopt;
  const std::size_t end = std::min(message.find(','), message.size());
  const std::string_view value = message.substr(2, end - 2);
  message.remove_prefix(std::min(end + 1, message.size()));
  return value;
}

std::string xored(std::string_view a, std::string_view b) {
  std::string result(a);
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<char>(result[i] ^ b[i]);
  return result;
}

class Scram final : public SaslMechanism {
public:
  explicit Scram(ScramCredentials credentials) : credentials_(std::move(credentials)) {}
  std::string name() const override { return credentials_.hash == Hash::sha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-512"; }
  std::string who() const override { return credentials_.username; }
  void begin(const SaslPeer&, Begun done) override {
    done(std::make_unique<ScramExchange>(credentials_, base64(random_bytes(24)), cache_)); // (base64 has no comma)
  }

private:
  ScramCredentials credentials_;
  std::shared_ptr<SaltedPasswordCache> cache_ = std::make_shared<SaltedPasswordCache>();
};

} // namespace

std::optional<Secret> SaltedPasswordCache::find(std::string_view salt, int iterations) const {
  const std::lock_guard lock(mutex_);
  if (salted_.empty() || salt != salt_ || iterations != iterations_) return std::nullopt;
  return salted_;
}

void SaltedPasswordCache::keep(std::string_view salt, int iterations, const Secret& salted) {
  const std::lock_guard lock(mutex_);
  salt_ = salt;
  iterations_ = iterations;
  salted_ = salted;
}

ScramExchange::ScramExchange(ScramCredentials credentials, std::string nonce, std::shared_ptr<SaltedPasswordCache> cache)
    : credentials_(std::move(credentials)), nonce_(std::move(nonce)), cache_(std::move(cache)) {}

Result<std::optional<Secret>> ScramExchange::step(std::string_view challenge) {
  if (challenge.size() > longest_challenge) return bad_broker("its message has " + std::to_string(challenge.size()) + " bytes");
  switch (state_) {
    case State::begin:
      state_ = State::first_sent;
      client_first_bare_ = "n=" + escaped_name(credentials_.username) + ",r=" + nonce_ + (credentials_.is_token ? ",tokenauth=true" : "");
      return std::optional(Secret(std::string(gs2_header) + client_first_bare_));
    case State::first_sent: state_ = State::final_sent; return answer_first(challenge);
    case State::final_sent: state_ = State::over; return check_final(challenge);
    case State::over: break;
  }
  return bad_broker("it sent a message after the last one");
}

Result<std::optional<Secret>> ScramExchange::answer_first(std::string_view server_first) {
  std::string_view rest = server_first;
  if (rest.starts_with("m=")) return bad_broker("it asks for an extension that nobody knows");
  const auto nonce = take(rest, 'r');
  const auto salt_text = take(rest, 's');
  const auto iterations_text = take(rest, 'i');
  if (!nonce || !salt_text || !iterations_text) return bad_broker("its first message is not of the form r=…,s=…,i=…");
  if (!nonce->starts_with(nonce_) || nonce->size() == nonce_.size()) return bad_broker("its nonce does not continue ours");
  const auto salt = from_base64(*salt_text);
  if (!salt || salt->empty()) return bad_broker("its salt is not base64");
  std::int64_t iterations = 0;
  const auto parsed = std::from_chars(iterations_text->data(), iterations_text->data() + iterations_text->size(), iterations);
  if (parsed.ec != std::errc() || parsed.ptr != iterations_text->data() + iterations_text->size())
    return bad_broker("its iteration count is no number");
  if (iterations < least_iterations || iterations > most_iterations)
    return bad_broker("it asks for " + std::to_string(iterations) + " iterations, and between " + std::to_string(least_iterations) +
                      " and " + std::to_string(most_iterations) + " are accepted");

  const int count = static_cast<int>(iterations);
  std::optional<Secret> salted = cache_->find(*salt, count);
  if (!salted) {
    salted = salted_password(credentials_.hash, credentials_.password.reveal(), *salt, count);
    cache_->keep(*salt, count, *salted);
  }
  const std::string without_proof = "c=" + base64(gs2_header) + ",r=" + std::string(*nonce);
  const std::string auth_message = client_first_bare_ + "," + std::string(server_first) + "," + without_proof;
  const Secret client_key = hmac(credentials_.hash, salted->reveal(), "Client Key");
  const Secret client_signature = hmac(credentials_.hash, digest(credentials_.hash, client_key.reveal()), auth_message);
  server_signature_ = hmac(credentials_.hash, hmac(credentials_.hash, salted->reveal(), "Server Key").reveal(), auth_message);
  return std::optional(Secret(without_proof + ",p=" + base64(xored(client_key.reveal(), client_signature.reveal()))));
}

Result<std::optional<Secret>> ScramExchange::check_final(std::string_view server_final) {
  if (const auto refusal = take(server_final, 'e'))
    return Error(ErrorCode::sasl_authentication_failed,
                 "the broker refused the login of " + credentials_.username + ": " + escaped(refusal->substr(0, 200)),
                 "check user name and password");
  const auto signature = take(server_final, 'v');
  const auto bytes = signature ? from_base64(*signature) : std::nullopt;
  if (!bytes) return bad_broker("its last message is not of the form v=…");
  if (!same_secret(*bytes, server_signature_.reveal())) return bad_broker("it does not know the password: its signature is wrong");
  return std::optional<Secret>();
}

std::shared_ptr<SaslMechanism> make_scram(ScramCredentials credentials) { return std::make_shared<Scram>(std::move(credentials)); }

} // namespace klamm::security
