#include "cli/frame/frame.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "cli/frame/close_names.hpp"
#include "cli/frame/failure.hpp"

using namespace klamm;
using namespace klamm::cli;

namespace {

/// A folder of settings that is the user's while it lives.
class Home {
public:
  Home() : path_(std::filesystem::temp_directory_path() / ("klamm-cli-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_ / "klamm");
    ::setenv("XDG_CONFIG_HOME", path_.c_str(), 1);
    for (const char* name : {"KLAMM_BROKERS", "KLAMM_PROFILE", "NO_COLOR"}) ::unsetenv(name);
  }
  ~Home() {
    std::filesystem::remove_all(path_);
    for (const char* name : {"XDG_CONFIG_HOME", "KLAMM_BROKERS", "KLAMM_PROFILE"}) ::unsetenv(name);
  }
  std::string write(const std::string& name, const std::string& text) const {
    const auto file = path_ / name;
    std::ofstream(file) << text;
    return file;
  }

private:
  std::filesystem::path path_;
};

using Brokers = std::vector<std::string>;

} // namespace

TEST_CASE("frame: localhost:9092 where nobody says anything") {
  const Home home;
  CHECK(Frame().consumer().bootstrap_servers == Brokers{"localhost:9092"});
  CHECK(Frame().consumer().client_id == "klamm");
}

TEST_CASE("frame: profile, file, environment, -X, -b: the later one counts") {
  const Home home;
  home.write("klamm/default.properties", "bootstrap.servers=profile:1\nlinger.ms=1\nclient.id=of-profile\n");
  home.write("klamm/other.properties", "bootstrap.servers=other:1\n");
  Frame frame;
  CHECK(frame.producer().bootstrap_servers == Brokers{"profile:1"});
  CHECK(frame.producer().client_id == "of-profile");
  frame.config_file = home.write("app.properties", "bootstrap.servers=file:1\nlinger.ms=2\n");
  CHECK(frame.producer().bootstrap_servers == Brokers{"file:1"});
  ::setenv("KLAMM_BROKERS", "environment:1", 1);
  CHECK(frame.producer().bootstrap_servers == Brokers{"environment:1"});
  CHECK(frame.producer().linger == std::chrono::milliseconds(2));
  frame.settings = {"bootstrap.servers=x:1", "linger.ms=3"};
  CHECK(frame.producer().bootstrap_servers == Brokers{"x:1"});
  CHECK(frame.producer().linger == std::chrono::milliseconds(3));
  frame.brokers = "b:1,b:2";
  CHECK(frame.producer().bootstrap_servers == Brokers{"b:1", "b:2"});

  Frame named;
  ::unsetenv("KLAMM_BROKERS");
  named.profile = "other";
  CHECK(named.producer().bootstrap_servers == Brokers{"other:1"});
}

TEST_CASE("frame: a profile or file that is not there is an error, unless it is the default one") {
  const Home home;
  Frame frame;
  frame.profile = "nobody";
  CHECK_THROWS_AS(frame.properties(), Exception);
  frame.profile.clear();
  frame.config_file = "/nowhere/app.properties";
  CHECK_THROWS_AS(frame.properties(), Exception);
  frame.config_file.clear();
  CHECK_NOTHROW(frame.properties());
}

TEST_CASE("frame: what is no setting is refused") {
  const Home home;
  Frame frame;
  frame.settings = {"linger.ms"};
  CHECK_THROWS_AS(frame.producer(), Failure);
  frame.settings = {"linger=5"};
  CHECK_THROWS_WITH_AS(frame.producer(), doctest::Contains("linger.ms"), Exception); // did you mean
}

TEST_CASE("frame: -m bounds calls and their requests, unless they are set") {
  const Home home;
  Frame frame;
  frame.timeout = 2.5;
  CHECK(frame.admin().default_api_timeout == std::chrono::milliseconds(2500));
  CHECK(frame.admin().request_timeout == std::chrono::milliseconds(2500));
  CHECK(frame.producer().max_block == std::chrono::milliseconds(2500));
  frame.settings = {"default.api.timeout.ms=40000"};
  CHECK(frame.consumer().default_api_timeout == std::chrono::milliseconds(40'000));
}

TEST_CASE("frame: -q, -v and -d decide what the library says") {
  const Home home;
  Frame frame;
  CHECK(frame.consumer().log_level == LogLevel::warning);
  frame.verbosity = 0;
  CHECK(frame.consumer().log_level == LogLevel::error);
  frame.verbosity = 3;
  CHECK(frame.consumer().log_level == LogLevel::debug);
  frame.verbosity = 0;
  frame.debug = "net";
  CHECK(frame.consumer().log_level == LogLevel::debug);
}

TEST_CASE("did you mean: near names, nearest first") {
  const std::vector<std::string> names{"consume", "produce", "topics", "query"};
  CHECK(did_you_mean("consum", names) == "did you mean consume?");
  CHECK(did_you_mean("topcis", names) == "did you mean topics?");
  CHECK(did_you_mean("xyz", names) == "");
  CHECK(did_you_mean("", names) == "");
  CHECK(close_names("orders", {"orders2", "order", "payments"}) == std::vector<std::string>{"orders2", "order"});
  CHECK(close_names(std::string(100'000, 'x'), {std::string(100'000, 'x')}).empty()); // bounded work
}
