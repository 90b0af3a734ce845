// The classes of one frame: their logarithms, and which of them are considered.
#ifndef DS_DECODER_FRAME_CLASSES_H_
#define DS_DECODER_FRAME_CLASSES_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace ds {

class FrameClasses {
 public:
  FrameClasses(uint32_t classes, double cutoff_prob, uint32_t cutoff_top_n);

  // Sets the probabilities of a frame, `(classes,)`, blank last. Invalid probabilities count as 0.
  template <class Float>
  void set(const Float* probs);

  uint32_t blank() const { return blank_; }
  double blank_probability() const { return probs_[blank_]; }
  // ln of each class, `(classes,)`; kLogZero for a class that is not considered.
  const std::vector<float>& log_probs() const { return log_probs_; }
  // Whether any class can be left out.
  bool is_pruning() const { return cutoff_prob_ < 1.0; }

 private:
  // Keeps the most likely classes that together reach cutoff_prob, at most cutoff_top_n.
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
