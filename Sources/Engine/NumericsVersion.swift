/// The version of every rule that decides a bit of a result. A change that alters any weight,
/// metric or prediction raises it.
package let numericsVersion = 1
