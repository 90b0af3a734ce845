"""The table of flags: the names and defaults of DeepSpeech 0.9.3, and further flags, grouped by topic.

A new flag needs one row here and the code that uses it. The row names the library field that the flag
sets; the field defines default, type and range. `python -m deepspeech_tf.commandline.flag_document` writes
the tables of doc/training.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from deepspeech_tf.commandline.flag_row import FlagRow, data_home, flag, own
from deepspeech_tf.config.bounds import COUNT_OR_NONE, Bounds

CONFIGURATION: Sequence[FlagRow] = (
    own("config", "string", "", "YAML or JSON file with flag values; the command line takes precedence"),
)

DATA: Sequence[FlagRow] = (
    flag(
        "train_files",
        "TrainingData.train_files",
        "CSV files of the training set, comma-separated; empty: none",
    ),
    flag(
        "dev_files",
        "TrainingData.dev_files",
        "CSV files of validation sets, comma-separated, each reported separately",
    ),
    flag(
        "test_files",
        "EvaluationData.test_files DiagnosisJob.test_files",
        "CSV files of test sets, comma-separated, each reported separately",
    ),
    flag(
        "metrics_files",
        "TrainingData.metrics_files",
        "CSV files, comma-separated; loss, WER and CER are computed after validation",
    ),
    own(
        "auto_input_dataset",
        "string",
        "",
        "a CSV file, or a folder with one, to split into train.csv, dev.csv and test.csv",
    ),
    flag(
        "read_buffer",
        "TrainingData.read_buffer_bytes EvaluationData.read_buffer_bytes",
        "read buffer per data set; with suffix KB, MB, GB or TB",
        kind="string",
        default="1MB",
    ),
    flag(
        "feature_cache", "TrainingData.feature_cache", "cache training features in <value>.sqlite across runs"
    ),
    flag(
        "cache_for_epochs",
        "TrainingData.cache_for_epochs",
        "clear the feature cache after this number of epochs; 0: never",
    ),
    flag("feature_win_len", "FeatureConfig.window_ms ModelConfig.window_ms", "feature window length in ms"),
    flag("feature_win_step", "FeatureConfig.step_ms ModelConfig.step_ms", "feature window step in ms"),
    flag(
        "features",
        "FeatureConfig.feature_kind ModelConfig.feature_kind",
        "features of a new model: mfcc, or log_mel, which is the default of the encoder transformer",
    ),
    flag("n_mels", "FeatureConfig.n_mels ModelConfig.n_mels", "log_mel: features per frame"),
    flag(
        "audio_sample_rate",
        "FeatureConfig.sample_rate_hz ModelConfig.sample_rate_hz",
        "sampling rate of the model in Hz",
    ),
    flag(
        "normalize_sample_rate",
        "TrainingData.normalize_sample_rate EvaluationData.normalize_sample_rate",
        "resample audio to --audio_sample_rate; off: other rates are an error",
    ),
    flag(
        "speaker_pattern",
        "DiagnosisJob.speaker_pattern",
        "doctor: regular expression that extracts the speaker from wav_filename; empty: use a column",
    ),
    flag(
        "augment",
        "TrainingData.augment",
        "operation[parameter=value,...]; repeat the flag for several, applied in order",
        kind="multi_string",
        default=None,
    ),
    flag(
        "augment_as_0_9_3",
        "TrainingData.augment_as_0_9_3",
        "reproduce the augmentation of 0.9.3, including its defects",
    ),
)

OPTIMIZATION: Sequence[FlagRow] = (
    flag("epochs", "TrainingConfig.epochs", "epochs to train in this run"),
    flag("dropout_rate", "DeepSpeechConfig.dropout_1", "dropout rate of the feed-forward layers"),
    flag(
        "dropout_rate2",
        "DeepSpeechConfig.dropout_2",
        "dropout rate of layer 2; negative: --dropout_rate",
        kind="float",
        default=-1.0,
    ),
    flag(
        "dropout_rate3",
        "DeepSpeechConfig.dropout_3",
        "dropout rate of layer 3; negative: --dropout_rate",
        kind="float",
        default=-1.0,
    ),
    own("dropout_rate4", "float", 0.0, "no effect, as in 0.9.3"),
    own("dropout_rate5", "float", 0.0, "no effect, as in 0.9.3"),
    flag(
        "dropout_rate6",
        "DeepSpeechConfig.dropout_5",
        "dropout rate of layer 5, as in 0.9.3; negative: --dropout_rate",
        kind="float",
        default=-1.0,
    ),
    flag("relu_clip", "DeepSpeechConfig.relu_clip", "upper limit of the clipped ReLU"),
    flag("beta1", "OptimizerConfig.beta1", "Adam: decay rate of the first moment"),
    flag("beta2", "OptimizerConfig.beta2", "Adam: decay rate of the second moment"),
    flag("epsilon", "OptimizerConfig.epsilon", "Adam: constant for numerical stability"),
    flag(
        "learning_rate",
        "OptimizerConfig.learning_rate",
        "initial learning rate of a new model; a checkpoint keeps its own",
    ),
    flag(
        "lr_warmup_steps",
        "OptimizerConfig.warmup_steps",
        "warm-up steps, in which the learning rate increases from 0; 0: no warm-up",
    ),
    flag(
        "lr_schedule",
        "OptimizerConfig.schedule",
        "learning-rate schedule after the warm-up: constant, cosine, exponential",
    ),
    flag(
        "lr_decay_steps",
        "OptimizerConfig.decay_steps",
        "cosine: steps until the rate is 0; exponential: steps per decay by --lr_decay_rate",
    ),
    flag("lr_decay_rate", "OptimizerConfig.decay_rate", "exponential: decay factor per --lr_decay_steps"),
    flag("clip_norm", "OptimizerConfig.clip_norm", "gradient clipping: maximum global norm; 0: no clipping"),
    flag(
        "ema_decay",
        "OptimizerConfig.ema_decay",
        "decay of the moving average of the weights, which validation, tests and export use; 0: none",
    ),
    flag("train_batch_size", "TrainingConfig.train_batch_size", "batch size for training, in utterances"),
    flag("dev_batch_size", "TrainingConfig.dev_batch_size", "batch size for validation, in utterances"),
    flag("test_batch_size", "EvaluationData.batch_size", "batch size for tests, in utterances"),
    flag("export_batch_size", "ExportConfig.batch_size", "batch size of the exported graph"),
    flag(
        "random_seed",
        "TrainingConfig.seed EvaluationJob.seed TranscriptionJob.seed LmSearchConfig.seed",
        "random seed of weights, dropout and augmentation",
    ),
    flag(
        "batch_order",
        "TrainingData.batch_order",
        "bucketed: new batches of similar lengths in every epoch; sorted: by length, as in 0.9.3",
    ),
    flag(
        "batch_seconds",
        "TrainingData.batch_seconds",
        "seconds of audio per training step, instead of --train_batch_size; 0: off",
    ),
    flag(
        "find_batch_size",
        "TrainingConfig.find_batch_size",
        "before training, report how many of the longest utterances fit into memory",
    ),
    flag(
        "skip_batch_test",
        "TrainingConfig.skip_batch_test",
        "with a GPU: skip the trial batch of the longest utterances",
    ),
    flag(
        "shuffle_batches",
        "TrainingData.shuffle_batches",
        "with --batch_order sorted: shuffle the batches in every epoch after the first",
    ),
    flag("shuffle_start", "TrainingData.shuffle_start", "first epoch, counted from 0, with shuffled batches"),
    flag("early_stop", "TrainingConfig.early_stop", "stop when the validation loss no longer improves"),
    flag(
        "es_epochs",
        "TrainingConfig.early_stop_epochs",
        "early stopping: epochs without improvement before training stops",
    ),
    flag(
        "es_min_delta",
        "TrainingConfig.min_delta",
        "smallest decrease of the validation loss that counts as an improvement",
    ),
    flag(
        "reduce_lr_on_plateau",
        "TrainingConfig.reduce_lr_on_plateau",
        "reduce the learning rate when the validation loss no longer improves",
    ),
    flag(
        "plateau_epochs",
        "TrainingConfig.plateau_epochs",
        "epochs without improvement before the learning rate is reduced",
    ),
    flag("plateau_reduction", "TrainingConfig.plateau_reduction", "learning-rate factor on a plateau"),
    flag(
        "force_initialize_learning_rate",
        "TrainingConfig.force_learning_rate",
        "use --learning_rate instead of the learning rate in the checkpoint",
    ),
)

PERFORMANCE: Sequence[FlagRow] = (
    flag(
        "inter_op_parallelism_threads",
        "DeviceConfig.inter_op_threads",
        "threads between operations; 0: TensorFlow's choice",
    ),
    flag(
        "intra_op_parallelism_threads",
        "DeviceConfig.intra_op_threads",
        "threads within an operation; 0: TensorFlow's choice",
    ),
    flag("use_allow_growth", "DeviceConfig.allow_growth", "allocate GPU memory as needed, not all at once"),
    flag(
        "load_cudnn",
        "TrainingConfig.allow_missing_slots",
        "initialize the Adam slots that are missing in a cuDNN checkpoint",
    ),
    own("train_cudnn", "bool", False, "no effect: all devices use the same LSTM"),
    flag("precision", "TrainingConfig.precision", "precision of training: float32, bfloat16, float16"),
    flag(
        "workers",
        "Cluster.addresses",
        "distributed training: host:port of every machine, the chief first; empty: this machine only",
        kind="string",
        default="",
    ),
    flag(
        "worker_index",
        "Cluster.index",
        "index of this machine in --workers, counted from 0",
        kind="integer",
        default=-1,
    ),
    own("automatic_mixed_precision", "bool", False, "mixed precision: bfloat16, or float16 on older GPUs"),
    own("horovod", "bool", False, "no effect: training always uses all GPUs of the machine"),
)

SAMPLES: Sequence[FlagRow] = (
    flag("limit_train", "TrainingData.limit_train", "maximum number of training utterances; 0: all"),
    flag("limit_dev", "TrainingData.limit_dev", "maximum number of validation utterances; 0: all"),
    flag("limit_test", "EvaluationData.limit", "maximum number of test utterances; 0: all"),
    flag("reverse_train", "TrainingData.reverse_train", "process the longest training utterances first"),
    flag("reverse_dev", "TrainingData.reverse_dev", "process the longest validation utterances first"),
    flag("reverse_test", "EvaluationData.reverse", "process the longest test utterances first"),
)

CHECKPOINTS: Sequence[FlagRow] = (
    flag(
        "checkpoint_dir",
        "EvaluationJob.checkpoint_dir ExportJob.checkpoint_dir ConversionJob.checkpoint_dir "
        "LmSearchJob.checkpoint_dir TranscriptionJob.checkpoint_dir DiagnosisJob.checkpoint_dir "
        "TrainingJob.checkpoint_dir",
        "folder to load checkpoints from and save them to",
        kind="string",
        default=data_home("checkpoints"),
    ),
    flag("load_checkpoint_dir", "TrainingJob.load_dir", "folder to load from; empty: --checkpoint_dir"),
    flag(
        "save_checkpoint_dir",
        "ConversionJob.target_dir",
        "folder to save checkpoints to; empty: --checkpoint_dir",
        kind="string",
        default="",
    ),
    flag(
        "init_from",
        "TrainingJob.init_from",
        "transformer encoder: CTranslate2 folder of a Whisper model whose encoder initializes a new model",
        kind="string",
        default="",
    ),
    flag(
        "teacher_weight",
        "TrainingConfig.teacher_weight",
        "weight of the error to the outputs of --init_from, whose attention is unlimited; 0: none",
    ),
    flag(
        "trained_layers",
        "TrainingConfig.trained_layers",
        "number of layers, counted from the output, whose weights change; 0: all",
    ),
    flag(
        "checkpoint_secs",
        "TrainingConfig.checkpoint_secs",
        "seconds between checkpoints within an epoch; 0: only at its end",
        kind="integer",
        default=600,
    ),
    flag("max_to_keep", "TrainingConfig.max_to_keep", "number of training checkpoints to keep"),
    flag(
        "load_train",
        "TrainingConfig.load_train",
        "checkpoint to continue training from: last, best, auto; init: a new model",
    ),
    flag(
        "load_evaluate",
        "EvaluationJob.load ExportJob.load ConversionJob.load LmSearchJob.load TranscriptionJob.load",
        "checkpoint to test and export: last, best, auto",
    ),
    flag(
        "drop_source_layers",
        "TrainingConfig.drop_source_layers",
        "transfer learning: number of layers, counted from the output, to reinitialize",
    ),
)

EXPORT: Sequence[FlagRow] = (
    flag(
        "export_dir",
        "ExportJob.export_dir",
        "folder to export the model to; empty: no export",
        kind="string",
        default="",
    ),
    flag("remove_export", "ExportJob.remove", "empty the export folder before exporting"),
    flag(
        "export_tflite",
        "ExportJob.format",
        "export a .tflite file instead of a .pb file",
        kind="bool",
        default=False,
    ),
    flag(
        "export_quantize",
        "ExportConfig.quantize",
        "store int8 weights in the .tflite file (dynamic-range quantization)",
    ),
    flag(
        "export_savedmodel",
        "ExportJob.format",
        "export a SavedModel for whole utterances instead of a .pb file",
        kind="bool",
        default=False,
    ),
    flag("compat", "ExportConfig.compat", "0.9: .tflite file for the clients of 0.9.3 and Coqui STT as well"),
    flag("n_steps", "ExportConfig.n_steps", "frames per inference step of the exported model"),
    flag(
        "export_zip",
        "ExportJob.archive",
        "export a .tflite file, and zip it and the scorer to <export_dir>.zip",
    ),
    flag("export_file_name", "ExportConfig.file_name", "base name of the exported model"),
    flag("export_beam_width", "ExportConfig.beam_width", "beam width stored in the exported model"),
    flag("export_author_id", "ModelCard.author", "model card: author of the model"),
    flag("export_model_name", "ModelCard.model_name", "model card: name of the model, without slashes"),
    flag("export_model_version", "ModelCard.model_version", "model card: semantic version of the model"),
    flag("export_contact_info", "ModelCard.contact_info", "model card: contact information"),
    flag("export_license", "ModelCard.license", "model card: license of the model"),
    flag(
        "export_language",
        "ModelCard.language ExportConfig.language",
        "model card and exported graph: language of the model",
    ),
    flag("export_min_ds_version", "ModelCard.min_ds_version", "model card: oldest supported client version"),
    flag("export_max_ds_version", "ModelCard.max_ds_version", "model card: newest supported client version"),
    flag("export_description", "ModelCard.description", "model card: description of the model"),
)

REPORTING: Sequence[FlagRow] = (
    own("log_level", "integer", 1, "0 debug, 1 info, 2 warnings, 3 errors", Bounds(0, 3)),
    own("show_progressbar", "bool", True, "show a progress bar on a terminal; off: a log line per phase"),
    flag("log_placement", "DeviceConfig.log_placement", "log the device placement of every operation"),
    own("report_count", "integer", 5, "number of best, median and worst utterances to print", COUNT_OR_NONE),
    flag(
        "summary_dir",
        "TrainingConfig.summary_dir",
        "folder for TensorBoard summaries",
        kind="string",
        default=data_home("summaries"),
    ),
    flag("test_output_file", "EvaluationJob.output_file", "JSON file for the results of all test utterances"),
    flag(
        "report_dir",
        "EvaluationJob.report_dir DiagnosisJob.report_dir",
        "folder for report.html and report.json of the tests or of the doctor",
    ),
)

MODEL: Sequence[FlagRow] = (
    flag("encoder", "ModelConfig.encoder", "encoder of a new model", kind="string", default="deepspeech"),
    flag(
        "encoder_option",
        "ModelConfig.options",
        "name=value: an encoder option; repeat the flag for several",
        kind="multi_string",
        default=None,
    ),
    flag("n_hidden", "DeepSpeechConfig.n_hidden", "deepspeech encoder: number of units per layer"),
    flag(
        "layer_norm",
        "DeepSpeechConfig.layer_norm",
        "deepspeech encoder: layer normalization after every dense layer except the last",
    ),
    flag(
        "bytes_output_mode",
        "ModelConfig.bytes_output",
        "use 255 UTF-8 byte values as labels instead of an alphabet file",
        kind="bool",
        default=False,
    ),
    flag(
        "alphabet_config_path",
        "ModelConfig.alphabet_path",
        "alphabet file with one label per line",
        kind="string",
        default="data/alphabet.txt",
    ),
)

DECODER: Sequence[FlagRow] = (
    flag("scorer_path", "DecodingConfig.scorer_path", "scorer package (.scorer file)"),
    flag("beam_width", "DecodingConfig.beam_width", "beam width of the decoder"),
    flag("lm_alpha", "DecodingConfig.lm_alpha", "weight of the language model"),
    flag("lm_beta", "DecodingConfig.lm_beta", "weight of the word count (word insertion bonus)"),
    flag(
        "cutoff_prob",
        "DecodingConfig.cutoff_prob",
        "consider only the most probable labels up to this cumulative probability; 1: all",
    ),
    flag(
        "cutoff_top_n",
        "DecodingConfig.cutoff_top_n",
        "maximum number of labels to consider if --cutoff_prob is below 1",
    ),
    flag(
        "one_shot_infer",
        "TranscriptionJob.audio_files",
        "audio file to transcribe with the checkpoint",
        kind="string",
        default="",
    ),
    flag("lm_alpha_max", "LmSearchConfig.alpha_max", "lm_optimizer: upper bound of alpha"),
    flag("lm_beta_max", "LmSearchConfig.beta_max", "lm_optimizer: upper bound of beta"),
    flag("n_trials", "LmSearchConfig.n_trials", "lm_optimizer: number of trials, including earlier runs"),
)

GROUPS: dict[str, Sequence[FlagRow]] = {
    "From a file": CONFIGURATION,
    "Data": DATA,
    "Optimization and regularization": OPTIMIZATION,
    "Performance": PERFORMANCE,
    "Sample limits": SAMPLES,
    "Checkpoints": CHECKPOINTS,
    "Export": EXPORT,
    "Reporting": REPORTING,
    "Model": MODEL,
    "Decoder": DECODER,
}
ALL_FLAGS: Sequence[FlagRow] = tuple(row for group in GROUPS.values() for row in group)

# Flags of 0.9.3 that are accepted but have no effect. The values are the explanations for the warning.
WITHOUT_EFFECT: dict[str, str] = {
    "dropout_rate4": "it had none in 0.9.3 either; --dropout_rate6 sets the dropout rate of layer 5",
    "dropout_rate5": "it had none in 0.9.3 either; --dropout_rate6 sets the dropout rate of layer 5",
    "train_cudnn": "all devices use the same LSTM and the same checkpoints",
    "horovod": "training always uses all GPUs of the machine",
}
