#include "net/aws_login.hpp"

#include <cstdlib>

#include "net/http_call.hpp"
#include "security/jaas.hpp"

namespace klamm::net {
namespace {

using security::AwsLease;
using security::AwsRequest;
using security::AwsSource;
using LeaseHandler = std::function<void(Result<AwsLease>)>;

constexpr std::int64_t reserve_seconds = 300; // asked for again so long before they expire

/// Says one thing, and is content with any answer: what was wrong comes as an error.
class Exchange final : public SaslExchange {
public:
  explicit Exchange(Secret payload) : payload_(std::move(payload)) {}
  Result<std::optional<Secret>> step(std::string_view) override {
    if (std::exchange(sent_, true)) return std::optional<Secret>();
    return std::optional(std::move(payload_));
  }

private:
  Secret payload_;
  bool sent_ = false;
};

class MskIam final : public SaslMechanism, public std::enable_shared_from_this<MskIam> {
public:
  MskIam(const std::shared_ptr<Runtime>& runtime, security::AwsEnvironment environment, std::string profile, std::string region)
      : runtime_(runtime), environment_(std::move(environment)), profile_(std::move(profile)), region_(std::move(region)) {}

  std::string name() const override { return "AWS_MSK_IAM"; }
  std::string who() const override { return lease_ ? lease_->credentials.access_key_id : std::string(); }

  void begin(const SaslPeer& peer, Begun done) override {
    const auto runtime = runtime_.lock();
    if (!runtime) return;
    const std::string region = region_for(peer.host);
    if (region.empty())
      return done(Error(ErrorCode::config_conflict, "AWS_MSK_IAM: the region is not in the broker's name \"" + peer.host + "\"",
                        "set AWS_REGION, or awsRegion in sasl.jaas.config"));
    const std::int64_t now = seconds_now(*runtime);
    if (lease_ && (!lease_->expires || now < *lease_->expires - reserve_seconds)) return done(exchange_for(peer.host, region, now));
    waiting_.push_back([weak = weak_from_this(), host = peer.host, region, done = std::move(done)](const std::optional<Error>& failed) {
      const auto self = weak.lock();
      const auto loop = self ? self->runtime_.lock() : nullptr;
      if (!loop) return;
      if (failed) done(*failed);
      else done(self->exchange_for(host, region, seconds_now(*loop)));
    });
    if (waiting_.size() == 1) fetch(region);
  }

private:
  static std::int64_t seconds_now(const Runtime& runtime) { return runtime.clock->wall_now() / 1000; }

  std::string region_for(const std::string& host) const {
    for (const std::string& region :
         {region_, security::region_of_broker(host), environment_("AWS_REGION"), environment_("AWS_DEFAULT_REGION")})
      if (!region.empty()) return region;
    return {};
  }

  std::unique_ptr<SaslExchange> exchange_for(const std::string& host, const std::string& region, std::int64_t now) const {
    return std::make_unique<Exchange>(security::msk_iam_payload(lease_->credentials, host, region, now));
  }

  void fetch(const std::string& region) {
    const auto done = [self = shared_from_this()](Result<AwsLease> lease) { self->fetched(std::move(lease)); };
    const auto fixed = [&](Result<security::AwsCredentials> credentials) {
      if (credentials) done(AwsLease{*std::move(credentials), std::nullopt});
      else done(credentials.error());
    };
    switch (security::find_aws_source(environment_, profile_)) {
      case AwsSource::environment: return fixed(security::environment_credentials(environment_));
      case AwsSource::profile: return fixed(security::profile_credentials(environment_, profile_));
      case AwsSource::web_identity: return ask_for_lease(security::web_identity_request(environment_, region), done);
      case AwsSource::container: return ask_for_lease(security::container_request(environment_), done);
      case AwsSource::instance: return ask_instance(done);
    }
  }

