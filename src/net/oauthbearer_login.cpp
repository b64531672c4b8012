#include "net/oauthbearer_login.hpp"

#include <algorithm>

#include "net/backoff.hpp"
#include "net/http_call.hpp"
#include "security/jaas.hpp"
#include "security/oauthbearer.hpp"
#include "security/oidc.hpp"

namespace klamm::net {
namespace {

using TokenDone = std::function<void(Result<OauthbearerToken>)>;

std::int64_t seconds_now(const Runtime& runtime) { return runtime.clock->wall_now() / 1000; }

class Tokens final : public SaslMechanism, public std::enable_shared_from_this<Tokens> {
public:
  Tokens(const std::shared_ptr<Runtime>& runtime, const SaslConfig& config, OauthbearerTokenProvider provider)
      : runtime_(runtime),
        timer_(runtime->clock->make_timer()),
        provider_(std::move(provider)),
        window_(config.login_refresh_window_factor),
        jitter_(config.login_refresh_window_jitter),
        least_wait_(config.login_refresh_min_period),
        buffer_(config.login_refresh_buffer),
        backoff_(config.login_retry_backoff, std::max(config.login_retry_backoff, config.login_retry_backoff_max)) {}

  std::string name() const override { return "OAUTHBEARER"; }

  void begin(const SaslPeer&, Begun done) override {
    const auto runtime = runtime_.lock();
    if (!runtime) return;
    if (token_ && runtime->now() < expires_) return done(std::make_unique<security::OauthbearerExchange>(*token_));
    waiting_.push_back(std::move(done));
    if (!fetching_ && runtime->now() >= retry_at_) fetch();
    else if (!fetching_) fetch_at(retry_at_);
  }

private:
  void fetch_at(TimePoint when) {
    timer_->wait_until(when, [weak = weak_from_this()] {
      if (const auto self = weak.lock(); self && !self->fetching_) self->fetch();
    });
  }

  void fetch() {
    fetching_ = true;
    const TokenDone done = [weak = weak_from_this(), loop = runtime_](Result<OauthbearerToken> token) {
      const auto runtime = loop.lock();
      if (!runtime) return;
      runtime->post([weak, token = std::move(token)]() mutable {
        if (const auto self = weak.lock(); self && self->fetching_) self->fetched(std::move(token));
      });
    };
    try {
      provider_(done);
    } catch (const std::exception& thrown) {
      done(Error(ErrorCode::sasl_authentication_failed, std::string("the token provider threw: ") + thrown.what()));
    }
  }

  void fetched(Result<OauthbearerToken> token) {
    fetching_ = false;
    const auto runtime = runtime_.lock();
    if (!runtime) return;
    if (token && token->value.empty()) token = Error(ErrorCode::sasl_authentication_failed, "the token provider gave an empty token");
    const Duration lifetime = token ? lifetime_of(*token, *runtime) : Duration::zero();
    if (token && lifetime <= Duration::zero())
      token =
          Error(ErrorCode::sasl_authentication_failed, "the token that was given has expired already", "is this machine's clock right?");
    if (!token) return failed(*runtime, token.error());
    failures_ = 0;
    retry_at_ = TimePoint::min();
    token_ = *std::move(token);
    expires_ = after(runtime->now(), lifetime);
    if (lifetime < forever) fetch_at(after(runtime->now(), refresh_after(lifetime, runtime->random)));
    runtime->log(LogLevel::debug, "sasl", [&] {
      return "got a token, for " + (lifetime < forever ? std::to_string(lifetime / 1s) + " s" : std::string("as long as it is accepted"));
    });
    for (Begun& done : std::exchange(waiting_, {})) done(std::make_unique<security::OauthbearerExchange>(*token_));
  }

  /// The token at hand is used as long as it is valid; who waits for one is told.
  void failed(Runtime& runtime, const Error& error) {
    retry_at_ = after(runtime.now(), backoff_.after(++failures_, runtime.random));
    runtime.log(token_ ? LogLevel::warning : LogLevel::info, "sasl", [&] { return "no new token: " + error.message(); });
    if (token_ && runtime.now() < expires_) fetch_at(retry_at_);
    for (Begun& done : std::exchange(waiting_, {})) done(error);
  }

  static Duration lifetime_of(const OauthbearerToken& token, const Runtime& runtime) {
    std::optional<std::int64_t> expires; // in ms
    if (token.expires) expires = std::chrono::duration_cast<std::chrono::milliseconds>(token.expires->time_since_epoch()).count();
    else if (const auto claim = security::number_claim(token.value.reveal(), "exp")) expires = *claim * 1000;
    if (!expires) return forever;
    const std::int64_t left = *expires - runtime.clock->wall_now();
    return std::clamp<Duration>(std::chrono::milliseconds(std::clamp<std::int64_t>(left, 0, 366LL * 86'400'000)), Duration::zero(),
                                forever - 1ns);
  }

