/// The p value below which a difference is claimed.
let significanceLevel = 0.05
