#include "parse/foreign.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace heapdiff::parse {

Error describe_foreign_text(ByteReader& reader) {
  constexpr std::size_t telling_bytes = 24;
  const int first = reader.peek();
  std::string start;
  while (start.size() < telling_bytes && reader.peek() != ByteReader::end) {
    start.push_back(static_cast<char>(reader.take()));
  }
  Error error{ErrorKind::malformed, reader.name(), "", std::nullopt, ""};
  const char* what = nullptr;
  if (first == '<') {
    what = "an HTML or XML page (an error page that was saved?)";
  } else if (start.starts_with("version https://git-lfs")) {
    what = "a Git LFS pointer";
    error.hint = "fetch the file that it stands for: git lfs pull";
  } else if (first == '[') {
    what = "a JSON array";
  } else if ((first >= '0' && first <= '9') || first == '-') {
    what = "a number";
  } else if (first == '"') {
    what = "a JSON string";
  }
  error.message = what != nullptr
                      ? fmt::format("this is {}, not a heap snapshot", what)
                      : fmt::format("starts with {} where '{{' is expected: not a heap snapshot",
                                    describe_byte(first));
  return error;
}

Error describe_foreign_json(const std::string& file, const std::vector<std::string>& keys) {
  const auto has_key = [&](const char* key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  if (has_key("nodeClassNames")) {
    return {ErrorKind::malformed, file,
            "this is a heap snapshot in JavaScriptCore's own form, which is another than V8's",
            std::nullopt,
            "in Bun, take one with Bun.generateHeapSnapshot(\"v8\"), which writes V8's"};
  }
  if (has_key("format") && has_key("fingerprint")) {
    return {ErrorKind::malformed, file, "this is a saved summary, not a heap snapshot",
            std::nullopt, "a diff and a trend take it, by its path"};
  }
  const char* what = "JSON without a \"snapshot\" section";
  if (has_key("head")) {
    what = "a sampling heap profile (.heapprofile)";
  } else if (has_key("timeDeltas") || has_key("startTime")) {
    what = "a CPU profile (.cpuprofile)";
  } else if (has_key("traceEvents")) {
    what = "a trace";
  }
  return {ErrorKind::malformed, file, fmt::format("this is {}, not a heap snapshot", what),
          std::nullopt,
          "take one with v8.writeHeapSnapshot(), or in DevTools: Memory, Heap snapshot, Save"};
}

}  // namespace heapdiff::parse
