#include "report/source_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iterator>

#include "base/script_name.hpp"

namespace heapdiff::report {
namespace {

constexpr std::string_view file_scheme = "file://";
constexpr std::string_view unreserved =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";

std::string percent_encoded(std::string_view text, std::string_view also_kept) {
  std::string out;
  for (const char c : text) {
    if (unreserved.find(c) != std::string_view::npos ||
        also_kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

/// What is no %HH stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    unsigned byte = 0;
    const char* digits = text.data() + 1;
    const bool is_escape = text.size() >= 3 && text[0] == '%' &&
                           std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    out += is_escape ? static_cast<char>(byte) : text[0];
    text.remove_prefix(is_escape ? 3 : 1);
  }
  return out;
}

}  // namespace

std::string uri_of_path(std::string_view path) { return percent_encoded(path, "/!$&'()*+,;=@"); }

SourcePath source_path(std::string_view file, std::string_view source_root) {
  std::string path(file);
  if (file.starts_with(file_scheme)) {
    std::string_view rest = file.substr(file_scheme.size());
    rest = rest.substr(0, rest.find_first_of("?#"));
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));  // a host
    path = percent_decoded(rest);
  } else if (base::has_scheme(file)) {
    return {percent_encoded(file, "/!$&'()*+,;=@:?#%"), false};
  } else if (base::is_drive(file)) {
    std::replace(path.begin(), path.end(), '\\', '/');
    path.insert(0, 1, '/');
  }
  const auto normal = [](std::string_view of) {
    return std::filesystem::path(of).lexically_normal().generic_string();
  };
  path = normal(path);
  if (path.starts_with('/')) {
    std::string root = normal(source_root);
    while (root.ends_with('/')) root.pop_back();
    if (!root.empty() && path.size() > root.size() + 1 && path.starts_with(root + '/')) {
      return {path.substr(root.size() + 1), true};
    }
    return {std::string(file_scheme) + uri_of_path(path), false};
  }
  if (path.empty() || path == "." || path == ".." || path.starts_with("../")) {
    return {uri_of_path(path), false};
  }
  return {path, true};
}

bool is_in_source(const Place& place) {
  return !place.file.empty() && place.line > 0 && !is_built_in(place.owner);
}

const Place* place_in_source(const Suspect& suspect) {
  for (const std::optional<Place>* place : {&suspect.holder.location, &suspect.element.location}) {
    if (*place && is_in_source(**place)) return &**place;
  }
  return nullptr;
}

}  // namespace heapdiff::report
