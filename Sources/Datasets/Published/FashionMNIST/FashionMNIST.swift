import Engine

/// Pictures of clothes (Xiao, Rasul & Vollgraf, Fashion-MNIST: a Novel Image Dataset for
/// Benchmarking Machine Learning Algorithms, 2017), in files of MNIST's form and names.
package enum FashionMNIST {
  package static let name = "fashion_mnist"

  /// The names of the classes in their order.
  package static let classNames = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
  ]

  static let layout = DatasetLayout(
    rawShape: Shape(1, 28, 28), trainCount: 60000, testCount: 10000)

  /// The four files.
  ///
  /// Digests of the uncompressed bytes, as in Debian's package 0.0~git20200523.55506a9-1. Its
  /// deflate streams behind a gzip header with the file's name and the time 2017-08-31 give the
  /// MD5s that the authors publish, so that its bytes are theirs.
  package static let published = PublishedFiles(
    name: name,
    files: [
      PublishedFile(
        "train-images-idx3-ubyte", byteCount: 47_040_016, gzippedByteCount: 26_421_880,
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
      PublishedFile(
        "train-labels-idx1-ubyte", byteCount: 60_008, gzippedByteCount: 29_515,
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
      PublishedFile(
        "t10k-images-idx3-ubyte", byteCount: 7_840_016, gzippedByteCount: 4_422_102,
        sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
      PublishedFile(
        "t10k-labels-idx1-ubyte", byteCount: 10_008, gzippedByteCount: 5_148,
        sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ],
    address: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    installed: .init(folder: "fashion-mnist", package: "dataset-fashion-mnist"))

  package static var files: [PublishedFile] { published.files }
}
