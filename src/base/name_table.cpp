#include "base/name_table.hpp"

#include <absl/container/flat_hash_set.h>

#include <algorithm>

#include "base/hash_block.hpp"

namespace heapdiff::base {

// Measured with 900,000 names of 30 bytes: 32 MB and 0.11 s. Linear probing of our own took 35 MB
// and 0.19 s; tsl::robin_set 35 MB and 0.29 s, or 52 MB and 0.17 s with hashes kept.
template <class T>
struct SequenceTable<T>::Ordinals {
  struct Hash {
    using is_transparent = void;
    const Sequences* sequences;

    std::size_t operator()(std::span<const T> sequence) const {
      return hash_block(sequence.data(), sequence.size_bytes());
    }
    std::size_t operator()(std::uint32_t ordinal) const { return (*this)((*sequences)[ordinal]); }
  };

  struct Equal {
    using is_transparent = void;
    const Sequences* sequences;

    bool operator()(std::uint32_t ordinal, std::span<const T> sequence) const {
      return std::ranges::equal((*sequences)[ordinal], sequence);
    }
    bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
  };

  explicit Ordinals(const Sequences& sequences) : set(0, Hash{&sequences}, Equal{&sequences}) {}
  absl::flat_hash_set<std::uint32_t, Hash, Equal> set;
};

template <class T>
SequenceTable<T>::SequenceTable()
    : sequences_(std::make_unique<Sequences>()),
      ordinals_(std::make_unique<Ordinals>(*sequences_)) {
  sequences_->starts.push_back(0);
}

template <class T>
SequenceTable<T>::SequenceTable(SequenceTable&& other) noexcept = default;
template <class T>
SequenceTable<T>& SequenceTable<T>::operator=(SequenceTable&& other) noexcept = default;
template <class T>
SequenceTable<T>::~SequenceTable() = default;

template <class T>
std::uint32_t SequenceTable<T>::intern(std::span<const T> sequence) {
  return *ordinals_->set.lazy_emplace(sequence, [&](const auto& emplace) {
    const auto ordinal = static_cast<std::uint32_t>(size());
    sequences_->items.append(sequence.data(), sequence.size());
    sequences_->starts.push_back(sequences_->items.size());
    emplace(ordinal);
  });
}

template <class T>
std::uint32_t SequenceTable<T>::find(std::span<const T> sequence) const {
  const auto found = ordinals_->set.find(sequence);
  return found == ordinals_->set.end() ? none : *found;
}

template class SequenceTable<char>;
template class SequenceTable<std::uint32_t>;

}  // namespace heapdiff::base
