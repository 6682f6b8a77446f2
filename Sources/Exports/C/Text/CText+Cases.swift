/// Hard cases of the arithmetic, for the self test: bits of arguments and results.
extension CText {
  /// a, b, c and a · b + c rounded once. The first two are wrong in C libraries that compute in
  /// float64 without more care, as are the ties; then cancellation, subnormal numbers, overflow.
  static let fusedCases = #"""
    static const uint32_t test_fused[][4] = {
      {0x3f7288d0, 0x34f91a50, 0xbe7916c0, 0xbe7916a3},
      {0xd58ceec0, 0x34670000, 0x980645fc, 0xca7e56df},
      {0x3fec7800, 0x3fe6b000, 0x20000001, 0x40551663},
      {0x3fb98800, 0x3fbc7000, 0x80000001, 0x4008910b},
      {0x3f9d4800, 0x3fcba800, 0x20000001, 0x3ffa3e9f},
      {0x3f9dd000, 0x3fac3c00, 0xa0000001, 0x3fd45979},
      {0x3f800001, 0x3f800001, 0xbf800002, 0x28800000},
      {0x3f7fffff, 0x3f800001, 0xbf800000, 0x337ffffe},
      {0x3f800000, 0x33800000, 0x3f800001, 0x3f800002},
      {0x00800000, 0x3f000001, 0x00000000, 0x00400000},
      {0x1a000001, 0x1a800001, 0x00000000, 0x00000001},
      {0x20000000, 0x1fc00000, 0x80000001, 0x005fffff},
      {0x00000001, 0x3f000000, 0x00000001, 0x00000002},
      {0x7f000000, 0x40000000, 0xff7fffff, 0x73800000},
      {0x7f7fffff, 0x3f800001, 0x00000000, 0x7f800000},
      {0x3f800000, 0xbf800000, 0x3f800000, 0x00000000},
      {0x7f000000, 0x7f000000, 0xff800000, 0xff800000},
      {0x7f800000, 0x00000000, 0x3f800000, 0x7fc00000}
    };

    """#

  static let fusedCheck = #"""
      for (unsigned i = 0; i < sizeof test_fused / sizeof test_fused[0]; i++) {
        volatile float a = FLOAT(test_fused[i][0]), b = FLOAT(test_fused[i][1]);
        volatile float c = FLOAT(test_fused[i][2]);
        if (differs(fused(a, b, c), test_fused[i][3])) {
          wrong++;
          printf("fused(%.9g, %.9g, %.9g) is wrong\n", (double)a, (double)b, (double)c);
        }
      }
    """#
}

extension CSelfTest {
  /// The name of a function, and bits of x and f(x). 0x42661abb is wrong if a compiler fuses the
  /// product in `exponential` with the sum that follows.
  static let cases: [CFunction: (name: String, [(String, String)])] = [
    .exponential: (
      "exponential",
      pairs(
        [
          0x8000_0000, 0x3f80_0000, 0xbf80_0000, 0x3e99_999a, 0xc06c_cccd, 0xc2af_0000,
          0xc2c8_0000, 0xc2cf_cccd, 0x42b1_6666, 0x42c8_0000, 0xc18a_0000, 0x4266_1abb, 0x7fc0_0000,
        ],
        [
          0x3f80_0000, 0x402d_f854, 0x3ebc_5ab2, 0x3fac_c82c, 0x3cca_88fe, 0x006c_b2bc,
          0x0000_001b, 0x0000_0001, 0x7f7a_37fc, 0x7f80_0000, 0x330a_7a4f, 0x68fe_b1d5, 0x7fc0_0000,
        ])
    ),
    .exponentialMinus1: (
      "exponential_minus_1",
      pairs(
        [0x8000_0000, 0xbf80_0000, 0xc06c_cccd, 0xc2af_0000, 0x7fc0_0000],
        [0x0000_0000, 0xbf21_d2a7, 0xbf79_abb8, 0xbf80_0000, 0x7fc0_0000])
    ),
    .hyperbolicTangent: (
      "hyperbolic_tangent",
      pairs(
        [
          0x8000_0000, 0x0000_0001, 0x3f80_0000, 0xbf80_0000, 0x3e99_999a, 0xc06c_cccd,
          0x4120_0000, 0x2edb_e6ff, 0x7fc0_0000,
        ],
        [
          0x0000_0000, 0x0000_0001, 0x3f42_f7d7, 0xbf42_f7d7, 0x3e95_26ee, 0xbf7f_afee,
          0x3f80_0000, 0x2edb_e6ff, 0x7fc0_0000,
        ])
    ),
    .logistic: (
      "logistic",
      pairs(
        [
          0x0000_0000, 0x3f80_0000, 0xbf80_0000, 0x3e99_999a, 0xc06c_cccd, 0x4120_0000,
          0xc2af_0000, 0xc2c8_0000, 0xc2cf_cccd, 0xc18a_0000, 0x7fc0_0000,
        ],
        [
          0x3f00_0000, 0x3f3b_26a8, 0x3e89_b2b1, 0x3f13_0eaa, 0x3cc5_a607, 0x3f7f_fd06,
          0x006c_b2bc, 0x0000_001b, 0x0000_0001, 0x330a_7a4e, 0x7fc0_0000,
        ])
    ),
    .errorFunction: (
      "error_function",
      pairs(
        [
          0x8000_0000, 0x0000_0001, 0x3f80_0000, 0xbf80_0000, 0x3e99_999a, 0xc06c_cccd,
          0x4120_0000, 0x2edb_e6ff, 0x7fc0_0000,
        ],
        [
          0x8000_0000, 0x0000_0001, 0x3f57_bb3e, 0xbf57_bb3e, 0x3ea8_41c5, 0xbf7f_fffd,
          0x3f80_0000, 0x2ef8_221a, 0x7fc0_0000,
        ])
    ),
  ]

  private static func pairs(_ x: [UInt32], _ y: [UInt32]) -> [(String, String)] {
    zip(x, y).map {
      (CLiteral.bits(Float(bitPattern: $0)), CLiteral.bits(Float(bitPattern: $1)))
    }
  }
}