  void ask(Result<AwsRequest> request, std::function<void(Result<security::HttpResponse>)> done) {
    const auto runtime = runtime_.lock();
    if (!runtime) return;
    if (!request) return done(request.error());
    if (request->url.https && !tls_) {
      auto made = TlsClient::create({}, runtime->log); // the system's authorities: it is AWS
      if (!made) return done(made.error());
      tls_ = *std::move(made);
    }
    HttpCall call{request->url, std::move(request->request)};
    if (!call.url.https) call.connect_timeout = call.read_timeout = 2s; // it answers at once, or is not there
    http_call(runtime, tls_, std::move(call),
              [done = std::move(done)](Result<security::HttpResponse> response) { done(std::move(response)); });
  }

  void ask_for_lease(Result<AwsRequest> request, const LeaseHandler& done) {
    const security::Url url = request ? request->url : security::Url();
    ask(std::move(request), [url, done](Result<security::HttpResponse> response) {
      if (response) done(security::lease_of(*response, url));
      else done(response.error());
    });
  }

  /// IMDSv2: a token, the name of the role, its credentials.
  void ask_instance(const LeaseHandler& done) {
    ask(security::instance_token_request(environment_), [self = shared_from_this(), done](Result<security::HttpResponse> token) {
      if (!token) return done(no_source(token.error()));
      if (token->status != 200)
        return done(
            Error(ErrorCode::sasl_authentication_failed, "the instance's metadata service answered " + std::to_string(token->status)));
      const Secret pass = token->body;
      self->ask(security::instance_request(self->environment_, pass, ""), [self, pass, done](Result<security::HttpResponse> role) {
        if (!role) return done(role.error());
        const std::string name(role->body.reveal().substr(0, role->body.reveal().find('\n')));
        if (role->status != 200 || name.empty())
          return done(Error(ErrorCode::sasl_authentication_failed, "this instance has no role whose credentials could be used",
                            "attach an instance profile"));
        self->ask_for_lease(security::instance_request(self->environment_, pass, name), done);
      });
    });
  }

  static Error no_source(const Error& error) {
    if (error.code() == ErrorCode::config_conflict) return error;
    return Error(ErrorCode::sasl_authentication_failed,
                 "AWS_MSK_IAM: there are no credentials in the environment, in a profile or of a container, and no instance's: " +
                     error.cause(),
                 "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE");
  }

  void fetched(Result<AwsLease> lease) {
    const auto runtime = runtime_.lock();
    if (!runtime) return;
    std::optional<Error> failed;
    if (lease) lease_ = *std::move(lease);
    else if (!lease_ || (lease_->expires && seconds_now(*runtime) >= *lease_->expires))
      failed = lease.error(); // else the earlier one still does
    if (!lease) runtime->log(LogLevel::warning, "sasl", [&] { return "no new credentials of AWS: " + lease.error().message(); });
    for (auto& waiting : std::exchange(waiting_, {})) waiting(failed);
  }

  std::weak_ptr<Runtime> runtime_;
  security::AwsEnvironment environment_;
  std::string profile_, region_;
  std::shared_ptr<TlsClient> tls_;
  std::optional<AwsLease> lease_;
  std::vector<std::function<void(const std::optional<Error>&)>> waiting_;
};

} // namespace

security::AwsEnvironment process_environment() {
  return [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value ? value : "");
  };
}

Result<std::shared_ptr<SaslMechanism>> make_msk_iam(const SaslConfig& config, const std::shared_ptr<Runtime>& runtime,
                                                    security::AwsEnvironment environment) {
  security::Jaas jaas;
  if (!config.jaas_config.empty()) {
    auto parsed = security::parse_jaas(config.jaas_config);
    if (!parsed) return parsed.error();
    jaas = *std::move(parsed);
    if (jaas.module != "IAMLoginModule")
      return Error(ErrorCode::config_conflict,
                   "sasl.jaas.config has the module " + jaas.module + ", and sasl.mechanism=AWS_MSK_IAM needs IAMLoginModule");
  }
  return std::make_shared<MskIam>(runtime, std::move(environment), jaas.text("awsProfileName"), jaas.text("awsRegion"));
}

} // namespace klamm::net
