/// How long a lease holds when nobody renews it.
///
/// The default is more than a network file system remembers what a file was like (Linux's NFS: 60 s
/// at most), so that nobody takes over what is renewed in time.
package struct LeaseTerm: Hashable, Sendable {
  package let seconds: Int

  package init(seconds: Int) {
    self.seconds = seconds
  }

  package static let standard = LeaseTerm(seconds: 90)
  package static let allowedSeconds = 1...86400

  /// The time between two renewals.
  var interval: Duration { .seconds(seconds) / 6 }

  /// How long after a renewal its holder writes without looking. The rest is for the write that is
  /// under way, and for clocks that differ.
  var trusted: Duration { .seconds(seconds) * 2 / 3 }
}

/// When a workspace's runs are held by leases beside locks.
package enum LeaseUse: Hashable, Sendable {
  /// Other processes see the locks.
  case none
  /// Some machine does not see the locks, or a sweep's workers share out the runs.
  case always(LeaseTerm)

  var term: LeaseTerm? {
    if case .always(let term) = self { term } else { nil }
  }

  /// How long a lease holds; 0 without leases.
  package var seconds: Int { term?.seconds ?? 0 }
}
