// Threads that run the parts of a task in parallel.
#ifndef DS_MODEL_WORKERS_H_
#define DS_MODEL_WORKERS_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ds {

class Workers {
 public:
  using Task = std::function<void(unsigned part, unsigned parts)>;

  // The calling thread is one of them. Throws std::system_error if a thread cannot be started.
  explicit Workers(unsigned threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Runs the task for all parts in parallel, and returns when all are done. The task must not throw.
  void run(const Task& task);

 private:
  void work(unsigned part);
  void stop();

  const unsigned parts_;
  std::mutex mutex_;
  std::condition_variable begun_;
  std::condition_variable done_;
  const Task* task_ = nullptr;
  unsigned long round_ = 0;
  unsigned open_ = 0;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ds

#endif  // DS_MODEL_WORKERS_H_
