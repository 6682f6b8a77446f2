// swift-tools-version: 6.2
import PackageDescription

// A target imports only targets to its left:
// CKernels, CPictures → Files, Inflation → Arrays, Images, JSON, Tables → Engine → Datasets →
// Experiments → Training → Runs → Execution, Reports, Exports → bench
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

// Where every example passes through: tests would crawl without.
let optimizedSettings = swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))]
// The kernels' bits must not depend on the build: optimised in debug too, no contraction.
let kernelFlags = [
  "-O3", "-ffp-contract=off", "-fno-math-errno", "-Wall", "-Wextra", "-Wno-psabi",
]

// The guides to the folders of a target, which are not sources.
func guides(_ folders: String...) -> [String] {
  folders.map { $0.isEmpty ? "README.md" : "\($0)/README.md" }
}

let package = Package(
  name: "bench",
  platforms: [.macOS(.v26)],
  products: [.executable(name: "bench", targets: ["bench"])],
  targets: [
    .target(name: "CKernels", exclude: guides(""), cSettings: [.unsafeFlags(kernelFlags)]),
    .target(
      name: "CMNIST",
      exclude: [
        "README.md", "compress.py",
        "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
        "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
      ]),
    // The shipped definitions, for bench init.
    .target(name: "CDefinitions"),
    // The pages of bench.docc and others, for bench help.
    .target(name: "CDocumentation"),
    // The program's arguments, where Swift cannot read them.
    .target(name: "CProgram"),
    // Loops over the bytes of pictures.
    .target(name: "CPictures", cSettings: [.unsafeFlags(kernelFlags)]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "Inflation", dependencies: ["CZlib"], swiftSettings: optimizedSettings),
    .target(
      name: "Files", dependencies: ["CKernels"], exclude: guides("", "System"),
      swiftSettings: swiftSettings),
    .target(
      name: "JSON", dependencies: ["Files"], exclude: guides(""), swiftSettings: swiftSettings),
    .target(
      name: "Arrays", dependencies: ["Files", "Inflation"], exclude: guides("", "Values", "Zip"),
      swiftSettings: optimizedSettings),
    .target(name: "Tables", exclude: guides(""), swiftSettings: optimizedSettings),
    .target(
      name: "Images", dependencies: ["CPictures", "Inflation"], exclude: guides("", "JPEG", "PNG"),
      swiftSettings: optimizedSettings),
    .target(
      name: "Engine", dependencies: ["CKernels", "Files", "JSON"],
      exclude: guides("", "Graph", "Network", "Layers", "Configuration", "Kernels", "Threads")
        + ["Numerics.md", "NumericsFunctions.md", "NumericsLayers.md", "NumericsLosses.md"],
      swiftSettings: optimizedSettings),
    .target(
      name: "Datasets",
      dependencies: ["Engine", "Files", "Arrays", "Images", "Tables", "CMNIST", "Inflation"],
      exclude: ["OwnData.md"]
        + guides(
          "", "Augmentation", "Check", "Survey", "Formats/CSV", "Formats/CSV/Decoding",
          "Formats/IDX", "Examples"),
      swiftSettings: optimizedSettings),
    .target(
      name: "Experiments", dependencies: ["Datasets", "Engine", "Files", "Images", "JSON"],
      exclude: guides("Definition", "Sweeps"),
      swiftSettings: swiftSettings),
    .target(
      name: "Training", dependencies: ["Experiments", "Datasets", "Engine", "JSON"],
      exclude: guides(""),
      swiftSettings: swiftSettings),
    .target(
      name: "Runs",
      dependencies: [
        "Training", "Experiments", "Datasets", "Engine", "Files", "Arrays", "JSON", "Tables",
      ],
      exclude: guides(
        "Checkpoint", "Checkpoint/Format", "Decisions", "Fork", "Import", "InitialWeights",
        "Leases",
        "Maintenance", "Query/Language", "Query/Scan", "Receipt", "Record", "Store", "Tables",
        "Verification"),
      swiftSettings: swiftSettings),
    .target(
      name: "Execution",
      dependencies: [
        "Runs", "Training", "Experiments", "Datasets", "Engine", "Files", "JSON", "Tables",
      ],
      exclude: guides("", "Slurm", "Sweeps") + ["Sweeps/ManyMachines.md"],
      swiftSettings: swiftSettings),
    .target(
      name: "Reports",
      dependencies: [
        "Runs", "Experiments", "Datasets", "Engine", "Files", "Inflation", "JSON", "Tables",
      ],
      exclude: guides(
        "Comparison", "Comparison/Model/Groups", "Comparison/Model/Pairs", "Comparison/Model/Runs",
        "Comparison/Text/Groups", "Comparison/Text/Pairs", "HTML/Charts", "HTML/Page",
        "HTML/Question", "Decisions", "HTML/Sections", "Lists", "Show", "Statistics",
        "Statistics/Sequential")
        + ["Statistics/Claims.md"],
      swiftSettings: swiftSettings),
    .target(
      name: "Exports",
      dependencies: [
        "Runs", "Training", "Experiments", "Datasets", "Engine", "Files", "JSON", "Tables",
      ],
      exclude: guides(
        "", "C", "C/Quantized", "C/Text", "MLflow", "ONNX", "PyTorch", "TensorBoard"),
      swiftSettings: optimizedSettings),
    .executableTarget(
      name: "bench",
      dependencies: [
        "Reports", "Exports", "Execution", "Runs", "Training", "Experiments", "Datasets", "Engine",
        "Files", "JSON", "CDefinitions", "CDocumentation", "CProgram",
      ],
      exclude: guides(
        "Completions", "Help", "Options", "Results", "Sweeps", "Terminal", "Training",
        "Commands/Experiments",
        "Commands/Maintenance",
        "Commands/Results"),
      swiftSettings: swiftSettings),
    // Files in memory and files that fail, for tests.
    .target(
      name: "FileTwins", dependencies: ["Files"], path: "Tests/FileTwins",
      swiftSettings: swiftSettings),
    .testTarget(
      name: "FilesTests", dependencies: ["Files", "FileTwins"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ArraysTests", dependencies: ["Arrays"], swiftSettings: swiftSettings),
    .testTarget(name: "TablesTests", dependencies: ["Tables"], swiftSettings: swiftSettings),
    .testTarget(
      name: "ImagesTests", dependencies: ["Images", "Files"], swiftSettings: swiftSettings),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine", "CKernels", "Files"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Engine", "Files"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: ["Experiments", "Datasets", "Engine", "Files", "JSON"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "Experiments", "Datasets", "Engine", "Files", "JSON"],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "RunsTests",
      dependencies: [
        "Runs", "Training", "Experiments", "Datasets", "Engine", "Files", "FileTwins", "JSON",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "Execution", "Runs", "Training", "Experiments", "Datasets", "Engine", "Files",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ReportsTests",
      dependencies: [
        "Reports", "Runs", "Training", "Experiments", "Datasets", "Engine", "Files", "JSON",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "ExportsTests",
      dependencies: [
        "Exports", "Runs", "Training", "Experiments", "Datasets", "Engine", "Files", "JSON",
      ],
      swiftSettings: swiftSettings),
    .testTarget(
      name: "BenchTests",
      dependencies: ["bench", "Execution", "Experiments", "Datasets", "Files", "JSON"],
      swiftSettings: swiftSettings),
  ],
  cLanguageStandard: .c2x
)

// The fuzz targets, which need a libFuzzer to link: `BENCH_FUZZ=1`, see Tests/fuzz/run.py.
if Context.environment["BENCH_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "bench-fuzz",
      dependencies: [
        "Runs", "Training", "Experiments", "Datasets", "Engine", "Files", "Images", "JSON",
        "Arrays",
      ],
      path: "Tests/fuzz", exclude: ["run.py", "array_seeds.py", "pictures.py"],
      swiftSettings: swiftSettings))
}

// The reader of arrays for Tests/arrays/numpy_files.py.
if Context.environment["BENCH_ARRAYS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "bench-arrays", dependencies: ["Arrays", "Files"], path: "Tests/arrays",
      exclude: ["numpy_files.py", "fixtures.py", "drawn.py"], swiftSettings: swiftSettings))
}

// The program that Tests/images compares with Pillow: `BENCH_PIXELS=1`.
if Context.environment["BENCH_PIXELS"] != nil {
  package.targets.append(
    .executableTarget(
      name: "bench-pixels", dependencies: ["Images", "Files"], path: "Tests/images/pixels",
      swiftSettings: swiftSettings))
}
