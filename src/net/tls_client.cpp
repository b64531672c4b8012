#include "net/tls_client.hpp"

namespace klamm::net {

Result<std::shared_ptr<TlsClient>> TlsClient::create(SslConfig config, Log log) {
  const std::shared_ptr<TlsClient> made(new TlsClient(std::move(config), std::move(log)));
  auto loaded = made->load();
  if (!loaded) return loaded.error();
  made->use(*std::move(loaded));
  return made;
}

TlsClient::Stamps TlsClient::stamps() const {
  Stamps stamps;
  for (const std::string* path :
       {&config_.truststore_location, &config_.keystore_location, &config_.certificate_location, &config_.key_location})
    if (!path->empty()) stamps.emplace(*path, security::stamp_of(*path));
  return stamps;
}

Result<TlsClient::Loaded> TlsClient::load() const {
  Loaded loaded{stamps(), nullptr};
  auto context = TlsContext::client(config_);
  if (!context) return context.error();
  loaded.context = *std::move(context);
  return loaded;
}

void TlsClient::use(Loaded loaded) {
  stamps_ = std::move(loaded.stamps);
  context_ = std::move(loaded.context);
}

std::shared_ptr<TlsContext> TlsClient::context() {
  Stamps now = stamps();
  if (now == stamps_) return context_;
  stamps_ = std::move(now);
  if (auto loaded = load()) {
    use(*std::move(loaded));
    log_(LogLevel::info, "tls", [] { return "the files of keys and certificates have changed: new connections use them"; });
  } else {
    log_(LogLevel::warning, "tls", [&] {
      return "the files of keys and certificates have changed and can't be used, so the earlier ones stay: " + loaded.error().message();
    });
  }
  return context_;
}

} // namespace klamm::net
