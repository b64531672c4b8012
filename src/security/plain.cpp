#include "security/plain.hpp"

#include <vector>

#include "security/text_secret.hpp"

namespace klamm::security {
namespace {

class PlainExchange final : public SaslExchange {
public:
  explicit PlainExchange(Secret message) : message_(std::move(message)) {}
  Result<std::optional<Secret>> step(std::string_view) override {
    if (std::exchange(sent_, true)) return std::optional<Secret>();
    return std::optional(std::move(message_));
  }

private:
  Secret message_;
  bool sent_ = false;
};

class Plain final : public SaslMechanism {
public:
  Plain(std::string username, Secret password) : username_(std::move(username)), password_(std::move(password)) {}
  std::string name() const override { return "PLAIN"; }
  std::string who() const override { return username_; }
  void begin(const SaslPeer&, Begun done) override {
    done(std::make_unique<PlainExchange>(joined({std::string_view("\0", 1), username_, std::string_view("\0", 1), password_.reveal()})));
  }

private:
  std::string username_;
  Secret password_;
};

} // namespace

std::shared_ptr<SaslMechanism> make_plain(std::string username, Secret password) {
  return std::make_shared<Plain>(std::move(username), std::move(password));
}

} // namespace klamm::security
