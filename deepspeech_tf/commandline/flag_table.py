"""The table of flags: names and defaults of DeepSpeech 0.9.3, and further ones; one table per theme.

Another flag is one row here and its use: the row says which field of the library it sets, which has default,
type and range. `python -m deepspeech_tf.commandline.flag_document` writes the tables of doc/training.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from deepspeech_tf.commandline.flag_row import FlagRow, data_home, flag, own
from deepspeech_tf.config.bounds import COUNT_OR_NONE, Bounds

CONFIGURATION: Sequence[FlagRow] = (
    own("config", "string", "", "YAML or JSON file with values of flags; the command line has precedence"),
)

DATA: Sequence[FlagRow] = (
    flag(
        "train_files",
        "TrainingData.train_files",
        "comma-separated CSV manifests to train on; empty: no training",
    ),
    flag(
        "dev_files",
        "TrainingData.dev_files",
        "comma-separated CSV manifests to validate on, each reported separately",
    ),
    flag(
        "test_files",
        "EvaluationData.test_files DiagnosisJob.test_files",
        "comma-separated CSV manifests to test on, each reported separately",
    ),
    flag(
        "metrics_files",
        "TrainingData.metrics_files",
        "comma-separated CSV manifests; loss, WER and CER after validation",
    ),
    own(
        "auto_input_dataset",
        "string",
        "",
        "one CSV manifest, or a folder with one, to divide into train.csv, dev.csv and test.csv",
    ),
    flag(
        "read_buffer",
        "TrainingData.read_buffer_bytes EvaluationData.read_buffer_bytes",
        "read so much of a data set at once; suffix KB, MB, GB or TB",
        kind="string",
        default="1MB",
    ),
    flag(
        "feature_cache",
        "TrainingData.feature_cache",
        "keep the features of training in <value>.sqlite, from run to run",
    ),
    flag(
        "cache_for_epochs",
        "TrainingData.cache_for_epochs",
        "empty the feature cache every so many epochs; 0: never",
    ),
    flag("feature_win_len", "FeatureConfig.window_ms ModelConfig.window_ms", "analysis window in ms"),
    flag("feature_win_step", "FeatureConfig.step_ms ModelConfig.step_ms", "analysis step in ms"),
    flag(
        "audio_sample_rate",
        "FeatureConfig.sample_rate_hz ModelConfig.sample_rate_hz",
        "sample rate in Hz that the model hears",
    ),
    flag(
        "normalize_sample_rate",
        "TrainingData.normalize_sample_rate EvaluationData.normalize_sample_rate",
        "resample audio of other rates to --audio_sample_rate; off: refuse it",
    ),
    flag(
        "speaker_pattern",
        "DiagnosisJob.speaker_pattern",
        "doctor: regular expression that finds the speaker in wav_filename; empty: a column tells",
    ),
    flag(
        "augment",
        "TrainingData.augment",
        "operation[parameter=value,...]; repeat for several, order counts",
        kind="multi_string",
        default=None,
    ),
    flag(
        "augment_as_0_9_3",
        "TrainingData.augment_as_0_9_3",
        "augmentation with the defects that it has in 0.9.3",
    ),
)

OPTIMISATION: Sequence[FlagRow] = (
    flag("epochs", "TrainingConfig.epochs", "passes over the training set in this run"),
    flag("dropout_rate", "DeepSpeechConfig.dropout_1", "dropout of the feed-forward layers"),
    flag(
        "dropout_rate2",
        "DeepSpeechConfig.dropout_2",
        "dropout of layer 2; negative: --dropout_rate",
        kind="float",
        default=-1.0,
    ),
    flag(
        "dropout_rate3",
        "DeepSpeechConfig.dropout_3",
        "dropout of layer 3; negative: --dropout_rate",
        kind="float",
        default=-1.0,
    ),
    own("dropout_rate4", "float", 0.0, "no effect, as in 0.9.3"),
    own("dropout_rate5", "float", 0.0, "no effect, as in 0.9.3"),
    flag(
        "dropout_rate6",
        "DeepSpeechConfig.dropout_5",
        "dropout of layer 5 (as in 0.9.3); negative: --dropout_rate",
        kind="float",
        default=-1.0,
    ),
    flag("relu_clip", "DeepSpeechConfig.relu_clip", "upper clip of the rectified linear units"),
    flag("beta1", "OptimizerConfig.beta1", "Adam: decay of the first moment"),
    flag("beta2", "OptimizerConfig.beta2", "Adam: decay of the second moment"),
    flag("epsilon", "OptimizerConfig.epsilon", "Adam: numerical floor"),
    flag(
        "learning_rate",
        "OptimizerConfig.learning_rate",
        "learning rate of a new model; a checkpoint's own rate wins",
    ),
    flag(
        "lr_warmup_steps",
        "OptimizerConfig.warmup_steps",
        "steps in which the learning rate grows from 0; 0: none",
    ),
    flag(
        "lr_schedule",
        "OptimizerConfig.schedule",
        "learning rate after the warm-up: constant, cosine, exponential",
    ),
    flag(
        "lr_decay_steps",
        "OptimizerConfig.decay_steps",
        "cosine: steps until it is 0; exponential: steps per --lr_decay_rate",
    ),
    flag(
        "lr_decay_rate",
        "OptimizerConfig.decay_rate",
        "exponential: factor on the learning rate in --lr_decay_steps",
    ),
    flag("clip_norm", "OptimizerConfig.clip_norm", "scale gradients of a larger norm to this one; 0: never"),
    flag("train_batch_size", "TrainingConfig.train_batch_size", "utterances per training step"),
    flag("dev_batch_size", "TrainingConfig.dev_batch_size", "utterances per validation step"),
    flag("test_batch_size", "EvaluationData.batch_size", "utterances per test step"),
    flag("export_batch_size", "ExportConfig.batch_size", "batch size of the exported graph"),
    flag(
        "random_seed",
        "TrainingConfig.seed EvaluationJob.seed TranscriptionJob.seed LmSearchConfig.seed",
        "seed of weights, dropout and augmentation",
    ),
    flag(
        "batch_order",
        "TrainingData.batch_order",
        "bucketed: other batches of like length in every epoch; sorted: 0.9.3's",
    ),
    flag(
        "batch_seconds",
        "TrainingData.batch_seconds",
        "seconds of audio per training step, instead of --train_batch_size; 0: off",
    ),
    flag(
        "find_batch_size",
        "TrainingConfig.find_batch_size",
        "before the first epoch, tell how many of the longest utterances fit into memory",
    ),
    flag(
        "skip_batch_test",
        "TrainingConfig.skip_batch_test",
        "with a GPU: do not try a batch of the longest utterances first",
    ),
    flag(
        "shuffle_batches",
        "TrainingData.shuffle_batches",
        "with --batch_order sorted: after the first epoch, a new order of the batches in each",
    ),
    flag(
        "shuffle_start",
        "TrainingData.shuffle_start",
        "the first epoch, from 0, whose batches come in a random order",
    ),
    flag("early_stop", "TrainingConfig.early_stop", "stop when the validation loss no longer improves"),
    flag("es_epochs", "TrainingConfig.early_stop_epochs", "epochs without improvement before early stopping"),
    flag(
        "es_min_delta",
        "TrainingConfig.min_delta",
        "smallest change of the loss that counts as an improvement",
    ),
    flag(
        "reduce_lr_on_plateau",
        "TrainingConfig.reduce_lr_on_plateau",
        "reduce the learning rate when validation stops improving",
    ),
    flag("plateau_epochs", "TrainingConfig.plateau_epochs", "epochs without improvement that make a plateau"),
    flag("plateau_reduction", "TrainingConfig.plateau_reduction", "factor on the learning rate at a plateau"),
    flag(
        "force_initialize_learning_rate",
        "TrainingConfig.force_learning_rate",
        "use --learning_rate instead of the checkpoint's",
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
    flag("use_allow_growth", "DeviceConfig.allow_growth", "let GPU memory grow instead of taking all of it"),
    flag(
        "load_cudnn",
        "TrainingConfig.allow_missing_slots",
        "initialise the Adam slots that a cuDNN checkpoint lacks",
    ),
    own("train_cudnn", "bool", False, "no effect: the LSTM is one for all devices"),
    flag("precision", "TrainingConfig.precision", "what training computes in: float32, bfloat16, float16"),
    flag(
        "workers",
        "Cluster.addresses",
        "host:port of every machine that trains, the chief first; empty: this one",
        kind="string",
        default="",
    ),
    flag(
        "worker_index",
        "Cluster.index",
        "place of this machine in --workers, from 0",
        kind="integer",
        default=-1,
    ),
    own("automatic_mixed_precision", "bool", False, "--precision bfloat16; float16 on GPUs without it"),
    own("horovod", "bool", False, "no effect: all GPUs of a machine train together"),
)

SAMPLES: Sequence[FlagRow] = (
    flag("limit_train", "TrainingData.limit_train", "train on at most so many utterances; 0: all"),
    flag("limit_dev", "TrainingData.limit_dev", "validate on at most so many utterances; 0: all"),
    flag("limit_test", "EvaluationData.limit", "test on at most so many utterances; 0: all"),
    flag("reverse_train", "TrainingData.reverse_train", "longest training utterances first"),
    flag("reverse_dev", "TrainingData.reverse_dev", "longest validation utterances first"),
    flag("reverse_test", "EvaluationData.reverse", "longest test utterances first"),
)

CHECKPOINTS: Sequence[FlagRow] = (
    flag(
        "checkpoint_dir",
        "EvaluationJob.checkpoint_dir ExportJob.checkpoint_dir ConversionJob.checkpoint_dir "
        "LmSearchJob.checkpoint_dir TranscriptionJob.checkpoint_dir TrainingJob.checkpoint_dir",
        "folder to load checkpoints from and save to",
        kind="string",
        default=data_home("checkpoints"),
    ),
    flag("load_checkpoint_dir", "TrainingJob.load_dir", "folder to load from; empty: --checkpoint_dir"),
    flag(
        "save_checkpoint_dir",
        "ConversionJob.target_dir",
        "folder to save to; empty: --checkpoint_dir",
        kind="string",
        default="",
    ),
    flag(
        "checkpoint_secs",
        "TrainingConfig.checkpoint_secs",
        "seconds between checkpoints inside an epoch; 0: only at its end",
        kind="integer",
        default=600,
    ),
    flag("max_to_keep", "TrainingConfig.max_to_keep", "number of train checkpoints kept"),
    flag("load_train", "TrainingConfig.load_train", "checkpoint to train from: last, best, init, auto"),
    flag(
        "load_evaluate",
        "EvaluationJob.load ExportJob.load ConversionJob.load LmSearchJob.load TranscriptionJob.load",
        "checkpoint to test and export: last, best, auto",
    ),
    flag(
        "drop_source_layers",
        "TrainingConfig.drop_source_layers",
        "layers, from the output backwards, to initialise anew",
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
    flag("remove_export", "ExportJob.remove", "empty the export folder first"),
    flag(
        "export_tflite",
        "ExportJob.format",
        "export a .tflite file instead of a .pb file",
        kind="bool",
        default=False,
    ),
    flag("export_quantize", "ExportConfig.quantize", "int8 weights (dynamic range) in the .tflite file"),
    flag(
        "export_savedmodel",
        "ExportJob.format",
        "export a SavedModel of whole utterances instead of a .pb file",
        kind="bool",
        default=False,
    ),
    flag(
        "compat", "ExportConfig.compat", "0.9: the .tflite file is for clients of 0.9.3 and Coqui STT as well"
    ),
    flag("n_steps", "ExportConfig.n_steps", "frames per call of the exported acoustic model"),
    flag(
        "export_zip",
        "ExportJob.archive",
        "export a .tflite file, and pack it and the scorer into <export_dir>.zip",
    ),
    flag("export_file_name", "ExportConfig.file_name", "base name of the exported model"),
    flag("export_beam_width", "ExportConfig.beam_width", "beam width stored in the exported model"),
    flag("export_author_id", "ModelCard.author", "model card: author of the model"),
    flag("export_model_name", "ModelCard.model_name", "model card: name of the model, without slashes"),
    flag("export_model_version", "ModelCard.model_version", "model card: semantic version of the model"),
    flag("export_contact_info", "ModelCard.contact_info", "model card: whom to ask"),
    flag("export_license", "ModelCard.license", "model card: licence of the model"),
    flag(
        "export_language",
        "ModelCard.language ExportConfig.language",
        "model card and graph: language of the model",
    ),
    flag("export_min_ds_version", "ModelCard.min_ds_version", "model card: oldest client that works"),
    flag("export_max_ds_version", "ModelCard.max_ds_version", "model card: newest client that works"),
    flag("export_description", "ModelCard.description", "model card: what the model is"),
)

REPORTING: Sequence[FlagRow] = (
    own("log_level", "integer", 1, "0 debug, 1 info, 2 warnings, 3 errors", Bounds(0, 3)),
    own("show_progressbar", "bool", True, "progress bar on a terminal; off: a log line per phase"),
    flag("log_placement", "DeviceConfig.log_placement", "log the device of every operation"),
    own("report_count", "integer", 5, "utterances shown in each of best, median and worst", COUNT_OR_NONE),
    flag(
        "summary_dir",
        "TrainingConfig.summary_dir",
        "folder of the TensorBoard summaries",
        kind="string",
        default=data_home("summaries"),
    ),
    flag("test_output_file", "EvaluationJob.output_file", "JSON file for all tested utterances"),
    flag(
        "report_dir",
        "EvaluationJob.report_dir DiagnosisJob.report_dir",
        "folder for report.html and report.json of the tests, or of the doctor",
    ),
)

MODEL: Sequence[FlagRow] = (
    flag("encoder", "ModelConfig.encoder", "encoder of a new model", kind="string", default="deepspeech"),
    flag(
        "encoder_option",
        "ModelConfig.options",
        "name=value, an option of the encoder; repeat for several",
        kind="multi_string",
        default=None,
    ),
    flag("n_hidden", "DeepSpeechConfig.n_hidden", "deepspeech: width of every layer"),
    flag(
        "layer_norm",
        "DeepSpeechConfig.layer_norm",
        "deepspeech: layer normalisation after every dense layer but the last",
    ),
    flag(
        "bytes_output_mode",
        "ModelConfig.bytes_output",
        "255 labels for the bytes of UTF-8 instead of an alphabet file",
        kind="bool",
        default=False,
    ),
    flag(
        "alphabet_config_path",
        "ModelConfig.alphabet_path",
        "alphabet file: one label per line",
        kind="string",
        default="data/alphabet.txt",
    ),
)

DECODER: Sequence[FlagRow] = (
    flag("scorer_path", "DecodingConfig.scorer_path", "external scorer package (.scorer)"),
    flag("beam_width", "DecodingConfig.beam_width", "beam width of the decoder in tests"),
    flag("lm_alpha", "DecodingConfig.lm_alpha", "weight of the language model"),
    flag("lm_beta", "DecodingConfig.lm_beta", "weight of each word"),
    flag("cutoff_prob", "DecodingConfig.cutoff_prob", "keep the most probable labels up to this sum; 1: all"),
    flag(
        "cutoff_top_n",
        "DecodingConfig.cutoff_top_n",
        "keep at most so many labels, when --cutoff_prob is below 1",
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
    flag(
        "n_trials",
        "LmSearchConfig.n_trials",
        "lm_optimizer: number of trials, those of earlier runs included",
    ),
)

GROUPS: dict[str, Sequence[FlagRow]] = {
    "From a file": CONFIGURATION,
    "Data": DATA,
    "Optimisation and regularisation": OPTIMISATION,
    "Performance": PERFORMANCE,
    "Sample limits": SAMPLES,
    "Checkpoints": CHECKPOINTS,
    "Export": EXPORT,
    "Reporting": REPORTING,
    "Model": MODEL,
    "Decoder": DECODER,
}
ALL_FLAGS: Sequence[FlagRow] = tuple(row for group in GROUPS.values() for row in group)

# Flags of 0.9.3 that change nothing here: taken, and explained in the log when they are given.
WITHOUT_EFFECT: dict[str, str] = {
    "dropout_rate4": "it had none in 0.9.3 either; --dropout_rate6 acts on layer 5",
    "dropout_rate5": "it had none in 0.9.3 either; --dropout_rate6 acts on layer 5",
    "train_cudnn": "the LSTM is one for all devices, and so are its checkpoints",
    "horovod": "all GPUs of a machine train together as they are",
}
