#pragma once

#include <cstdint>
#include <vector>

#include "base/column.hpp"
#include "base/size_column.hpp"
#include "heapdiff/index.hpp"

namespace heapdiff::test {

/// An object of a dominator tree in preorder: its depth, class and size.
struct TreeObject {
  std::uint32_t depth, of;
  std::uint64_t size;
};

/// The columns of such a tree.
struct PreorderColumns {
  base::Column<std::uint32_t> ends;
  base::SizeColumn sizes;
  base::Column<ClassIndex> classes;

  explicit PreorderColumns(const std::vector<TreeObject>& objects)
      : ends(objects.size(), 0), sizes(objects.size()), classes(objects.size(), ClassIndex(0u)) {
    for (std::uint32_t i = 0; i < objects.size(); ++i) {
      std::uint32_t end = i + 1;
      while (end < objects.size() && objects[end].depth > objects[i].depth) ++end;
      ends[i] = end;
      sizes.set(i, objects[i].size);
      classes[i] = ClassIndex(objects[i].of);
    }
  }
};

}  // namespace heapdiff::test
