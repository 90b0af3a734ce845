# shellcheck shell=bash disable=SC2034
# Corpora of the recipe. To train with more data, change this file only. run.sh sources it; $out is the output folder and
# $PYTHON the interpreter.
#   train_files, dev_files   comma-separated CSV files
#   twice                    those of train_files that count twice in the training of the last layers
#   test_files               pairs NAME=CSV that the last stage measures
#   text                     text for the scorer, one normalized sentence per line (.xz allowed)
#   sentences                sentences to synthesize: with punctuation, tab, normalized; empty: no synthesis
#   skip                     CSV files whose sentences are not synthesized again
shared=${SHARED:-../shared/data}
if [ -d "$shared/librispeech" ]; then
  train_files=$shared/librispeech/train.csv,$shared/speechocean762/train.csv,$shared/kathleen/train.csv
  train_files=$train_files,$shared/read_speech/train.csv,$shared/digits/train.csv,$shared/synthetic/train.csv
  twice=$shared/librispeech/train.csv
  dev_files=$shared/librispeech/dev.csv
  test_files=("librispeech=$shared/librispeech/test.csv" "speechocean762=$shared/speechocean762/test.csv"
    "kathleen=$shared/kathleen/dev.csv")
  text=$shared/text/novels.txt.xz
  sentences=$shared/text/sentences.tsv.xz
  skip=("$shared/synthetic/train.csv")
else
  # LibriSpeech, downloaded by the importer (6.3 GB of train-clean-100; SETS="--sets ..." selects others).
  if [ ! -f "$out/librispeech/train.csv" ]; then
    # shellcheck disable=SC2086
    "$PYTHON" bin/import_librispeech.py "$out/corpora" ${SETS:---sets train-clean-100 dev-clean test-clean} \
      --target_dir "$out/librispeech" --filter_alphabet data/alphabet.txt
  fi
  train_files=$out/librispeech/train.csv
  twice=
  dev_files=$out/librispeech/dev-clean.csv
  test_files=("librispeech=$out/librispeech/test-clean.csv")
  text=${TEXT:-} # such as librispeech-lm-norm.txt of SLR11; empty: the training transcripts only
  sentences=
  skip=()
fi
