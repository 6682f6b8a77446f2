import Runs
import Testing

struct ShellQuotingTests {
  @Test(arguments: [
    ("lenet5-sgd", "lenet5-sgd"), ("a=0.5", "a=0.5"), ("", "''"), ("a b", "'a b'"),
    ("[0,1]", "'[0,1]'"), ("it's", #"'it'\''s'"#), ("$HOME`x`", "'$HOME`x`'"), ("é", "'é'"),
    ("~", "'~'"), ("a\nb", "'a\nb'"),
    ("'\u{301}", "''\\''\u{301}'"),
  ])
  func `a word is quoted where a shell would read more into it`(text: String, quoted: String) {
    #expect(text.shellQuoted == quoted)
  }
}
