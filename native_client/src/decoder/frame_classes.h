// The classes of one frame: their logarithms, and which of them are tried.
#ifndef DS_DECODER_FRAME_CLASSES_H_
#define DS_DECODER_FRAME_CLASSES_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace ds {

class FrameClasses {
 public:
  FrameClasses(uint32_t classes, double cutoff_prob, uint32_t cutoff_top_n);

  // Takes the probabilities of a frame, `(classes,)`, blank last. What is no probability counts as 0.
  template <class Float>
  void set(const Float* probs);

  uint32_t blank() const { return blank_; }
  double blank_probability() const { return probs_[blank_]; }
  // ln of each class, `(classes,)`; kLogZero for a class that is not tried.
  const std::vector<float>& log_probs() const { return log_probs_; }
  // Whether classes can be left out at all.
  bool is_pruning() const { return cutoff_prob_ < 1.0; }

 private:
  // Leaves the likeliest classes that together reach cutoff_prob, at most cutoff_top_n.
  void prune();

  uint32_t blank_;
  double cutoff_prob_;
  uint32_t cutoff_top_n_;
  std::vector<double> probs_;
  std::vector<float> log_probs_;
  std::vector<std::pair<double, uint32_t>> ranked_;
};

}  // namespace ds

#endif  // DS_DECODER_FRAME_CLASSES_H_
