#include "cli/interrupts.hpp"

#include <pthread.h>

#include <csignal>
#include <exception>
#include <thread>
#include <utility>

namespace heapdiff::cli {
namespace {

// Neither has a destructor that does anything, so both outlive whatever the thread below does while
// the process exits.
std::mutex undoing;
OnInterrupt* latest = nullptr;  // guarded by `undoing`

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

[[noreturn]] void die_of(int signal) {
  std::signal(signal, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  raise(signal);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  std::_Exit(128 + signal);  // as shells count it, should the signal not have come
}

}  // namespace

void watch_for_interrupts() {
  sigset_t watched;
  sigemptyset(&watched);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // A blocked signal waits even if it is ignored, and would be met here.
    if (!is_ignored(signal)) sigaddset(&watched, signal);
  }
  pthread_sigmask(SIG_BLOCK, &watched, nullptr);
  try {
    std::thread([watched] {
      int signal = 0;
      if (sigwait(&watched, &signal) != 0) return;
      undoing.lock();  // for good: nothing is begun any more
      OnInterrupt::undo_all();
      die_of(signal);
    }).detach();
  } catch (const std::exception&) {  // no thread to be had: they end the program as ever
    pthread_sigmask(SIG_UNBLOCK, &watched, nullptr);
  }
}

void OnInterrupt::undo_all() {
  for (OnInterrupt* each = latest; each != nullptr; each = each->next_) each->undo_();
}

std::unique_lock<std::mutex> hold_interrupts() { return std::unique_lock(undoing); }

OnInterrupt::OnInterrupt(std::function<void()> undo) : undo_(std::move(undo)), next_(nullptr) {
  const auto held = hold_interrupts();
  next_ = std::exchange(latest, this);
}

OnInterrupt::~OnInterrupt() {
  const auto held = hold_interrupts();
  OnInterrupt** link = &latest;
  while (*link != this) link = &(*link)->next_;
  *link = next_;
}

}  // namespace heapdiff::cli
