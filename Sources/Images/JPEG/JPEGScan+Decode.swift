extension JPEGScan {
  /// Decodes the scan into the frame's samples or, of progressive files, coefficients.
  ///
  /// - Parameter offset: where the compressed bits begin.
  /// - Returns: where the marker after the scan is.
  /// - Throws: a `PictureError` if the bits are damaged or cut off.
  func decode(
    _ file: [UInt8], at offset: Int, into frame: inout JPEGFrame, _ segment: JPEGSegment,
    _ tables: JPEGTables
  ) throws(PictureError) -> Int {
    var decoder = try BlockDecoder(file, at: offset, self, frame, segment, tables)
    let isAlone = planes.count == 1
    let units = isAlone ? [Unit(plane: 0, x: 0, y: 0, stepX: 1, stepY: 1)] : units(of: frame)
    let first = frame.components[planes[0].index]
    let columns = isAlone ? first.blockColumns : frame.unitColumns
    let rows = isAlone ? first.blockRows : frame.unitRows
    var untilRestart = tables.restartInterval
    var restarts = 0
    for row in 0..<rows {
      for column in 0..<columns {
        if tables.restartInterval > 0 {
          if untilRestart == 0 {
            try decoder.restart(restarts & 7)
            restarts += 1
            untilRestart = tables.restartInterval
          }
          untilRestart -= 1
        }
        for unit in units {
          try decode(
            row: row * unit.stepY + unit.y, column: column * unit.stepX + unit.x,
            plane: unit.plane, &decoder, &frame)
        }
        if decoder.bits.isExhausted {
          throw decoder.exhausted(row * columns + column, of: rows * columns)
        }
      }
    }
    return try decoder.end()
  }

  /// A block of the unit that is repeated all over the scan.
  private struct Unit {
    let plane: Int
    let x: Int
    let y: Int
    let stepX: Int
    let stepY: Int
  }

  private func units(of frame: JPEGFrame) -> [Unit] {
    planes.indices.flatMap { plane in
      let component = frame.components[planes[plane].index]
      return (0..<component.h * component.v).map {
        Unit(
          plane: plane, x: $0 % component.h, y: $0 / component.h, stepX: component.h,
          stepY: component.v)
      }
    }
  }

  @inline(__always)
  private func decode(
    row: Int, column: Int, plane: Int, _ decoder: inout BlockDecoder, _ frame: inout JPEGFrame
  ) throws(PictureError) {
    let index = planes[plane].index
    let block = row * frame.components[index].columns + column
    if frame.isProgressive {
      let place = 64 * block
      switch (band.lowerBound == 0, high == 0) {
      case (true, true):
        try decoder.firstDC(plane, &frame.components[index].coefficients, at: place)
      case (true, false): decoder.refineDC(&frame.components[index].coefficients, at: place)
      case (false, true): try decoder.firstAC(&frame.components[index].coefficients, at: place)
      case (false, false): try decoder.refineAC(&frame.components[index].coefficients, at: place)
      }
    } else {
      let isFlat = try decoder.sequential(plane)
      let stride = frame.components[index].stride
      inverseTransform(
        decoder.block, at: 0, isFlat: isFlat, decoder.quantizers[plane],
        into: &frame.components[index].samples, at: (row * stride + column) * 8, stride: stride)
    }
  }
}
