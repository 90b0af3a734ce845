// swift-tools-version:5.5
import PackageDescription

let package = Package(
    name: "DeepSpeech",
    products: [
        .library(name: "DeepSpeech", targets: ["DeepSpeech"]),
        .executable(name: "deepspeech-client", targets: ["deepspeech-client"]),
    ],
    targets: [
        .systemLibrary(name: "CDeepSpeech"),
        .target(name: "DeepSpeech", dependencies: ["CDeepSpeech"]),
        .executableTarget(name: "deepspeech-client", dependencies: ["DeepSpeech"]),
        .testTarget(name: "DeepSpeechTests", dependencies: ["DeepSpeech"]),
    ]
)
