// usage: fuzz-seeds TARGET FOLDER: writes that target's seeds into the folder. fuzz-seeds message --list: the names of all messages.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>

#include "seeds.hpp"
#include "wire/any_message.hpp"

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::fputs("usage: fuzz-seeds TARGET FOLDER | fuzz-seeds message --list\n", stderr);
    return 2;
  }
  const std::string target = argv[1], folder = argv[2];
  if (folder == "--list") {
    for (const auto& message : klamm::wire::testing::all_messages())
      std::printf("%.*s\n", static_cast<int>(message.name.size()), message.name.data());
    return 0;
  }
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& seed : klamm::fuzz::seeds(target)) {
    std::ofstream file(folder + "/seed-" + std::to_string(number++), std::ios::binary | std::ios::trunc);
    file << seed;
    if (!file.flush()) throw std::runtime_error(folder + " can't be written");
  }
  return 0;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error: %s\n", failure.what());
  return 1;
}
