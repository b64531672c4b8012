// GSSAPI as a mechanism of the program's own: what klamm/gssapi.hpp gives.
#include "klamm/gssapi.hpp"

#include "gssapi/exchange.hpp"

namespace klamm {
namespace {

class Gssapi final : public SaslMechanism {
public:
  explicit Gssapi(gssapi::KerberosSettings settings) : tickets_(std::make_shared<gssapi::Tickets>(std::move(settings))) {}
  std::string name() const override { return "GSSAPI"; }
  std::string who() const override { return tickets_->settings().principal; }
  void begin(const SaslPeer& peer, Begun done) override { done(std::make_unique<gssapi::GssapiExchange>(tickets_, peer.host)); }

private:
  std::shared_ptr<gssapi::Tickets> tickets_;
};

} // namespace

Result<std::shared_ptr<SaslMechanism>> make_gssapi(const SaslConfig& config) {
  if (config.mechanism != "GSSAPI")
    return Error(ErrorCode::config_conflict, "make_gssapi() was given sasl.mechanism=" + config.mechanism, "sasl.mechanism=GSSAPI");
  auto settings = gssapi::kerberos_settings(config);
  if (!settings) return settings.error();
  return std::make_shared<Gssapi>(*std::move(settings));
}

} // namespace klamm
