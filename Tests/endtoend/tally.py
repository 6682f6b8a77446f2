"""Counts checks; says each as it is made."""

import contextlib
import time
import traceback


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.failures = []

    def check(self, sentence, holds, detail=""):
        """Notes whether a sentence holds; the detail is what was found."""
        line = f"{'passed' if holds else 'FAILED'}  {sentence}{f': {detail}' if detail else ''}"
        print(line, flush=True)
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            self.failures.append(line)

    def same(self, sentence, found, expected, detail=""):
        """Notes whether two dictionaries are equal, and names the keys that are not."""
        different = [key for key in expected if found.get(key) != expected[key]]
        if different:
            detail += f"{' ' if detail else ''}differs in {', '.join(different)}"
        self.check(sentence, not different, detail)

    @contextlib.contextmanager
    def part(self, name):
        """Times a part; an error in it is one failed check, and the next part still runs."""
        print(f"-- {name}", flush=True)
        start = time.monotonic()
        try:
            yield
        except Exception as error:
            traceback.print_exc()
            self.check(f"{name} runs to its end", False, repr(error)[:500])
        print(f"-- {name}: {time.monotonic() - start:.1f} s", flush=True)

    @property
    def totals(self):
        """What failed, again, and how many checks passed and failed."""
        return "\n".join([*self.failures, f"{self.passed} passed, {self.failed} failed"])
