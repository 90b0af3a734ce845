import deepspeech from './index.js';

export const {
  Model, Stream, StreamWriter, Commands, DeepSpeechError, ErrorCodes, FreeModel, FreeStream, FreeMetadata, Version, resample,
} = deepspeech;
export default deepspeech;
