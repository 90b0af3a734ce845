## The declarations of libdeepspeech, written by native_client/generate_declarations.py from deepspeech.h.

type
  ErrorCode* = enum ## status codes
    DS_ERR_OK = 0x0000
    DS_ERR_NO_MODEL = 0x1000
    DS_ERR_INVALID_ALPHABET = 0x2000
    DS_ERR_INVALID_SHAPE = 0x2001
    DS_ERR_INVALID_SCORER = 0x2002
    DS_ERR_MODEL_INCOMPATIBLE = 0x2003
    DS_ERR_SCORER_NOT_ENABLED = 0x2004
    DS_ERR_SCORER_UNREADABLE = 0x2005
    DS_ERR_SCORER_INVALID_LM = 0x2006
    DS_ERR_SCORER_NO_TRIE = 0x2007
    DS_ERR_SCORER_INVALID_TRIE = 0x2008
    DS_ERR_SCORER_VERSION_MISMATCH = 0x2009
    DS_ERR_INVALID_VALUE = 0x200A
    DS_ERR_HOTWORD_WITHOUT_EFFECT = 0x200B
    DS_ERR_INVALID_COMMANDS = 0x200C
    DS_ERR_FAIL_INIT_MMAP = 0x3000
    DS_ERR_FAIL_INIT_SESS = 0x3001
    DS_ERR_FAIL_INTERPRETER = 0x3002
    DS_ERR_FAIL_RUN_SESS = 0x3003
    DS_ERR_FAIL_CREATE_STREAM = 0x3004
    DS_ERR_FAIL_READ_PROTOBUF = 0x3005
    DS_ERR_FAIL_CREATE_SESS = 0x3006
    DS_ERR_FAIL_CREATE_MODEL = 0x3007
    DS_ERR_FAIL_INSERT_HOTWORD = 0x3008
    DS_ERR_FAIL_CLEAR_HOTWORD = 0x3009
    DS_ERR_FAIL_ERASE_HOTWORD = 0x3010
  NativeModelState* = object
  NativeStreamingState* = object
  NativeCommandGrammar* = object
  NativeTokenMetadata* {.bycopy.} = object
    text*: cstring
    timestep*: cuint
    startTime*: cfloat
  NativeCandidateTranscript* {.bycopy.} = object
    tokens*: ptr UncheckedArray[NativeTokenMetadata]
    numTokens*: cuint
    confidence*: cdouble
  NativeMetadata* {.bycopy.} = object
    transcripts*: ptr UncheckedArray[NativeCandidateTranscript]
    numTranscripts*: cuint
  NativeTimedWord* {.bycopy.} = object
    text*: cstring
    startTime*: cfloat
    endTime*: cfloat
    confidence*: cdouble
  NativeTimedWords* {.bycopy.} = object
    words*: ptr UncheckedArray[NativeTimedWord]
    numWords*: cuint
    confidence*: cdouble
  NativeAcousticModelEmissions* {.bycopy.} = object
    numSymbols*: cint
    symbols*: ptr UncheckedArray[cstring]
    numTimesteps*: cint
    emissions*: ptr UncheckedArray[cdouble]
  NativeMetadataWithEmissions* {.bycopy.} = object
    transcripts*: ptr UncheckedArray[NativeCandidateTranscript]
    numTranscripts*: cuint
    emissions*: ptr NativeAcousticModelEmissions
  NativeCommandSlot* {.bycopy.} = object
    name*: cstring
    kind*: cint
    value*: cstring
    text*: cstring
  NativeCommandMatch* {.bycopy.} = object
    intent*: cstring
    slots*: ptr UncheckedArray[NativeCommandSlot]
    numSlots*: cuint
    sentence*: cstring
    textIndex*: cuint
    distance*: cdouble

