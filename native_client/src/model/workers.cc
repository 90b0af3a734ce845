#include "model/workers.h"

namespace ds {

Workers::Workers(unsigned threads) : parts_(threads) {
  try {
    for (unsigned part = 1; part < threads; part++) threads_.emplace_back([this, part] { work(part); });
  } catch (...) {
    stop();
    throw;
  }
}

Workers::~Workers() { stop(); }

void Workers::stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_ending_ = true;
  }
  begun_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::run(const Task& task) {
  if (parts_ > 1) {
    const std::lock_guard<std::mutex> lock(mutex_);
    task_ = &task;
    open_ = parts_ - 1;
    round_++;
  }
  begun_.notify_all();
  task(0, parts_);
  std::unique_lock<std::mutex> lock(mutex_);
  done_.wait(lock, [this] { return open_ == 0; });
}

void Workers::work(unsigned part) {
  unsigned long seen = 0;
  for (;;) {
    const Task* task = nullptr;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      begun_.wait(lock, [&] { return is_ending_ || round_ != seen; });
      if (is_ending_) return;
      seen = round_;
      task = task_;
    }
    (*task)(part, parts_);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--open_ == 0) done_.notify_one();
  }
}

}  // namespace ds
