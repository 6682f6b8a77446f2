"""A server on 127.0.0.1 that serves Fashion-MNIST's files, well or badly: the first part of a
path is the manner, /stall/fashion_mnist/train-images-idx3-ubyte.gz."""

import gzip
import http.server
import pathlib
import threading
import time

NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
         "t10k-labels-idx1-ubyte"]
FOLDERS = [pathlib.Path("/usr/share/datasets/fashion-mnist"),
           pathlib.Path.home() / ".local/share/bench/fashion_mnist"]


def published():
    """Name to gzipped bytes; None where no folder has the files."""
    for folder in FOLDERS:
        paths = {name: folder / f"{name}.gz" for name in NAMES}
        if all(path.is_file() for path in paths.values()):
            return {name: path.read_bytes() for name, path in paths.items()}
    return None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        _, manner, folder, name = self.path.split("/")
        server = self.server
        good = server.files[name.removesuffix(".gz")]
        assert folder == "fashion_mnist"
        with server.lock:
            is_first = (manner, name) not in server.seen
            server.seen.add((manner, name))
            server.requests.append((manner, name, self.headers.get("Range")))
        self.close_connection = True
        getattr(self, "serve_" + manner)(good, is_first)

    def send(self, data, promised=None, ranges=True, until=None):
        """Sends `data` from where it is asked for, at most `until` bytes of it."""
        start = 0
        asked = self.headers.get("Range")
        if ranges and asked:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            self.send_response(200)
        if promised is None:
            promised = len(data) - start
        self.send_header("Content-Length", str(promised))
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            self.wfile.write(data[start:until])
        except OSError:
            pass  # The client has had enough.

    def serve_good(self, good, is_first):
        self.send(good)

    def serve_absent(self, good, is_first):
        self.send_error(404)

    def serve_broken(self, good, is_first):
        self.send_error(500)

    def serve_truncate(self, good, is_first):
        """Half of what was promised, at first."""
        self.send(good, until=len(good) // 2 if is_first else None)

    def serve_short(self, good, is_first):
        """Half, and says that this is all, at first."""
        half = good[:len(good) // 2]
        self.send(half if is_first else good)

    def serve_norange(self, good, is_first):
        """Half at first, then all however much was asked for."""
        self.send(good, ranges=False, until=len(good) // 2 if is_first else None)

    def serve_stall(self, good, is_first):
        """Half, then nothing for a minute, at first."""
        self.send(good, until=len(good) // 2 if is_first else None)
        if is_first:
            self.wfile.flush()
            self.server.released.wait(60)

    def serve_silence(self, good, is_first):
        self.server.released.wait(60)

    def serve_slow(self, good, is_first):
        """A third, then a trickle."""
        third = len(good) // 3
        self.send(good, until=third)
        try:
            for place in range(third, len(good), 4096):
                self.wfile.write(good[place:place + 4096])
                time.sleep(0.1)
        except OSError:
            pass

    def serve_drip(self, good, is_first):
        """A byte, and then the end, each time."""
        self.send(good, until=self.start_of_range() + 1)

    def start_of_range(self):
        asked = self.headers.get("Range")
        return int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0

    def serve_pixel(self, good, is_first):
        """A whole file, one byte of which is another."""
        data = bytearray(gzip.decompress(good))
        data[-1] ^= 1
        self.send(gzip.compress(bytes(data), 1))

    def serve_flipped(self, good, is_first):
        data = bytearray(good)
        data[len(data) // 2] ^= 1
        self.send(bytes(data))

    def serve_longer(self, good, is_first):
        self.send(good + b"more")

    def serve_page(self, good, is_first):
        self.send(b"<html>Please log in</html>" * 100)

    def serve_endless(self, good, is_first):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            for _ in range(4096):
                self.wfile.write(bytes(1 << 16))
        except OSError:
            pass

    def serve_empty(self, good, is_first):
        self.send(b"")

    def log_message(self, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, files):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = files
        self.lock = threading.Lock()
        self.seen = set()
        self.requests = []
        self.released = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def address(self, manner):
        return f"http://127.0.0.1:{self.server_address[1]}/{manner}"

    def handle_error(self, request, client_address):
        pass
