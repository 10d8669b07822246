#include "model/engine_classes.hpp"

#include <gtest/gtest.h>

namespace heapdiff::model {
namespace {

TEST(EngineClasses, CodeAndItsTablesAreTheEngines) {
  for (const char* name : {"(compiled code)", "(system)", "(object shape)", "(array)",
                           "system / Map", "system / FeedbackVector"}) {
    EXPECT_TRUE(is_engine_class(name)) << name;
  }
}

TEST(EngineClasses, WhatHoldsAProgramsValuesIsNot) {
  for (const char* name :
       {"system / Context", "system / Context / scope @1234", "system / JSArrayBufferData",
        "system / PromiseReaction", "(string)", "(number)", "Array", "Function", "systematic"}) {
    EXPECT_FALSE(is_engine_class(name)) << name;
  }
}

}  // namespace
}  // namespace heapdiff::model
