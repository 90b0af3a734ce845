#include "check.h"

int main() { return ds_test::run_all(); }