  /// As Java's clients: at a part of the lifetime, neither too soon nor too close to its end where there is room for both.
  Duration refresh_after(Duration lifetime, Random& random) const {
    Duration when = std::chrono::duration_cast<Duration>(lifetime * std::min(1.0, window_ + jitter_ * random.unit()));
    if (least_wait_ + buffer_ < lifetime) when = std::clamp(when, least_wait_, lifetime - buffer_);
    return std::max<Duration>(when, 100ms);
  }

  static constexpr Duration forever = std::chrono::hours(24 * 366);

  std::weak_ptr<Runtime> runtime_;
  std::unique_ptr<Timer> timer_;
  OauthbearerTokenProvider provider_;
  double window_, jitter_;
  Duration least_wait_, buffer_;
  Backoff backoff_;
  std::optional<OauthbearerToken> token_;
  TimePoint expires_ = TimePoint::min();
  TimePoint retry_at_ = TimePoint::min();
  bool fetching_ = false;
  std::uint64_t failures_ = 0;
  std::vector<Begun> waiting_;
};

/// The built-in client: asks the token endpoint.
Result<OauthbearerTokenProvider> oidc_provider(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime, const SslConfig& ssl) {
  const auto url = security::check_oidc(config.oauthbearer);
  if (!url) return url.error();
  std::shared_ptr<TlsClient> tls;
  if (url->https) {
    SslConfig trusting; // the authorities that brokers are checked with, too; no certificate of the client's own
    trusting.truststore_location = ssl.truststore_location;
    trusting.truststore_certificates = ssl.truststore_certificates;
    trusting.truststore_type = ssl.truststore_type;
    trusting.truststore_password = ssl.truststore_password;
    auto made = TlsClient::create(trusting, runtime->log);
    if (!made) return made.error();
    tls = *std::move(made);
  }
  const Duration connect = config.login_connect_timeout.value_or(10s), read = config.login_read_timeout.value_or(10s);
  return OauthbearerTokenProvider(
      [weak = std::weak_ptr(runtime), settings = config.oauthbearer, url = *url, tls, connect, read](TokenDone done) {
        const auto loop = weak.lock();
        if (!loop) return;
        auto request = security::token_request(settings, url, seconds_now(*loop));
        if (!request) return done(request.error());
        http_call(loop, tls, {url, *std::move(request), connect, read}, [weak, url, done](Result<security::HttpResponse> response) {
          const auto runtime_now = weak.lock();
          if (!response) return done(response.error());
          if (runtime_now) done(security::token_of(*response, url, seconds_now(*runtime_now)));
        });
      });
}

/// Java's login module without a callback handler makes tokens that nobody has signed.
Result<OauthbearerTokenProvider> unsecured_provider(const security::Jaas& jaas, const std::shared_ptr<Runtime>& runtime) {
  std::map<std::string, std::string> claims;
  static const std::string prefix = "unsecuredLoginStringClaim_";
  for (const auto& [name, value] : jaas.options)
    if (name.starts_with(prefix)) claims[name.substr(prefix.size())] = std::string(value.reveal());
  if (!claims.contains("sub"))
    return Error(ErrorCode::config_conflict, "OAUTHBEARER has no source of tokens",
                 "sasl.oauthbearer.token.endpoint.url, SaslConfig::token_provider, or for unsecured tokens unsecuredLoginStringClaim_sub "
                 "in sasl.jaas.config");
  return OauthbearerTokenProvider([weak = std::weak_ptr(runtime), claims](const TokenDone& done) {
    const auto loop = weak.lock();
    if (!loop) return;
    const std::int64_t now = seconds_now(*loop);
    done(OauthbearerToken{security::unsecured_token(claims, now, now + 3600), std::nullopt, {}});
  });
}

} // namespace

Result<std::shared_ptr<SaslMechanism>> make_oauthbearer(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime,
                                                        const SslConfig& ssl) {
  Result<OauthbearerTokenProvider> provider = config.token_provider;
  if (!config.token_provider) {
    security::Jaas jaas;
    if (!config.jaas_config.empty()) {
      auto parsed = security::parse_jaas(config.jaas_config);
      if (!parsed) return parsed.error();
      jaas = *std::move(parsed);
      if (jaas.module != "OAuthBearerLoginModule")
        return Error(ErrorCode::config_conflict,
                     "sasl.jaas.config has the module " + jaas.module + ", and sasl.mechanism=OAUTHBEARER needs OAuthBearerLoginModule");
    }
    if (config.oauthbearer.token_endpoint_url.empty()) {
      provider = unsecured_provider(jaas, runtime);
    } else { // Java's older names for the client stand among the module's options
      SaslConfig completed = config;
      OauthbearerConfig& oauth = completed.oauthbearer;
      if (oauth.client_credentials_client_id.empty()) oauth.client_credentials_client_id = jaas.text("clientId");
      if (oauth.client_credentials_client_secret.empty()) oauth.client_credentials_client_secret = jaas.option("clientSecret");
      if (oauth.scope.empty()) oauth.scope = jaas.text("scope");
      provider = oidc_provider(completed, runtime, ssl);
    }
  }
  if (!provider) return provider.error();
  return std::make_shared<Tokens>(runtime, config, *std::move(provider));
}

} // namespace klamm::net
