import Files
import Images

// Decodes the files whose names are the lines of the standard input, and answers each with a line:
// `height width channels SHA-256-of-the-bytes`, or `error MESSAGE`.
//
// With `--fit FIT HEIGHT WIDTH CHANNELS`, the bytes are those of the fitted picture. With
// `--time THREADS ROUNDS`, all files are first read, and the answer is the seconds of each round, on
// the clock and of all processors.
let options = CommandLine.arguments.dropFirst()
let fitting = Fitting(options)
var names: [String] = []
while let line = readLine() { names.append(line) }
if let place = options.firstIndex(of: "--time") {
  time(names, fitting, threads: Int(options[place + 1]) ?? 1, rounds: Int(options[place + 2]) ?? 1)
} else {
  var decoder = PictureDecoder()
  for name in names { print(answer(name, fitting, &decoder)) }
}

struct Fitting: Sendable {
  let fit: Fit
  let height: Int
  let width: Int
  let channels: Int

  init?(_ options: ArraySlice<String>) {
    guard let place = options.firstIndex(of: "--fit"), let fit = Fit(rawValue: options[place + 1])
    else { return nil }
    let numbers = options[(place + 2)...].prefix(3).compactMap { Int($0) }
    self.fit = fit
    (height, width, channels) = (numbers[0], numbers[1], numbers[2])
  }
}

func answer(_ name: String, _ fitting: Fitting?, _ decoder: inout PictureDecoder) -> String {
  do {
    let picture = try decoder.decode(try InputFile.read(name, limit: 1 << 30))
    var (height, width, channels) = (picture.height, picture.width, picture.channels)
    var bytes = picture.bytes
    if let fitting {
      (height, width, channels) = (fitting.height, fitting.width, fitting.channels)
      bytes = picture.fitted(height: height, width: width, channels: channels, fit: fitting.fit)
    }
    var hash = SHA256()
    hash.update(bytes)
    return "\(height) \(width) \(channels) \(hash.finalize())"
  } catch {
    return "error \(error)"
  }
}

func time(_ names: [String], _ fitting: Fitting?, threads: Int, rounds: Int) {
  let files = names.map { (try? InputFile.read($0, limit: 1 << 30)) ?? [] }
  for _ in 0..<rounds {
    let processors = processorSeconds()
    let seconds = ContinuousClock().measure {
      perform(threads) { thread in
        var decoder = PictureDecoder()
        var fitter = PictureFitter()
        var sum = 0
        for index in stride(from: thread, to: files.count, by: threads) {
          guard let picture = try? decoder.decode(files[index]) else { continue }
          guard let fitting else {
            sum &+= Int(picture.bytes[0])
            continue
          }
          let bytes = fitter.fitted(
            picture, height: fitting.height, width: fitting.width, channels: fitting.channels,
            fit: fitting.fit)
          sum &+= Int(bytes[0])
        }
        precondition(sum >= 0)
      }
    }
    print(seconds / .seconds(1), processorSeconds() - processors)
  }
}

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
