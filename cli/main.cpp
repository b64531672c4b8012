// The `klamm` command, under whichever name it is called.
#include "cli/frame/run.hpp"

int main(int argc, char** argv) { return static_cast<int>(klamm::cli::run({argv, argv + argc})); }
