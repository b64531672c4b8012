#include "klamm/result.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

using namespace klamm;

TEST_CASE("result: a loop over a temporary's value sees live elements") {
  const auto three = []() -> Result<std::vector<std::unique_ptr<int>>> {
    std::vector<std::unique_ptr<int>> made;
    for (int i = 0; i < 3; ++i) made.push_back(std::make_unique<int>(i));
    return made;
  };
  int sum = 0;
  for (const auto& element : three().value()) sum += *element; // under ASan: not a vector that is gone
  CHECK(sum == 3);
}

TEST_CASE("result: value() throws what the error says") {
  const Result<int> failed = Error(ErrorCode::closed, "it was closed");
  CHECK_THROWS_WITH_AS((void)failed.value(), failed.error().message().c_str(), Exception);
  CHECK_THROWS_AS((void)Result<std::string>(Error(ErrorCode::closed)).value(), Exception);
}