{.push importc, cdecl, gcsafe, raises: [].}
proc DS_CreateModel*(aModelPath: cstring; retval: ptr ptr NativeModelState): cint
proc DS_CreateModelFromBuffer*(aModelBuffer: cstring; aBufferSize: cuint; retval: ptr ptr NativeModelState): cint
proc DS_GetModelBeamWidth*(aCtx: ptr NativeModelState): cuint
proc DS_SetModelBeamWidth*(aCtx: ptr NativeModelState; aBeamWidth: cuint): cint
proc DS_GetModelSampleRate*(aCtx: ptr NativeModelState): cint
proc DS_SetModelThreads*(aCtx: ptr NativeModelState; aThreads: cuint): cint
proc DS_GetModelThreads*(aCtx: ptr NativeModelState): cuint
proc DS_SetModelKeepEmissions*(aCtx: ptr NativeModelState; aKeep: cint): cint
proc DS_SetModelDecoderCompat*(aCtx: ptr NativeModelState; aLike09: cint): cint
proc DS_FreeModel*(ctx: ptr NativeModelState)
proc DS_EnableExternalScorer*(aCtx: ptr NativeModelState; aScorerPath: cstring): cint
proc DS_EnableExternalScorerFromBuffer*(aCtx: ptr NativeModelState; aScorerBuffer: cstring; aBufferSize: cuint): cint
proc DS_AddHotWord*(aCtx: ptr NativeModelState; word: cstring; boost: cfloat): cint
proc DS_EraseHotWord*(aCtx: ptr NativeModelState; word: cstring): cint
proc DS_ClearHotWords*(aCtx: ptr NativeModelState): cint
proc DS_DisableExternalScorer*(aCtx: ptr NativeModelState): cint
proc DS_SetScorerAlphaBeta*(aCtx: ptr NativeModelState; aAlpha: cfloat; aBeta: cfloat): cint
proc DS_GetModelWarnings*(aCtx: ptr NativeModelState): cstring
proc DS_SpeechToText*(aCtx: ptr NativeModelState; aBuffer: ptr int16; aBufferSize: cuint): cstring
proc DS_SpeechToTextWithMetadata*(aCtx: ptr NativeModelState; aBuffer: ptr int16; aBufferSize: cuint; aNumResults: cuint): ptr NativeMetadata
proc DS_SpeechToTextWithEmissions*(aCtx: ptr NativeModelState; aBuffer: ptr int16; aBufferSize: cuint; aNumResults: cuint): ptr NativeMetadataWithEmissions
proc DS_SpeechToTextWithWords*(aCtx: ptr NativeModelState; aBuffer: ptr int16; aBufferSize: cuint): ptr NativeTimedWords
proc DS_ResampleAudio*(aBuffer: ptr cfloat; aBufferSize: cuint; aFromRate: cuint; aToRate: cuint; aResult: ptr int16; aResultSize: cuint; retval: ptr cuint): cint
proc DS_CreateCommands*(aPath: cstring; retval: ptr ptr NativeCommandGrammar): cint
proc DS_MatchCommand*(aGrammar: ptr NativeCommandGrammar; aTexts: ptr UncheckedArray[cstring]; aNumTexts: cuint; aMaxDistance: cfloat; retval: ptr ptr NativeCommandMatch): cint
proc DS_CreateStream*(aCtx: ptr NativeModelState; retval: ptr ptr NativeStreamingState): cint
proc DS_FeedAudioContent*(aSctx: ptr NativeStreamingState; aBuffer: ptr int16; aBufferSize: cuint)
proc DS_IntermediateDecode*(aSctx: ptr NativeStreamingState): cstring
proc DS_IntermediateDecodeWithMetadata*(aSctx: ptr NativeStreamingState; aNumResults: cuint): ptr NativeMetadata
proc DS_IntermediateDecodeFlushBuffers*(aSctx: ptr NativeStreamingState): cstring
proc DS_IntermediateDecodeWithMetadataFlushBuffers*(aSctx: ptr NativeStreamingState; aNumResults: cuint): ptr NativeMetadata
proc DS_IntermediateDecodeWithWords*(aSctx: ptr NativeStreamingState): ptr NativeTimedWords
proc DS_GetStreamEmissions*(aSctx: ptr NativeStreamingState; aFirstTimestep: cuint): ptr NativeAcousticModelEmissions
proc DS_GetStreamTrailingSilence*(aSctx: ptr NativeStreamingState): cfloat
proc DS_GetStreamStatus*(aSctx: ptr NativeStreamingState): cint
proc DS_FinishStream*(aSctx: ptr NativeStreamingState): cstring
proc DS_FinishStreamWithMetadata*(aSctx: ptr NativeStreamingState; aNumResults: cuint): ptr NativeMetadata
proc DS_FinishStreamWithEmissions*(aSctx: ptr NativeStreamingState; aNumResults: cuint): ptr NativeMetadataWithEmissions
proc DS_FinishStreamWithWords*(aSctx: ptr NativeStreamingState): ptr NativeTimedWords
proc DS_FreeStream*(aSctx: ptr NativeStreamingState)
proc DS_FreeMetadata*(m: ptr NativeMetadata)
proc DS_FreeMetadataWithEmissions*(m: ptr NativeMetadataWithEmissions)
proc DS_FreeEmissions*(e: ptr NativeAcousticModelEmissions)
proc DS_FreeTimedWords*(w: ptr NativeTimedWords)
proc DS_FreeCommandMatch*(m: ptr NativeCommandMatch)
proc DS_FreeCommands*(aGrammar: ptr NativeCommandGrammar)
proc DS_FreeString*(str: cstring)
proc DS_Version*(): cstring
proc DS_ErrorCodeToErrorMessage*(aErrorCode: cint): cstring
proc DS_GetErrorDetails*(): cstring
{.pop.}
