// The files of `klamm new`; @NAME@ is the project's name. tests/packaging builds and tests what comes of them.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace klamm::cli {

inline constexpr std::array<std::pair<std::string_view, std::string_view>, 8> templates{{
    {"CMakeLists.txt", R"cmake(cmake_minimum_required(VERSION 3.24)
project(@NAME@ LANGUAGES CXX)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

# The klamm that is installed, else its sources: from GitHub, or from a checkout, -DFETCHCONTENT_SOURCE_DIR_KLAMM=/path/to/klamm.
include(FetchContent)
set(KLAMM_BUILD_TESTS OFF)
FetchContent_Declare(klamm GIT_REPOSITORY https://github.com/klamm-kafka/klamm.git GIT_TAG v@VERSION@ FIND_PACKAGE_ARGS @VERSION@)
FetchContent_MakeAvailable(klamm)

add_library(shouter STATIC src/shouter.cpp)
target_include_directories(shouter PUBLIC src)
target_link_libraries(shouter PUBLIC klamm::klamm)
target_compile_options(shouter PRIVATE -Wall -Wextra)

add_executable(@NAME@ src/main.cpp)
target_link_libraries(@NAME@ PRIVATE shouter)

include(CTest)
if(BUILD_TESTING)
  add_executable(shouter_test tests/shouter_test.cpp)
  target_link_libraries(shouter_test PRIVATE shouter klamm::mock)
  add_test(NAME shouter COMMAND shouter_test)
  set_tests_properties(shouter PROPERTIES TIMEOUT 120)
endif()
)cmake"},
    {"src/shouter.hpp", R"cpp(// Reads the topic "words" and writes each of its records, in capitals, to "shouts".
#pragma once

#include <chrono>
#include <cstddef>
#include <klamm/klamm.hpp>

class Shouter {
public:
  explicit Shouter(const klamm::Properties& settings);

  /// Waits for words at most so long, and gives how many there were. They are committed when their shouts are safe: a crash repeats some, and loses none.
  std::size_t run_once(std::chrono::milliseconds wait);
  /// Leaves the group, so that its other members go on at once.
  void close();

private:
  klamm::Producer producer_;
  klamm::Consumer consumer_;
};
)cpp"},
    {"src/shouter.cpp", R"cpp(#include "shouter.hpp"

#include <cctype>
#include <string>
#include <vector>

namespace {

std::string in_capitals(klamm::BytesView word) {
  std::string text(word.text());
  for (char& letter : text) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return text;
}

} // namespace

Shouter::Shouter(const klamm::Properties& settings)
    : producer_(klamm::ProducerConfig::from_properties(settings).value()), consumer_(klamm::ConsumerConfig::from_properties(settings).value()) {
  consumer_.subscribe({"words"});
}

std::size_t Shouter::run_once(std::chrono::milliseconds wait) {
  const klamm::ConsumerRecords words = consumer_.poll(wait).value();
  if (words.empty()) return 0;
  std::vector<std::string> texts;
  std::vector<klamm::ProducerRecord> shouts;
  texts.reserve(words.size()); // (the records below are views of them)
  for (const klamm::ConsumerRecord& word : words) {
    texts.push_back(in_capitals(word.value()));
    shouts.push_back({.topic = "shouts", .key = word.key(), .value = texts.back()});
  }
  for (const klamm::Result<klamm::RecordMetadata>& sent : producer_.send_many_sync(shouts)) sent.value(); // throws where one was not sent
  consumer_.commit_sync(words).value();
  return words.size();
}

void Shouter::close() {
  consumer_.close().value();
  producer_.close().value();
}
)cpp"},
    {"src/main.cpp", R"cpp(#include <csignal>
#include <exception>
#include <iostream>

#include "shouter.hpp"

namespace {

volatile std::sig_atomic_t stopped = 0;

} // namespace

int main(int argc, char** argv) try {
  const klamm::Properties settings = klamm::read_properties(argc > 1 ? argv[1] : "app.properties").value();
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { stopped = 1; });
  Shouter shouter(settings);
  std::size_t words = 0;
  while (!stopped) words += shouter.run_once(std::chrono::milliseconds(200));
  shouter.close();
  std::cout << words << " words\n";
} catch (const std::exception& failure) { // what klamm throws says what went wrong, where, and what to do about it
  std::cerr << failure.what() << '\n';
  return 1;
}
)cpp"},
    {"tests/shouter_test.cpp", R"cpp(// The service on embedded brokers, which lose a connection now and then.
#include "shouter.hpp"

#include <iostream>
#include <klamm/mock_cluster.hpp>
#include <vector>

namespace {

int failures = 0;

void check(bool good, const char* what) {
  if (good) return;
  std::cerr << "failed: " << what << '\n';
  ++failures;
}

} // namespace

int main() {
  using namespace std::chrono_literals;
  klamm::MockCluster kafka;
  kafka.create_topic("words", 2).value();
  kafka.create_topic("shouts").value();
  klamm::Producer people{{.bootstrap_servers = kafka.bootstrap_servers()}};
  for (const char* word : {"hello", "good", "world"}) people.send_sync({.topic = "words", .key = word, .value = word}).value();

  klamm::Properties settings;
  settings.add("bootstrap.servers", kafka.bootstrap_servers().front());
  settings.add("group.id", "shouters");
  settings.add("auto.offset.reset", "earliest");
  settings.add("enable.auto.commit", "false");
  kafka.on(klamm::ApiKey::produce).reply(klamm::ErrorCode::not_leader_or_follower); // tried again: nothing is lost, nothing doubled
  Shouter shouter(settings);
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  std::size_t words = 0;
  while (words < 3 && std::chrono::steady_clock::now() < deadline) words += shouter.run_once(100ms);
  shouter.close();
  check(words == 3, "three words are read");
  check(kafka.end_offset("shouts", 0).value() == 3, "three shouts are written, none twice");

  klamm::Consumer listener{{.bootstrap_servers = kafka.bootstrap_servers()}};
  listener.assign(std::vector{klamm::TopicPartitionOffset({"shouts", 0}, 0)});
  bool loud = false;
  std::size_t heard = 0;
  while (heard < 3 && std::chrono::steady_clock::now() < deadline)
    for (const klamm::ConsumerRecord& shout : listener.poll(100ms).value()) ++heard, loud |= shout.value() == klamm::BytesView("HELLO");
  check(loud, "hello becomes HELLO");
  return failures == 0 ? 0 : 1;
}
)cpp"},
    {"app.properties", R"(# Settings have Java's names; klamm -X list names all, klamm -X help NAME explains one.
bootstrap.servers=localhost:9092
client.id=@NAME@
group.id=@NAME@
auto.offset.reset=earliest
# what is read is committed when its shouts are safe
enable.auto.commit=false
)"},
    {".gitignore", "/build/\n"},
    {"README.md", R"(# @NAME@

Reads the topic `words` and writes each of its records, in capitals, to `shouts`. Made by `klamm new`; `src/shouter.cpp` is where to go on.

```
cmake -B build && cmake --build build
ctest --test-dir build               # on embedded brokers: no Kafka is needed

klamm mock -t words,shouts &         # or klamm dev up: a real Kafka in Docker
./build/@NAME@ app.properties        # bootstrap.servers there says where the brokers are
echo hello | klamm produce words
klamm consume shouts
```

It uses the klamm that is installed (`CMAKE_PREFIX_PATH` says where it is looked for), else it fetches its sources; `-DFETCHCONTENT_SOURCE_DIR_KLAMM=DIR` takes a checkout.
)"},
}};

} // namespace klamm::cli
